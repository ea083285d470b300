// Drafts: what was typed survives an expired session, a closed window and a broken line.
//   <form data-keep="key">                     kept in this browser, under the name of who is logged in
//   <form data-keep="key" data-keep-in="tab">  only as long as this tab lives (shared computers; always on the public portal)
//   <form data-autosave-url="/drafts/?form=…"> also sent to the server: POST csrf_token, values (JSON), version, at ->
//                                              {"saved_at": "15:02"}, without values it is forgotten;
//   <form … data-draft>                        the server holds one: GET -> {"values", "version", "at", "saved_at"}
// The form that is sent names its draft (draft_key), and the server forgets it once the form has done its work.
// Fields of type file, password and hidden, and those with data-secret, are never kept (a picked row is).
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");
  const owner = document.body.dataset.user || "";
  const DAYS = 7 * 86400000;
  const say = (form, text, waiting = false) => {
    const sign = form.querySelector(".saved");
    if (!sign) return;
    sign.textContent = text;
    sign.classList.toggle("waiting", waiting);
  };
  const clock = (moment) => new Date(moment).toTimeString().slice(0, 5);
  const inTab = (form) => form.dataset.keepIn === "tab" || document.body.classList.contains("portal");
  const place = (form) => (inTab(form) ? sessionStorage : localStorage);
  const name = (form) => `draft:${owner}:${form.dataset.keep || form.dataset.autosaveUrl}`;
  const version = (form) => (form.elements.edition ?? form.elements.edit_number)?.value ?? "";
  const attempt = (action) => { try { return action(); } catch { return null; } };
  const fields = (form) =>
    [...form.elements].filter((field) => field.name && field.dataset.secret === undefined &&
      !["file", "password", "submit", "button"].includes(field.type) && (field.type !== "hidden" || field.closest(".pick")));

  const read = (form) => {
    const values = {};
    for (const field of fields(form)) {
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) values[field.name] ??= [];
      else (values[field.name] ??= []).push(field.value);
    }
    return values;
  };
  const write = (form, values) => {
    let changed = false;
    const left = Object.fromEntries(Object.entries(values).map(([key, list]) => [key, [...list]]));
    for (const field of fields(form)) {
      if (!(field.name in left)) continue;
      if (field.type === "radio" || field.type === "checkbox") {
        const on = values[field.name].includes(field.value);
        changed ||= field.checked !== on;
        field.checked = on;
      } else {
        const value = left[field.name].shift() ?? "";
        changed ||= field.value !== value;
        field.value = value;
      }
    }
    form.dispatchEvent(new Event("restored", { bubbles: true }));
    return changed;
  };

  const keep = async (form) => {
    const at = Date.now();
    const values = read(form);
    const hold = () => {
      const draft = JSON.stringify({ at, version: version(form), values, known: form.known });
      return attempt(() => (place(form).setItem(name(form), draft), true));
    };
    let saved = hold() ? clock(at) : null;
    form.dirty = saved === null;
    if (form.dataset.autosaveUrl && !form.leaving) {
      const answer = await tell(form, { values: JSON.stringify(values), version: version(form), at });
      if (answer?.ok && !answer.redirected) {
        saved = (await answer.json().catch(() => ({}))).saved_at ?? clock(at);
        form.known = true;
        form.dirty = false;
        hold();
      }
    }
    say(form, saved ? `${words.saved} ${saved}` : words.notSaved, saved === null);
  };

  const tell = (form, said) => {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token?.value ?? "", ...said });
    const headers = { Accept: "application/json" };
    const keepalive = String(body).length < 60000;
    return fetch(form.dataset.autosaveUrl, { method: "POST", body, headers, keepalive }).catch(() => null);
  };

  const offer = (form, put, forget) => {
    const note = document.createElement("div");
    note.className = "note info";
    note.setAttribute("role", "status");
    const text = document.createElement("p");
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    const button = (label, action) => {
      const one = document.createElement("button");
      [one.type, one.className, one.textContent] = ["button", "button", label];
      one.addEventListener("click", () => { action(); note.remove(); });
      buttons.append(one);
    };
    text.textContent = put ? words.older : words.restored;
    if (put) button(words.putBack, put);
    button(words.discard, forget);
    note.append(text, buttons);
    form.prepend(note);
  };

  const restore = async (form) => {
    let kept = attempt(() => JSON.parse(place(form).getItem(name(form))));
    if (kept && Date.now() - kept.at > DAYS) kept = null;
    if (form.known) {
      const answer = await fetch(form.dataset.autosaveUrl, { headers: { Accept: "application/json" } }).catch(() => null);
      const stored = answer?.ok && !answer.redirected ? await answer.json().catch(() => null) : null;
      if (stored && stored.at > (kept?.at ?? 0)) kept = stored;
    } else if (form.dataset.autosaveUrl && kept?.known) {
      kept = null; // the server had it and has it no longer: it was sent from another computer
    }
    if (!kept?.values) return;
    const before = read(form);
    const forget = () => {
      attempt(() => place(form).removeItem(name(form)));
      if (form.dataset.autosaveUrl) tell(form, {});
      write(form, before);
      say(form, "");
    };
    // a record changed by somebody else since: never put the old text over it unasked
    if ((kept.version ?? version(form)) !== version(form)) offer(form, () => write(form, kept.values), forget);
    else if (write(form, kept.values)) offer(form, null, forget);
  };

  // the page that comes after a successful save forgets the draft; one with faults, or the log-in page, does not
  const forms = [...document.querySelectorAll("form[data-keep], form[data-autosave-url]")];
  const sent = attempt(() => JSON.parse(sessionStorage.getItem("sent")));
  const failed = document.querySelector("[data-faults], .fault, .note.error, .fault-picture, input[type=password]");
  const again = sent && forms.some((form) => name(form) === sent[1]);
  if (sent && !failed && (document.querySelector(".note.success") || !again)) attempt(() => (sent[0] ? sessionStorage : localStorage).removeItem(sent[1]));
  attempt(() => sessionStorage.removeItem("sent"));

  forms.forEach((form) => {
    let timer = 0;
    form.known = form.dataset.draft !== undefined; // the server holds a draft of it, perhaps an older one
    if (!document.querySelector("[data-faults]") && !form.querySelector(".fault")) restore(form);
    const changed = () => {
      form.leaving = false;
      form.dirty = true;
      say(form, words.unsaved, true);
      clearTimeout(timer);
      timer = setTimeout(() => form.leaving || keep(form), form.dataset.autosaveUrl ? 1500 : 800);
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      form.leaving = true; // kept here only: a late word to the server would bring back what has been sent
      keep(form);
      form.dirty = false;
      if (form.dataset.autosaveUrl && !form.elements.draft_key) {
        const named = document.createElement("input");
        [named.type, named.name, named.value] = ["hidden", "draft_key", form.dataset.keep];
        form.append(named);
      }
      attempt(() => sessionStorage.setItem("sent", JSON.stringify([inTab(form), name(form)])));
    });
    addEventListener("pagehide", () => form.dirty && !form.leaving && keep(form));
    addEventListener("beforeunload", (event) => {
      const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
      if (form.leaving) return;
      if (form.dirty) keep(form);
      if (form.dirty || files) event.preventDefault();
    });
  });

  // logging out forgets all drafts of one's own
  document.querySelectorAll("form[data-leave]").forEach((form) =>
    form.addEventListener("submit", () => {
      document.querySelectorAll("form").forEach((other) => (other.leaving = true));
      attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(`draft:${owner}:`)).forEach((key) => localStorage.removeItem(key)));
    }));
})();
