// A text field that offers what is known without insisting: <input data-suggest="/pick/…" list="…"> asks the address
// with ?q= and fills its datalist from {"results": [{"text", "hint"}]}. Anything else may still be typed.
(() => {
  "use strict";
  document.querySelectorAll("input[data-suggest]").forEach((input) => {
    const known = document.getElementById(input.getAttribute("list"));
    let waiting = 0;
    const ask = async () => {
      const text = input.value.trim();
      if (text.length < 2) return;
      const address = new URL(input.dataset.suggest, location.href);
      address.searchParams.set("q", text);
      const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer || !answer.ok || text !== input.value.trim()) return;
      const { results } = await answer.json().catch(() => ({ results: [] }));
      known.replaceChildren(...results.map((one) => new Option(one.hint, one.text)));
    };
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 250); });
  });
})();
