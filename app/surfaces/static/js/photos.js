// Photos are made small here, sent one by one, and sent again by themselves while the line is broken; the server knows
// a photo by its digest, so that one that arrived twice is kept once. <form data-photos> with an input type=file.
(() => {
  "use strict";
  const LONGEST = 1600;
  const PAUSES = [2000, 5000, 15000, 30000];

  const small = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.8); });
      return made && made.size < file.size ? made : file;
    } catch {
      return file;
    }
  };

  document.querySelectorAll("form[data-photos]").forEach((form) => {
    const input = form.querySelector("input[type=file]");
    const list = form.querySelector(".photo-list");
    if (location.hash === `#${input.id}`) input.focus(); // sent here to photograph
    const wait = (time) => new Promise((done) => { setTimeout(done, time); });
    // asked once for all photos of a sending; the person may say no, and the photo goes without it
    const whereNow = () => new Promise((done) => {
      if (form.dataset.photos !== "place" || !navigator.geolocation) { done(null); return; }
      navigator.geolocation.getCurrentPosition(
        (place) => done(place.coords), () => done(null), { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 },
      );
    });
    const send = async (file, place) => {
      const line = document.createElement("li");
      list.append(line);
      const say = (text) => { line.textContent = `${file.name}: ${text}`; };
      const photo = await small(file);
      for (let attempt = 0; ; attempt += 1) {
        say(form.dataset.wordsWait);
        const body = new FormData();
        body.append("csrf_token", form.elements.csrf_token.value);
        body.append("photo", photo, file.name);
        body.append("at", new Date(file.lastModified || Date.now()).toISOString().replace("Z", "+00:00"));
        if (place) {
          body.append("lat", place.latitude);
          body.append("lon", place.longitude);
        }
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
        if (answer && answer.status < 500 && !answer.redirected) {
          const told = await answer.json().catch(() => ({}));
          say(answer.ok ? form.dataset.wordsSent : told.error ?? "");
          return answer.ok;
        }
        say(form.dataset.wordsAgain);
        await wait(PAUSES[Math.min(attempt, PAUSES.length - 1)]);
      }
    };
    const sendAll = async () => {
      const files = [...input.files];
      input.value = "";
      let good = files.length > 0;
      const place = good ? await whereNow() : null;
      for (const file of files) good = (await send(file, place)) && good;
      if (good) location.reload();
    };
    input.addEventListener("change", sendAll);
    form.addEventListener("submit", (event) => { event.preventDefault(); sendAll(); });
  });
})();
