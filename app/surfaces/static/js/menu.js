// The menu on a phone, the way to the search, filters folded there, the focus on faults, printing, and ticking a whole list.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-menu]");
    if (button) {
      const open = button.getAttribute("aria-expanded") !== "true";
      button.getAttribute("aria-controls").split(" ").forEach((id) => document.getElementById(id).classList.toggle("open", open));
      button.setAttribute("aria-expanded", String(open));
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  if (matchMedia("(max-width: 767px)").matches) all("details[data-fold]").forEach((fold) => (fold.open = false));
  document.querySelector("[data-focus]")?.focus();

  // of a line of steps that is wider than the screen, the step that is open stands in sight
  all(".case-steps [aria-current='step']").forEach((step) => {
    const line = step.closest(".case-steps");
    line.scrollLeft = step.offsetLeft - line.offsetLeft - (line.clientWidth - step.offsetWidth) / 2;
  });

  // "/" leads to the search, from everywhere but from where one is writing
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable], dialog");
    const search = document.querySelector("[data-slash]");
    if (event.key !== "/" || writing || !search || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });

  // a bulk bar tells how many rows are ticked, and opens only when there is one
  all("form[data-bulk]").forEach((form) => {
    const boxes = () => all("input[data-select]", form);
    const count = () => {
      const chosen = boxes().filter((box) => box.checked).length;
      all("[data-selected-count]", form).forEach((place) => (place.textContent = chosen));
      all("[data-needs-selection]", form).forEach((button) => (button.disabled = chosen === 0));
      const whole = form.querySelector("[data-select-all]");
      if (whole) [whole.checked, whole.indeterminate] = [chosen > 0 && chosen === boxes().length, chosen > 0 && chosen < boxes().length];
    };
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-select-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
      count();
    });
    addEventListener("pageshow", count);
  });
})();
