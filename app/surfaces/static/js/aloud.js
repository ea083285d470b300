// Reading a page aloud with the voice of one's own device: <button data-aloud="#main" data-stop="words to stop" hidden>.
// Nothing is sent anywhere; where the device has no voice the button stays away. Each piece is brought into sight.
(() => {
  "use strict";
  const voice = window.speechSynthesis;
  const button = document.querySelector("[data-aloud]");
  if (!voice || !window.SpeechSynthesisUtterance || !button) return;
  const words = button.textContent;
  let reading = 0; // each start has a number, so that what is still on its way from an earlier one says nothing

  // what is seen of the page, in its order; of a table row all cells together
  const pieces = () => [...document.querySelector(button.dataset.aloud).querySelectorAll("h1, h2, h3, p, li, tr, summary")]
    .filter((one) => one.offsetParent && !one.closest(".buttons, nav, form, [hidden], [data-unread]") && !one.querySelector("p, li, tr"))
    .map((one) => [one, (one.matches("tr") ? [...one.children].map((cell) => cell.innerText).join("，") : one.innerText).replace(/\s+/g, " ").trim()])
    .filter(([, text]) => text);
  const show = (on) => {
    button.textContent = on ? button.dataset.stop : words;
    button.setAttribute("aria-pressed", String(on));
  };
  const stop = () => {
    reading += 1;
    voice.cancel();
    show(false);
  };
  const start = () => {
    const mine = (reading += 1);
    const left = pieces();
    const next = () => {
      if (mine !== reading) return;
      const [piece, text] = left.shift() || [];
      if (!piece) return show(false);
      const said = new SpeechSynthesisUtterance(text);
      said.lang = document.documentElement.lang;
      said.rate = 0.9;
      said.onend = next;
      said.onerror = () => mine === reading && stop();
      piece.scrollIntoView({ block: "nearest" });
      voice.speak(said);
      return undefined;
    };
    voice.cancel();
    show(true);
    next();
  };
  button.hidden = false;
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : start()));
  addEventListener("pagehide", stop);
})();
