// Beside a field: how what is typed there is understood, in the words of app/surfaces/understood.py, which says the same
// without script. What cannot be understood is told when the field is left and when the form is sent (js/own-words.js).
//   <input data-typed="decimal | money | date | identity | tel" data-least="0">, dates with a time by their type
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");
  const chinese = document.documentElement.lang.startsWith("zh");
  const NUMBER = /^[+-]?(?:(?:\d+|\d{1,3}(?:[, ]\d{3})+)(?:\.\d*)?|\.\d+)$/;
  const plain = (text) => text.normalize("NFKC").replace(/\p{Cf}/gu, "").trim();
  const group = (text, ...sizes) => sizes.map((size) => [text.slice(0, size), (text = text.slice(size))][0]).filter(Boolean).join(" ");
  const two = (number) => String(number).padStart(2, "0");

  // a decimal as [sign, digits before the point, digits behind it]; digits are never counted as floats
  const shifted = (text, places) => {
    const [, sign, whole, part = ""] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text);
    const all = whole + part.padEnd(places, "0");
    const at = whole.length + places;
    return [sign === "-" ? "-" : "", all.slice(0, at).replace(/^0+(?=\d)/, "") || "0", all.slice(at).replace(/0+$/, "")];
  };
  const amount = (typed, money, least) => {
    let text = plain(typed).replaceAll("−", "-").replace(/^¥/, "").replace(/整$/, "").replace(/元$/, "");
    const places = { 万: 4, 亿: 8 }[text.at(-1)] || 0;
    if (places) text = text.slice(0, -1);
    text = text.trim();
    if (/\p{No}/u.test(typed) || !NUMBER.test(text)) return { wrong: text.split(".").length > 2 ? words.points : text.includes(",") ? words.comma : words.number };
    const [sign, whole, part] = shifted(text.replace(/[, ]/g, ""), places);
    if (whole.length > 13) return { wrong: words.large };
    const zero = whole === "0" && !part;
    if (sign && !zero && least !== undefined) return { wrong: words.below };
    const before = (zero ? "" : sign) + whole.replace(/\B(?=(\d{3})+$)/g, ",");
    const behind = money ? part.padEnd(2, "0") : part;
    const size = whole.length > 8 ? [8, "亿"] : whole.length > 4 ? [4, "万"] : null;
    const [, large, rest] = size ? shifted(`${whole.slice(0, -size[0])}.${whole.slice(-size[0])}${part}`, 0) : [];
    const told = chinese && size ? `（${sign}${large}${rest && `.${rest}`} ${size[1]}）` : "";
    return { said: before + (behind && `.${behind}`) + (money ? ` ${words.yuan}` : "") + told };
  };

  const iso = (typed) => {
    const text = plain(typed);
    const found = /^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?$/.exec(text) || /^(\d{4})(\d\d)(\d\d)$/.exec(text);
    const short = found ? null : /^(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?$/.exec(text);
    if (!found && !short) return "";
    const [year, month, day] = (found ? found.slice(1) : [new Date().getFullYear(), ...short.slice(1)]).map(Number);
    const at = new Date(year, month - 1, day);
    return year >= 1900 && year <= 2200 && at.getMonth() === month - 1 && at.getDate() === day ? `${year}-${two(month)}-${two(day)}` : "";
  };
  const date = (value) => {
    const day = new Date(`${value.slice(0, 10)}T00:00`);
    if (value.length < 10 || Number.isNaN(day.getTime())) return "";
    const weekday = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long" }).format(day);
    const first = chinese ? `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日 ` : `${value.slice(0, 10)}, `;
    return `${first}${weekday} ${value.slice(11, 16)}`.trim();
  };

  // of an identity number (GB 11643) the last sign follows from the others
  const person = (text) => /^\d{17}[\dX]$/.test(text) &&
    "10X98765432"[[...text.slice(0, 17)].reduce((sum, digit, at) => sum + digit * (2 ** (17 - at) % 11), 0) % 11] === text[17];
  const identity = (typed) => {
    const text = plain(typed).toUpperCase().replace(/[\s\p{Pd}−.·]/gu, "");
    if (!text || text.includes("*") || text.length > 18 || !/^\d{2}[\dA-Z]*$|^[A-Z\d]\d[\dA-Z]*$|^\d$/.test(text)) return {};
    const code = !/^[1-8]\d{0,16}[\dX]?$/.test(text) || (text.length === 18 && !/^(19|20)/.test(text.slice(6)));
    const told = code ? group(text, 2, 6, 9, 1) : group(text, 6, 8, 4);
    if (text.length < 18) return { said: `${told} · ${text.length} ${words.ofSigns}` };
    return { said: code || person(text) ? told : `${told} · ${words.lastSign}` };
  };
  const tel = (typed) => {
    const text = plain(typed).replace(/[\s.·()\p{Pd}]/gu, "").replace(/^(\+|00)?86(?=1)/, "");
    return { said: /^1[3-9]\d{0,9}$/.test(text) ? group(text, 3, 4, 4) : "" };
  };
  const read = (input) => {
    const { typed, least } = input.dataset;
    if (!input.value.trim()) return {};
    if (typed === "money" || typed === "decimal") return amount(input.value, typed === "money", least);
    if (typed === "identity") return identity(input.value);
    if (typed === "tel") return tel(input.value);
    const day = input.type === "datetime-local" ? input.value : iso(input.value);
    return day ? { said: date(day) } : { wrong: words.day };
  };

  // a day is typed or picked; on a touch screen the device's own wheel is the better of both
  const pickable = (input) => {
    if (input.type === "date" && !matchMedia("(pointer: fine)").matches) return;
    input.type = "text";
    input.placeholder = "2026-11-30";
    const frame = document.createElement("div");
    const button = document.createElement("button");
    const picker = document.createElement("input");
    frame.className = "day";
    [button.type, button.className, button.textContent] = ["button", "button", words.calendar];
    [picker.type, picker.tabIndex] = ["date", -1];
    picker.setAttribute("aria-hidden", "true");
    input.before(frame);
    frame.append(input, button, picker);
    button.addEventListener("click", () => {
      picker.value = iso(input.value);
      picker.showPicker();
    });
    picker.addEventListener("change", () => {
      input.value = picker.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  document.querySelectorAll("[data-typed], .field input[type=datetime-local]").forEach((input) => {
    const field = input.closest(".field");
    if (!field) return;
    const day = input.dataset.typed === "date";
    if (day) pickable(input);
    const after = field.querySelector(":scope > .after") || document.createElement("p");
    after.className = "after";
    after.setAttribute("aria-live", "polite");
    if (!after.parentNode) [...field.children].find((one) => one.contains(input)).after(after);
    const show = () => {
      const { said = "", wrong = "" } = read(input);
      after.textContent = said;
      input.setCustomValidity(wrong);
    };
    input.addEventListener("input", show);
    input.addEventListener("change", () => {
      if (day) input.value = iso(input.value) || input.value;
      show();
    });
    input.closest("form")?.addEventListener("restored", show);
    show();
  });
})();
