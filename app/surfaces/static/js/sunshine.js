// Small conveniences; every page works without them. No dependency, nothing inline.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  root.classList.add("js");

  // large type, remembered on this device
  const large = (on) => {
    root.classList.toggle("large", on);
    all("[data-large]").forEach((button) => button.setAttribute("aria-pressed", String(on)));
  };
  large(localStorage.getItem("large") === "1");

  // drafts: what was typed survives an expired session, a closed window and a broken line
  const kept = (form) => `draft:${form.dataset.keep}`;
  const fieldsOf = (form) =>
    [...form.elements].filter((e) => e.name && !["csrf_token", "edit_number", "key"].includes(e.name) && !["file", "password", "submit"].includes(e.type));
  const keep = (form) => {
    const values = {};
    for (const e of fieldsOf(form)) {
      if ((e.type === "radio" || e.type === "checkbox") && !e.checked) continue;
      values[e.name] = e.value;
    }
    localStorage.setItem(kept(form), JSON.stringify({ at: Date.now(), values }));
    const sign = form.querySelector(".saved");
    if (sign) sign.textContent = `${document.body.dataset.saved} ${new Date().toTimeString().slice(0, 5)}`;
  };
  const restore = (form) => {
    const text = localStorage.getItem(kept(form));
    if (!text) return;
    const { at, values } = JSON.parse(text);
    if (Date.now() - at > 7 * 86400000) return localStorage.removeItem(kept(form));
    let changed = false;
    for (const e of fieldsOf(form)) {
      if (!(e.name in values)) continue;
      if (e.type === "radio" || e.type === "checkbox") {
        changed = changed || e.checked !== (values[e.name] === e.value);
        e.checked = values[e.name] === e.value;
      } else if (e.value !== values[e.name]) {
        e.value = values[e.name];
        changed = true;
      }
    }
    const sign = form.querySelector(".saved");
    if (changed && sign) sign.textContent = document.body.dataset.restored;
  };
  let timer = 0;
  all("form[data-keep]").forEach((form) => {
    if (!form.querySelector(".fault")) restore(form);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(form), 800);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      keep(form);
      sessionStorage.setItem("sent", kept(form));
    });
  });
  // a page that comes after a successful save forgets the draft
  const sent = sessionStorage.getItem("sent");
  if (sent && document.querySelector(".note.success")) localStorage.removeItem(sent);
  if (sent && !document.querySelector("form[data-keep] .fault")) sessionStorage.removeItem("sent");

  // a form is sent once
  all("form[data-once]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "1";
      all("button[type=submit]", form).forEach((button) => (button.disabled = true));
      setTimeout(() => {
        delete form.dataset.sent;
        all("button[type=submit]", form).forEach((button) => (button.disabled = false));
      }, 8000);
    }),
  );

  // dialogs
  all("[data-open]").forEach((button) =>
    button.addEventListener("click", () => document.getElementById(button.dataset.open).showModal()),
  );
  all("dialog [data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));
  const shown = document.querySelector("dialog[data-show]");
  if (shown) shown.showModal();
  const focus = document.querySelector("[data-focus]");
  if (focus) focus.focus();

  document.addEventListener("click", (event) => {
    const menu = event.target.closest("[data-menu]");
    if (menu) {
      const open = document.getElementById("menu").classList.toggle("open");
      menu.setAttribute("aria-expanded", String(open));
    }
    if (event.target.closest("[data-large]")) {
      const on = !root.classList.contains("large");
      localStorage.setItem("large", on ? "1" : "0");
      large(on);
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  // bulk selection
  all("[data-select-all]").forEach((box) =>
    box.addEventListener("change", () => all(`input[name="${box.dataset.selectAll}"]`).forEach((one) => (one.checked = box.checked))),
  );

  // picking a row by typing (WAI-ARIA combobox)
  all("[data-pick]").forEach((frame) => {
    const [box, hidden] = all("input", frame);
    const list = frame.querySelector("ul");
    let active = -1;
    let waiting = 0;
    const close = () => {
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
      active = -1;
    };
    const choose = (item) => {
      box.value = item.dataset.text;
      hidden.value = item.dataset.id;
      close();
      hidden.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const mark = (index) => {
      const items = all("li[role=option]", list);
      if (!items.length) return;
      active = (index + items.length) % items.length;
      items.forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
      box.setAttribute("aria-activedescendant", items[active].id);
      items[active].scrollIntoView({ block: "nearest" });
    };
    const ask = async () => {
      const answer = await fetch(`${frame.dataset.pick}?q=${encodeURIComponent(box.value)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { results } = await answer.json();
      list.replaceChildren(
        ...results.map((found, i) => {
          const item = document.createElement("li");
          item.id = `${list.id}-${i}`;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          item.dataset.id = found.id;
          item.dataset.text = found.text;
          item.textContent = found.text;
          const hint = document.createElement("small");
          hint.textContent = found.hint;
          item.append(hint);
          return item;
        }),
      );
      if (!results.length) {
        const none = document.createElement("li");
        none.textContent = document.body.dataset.none;
        list.append(none);
      }
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
    };
    box.addEventListener("input", () => {
      hidden.value = "";
      clearTimeout(waiting);
      waiting = setTimeout(ask, 200);
    });
    box.addEventListener("focus", () => list.hidden && box.value === "" && ask());
    box.addEventListener("blur", () => setTimeout(close, 150));
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") mark(active + 1);
      else if (event.key === "ArrowUp") mark(active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) choose(all("li[role=option]", list)[active]);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => {
      const item = event.target.closest("li[role=option]");
      if (item) choose(item);
    });
  });

  // rows pasted from a spreadsheet fill a table of inputs from the cell pasted into
  all("[data-paste]").forEach((table) =>
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (!text.includes("\t") && !text.includes("\n")) return;
      event.preventDefault();
      const rows = all("tbody tr", table);
      const cell = event.target.closest("td");
      const startRow = rows.indexOf(cell.parentElement);
      const startCell = [...cell.parentElement.children].indexOf(cell);
      text.trimEnd().split(/\r?\n/).forEach((line, r) =>
        line.split("\t").forEach((value, c) => {
          const input = rows[startRow + r]?.children[startCell + c]?.querySelector("input, select, textarea");
          if (input) input.value = value.trim();
        }),
      );
      table.dispatchEvent(new Event("input", { bubbles: true }));
    }),
  );
})();
