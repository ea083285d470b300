// A field that was left empty is told by our own page, with its sentence and the list of faults at the head, and not by
// the browser's bubble. Only what the server would never hear of, half a date or letters in a number, is told here.
(() => {
  "use strict";
  // upon the click, which Enter makes too: later the browser has checked already
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button, input[type=submit], input[type=image]");
    if (!button?.form || button.type !== "submit") return;
    button.form.noValidate = true;
    const lost = [...button.form.elements].find((field) => field.validity?.badInput || field.validity?.customError);
    if (!lost || button.formNoValidate) return;
    event.preventDefault();
    lost.reportValidity();
  }, true);
})();
