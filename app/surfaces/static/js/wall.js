// A part of the page that is fetched again each minute while somebody looks: <div id="now" data-again="address">. Without script it stays as it is.
(() => {
  "use strict";
  const place = document.querySelector("[data-again]");
  if (!place) return;
  const MINUTE = 60000;
  setInterval(async () => {
    if (document.hidden || place.contains(document.activeElement)) return; // nobody looks, or somebody is about to press
    const answer = await fetch(place.dataset.again, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok) return; // offline: the times under the pictures tell how old they are
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(place.id);
    if (fresh) place.replaceChildren(...fresh.childNodes);
  }, MINUTE);
})();
