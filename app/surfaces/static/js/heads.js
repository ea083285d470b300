// The head of a table stays in sight while its rows go by, where the table is not wider than its frame.
(() => {
  "use strict";
  const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => {
    target.classList.toggle("fits", target.firstElementChild.offsetWidth <= target.clientWidth);
  }));
  document.querySelectorAll(".table-frame").forEach((frame) => watch.observe(frame));
})();
