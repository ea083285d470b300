// Picking a row by typing: the WAI-ARIA 1.2 combobox with a list. <div class="pick" data-pick="/pick/…">
// asks the address with ?q= and reads {"results": [{"id", "text", "hint"}]}, at most twenty.
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");

  document.querySelectorAll("[data-pick]").forEach((frame) => {
    const box = frame.querySelector("[role=combobox]");
    const hidden = frame.querySelector("input[type=hidden]");
    const list = frame.querySelector("[role=listbox]");
    const voice = document.createElement("span");
    voice.className = "sr-only";
    voice.setAttribute("role", "status");
    frame.append(voice);
    let active = -1;
    let waiting = 0;
    let asked = 0;
    const options = () => [...list.querySelectorAll("[role=option]")];
    const mark = () => frame.classList.toggle("chosen", hidden.value !== "");
    mark();

    const close = () => {
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
      active = -1;
    };
    const choose = (item) => {
      box.value = item.dataset.text;
      hidden.value = item.dataset.id;
      box.setCustomValidity("");
      mark();
      close();
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const move = (index) => {
      const items = options();
      if (!items.length) return;
      active = (index + items.length) % items.length;
      items.forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
      box.setAttribute("aria-activedescendant", items[active].id);
      items[active].scrollIntoView({ block: "nearest" });
    };
    const option = (found, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      [item.dataset.id, item.dataset.text] = [found.id, found.text];
      const text = document.createElement("span");
      const hint = document.createElement("small");
      [text.textContent, hint.textContent] = [found.text, found.hint ?? ""];
      item.append(text, hint);
      return item;
    };
    const ask = async () => {
      const mine = ++asked;
      const address = new URL(frame.dataset.pick, location.href);
      address.searchParams.set("q", box.value.trim());
      const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
      if (mine !== asked || document.activeElement !== box) return;
      if (!answer?.ok || answer.redirected) { voice.textContent = words.noAnswer; return; }
      const { results } = await answer.json();
      list.replaceChildren(...results.map(option));
      voice.textContent = results.length ? `${results.length} ${words.found}` : words.none;
      if (!results.length) {
        const none = document.createElement("li");
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        none.textContent = words.none;
        list.append(none);
        none.removeAttribute("id");
      }
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
    };

    box.addEventListener("input", () => {
      hidden.value = "";
      mark();
      clearTimeout(waiting);
      waiting = setTimeout(ask, 200);
    });
    box.addEventListener("click", () => list.hidden && ask());
    box.addEventListener("blur", () => {
      setTimeout(close, 150);
      const loose = box.value.trim() !== "" && hidden.value === "";
      box.setCustomValidity(loose && box.required ? words.pickOne : "");
    });
    box.addEventListener("keydown", (event) => {
      const items = options().filter((item) => item.dataset.id !== undefined);
      if (event.key === "ArrowDown") list.hidden ? ask() : move(active + 1);
      else if (event.key === "ArrowUp") list.hidden ? ask() : move(active < 0 ? -1 : active - 1);
      else if (event.key === "Escape" && !list.hidden) close();
      else if (event.key === "Enter" && !list.hidden && (active >= 0 || items.length === 1)) choose(items[Math.max(active, 0)]);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item?.dataset.id !== undefined) choose(item);
    });
    frame.closest("form")?.addEventListener("restored", mark);
  });
})();
