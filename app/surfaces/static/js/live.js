// A form whose answer follows what is typed: <form data-live="id">; data-ask: another address, asked with the fields "f-…" only. Without script its button does the same.
(() => {
  "use strict";
  document.querySelectorAll("form[data-live]").forEach((form) => {
    const place = document.getElementById(form.dataset.live);
    let waiting = 0;
    let asked = 0;
    const ask = async () => {
      const number = ++asked;
      const query = new URLSearchParams(new FormData(form));
      if (form.dataset.ask) [...query.keys()].filter((name) => !name.startsWith("f-")).forEach((name) => query.delete(name)); // circumstances only
      const address = (form.dataset.ask || form.getAttribute("action")).split("#")[0];
      const answer = await fetch(`${address}?${query}&part=answer`, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!answer || number !== asked) return; // offline, or something newer was typed meanwhile
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (number === asked) place.replaceChildren(...page.body.childNodes);
    };
    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 250);
    };
    form.addEventListener("input", soon);
    form.addEventListener("submit", (event) => {
      if (event.submitter && "send" in event.submitter.dataset) return; // this button sends the form itself
      event.preventDefault();
      ask().then(() => place.scrollIntoView({ block: "nearest" }));
    });
  });
})();
