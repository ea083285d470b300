// Entering money: the amount in Chinese capitals underneath, known payees and purposes offered while one types.
//   <p data-capitals-of="in-amount">, <datalist data-list-of="in-payee">
(() => {
  "use strict";
  const DIGITS = "零壹贰叁肆伍陆柒捌玖";
  const SMALL = ["", "拾", "佰", "仟"];
  const LARGE = ["", "万", "亿", "万亿"];

  const four = (group) => {
    let [text, gap] = ["", false];
    for (let place = 3; place >= 0; place -= 1) {
      const digit = Math.floor(group / 10 ** place) % 10;
      if (!digit) { gap = Boolean(text); continue; }
      text += (gap ? DIGITS[0] : "") + DIGITS[digit] + SMALL[place];
      gap = false;
    }
    return text;
  };
  const whole = (number) => {
    const groups = [];
    for (let rest = number; rest > 0; rest = Math.floor(rest / 10000)) groups.push(rest % 10000);
    let [text, gap] = ["", false];
    for (let place = groups.length - 1; place >= 0; place -= 1) {
      const group = groups[place];
      if (!group) { gap = Boolean(text); continue; }
      if (text && (gap || group < 1000)) text += DIGITS[0];
      text += four(group) + LARGE[place];
      gap = false;
    }
    return text;
  };
  const capitals = (cents) => {
    const [yuan, jiao, fen] = [Math.floor(cents / 100), Math.floor(cents / 10) % 10, cents % 10];
    let text = yuan ? `${whole(yuan)}元` : "";
    if (jiao) text += `${DIGITS[jiao]}角`;
    else if (fen && yuan) text += DIGITS[0];
    if (fen) return `${text}${DIGITS[fen]}分`;
    return text ? `${text}整` : "";
  };

  document.querySelectorAll("[data-capitals-of]").forEach((sign) => {
    const input = document.getElementById(sign.dataset.capitalsOf);
    const show = () => {
      let text = input.value.normalize("NFKC").replace(/[, ]/g, "").replace(/元$/, "");
      const factor = text.endsWith("万") ? 10000 : 1;
      text = text.replace(/万$/, "");
      const cents = /^\d{1,13}(\.\d*)?$/.test(text) ? Math.round(Number(text) * factor * 100) : 0;
      sign.textContent = Number.isSafeInteger(cents) ? capitals(cents) : "";
    };
    input.addEventListener("input", show);
    input.form?.addEventListener("restored", show);
    show();
  });
  document.querySelectorAll("datalist[data-list-of]").forEach((list) =>
    document.getElementById(list.dataset.listOf)?.setAttribute("list", list.id));
})();
