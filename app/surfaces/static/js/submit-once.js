// A form is sent once: <form data-once>. The button is shut while the answer is awaited, and a hidden
// field (name from data-once-key) carries a key by which the server knows the same sending again.
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");
  const forms = [...document.querySelectorAll("form[data-once]")];

  // not crypto.randomUUID: an inner net without https does not have it
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const shut = (form, is) => {
    form.dataset.sent = is ? "1" : "";
    form.querySelectorAll("button[type=submit]").forEach((button) => {
      button.disabled = is;
      if (is) {
        button.dataset.words = button.textContent;
        if (button === form.submitter) button.textContent = words.sending;
      } else if (button.dataset.words !== undefined) {
        if (button.textContent !== button.dataset.words) button.textContent = button.dataset.words;
        delete button.dataset.words;
      }
    });
  };

  forms.forEach((form) => {
    const name = form.dataset.onceKey;
    if (name && !form.elements[name]) {
      const hidden = document.createElement("input");
      [hidden.type, hidden.name, hidden.value] = ["hidden", name, key()];
      form.append(hidden);
    }
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      if (event.defaultPrevented) return undefined;
      form.dataset.sent = "1";
      form.submitter = event.submitter;
      // after the browser has gathered the fields: a shut button would not be among them
      setTimeout(() => shut(form, true), 0);
      setTimeout(() => shut(form, false), 20000);
      return undefined;
    });
    form.addEventListener("sending-failed", () => shut(form, false));
  });
  // the page kept by the browser's "back" is ready to be sent again
  addEventListener("pageshow", (event) => event.persisted && forms.forEach((form) => shut(form, false)));
})();
