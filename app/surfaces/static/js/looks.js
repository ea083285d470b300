// A round by keyboard: <form data-looks> holds buttons with data-key="1"; that key presses it, n goes to the note.
(() => {
  "use strict";
  const form = document.querySelector("form[data-looks]");
  if (!form) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "n") {
      event.preventDefault();
      form.querySelector("[name=note]").focus();
      return;
    }
    form.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
})();
