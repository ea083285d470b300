// Asks before something that cannot be undone: <form data-confirm="sentence"> or a submit button with it.
// Loaded before the other scripts that listen to submits, and heard before them (capture).
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");

  const ask = (sentence, yes, then) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-labelledby", "confirm-sentence");
    const body = document.createElement("div");
    body.className = "dialog-body";
    const text = document.createElement("p");
    text.id = "confirm-sentence";
    text.textContent = sentence;
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    for (const [label, kind, answer] of [[yes, "button main", true], [words.cancel, "button", false]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = kind;
      button.textContent = label;
      button.addEventListener("click", () => {
        dialog.close();
        if (answer) then();
      });
      buttons.append(button);
    }
    body.append(text, buttons);
    dialog.append(body);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    buttons.lastChild.focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const submitter = event.submitter;
    const sentence = submitter?.dataset.confirm || form.dataset.confirm;
    if (!sentence || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(sentence, submitter?.textContent.trim() || words.yes, () => {
      form.dataset.confirmed = "1";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed;
    });
  }, true);
})();
