// Beside a date field: the day in the Chinese order with its weekday, so that nobody mistakes month for day.
(() => {
  "use strict";
  const chinese = document.documentElement.lang.startsWith("zh");
  const write = (value) => {
    const day = new Date(`${value.slice(0, 10)}T00:00`);
    if (value.length < 10 || Number.isNaN(day.getTime())) return "";
    const weekday = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long" }).format(day);
    const time = value.slice(11, 16);
    const [year, month, date] = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
    return chinese ? `${year}年${month}月${date}日 ${weekday} ${time}`.trim() : `${value.slice(0, 10)}, ${weekday} ${time}`.trim();
  };
  document.querySelectorAll(".field input[type=date], .field input[type=datetime-local]").forEach((input) => {
    const after = document.createElement("p");
    after.className = "after";
    after.setAttribute("aria-live", "polite");
    input.after(after);
    const show = () => (after.textContent = write(input.value));
    input.addEventListener("input", show);
    input.closest("form")?.addEventListener("restored", show);
    show();
  });
})();
