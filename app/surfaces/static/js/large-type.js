// Large type, remembered on this device. Runs before the page is painted, so that nothing jumps.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const memory = {
    get: () => { try { return localStorage.getItem("large") === "1"; } catch { return false; } },
    set: (on) => { try { localStorage.setItem("large", on ? "1" : "0"); } catch { /* no storage: this page only */ } },
  };
  const show = (on) => {
    root.classList.toggle("large", on);
    document.querySelectorAll("[data-large]").forEach((button) => button.setAttribute("aria-pressed", String(on)));
  };
  show(memory.get());
  document.addEventListener("DOMContentLoaded", () => show(memory.get()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-large]")) return;
    const on = !root.classList.contains("large");
    memory.set(on);
    show(on);
  });
})();
