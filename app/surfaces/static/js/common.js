// Common opinions: under a box, <p data-common="address"> with two buttons. "list:NAME" opens the list under the box, a press on
// one fills it; "keep:NAME" keeps what stands there. Without script the same buttons send the form, which comes back.
(() => {
  "use strict";
  const boxOf = (bar) => bar.parentElement.querySelector("textarea");
  const say = (bar, text) => {
    const line = bar.querySelector("[role=status]") || bar.appendChild(document.createElement("span"));
    line.setAttribute("role", "status");
    line.className = "soft small";
    line.textContent = text;
  };

  const list = async (bar, name) => {
    const there = bar.parentElement.querySelector(".common-list");
    if (there) { there.remove(); return; }
    const answer = await fetch(`${bar.dataset.common}?part=list&field=${encodeURIComponent(name)}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    bar.before(...page.body.children);
    bar.parentElement.querySelector(".common-list button")?.focus();
  };
  const keep = async (bar) => {
    const sent = new FormData();
    sent.set("text", boxOf(bar).value);
    sent.set("csrf_token", bar.closest("form").querySelector("[name=csrf_token]").value);
    const answer = await fetch(`${bar.dataset.common}?part=kept`, { method: "POST", body: sent }).catch(() => null);
    if (answer && !answer.redirected && answer.status < 500) say(bar, await answer.text());
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=common]");
    const field = button?.closest(".field");
    const bar = field?.querySelector("[data-common]");
    if (!bar) return;
    event.preventDefault();
    const [what, name] = button.value.split(":");
    if (what === "list") list(bar, name);
    else if (what === "keep") keep(bar);
    else {
      const box = boxOf(bar);
      box.value = [box.value.trimEnd(), button.textContent].filter(Boolean).join("\n");
      box.dispatchEvent(new Event("input", { bubbles: true }));
      field.querySelector(".common-list").remove();
      box.focus();
    }
  });
})();
