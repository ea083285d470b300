// What is wrong with a form is told in our own words and at our own places, never by the browser's bubble: beside the
// field, and at the head as a list of links. Told before the form is sent, so that no chosen file must be chosen again;
// what only the server can know comes from there, in the same words and places (macros/form.html).
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");

  const wrong = (field) => {
    const { badInput, customError, valueMissing } = field.validity || {};
    if (customError) return field.validationMessage;
    if (badInput) return field.type === "number" ? words.number : words.day;
    return valueMissing ? words.fill : "";
  };
  const told = (field) => (field.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
  const clear = (form) => {
    form.querySelectorAll(".fault:not(li)").forEach((fault) => fault.remove());
    form.querySelectorAll(".field.wrong").forEach((frame) => frame.classList.remove("wrong"));
    form.querySelectorAll("[aria-invalid]").forEach((field) => {
      field.removeAttribute("aria-invalid");
      field.setAttribute("aria-describedby", told(field).filter((id) => !id.startsWith("fault-")).join(" "));
    });
    (form.closest("dialog, main") || form).querySelectorAll("[data-faults]").forEach((note) => note.remove());
  };
  const show = (form, faults) => {
    clear(form);
    const list = document.createElement("ul");
    faults.forEach(([field, text]) => {
      const frame = field.closest(".field");
      const label = frame?.querySelector("label, legend") || field.labels?.[0];
      const item = document.createElement("li");
      const link = document.createElement("a");
      const name = document.createElement("b");
      name.textContent = label ? label.firstChild.textContent.trim() : "";
      link.href = `#${field.id}`;
      link.append(name, ` ${text}`);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const fold = field.closest("details");
        if (fold) fold.open = true;
        field.focus();
      });
      item.append(link);
      list.append(item);
      if (!frame) return;
      const fault = document.createElement("p");
      [fault.className, fault.id, fault.textContent] = ["fault", `fault-${field.id}`, text];
      frame.classList.add("wrong");
      frame.append(fault);
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", [...told(field), fault.id].join(" "));
    });
    const note = document.createElement("div");
    const head = document.createElement("p");
    note.className = "note error";
    note.tabIndex = -1;
    note.dataset.faults = "";
    note.setAttribute("role", "alert");
    head.textContent = words.attention;
    note.append(head, list);
    form.prepend(note);
    note.scrollIntoView({ block: "center" });
    note.focus({ preventScroll: true });
  };

  // upon the click, which Enter makes too: later the browser has checked already
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button, input[type=submit], input[type=image]");
    if (!button?.form || button.type !== "submit") return;
    const { form } = button;
    form.noValidate = true;
    if (button.formNoValidate) return;
    const seen = new Set();
    const faults = [...form.elements].filter((field) => !field.closest("[hidden]")).map((field) => [field, wrong(field)])
      .filter(([field, text]) => text && !(field.type === "radio" && seen.size === seen.add(field.name).size));
    if (!faults.length) return void clear(form);
    event.preventDefault();
    show(form, faults);
  }, true);
})();
