// A list worked through by keyboard: <div data-queue>. j and k move, o opens the row beside the list (without [data-beside], on a narrow
// screen, or a second time: its own page), x ticks, a goes to whom the ticked ones are given, ? tells the keys (<dialog id="keys">).
// A page that a list leads to names its keys itself: <a data-key="j">. Links do the same without script.
(() => {
  "use strict";
  const frame = document.querySelector("[data-queue]");
  const rows = frame ? [...frame.querySelectorAll("tbody > tr")] : [];
  const pane = frame?.querySelector("[data-beside]");
  const keys = document.getElementById("keys");
  const wide = matchMedia("(min-width: 1200px)");
  const link = (row) => row.querySelector(".main-cell a");
  let at = -1;
  let asked = 0;

  const close = () => {
    asked += 1;
    pane.hidden = true;
    pane.replaceChildren();
    frame.classList.remove("split");
  };
  const show = async (row) => {
    const mine = ++asked;
    const address = new URL(link(row).href);
    address.searchParams.set("part", "beside");
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (mine !== asked) return; // another row was opened meanwhile
    if (!answer?.ok || answer.redirected) { location.assign(link(row).href); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    pane.replaceChildren(...page.body.childNodes);
    pane.dataset.of = link(row).href;
    pane.hidden = false;
    pane.scrollTop = 0;
    frame.classList.add("split");
    row.scrollIntoView({ block: "nearest" });
  };
  const go = (to) => {
    const index = Math.min(Math.max(to, 0), rows.length - 1);
    rows[at]?.removeAttribute("aria-current");
    at = index;
    rows[at].setAttribute("aria-current", "true");
    link(rows[at]).focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
    if (pane && !pane.hidden) show(rows[at]);
  };
  const open = () => {
    const row = rows[Math.max(at, 0)];
    if (at < 0) go(0);
    if (!pane || !wide.matches || (!pane.hidden && pane.dataset.of === link(row).href)) location.assign(link(row).href);
    else show(row);
  };
  const tick = () => {
    if (at < 0) go(0);
    const box = rows[at].querySelector("input[name=alert]");
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const give = () => {
    const chosen = document.getElementById("to");
    if (!chosen) return;
    if (!frame.querySelector("input[name=alert]:checked")) tick();
    chosen.focus();
  };
  const acts = {};
  document.querySelectorAll("a[data-key]").forEach((one) => { acts[one.dataset.key] = () => location.assign(one.href); });
  if (rows.length) Object.assign(acts, { j: () => go(at + 1), k: () => go(at - 1), o: open, x: tick, a: give });
  if (keys) acts["?"] = () => keys.showModal();
  if (pane) acts.Escape = () => { if (!pane.hidden) { close(); rows[at] && link(rows[at]).focus(); } };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts[event.key];
    if (!act || event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    act();
  });
  const split = document.querySelector("[data-split]");
  if (split && pane) {
    split.hidden = !wide.matches;
    split.addEventListener("click", () => (pane.hidden ? open() : close()));
  }
})();
