// The auction room: asks for the fragment every two seconds and counts the seconds by the server's clock. Without script the
// page tells the same when it is loaded again. What was typed stays; a field nobody touched follows the least bid.
(() => {
  "use strict";
  const live = document.getElementById("live");
  const left = document.getElementById("left");
  const price = document.querySelector("input[name=price]");
  const state = () => live.firstElementChild?.dataset || {};
  const began = state().state;
  let ahead = 0; // by how many milliseconds this machine's clock is before the server's
  let touched = price?.getAttribute("aria-invalid") === "true";
  let failed = 0;
  price?.addEventListener("input", () => { touched = true; });

  const show = async () => {
    const answer = await fetch(live.dataset.live, { cache: "no-cache" }).catch(() => null);
    failed = answer?.ok ? 0 : failed + 1;
    live.toggleAttribute("aria-busy", failed > 2);
    if (!failed) {
      ahead = Date.now() - Number(answer.headers.get("X-Now"));
      const text = await answer.text();
      if (text !== live.dataset.text) {
        live.dataset.text = text;
        live.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
        if (price && !touched) {
          price.value = state().least;
          price.dispatchEvent(new Event("change", { bubbles: true }));
        }
      }
      if (state().state !== began) location.reload();
    } else if (failed === 3) {
      const told = document.createElement("p");
      told.className = "note error";
      told.textContent = live.dataset.lost;
      live.prepend(told);
      delete live.dataset.text;
    }
  };
  const count = () => {
    const ends = Number(state().ends || live.querySelector("[data-ends]")?.dataset.ends);
    if (!left || !ends) return;
    const seconds = Math.max(0, Math.round((ends - (Date.now() - ahead)) / 1000));
    const two = (number) => String(number % 60).padStart(2, "0");
    left.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60))}:${two(seconds)}`;
  };
  setInterval(show, 2000);
  setInterval(count, 500);
  show();
})();
