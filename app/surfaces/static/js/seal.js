// Seals a bid for five holders and opens a holder's shares, in the browser and by WebCrypto alone: X25519,
// HKDF-SHA-256 (RFC 5869), AES-256-GCM, Shamir's sharing over GF(256)/0x11b in the format of npm's
// shamir-secret-sharing 0.0.4. The same envelope and key file as app/trading/sealing, byte for byte.
// Nothing is sent from here: what is typed into a bid has no name in its form, so no form can carry it.
globalThis.sunshineSeal = (() => {
  "use strict";
  const [HOLDERS, NEEDED, KEY, NONCE, TAG, LEAST, MOST, LONGEST] = [5, 3, 32, 12, 16, 1024, 65536, 131072];
  const [ROUNDS, SALT, SHORTEST] = [600000, 16, 12];
  const [PIECE, MOST_FILES] = [1048576, 200 * 1048576];
  const HASH = /^[0-9a-f]{64}$/;
  const HEAD = ["v", "tender", "lot", "pass", "holders", "commit"];
  const BASE = Uint8Array.of(9, ...new Uint8Array(31));
  const ZERO = new Uint8Array(NONCE);

  /** What went wrong, by a code; the page has the words. */
  class Fault extends Error {
    constructor(code, values = {}) {
      super(code);
      Object.assign(this, { code, values });
    }
  }

  const encode = (text) => new TextEncoder().encode(text);
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const concat = (...parts) => {
    const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (made.set(part, at), at + part.length), 0);
    return made;
  };
  const unbase64 = (text, length) => {
    if (typeof text !== "string" || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new Fault("noEnvelope");
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    if (length !== undefined && bytes.length !== length) throw new Fault("noEnvelope");
    return bytes;
  };
  // keys in order and no blanks: the bytes to which everything is bound are the same in both languages
  const sorted = (value) =>
    Array.isArray(value) ? value.map(sorted)
      : value && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
        : value;
  const canonical = (value) => JSON.stringify(sorted(value));

  const subtle = () => {
    if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) throw new Fault("noCrypto");
    return crypto.subtle;
  };
  const sha256 = async (...parts) => new Uint8Array(await subtle().digest("SHA-256", concat(...parts)));
  const hkdf = async (secret, salt, info, length = KEY) => {
    const key = await subtle().importKey("raw", secret, "HKDF", false, ["deriveBits"]);
    return new Uint8Array(await subtle().deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8));
  };
  const cipher = async (how, key, nonce, head, bytes) => {
    const held = await subtle().importKey("raw", key, "AES-GCM", false, [how]);
    return new Uint8Array(await subtle()[how]({ name: "AES-GCM", iv: nonce, additionalData: head }, held, bytes));
  };
  const PKCS8 = unhex("302e020100300506032b656e04220420");
  const exchange = async (secret, other) => {
    const mine = await subtle().importKey("pkcs8", concat(PKCS8, secret), "X25519", false, ["deriveBits"]);
    const theirs = await subtle().importKey("raw", other, "X25519", true, []);
    return new Uint8Array(await subtle().deriveBits({ name: "X25519", public: theirs }, mine, 256));
  };
  const publicOf = (secret) => exchange(secret, BASE);
  /** Refuse a browser that cannot seal: an envelope carries X25519 keys and no others. */
  const check = async () => {
    subtle();
    try {
      await publicOf(random(KEY));
    } catch {
      throw new Fault("noCurve");
    }
  };

  // Shamir's sharing
  const [EXP, LOG] = [new Uint8Array(510), new Uint8Array(256)];
  for (let power = 0, value = 1; power < 255; power += 1) {
    EXP[power] = EXP[power + 255] = value;
    LOG[value] = power;
    value ^= (value << 1) ^ (value & 0x80 ? 0x11b : 0);
  }
  const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);
  const through = (a, b) => (a ? EXP[LOG[a] + 255 - LOG[b]] : 0);
  const split = (secret, count = HOLDERS, needed = NEEDED) => {
    const curves = Array.from(secret, (byte) => [byte, ...random(needed - 1)]);
    return Array.from({ length: count }, (_none, place) =>
      Uint8Array.of(...curves.map((curve) => curve.reduceRight((value, factor) => times(value, place + 1) ^ factor, 0)), place + 1));
  };
  const combine = (shares) => {
    const places = shares.map((share) => share.at(-1));
    if (shares.length < 2 || places.includes(0) || new Set(places).size !== places.length || new Set(shares.map((share) => share.length)).size !== 1) throw new Fault("noThree");
    const weights = places.map((x) => places.reduce((weight, other) => (other === x ? weight : times(weight, through(other, x ^ other))), 1));
    return Uint8Array.from({ length: shares[0].length - 1 }, (_none, byte) => shares.reduce((value, share, place) => value ^ times(share[byte], weights[place]), 0));
  };

  // the envelope of one bid
  const fingerprint = async (key) => hex(await sha256(key));
  const passHash = async (pass) => hex(await sha256(encode("sunshine-pass-v1\0"), encode(pass.trim())));
  const commitment = async (key) => hex(await sha256(encode("sunshine-bid-key-v1\0"), key));
  const shareKey = async (secret, other, made, holder) => hkdf(await exchange(secret, other), concat(made, holder), encode("sunshine-bid-share-v1"));
  const headOf = (envelope) => encode(canonical(Object.fromEntries(HEAD.map((name) => [name, envelope[name]]))));
  const padded = (content) => {
    let size = LEAST;
    while (size < content.length + 4) size *= 2;
    if (size > MOST) throw new Fault("tooMuch");
    const made = new Uint8Array(size);
    new DataView(made.buffer).setUint32(0, content.length);
    made.set(content, 4);
    return made;
  };

  /** Seal content (bytes) for five holders (public keys, hexadecimal); returns the envelope's text and the bidder's own key. */
  const seal = async (content, { tender, lot, pass, holders }) => {
    await check();
    if (holders.length !== HOLDERS || new Set(holders).size !== HOLDERS || !holders.every((one) => HASH.test(one))) throw new Fault("fiveKeys");
    const [key, nonce, keys] = [random(KEY), random(NONCE), holders.map(unhex)];
    const made = { v: 1, tender, lot, pass: await passHash(pass), holders: await Promise.all(keys.map(fingerprint)), commit: await commitment(key) };
    const head = headOf(made);
    made.shares = await Promise.all(split(key).map(async (share, place) => {
      const secret = random(KEY);
      const own = await publicOf(secret);
      return { key: base64(own), box: base64(await cipher("encrypt", await shareKey(secret, keys[place], own, keys[place]), ZERO, head, share)) };
    }));
    made.nonce = base64(nonce);
    made.box = base64(await cipher("encrypt", key, nonce, head, padded(content)));
    return { text: canonical(made), key };
  };

  const uint32 = (number) => {
    const made = new Uint8Array(4);
    new DataView(made.buffer).setUint32(0, number);
    return made;
  };
  /** Seal files beside a bid, a megabyte at a time (app/trading/sealing/bodies.py); returns the sealed bytes, and what the envelope says of them. */
  const sealFiles = async (files, { tender, lot, pass }) => {
    const list = encode(canonical({ files: files.map(({ name, size }) => ({ name, size })) }));
    const plain = new Blob([uint32(list.length), list, ...files]);
    if (plain.size > MOST_FILES) throw new Fault("tooManyFiles", { field: "files" });
    const [key, head, parts] = [random(KEY), encode(canonical({ v: 1, tender, lot, pass: await passHash(pass) })), [encode("SBB1")]];
    for (let at = 0, number = 0; at < plain.size; at += PIECE, number += 1) {
      const piece = new Uint8Array(PIECE);
      piece.set(new Uint8Array(await plain.slice(at, at + PIECE).arrayBuffer()));
      const nonce = concat(new Uint8Array(7), uint32(number), Uint8Array.of(at + PIECE >= plain.size ? 1 : 0));
      const box = await cipher("encrypt", key, nonce, head, piece);
      parts.push(uint32(box.length), box);
    }
    const sealed = new Blob(parts);
    return { sealed, told: { digest: hex(await sha256(new Uint8Array(await sealed.arrayBuffer()))), key: hex(key) } };
  };

  /** Return the envelope that a text is; a Fault says what is wrong with its form, or that it is of another tender. */
  const read = (text, tender) => {
    if (!text.trim()) throw new Fault("empty");
    if (text.length > LONGEST) throw new Fault("tooLarge");
    let told;
    try {
      told = JSON.parse(text);
    } catch {
      throw new Fault("noEnvelope");
    }
    if (!told || typeof told !== "object" || !Array.isArray(told.holders) || !Array.isArray(told.shares)) throw new Fault("noEnvelope");
    if (told.v !== 1) throw new Fault("otherVersion");
    const hashes = [...told.holders, told.pass, told.commit];
    if (!Number.isInteger(told.lot) || typeof told.tender !== "string" || !hashes.every((one) => typeof one === "string" && HASH.test(one))) throw new Fault("noEnvelope");
    if (told.holders.length !== HOLDERS || new Set(told.holders).size !== HOLDERS || told.shares.length !== HOLDERS) throw new Fault("fiveKeys");
    if (tender !== undefined && told.tender !== tender) throw new Fault("otherTender", { tender: told.tender });
    return {
      ...told,
      shares: told.shares.map((one) => ({ key: unbase64(one?.key, KEY), box: unbase64(one?.box, KEY + 1 + TAG) })),
      nonce: unbase64(told.nonce, NONCE),
      box: unbase64(told.box),
      head: headOf(told),
    };
  };

  /** Return the share that a holder's private key opens. */
  const openShare = async (envelope, secret) => {
    const own = await publicOf(secret);
    const place = envelope.holders.indexOf(await fingerprint(own));
    if (place < 0) throw new Fault("notYourKey");
    const { key, box } = envelope.shares[place];
    try {
      return await cipher("decrypt", await shareKey(secret, key, key, own), ZERO, envelope.head, box);
    } catch {
      throw new Fault("shareDamaged");
    }
  };

  /** Return the key that any three of the shares hold; broken ones are passed over. */
  const putTogether = async (envelope, shares) => {
    const held = [...new Map(shares.filter((share) => share.length === KEY + 1).map((share) => [hex(share), share])).values()];
    for (let a = 0; a < held.length; a += 1)
      for (let b = a + 1; b < held.length; b += 1)
        for (let c = b + 1; c < held.length; c += 1) {
          const three = [held[a], held[b], held[c]];
          const places = new Set(three.map((share) => share.at(-1)));
          if (places.has(0) || places.size < NEEDED) continue;
          const key = combine(three);
          if (await commitment(key) === envelope.commit) return key;
        }
    throw new Fault("noThree");
  };

  /** Return what a bid holds. */
  const openContent = async (envelope, key) => {
    if (await commitment(key) !== envelope.commit) throw new Fault("foreignKey");
    let inside;
    try {
      inside = await cipher("decrypt", key, envelope.nonce, envelope.head, envelope.box);
    } catch {
      throw new Fault("damaged");
    }
    const length = new DataView(inside.buffer).getUint32(0);
    if (length > inside.length - 4) throw new Fault("damaged");
    return inside.slice(4, 4 + length);
  };

  // a holder's key: wrapped by a passphrase in a file, or on paper
  const wrappingKey = async (passphrase, salt, rounds) => {
    const typed = await subtle().importKey("raw", encode(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveBits"]);
    return new Uint8Array(await subtle().deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed, 256));
  };
  const keyHead = ({ v, kind, public: own, rounds, salt }) => encode(canonical({ v, kind, public: own, rounds, salt }));
  const wrap = async (secret, passphrase) => {
    if ([...passphrase].length < SHORTEST) throw new Fault("shortPassphrase");
    const [salt, nonce] = [random(SALT), random(NONCE)];
    const made = { v: 1, kind: "sunshine-holder-key", public: hex(await publicOf(secret)), rounds: ROUNDS, salt: base64(salt) };
    const box = await cipher("encrypt", await wrappingKey(passphrase, salt, ROUNDS), nonce, keyHead(made), secret);
    return `${canonical({ ...made, nonce: base64(nonce), box: base64(box) })}\n`;
  };
  const unwrap = async (text, passphrase) => {
    let told, salt, nonce, box;
    try {
      told = JSON.parse(text);
      if (told.v !== 1 || told.kind !== "sunshine-holder-key" || !HASH.test(told.public) || !Number.isInteger(told.rounds) || told.rounds < ROUNDS || told.rounds > 20 * ROUNDS) throw new Fault("noKeyFile");
      [salt, nonce, box] = [unbase64(told.salt, SALT), unbase64(told.nonce, NONCE), unbase64(told.box, KEY + TAG)];
    } catch {
      throw new Fault("noKeyFile");
    }
    let secret;
    try {
      secret = await cipher("decrypt", await wrappingKey(passphrase, salt, told.rounds), nonce, keyHead(told), box);
    } catch {
      throw new Fault("wrongPassphrase");
    }
    if (hex(await publicOf(secret)) !== told.public) throw new Fault("noKeyFile");
    return secret;
  };
  /** Eight groups of eight hexadecimal digits, each followed by two that check it and its place. */
  const checkDigits = async (place, group) => hex(await sha256(encode("sunshine-paper-v1\0"), Uint8Array.of(place), group)).slice(0, 2);
  const toPaper = async (secret) => (await Promise.all(Array.from({ length: 8 }, async (_none, place) => {
    const group = secret.slice(4 * place, 4 * place + 4);
    return `${hex(group)}-${await checkDigits(place + 1, group)}`;
  }))).join(" ").toUpperCase();
  const fromPaper = async (text) => {
    const typed = text.toLowerCase().replace(/[^0-9a-z]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");
    if (!/^[0-9a-f]{80}$/.test(typed)) throw new Fault("paperLength", { count: typed.length });
    const groups = [];
    for (let place = 0; place < 8; place += 1) {
      const group = unhex(typed.slice(10 * place, 10 * place + 8));
      if (await checkDigits(place + 1, group) !== typed.slice(10 * place + 8, 10 * place + 10)) throw new Fault("paperGroup", { place: place + 1 });
      groups.push(group);
    }
    return concat(...groups);
  };
  /** Prove to the platform that the key of a holder is here: bound to what is sent with it. */
  const prove = async (secret, challenge, sent) => {
    const own = await publicOf(secret);
    return hex(await hkdf(await exchange(secret, challenge), concat(challenge, own), concat(encode("sunshine-holder-proof-v1"), await sha256(encode(sent)))));
  };

  // what a bid says, checked before nobody can look at it any more
  const UNITS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  /** Tell whether a credit code has its check sign (GB 32100-2015). */
  const isCreditCode = (code) => {
    const values = [...code].map((sign) => UNITS.indexOf(sign));
    const sum = values.slice(0, 17).reduce((made, value, place) => made + value * (3 ** place % 31), 0);
    return values.length === 18 && !values.includes(-1) && (31 - (sum % 31)) % 31 === values[17];
  };
  /** Return the bytes of a bid; a Fault names the field that cannot be read in one way. */
  const bidOf = ({ uscc, price, days, manager }, lot, body) => {
    const [code, amount, time, name] = [uscc, price, days, manager].map((text) => text.trim());
    if (!isCreditCode(code.toUpperCase())) throw new Fault("badCode", { field: "uscc" });
    if (!/^\d{1,13}(\.\d{1,2})?$/.test(amount) || Number(amount) <= 0) throw new Fault("badPrice", { field: "price" });
    if (lot.ceiling && Number(amount) > Number(lot.ceiling)) throw new Fault("overCeiling", { field: "price", ceiling: lot.ceiling });
    if (!/^[1-9]\d{0,3}$/.test(time)) throw new Fault("badDays", { field: "days" });
    if (!name || [...name].length > 60) throw new Fault("badManager", { field: "manager" });
    return encode(JSON.stringify({ uscc: code.toUpperCase(), price: amount, days: Number(time), manager: name, ...(body ? { body } : {}) }));
  };

  const newSecret = () => random(KEY);
  return { Fault, check, bidOf, isCreditCode, newSecret, publicOf, fingerprint, passHash, commitment, hkdf, exchange, cipher, split, combine, seal, sealFiles, read, openShare, putTogether, openContent, wrap, unwrap, toPaper, fromPaper, prove, hex, unhex };
})();

