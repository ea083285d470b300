// Rows pasted from a spreadsheet fill a table of inputs from the cell pasted into; rows are added as needed.
//   <table data-paste> whose inputs are named name-0-column, name-1-column, …; <button data-add-row="id of the table">
(() => {
  "use strict";
  const rowsOf = (table) => [...table.tBodies[0].rows];
  const inputsOf = (row) => [...row.querySelectorAll("input:not([type=hidden]), select, textarea")];

  const add = (table) => {
    const rows = rowsOf(table);
    const copy = rows.at(-1).cloneNode(true);
    const number = rows.length;
    const next = (text) => text.replace(/-\d+-/, `-${number}-`);
    copy.querySelectorAll("[name], [id], [for], [aria-describedby]").forEach((part) => {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        if (part.hasAttribute(attribute)) part.setAttribute(attribute, next(part.getAttribute(attribute)));
      }
    });
    copy.querySelectorAll("[data-row-number]").forEach((part) => (part.textContent = number + 1));
    copy.querySelectorAll(".fault").forEach((part) => part.remove());
    inputsOf(copy).forEach((input) => {
      if (input.tagName === "SELECT") input.selectedIndex = 0;
      else input.value = "";
      input.removeAttribute("aria-invalid");
    });
    table.tBodies[0].append(copy);
    return copy;
  };

  const put = (input, text) => {
    const value = text.trim();
    if (input.tagName !== "SELECT") { input.value = value; return; }
    const fits = [...input.options].find((option) => option.value === value || option.text.trim() === value);
    if (fits) input.value = fits.value;
  };

  // a quoted cell of a spreadsheet may hold tabs and line ends
  const cells = (text) => {
    const rows = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const sign = text[i];
      const row = rows.at(-1);
      if (quoted && sign === '"' && text[i + 1] === '"') { row[row.length - 1] += '"'; i += 1; }
      else if (sign === '"' && (quoted || row.at(-1) === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") row.push("");
      else if (!quoted && sign === "\n") rows.push([""]);
      else if (sign !== "\r") row[row.length - 1] += sign;
    }
    if (rows.at(-1).join("") === "") rows.pop();
    return rows;
  };

  document.querySelectorAll("table[data-paste]").forEach((table) =>
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!/[\t\n]/.test(text)) return;
      event.preventDefault();
      const start = event.target.closest("tr");
      const first = inputsOf(start).indexOf(event.target);
      let number = rowsOf(table).indexOf(start);
      for (const line of cells(text).slice(0, 2000)) {
        const row = rowsOf(table)[number] ?? add(table);
        line.forEach((value, i) => inputsOf(row)[first + i] && put(inputsOf(row)[first + i], value));
        number += 1;
      }
      table.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (button) inputsOf(add(document.getElementById(button.dataset.addRow)))[0]?.focus();
  });
})();
