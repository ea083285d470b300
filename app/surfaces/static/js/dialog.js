// An action is a <details> with its form; with script it opens as a dialog instead. It may hold faults
// after a refused save: then it opens by itself. Other dialogs open by [data-open="id"].
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");

  const open = (dialog) => {
    dialog.showModal();
    (dialog.querySelector("[aria-invalid], [data-focus]") ||
      dialog.querySelector("input:not([type=hidden]), select, textarea, button"))?.focus();
  };

  document.querySelectorAll("details.action").forEach((details) => {
    const summary = details.querySelector("summary");
    const body = details.querySelector(".action-body");
    if (!body) return; // a fold of another make stays a fold
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.id = `${details.id}-title`;
    title.textContent = summary.textContent.trim();
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(title, body);
    details.after(dialog);
    const button = document.createElement("button");
    button.type = "button";
    button.className = summary.className;
    button.append(...summary.childNodes);
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => open(dialog));
    const end = dialog.querySelector(".form-end");
    if (end) {
      const cancel = document.createElement("button");
      cancel.type = "button";
      cancel.className = "button";
      cancel.dataset.close = "";
      cancel.textContent = words.cancel;
      end.querySelector("button[type=submit]")?.after(cancel);
    }
    const shown = details.open;
    details.replaceWith(button);
    if (shown) open(dialog);
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(document.getElementById(opener.dataset.open));
    if (event.target.closest("dialog [data-close]")) event.target.closest("dialog").close();
  });
  const shown = document.querySelector("dialog[data-show]");
  if (shown) open(shown);
})();