// The forms of it: <section data-seal="bid | key | shares" data-words="{…}">. On the site and in the offline file.
document.querySelectorAll("[data-seal]").forEach((frame) => {
  "use strict";
  const S = sunshineSeal;
  const words = JSON.parse(frame.dataset.words);
  const find = (name) => frame.querySelector(`[data-part="${name}"]`);
  const value = (name) => find(name)?.value ?? "";
  const told = frame.querySelector("[data-told]");
  const say = (text, how) => {
    told.className = `note ${how}`;
    told.hidden = !text;
    told.firstElementChild.textContent = text;
  };
  const put = (code, values = {}) => (words[code] || code).replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
  const fail = (fault) => {
    if (!fault.code) fault = fault instanceof TypeError ? { code: "noAnswer" } : { code: "unknown", values: { text: String(fault) } };
    say(put(fault.code, fault.values), "error");
    find(fault.values?.field)?.focus();
  };
  const show = (name, is = true) => frame.querySelectorAll(`[data-when="${name}"]`).forEach((part) => (part.hidden = !is));
  const save = (name, text, file) => {
    const link = frame.querySelector(`a[data-save="${name}"]`);
    if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
    link.download = file;
  };
  const secretOf = async () => {
    const file = find("file")?.files[0];
    if (file) return S.unwrap(await file.text(), value("passphrase"));
    if (value("paper").trim()) return S.fromPaper(value("paper"));
    throw new S.Fault("chooseKey", { field: "file" });
  };
  const send = async (address, fields) => {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams({ csrf_token: frame.dataset.token, ...fields }) });
    const held = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new S.Fault("refused", { text: held.message || answer.status });
    return held;
  };

  let notice = frame.dataset.notice ? JSON.parse(frame.dataset.notice) : null;
  const offer = () => {
    find("lot").replaceChildren(...notice.lots.map((lot) => new Option(`${lot.number} ${lot.name}`, lot.number)));
    frame.querySelectorAll("[data-tender]").forEach((part) => (part.textContent = notice.tender));
  };
  const acts = {
    async bid() {
      if (!notice) throw new S.Fault("noNotice", { field: "notice" });
      if (!/^[0-9a-f]{32}$/.test(value("pass").trim())) throw new S.Fault("badPass", { field: "pass" });
      const lot = notice.lots.find((one) => String(one.number) === value("lot"));
      const bound = { tender: notice.tender, lot: lot.number, pass: value("pass") };
      const files = [...(find("files")?.files ?? [])];
      const body = files.length ? await S.sealFiles(files, bound) : null;
      const content = S.bidOf({ uscc: value("uscc"), price: value("price"), days: value("days"), manager: value("manager") }, lot, body?.told);
      const made = await S.seal(content, { ...bound, holders: notice.holders.map((one) => one.key) });
      save("envelope", made.text, `${notice.tender}-${lot.number}.envelope.json`);
      save("key", `${S.hex(made.key)}\n`, `${notice.tender}-${lot.number}.key`);
      if (body) save("body", body.sealed, `${notice.tender}-${lot.number}.files`);
      const form = frame.querySelector("form[data-hand-in]");
      if (form) [form.elements.lot.value, form.elements.token.value, form.elements.envelope.value] = [lot.number, value("pass").trim(), made.text];
      if (form) {
        const carried = new DataTransfer();
        if (body) carried.items.add(new File([body.sealed], "files"));
        form.elements.body.files = carried.files;
      }
      show("sealed");
      show("files", Boolean(body));
      say(put("sealed"), "success");
    },
    async key() {
      if (value("passphrase") !== value("again")) throw new S.Fault("twoPassphrases", { field: "again" });
      const secret = S.newSecret();
      const file = await S.wrap(secret, value("passphrase"));
      const own = await S.publicOf(secret);
      save("key", file, `holder-${S.hex(own).slice(0, 8)}.key`);
      find("public").textContent = S.hex(own);
      find("fingerprint").textContent = await S.fingerprint(own);
      find("paper").textContent = (await S.toPaper(secret)).split(" ").map((group, place) => `${place + 1}. ${group}`).join("\n");
      show("made");
      say(put("made"), "success");
    },
    async shares() {
      const secret = await secretOf();
      const own = S.hex(await S.publicOf(secret));
      const holder = JSON.parse(frame.dataset.holders).find((one) => one.key === own);
      if (!holder) throw new S.Fault("notOfNotice");
      const prove = (sent) => S.prove(secret, S.unhex(holder.challenge), sent);
      const asked = `bids ${frame.dataset.number}`;
      const { bids } = await send(frame.dataset.bids, { holder: holder.place, proof: await prove(asked) });
      const [shares, damaged] = [{}, []];
      for (const [bid, text] of Object.entries(bids)) {
        try {
          shares[bid] = S.hex(await S.openShare(S.read(text, frame.dataset.number), secret));
        } catch (fault) {
          damaged.push(`${bid}: ${put(fault.code, fault.values)}`);
        }
      }
      const given = JSON.stringify(shares);
      const answer = await send(frame.dataset.give, { holder: holder.place, shares: given, proof: await prove(given) });
      say([answer.message, ...damaged].join(" "), damaged.length ? "warning" : "success");
    },
  };

  frame.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    button.disabled = true;
    say(put("working"), "info");
    try {
      await acts[button.dataset.do]();
    } catch (fault) {
      fail(fault);
    } finally {
      button.disabled = false;
    }
  });
  find("notice")?.addEventListener("change", async (event) => {
    try {
      const held = JSON.parse(await event.target.files[0].text());
      if (typeof held.tender !== "string" || !held.lots.length || held.holders.length !== 5) throw new S.Fault("noNotice");
      notice = held;
      offer();
      say("", "info");
    } catch {
      notice = null;
      fail(new S.Fault("noNotice", { field: "notice" }));
    }
  });
  // a bid that was changed after sealing is sealed again before it is handed in
  if (frame.dataset.seal === "bid") frame.addEventListener("input", (event) => event.target.dataset.part && show("sealed", false));
  if (notice && find("lot")) offer();
  S.check().then(() => show("ready"), fail);
});
