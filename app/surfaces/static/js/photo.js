// A photo tells when and, if the person lets it, where it was taken. <div data-photo="field"> stands behind the input
// of the field and holds three hidden inputs: field__at, field__lat, field__lon.
(() => {
  "use strict";
  document.querySelectorAll("[data-photo]").forEach((frame) => {
    const name = frame.dataset.photo;
    const input = document.getElementById(`in-${name}`);
    const words = frame.querySelector("[data-photo-words]");
    const put = (part, value) => { frame.querySelector(`[name="${name}__${part}"]`).value = value; };
    const tell = (known) => { words.textContent = known ? words.dataset.known : words.dataset.unknown; };
    input?.addEventListener("change", () => {
      const [photo] = input.files;
      if (!photo) return;
      put("at", new Date(photo.lastModified || Date.now()).toISOString().replace("Z", "+00:00"));
      if (!navigator.geolocation) { tell(false); return; }
      navigator.geolocation.getCurrentPosition(
        (place) => { put("lat", place.coords.latitude); put("lon", place.coords.longitude); tell(true); },
        () => tell(false),
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    });
  });
})();
