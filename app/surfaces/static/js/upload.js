// A file to hand in: dropped or chosen, its size and kind told before it travels, its way shown while it does.
//   <div class="upload" data-largest="50" data-kinds=".xlsx .csv"> … <form data-progress> … <progress hidden>
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");
  const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  document.querySelectorAll(".upload").forEach((frame) => {
    const input = frame.querySelector("input[type=file]");
    const voice = document.createElement("div");
    const list = document.createElement("ul");
    voice.setAttribute("role", "status");
    list.hidden = true;
    voice.append(list);
    frame.append(voice);
    const kinds = (frame.dataset.kinds || "").toLowerCase().split(/\s+/).filter(Boolean);
    const fault = (file) => {
      if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return words.wrongKind;
      return frame.dataset.largest && file.size > Number(frame.dataset.largest) * 1048576 ? words.tooLarge : "";
    };
    const show = () => {
      const files = [...input.files];
      list.replaceChildren(...files.map((file) => {
        const item = document.createElement("li");
        const wrong = fault(file);
        item.textContent = `${file.name} (${size(file.size)})${wrong ? ` — ${wrong}` : ""}`;
        item.className = wrong ? "fault" : "";
        return item;
      }));
      list.hidden = files.length === 0;
      input.setCustomValidity(files.map(fault).find(Boolean) || "");
    };
    input.addEventListener("change", show);
    for (const kind of ["dragover", "dragleave", "drop"]) {
      frame.addEventListener(kind, (event) => {
        event.preventDefault();
        frame.classList.toggle("over", kind === "dragover");
        if (kind !== "drop") return;
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  });

  // sent by script so that a broken line keeps the form as it is; the answer takes the page's place
  document.querySelectorAll("form[data-progress]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || ![...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
      event.preventDefault();
      const bar = form.querySelector("progress");
      const sign = form.querySelector("[data-progress-words]");
      const tell = (text) => sign && (sign.textContent = text);
      const sending = new XMLHttpRequest();
      bar.hidden = false;
      sending.upload.addEventListener("progress", (step) => {
        bar.value = step.loaded / step.total;
        tell(step.loaded < step.total ? `${words.uploading} ${Math.round(bar.value * 100)} %` : words.checking);
      });
      const failed = () => {
        bar.hidden = true;
        tell(words.interrupted);
        form.dispatchEvent(new Event("sending-failed"));
      };
      sending.addEventListener("error", failed);
      sending.addEventListener("abort", failed);
      sending.addEventListener("load", () => {
        history.replaceState(null, "", sending.responseURL);
        document.open();
        document.write(sending.responseText);
        document.close();
      });
      sending.open("POST", form.getAttribute("action") || location.href); // a field may be called "action"
      sending.send(new FormData(form, event.submitter));
    }));
})();
