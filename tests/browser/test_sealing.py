"""The script that seals in the browser against the program that opens: byte for byte the same envelope and key file."""

import json
from base64 import b64decode
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from nacl import bindings
from playwright.sync_api import Browser, Page, Route

from app.kernel.errors import Refused
from app.trading.sealing.bodies import Body, Damaged, unseal
from app.trading.sealing.envelope import (
    commitment,
    hkdf,
    new_key,
    open_content,
    open_share,
    pass_hash,
    put_together,
    read,
    seal,
)
from app.trading.sealing.keyfile import from_paper, to_paper, unwrap, wrap
from app.trading.sealing.shamir import combine, split

pytestmark = pytest.mark.browser
SCRIPT = Path("app/surfaces/static/js/seal.js")
KEYS = [new_key() for _ in range(5)]
HOLDERS = [public.hex() for _private, public in KEYS]
CONTENT = '{"uscc":"91350100M000100Y43","price":"1980000.00","days":120,"manager":"林建国"}'
TOLD = {"tender": "GC2026-350102-0001 “一标段”\\\u2028", "lot": 1, "pass": " ab12 ", "holders": HOLDERS}
PHRASE = "榕树下 four words in a row"
TO_HEX = "const S = sunshineSeal, bytes = S.unhex, text = (made) => new TextDecoder().decode(made);"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds the script and nothing else, under https as on the site."""
    context = browser.new_context()

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=SCRIPT.read_text("utf-8"), content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(body="<!doctype html><script src='/seal.js'></script>", content_type="text/html")

    context.route("**/*", answer)
    opened = context.new_page()
    opened.goto("https://seal.test/")
    yield opened
    context.close()


def run(page: Page, body: str, **given: Any) -> Any:
    """Run a piece of script; what it throws as a Fault comes back as ``{"fault": code}``."""
    wrapped = f"""async (given) => {{ {TO_HEX}
      try {{ return await (async () => {{ {body} }})(); }} catch (fault) {{ if (!fault.code) throw fault; return {{ fault: fault.code, ...fault.values }}; }} }}"""
    return page.evaluate(wrapped, given)


def sealed_there(page: Page, content: str = CONTENT, **said: Any) -> tuple[str, bytes]:
    body = "const made = await S.seal(new TextEncoder().encode(given.content), given.told); return [made.text, S.hex(made.key)];"
    text, key = run(page, body, content=content, told=TOLD | said)
    return text, bytes.fromhex(key)


def sealed_here(content: str = CONTENT) -> tuple[str, bytes]:
    holders = [public for _private, public in KEYS]
    return seal(content.encode(), str(TOLD["tender"]), 1, str(TOLD["pass"]), holders)


@pytest.mark.parametrize("content", ["", CONTENT, "价" * 20_000], ids=["nothing", "a bid", "60 kB"])
def test_what_the_browser_sealed_opens_here_with_any_three_holders(page: Page, content: str) -> None:
    text, key = sealed_there(page, content)
    envelope = read(text)
    shares = [open_share(envelope, private) for private, _public in KEYS]
    for three in combinations(shares, 3):
        assert put_together(envelope, three) == key
    assert open_content(envelope, key).decode() == content
    assert len(text) == len(sealed_here(content)[0])


def test_files_that_the_browser_sealed_come_out_here_and_for_no_other_lot(page: Page) -> None:
    contents = {"技术标.docx": "施工组织设计" * 400_000, "清单.xlsx": "", "投标文件.xml": "<投标/>"}
    body = """const files = Object.entries(given.files).map(([name, text]) => new File([text], name));
      const made = await S.sealFiles(files, given.told);
      const raw = new Uint8Array(await made.sealed.arrayBuffer());
      let sealed = "";
      for (let at = 0; at < raw.length; at += 30000) sealed += String.fromCharCode(...raw.subarray(at, at + 30000));
      return [btoa(sealed), made.told, text(S.bidOf(given.bid, {}, made.told))];"""
    bid = {"uscc": "91350100M000100Y43", "price": "1980000.00", "days": "120", "manager": "林建国"}
    sealed, told, content = run(page, body, files=contents, told=TOLD, bid=bid)
    assert json.loads(content)["body"] == told
    ours = Body(told["digest"], bytes.fromhex(told["key"]))
    hashed = pass_hash(str(TOLD["pass"]))
    files = unseal(b64decode(sealed), ours, str(TOLD["tender"]), 1, hashed)
    assert {name: raw.decode() for name, raw in files} == contents
    with pytest.raises(Damaged):
        unseal(b64decode(sealed), ours, str(TOLD["tender"]), 2, hashed)


def test_what_was_sealed_here_opens_in_the_browser_with_any_three_holders(page: Page) -> None:
    text, key = sealed_here()
    body = """const envelope = S.read(given.text, given.tender);
      const shares = await Promise.all(given.keys.map((one) => S.openShare(envelope, bytes(one))));
      const made = [];
      for (const three of given.threes) made.push(S.hex(await S.putTogether(envelope, three.map((place) => shares[place]))));
      return [made, shares.map(S.hex), text(await S.openContent(envelope, bytes(made[0])))];"""
    threes = list(combinations(range(5), 3))
    made, shares, content = run(
        page,
        body,
        text=text,
        tender=TOLD["tender"],
        keys=[private.hex() for private, _public in KEYS],
        threes=[list(three) for three in threes],
    )
    assert set(made) == {key.hex()} and len(made) == 10
    assert [bytes.fromhex(one) for one in shares] == [open_share(read(text), private) for private, _public in KEYS]
    assert content == CONTENT


def test_each_sealing_has_a_key_and_numbers_of_its_own(page: Page) -> None:
    one, two = (json.loads(sealed_there(page)[0]) for _ in range(2))
    assert one["commit"] != two["commit"] and one["nonce"] != two["nonce"]
    made = {share["key"] for envelope in (one, two) for share in envelope["shares"]}
    assert len(made) == 10


OPEN = "const envelope = S.read(given.text, given.tender); "


@pytest.mark.parametrize(
    ("change", "tender", "fault"),
    [
        (lambda told: told[:-40], None, "noEnvelope"),
        (lambda told: "", None, "empty"),
        (lambda told: "x" * 131_073, None, "tooLarge"),
        (lambda told: "[]", None, "noEnvelope"),
        (lambda told: told.replace('"v":1', '"v":2'), None, "otherVersion"),
        (lambda told: told.replace('"lot":1', '"lot":"1"'), None, "noEnvelope"),
        (lambda told: told, "GC2026-350102-0002", "otherTender"),
        (lambda told: json.dumps({**json.loads(told), "shares": []}), None, "fiveKeys"),
    ],
    ids=["cut off", "empty", "too large", "a list", "version", "lot as text", "another tender", "no shares"],
)
def test_a_file_that_is_no_envelope_of_this_tender_is_told_apart(
    page: Page, change: Any, tender: str | None, fault: str
) -> None:
    found = run(page, OPEN + "return envelope.tender;", text=change(sealed_here()[0]), tender=tender or TOLD["tender"])
    assert found["fault"] == fault


def test_two_shares_a_broken_share_and_a_foreign_key_are_told_apart(page: Page) -> None:
    text, key = sealed_here()
    shares = [open_share(read(text), private) for private, _public in KEYS]
    broken = bytes([shares[0][0] ^ 1, *shares[0][1:]])
    body = OPEN + "return S.hex(await S.putTogether(envelope, given.shares.map(bytes)));"

    def together(*given: bytes) -> Any:
        return run(page, body, text=text, tender=TOLD["tender"], shares=[one.hex() for one in given])

    assert together(*shares[:2])["fault"] == "noThree"
    assert together(shares[0], shares[0], shares[1])["fault"] == "noThree"
    assert together(broken, *shares[1:3])["fault"] == "noThree"
    assert together(broken, *shares[1:4]) == key.hex()
    opening = OPEN + "return S.hex(await S.openShare(envelope, bytes(given.key)));"
    foreign = run(page, opening, text=text, tender=TOLD["tender"], key=new_key()[0].hex())
    assert foreign["fault"] == "notYourKey"
    told = json.loads(text)
    told["shares"][0] = json.loads(sealed_here()[0])["shares"][0]
    swapped = run(page, opening, text=json.dumps(told), tender=TOLD["tender"], key=KEYS[0][0].hex())
    assert swapped["fault"] == "shareDamaged"
    content = OPEN + "return text(await S.openContent(envelope, bytes(given.key)));"
    assert run(page, content, text=text, tender=TOLD["tender"], key="00" * 32)["fault"] == "foreignKey"
    moved = text.replace('"lot":1', '"lot":2')
    assert run(page, content, text=moved, tender=TOLD["tender"], key=key.hex())["fault"] == "damaged"


def test_what_cannot_be_sealed_is_refused(page: Page) -> None:
    body = "return (await S.seal(new Uint8Array(given.size), given.told)).text.length;"
    assert run(page, body, size=65_533, told=TOLD)["fault"] == "tooMuch"
    assert run(page, body, size=65_532, told=TOLD) < 131_072
    assert run(page, body, size=1, told=TOLD | {"holders": [HOLDERS[0]] * 5})["fault"] == "fiveKeys"
    assert run(page, body, size=1, told=TOLD | {"holders": [*HOLDERS[:4], "00"]})["fault"] == "fiveKeys"


def test_shares_are_those_of_the_package(page: Page) -> None:
    """Made by npm's shamir-secret-sharing 0.0.4 under Node: split(secret, 5, 3)."""
    secret = "01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3da"
    shares = [
        "9aa998ebddfb8db35882e81c312234f1e5d4329aa17111e538df89978585338d0b",
        "c8d19f31eb9d4fcf962141e8ab31dee80878622b2eb3264b22b150eb534adcb6ca",
        "c596041551111803497466dd5bb3887f04806d01e77fbe06c7835bbe8a0f58cae1",
        "d293d3686ceb959ac2d5b6da07a178f47a7a5327db1670c968ea6e95c9f946d4f1",
        "160dd86b20dea6abb2e19749094e93e10f8241a0b1fd556d06d98295863acdc410",
    ]
    body = "return S.hex(S.combine(given.shares.map(bytes)));"
    for three in combinations(shares, 3):
        assert combine([bytes.fromhex(one) for one in three]).hex() == secret
        assert run(page, body, shares=list(three)) == secret
    mine = [one.hex() for one in split(bytes.fromhex(secret))]
    assert run(page, body, shares=mine[1:4]) == secret
    theirs = run(page, "return S.split(bytes(given.secret)).map(S.hex);", secret=secret)
    assert combine([bytes.fromhex(one) for one in theirs[2:]]).hex() == secret


def test_a_key_file_made_in_the_browser_opens_here_and_the_other_way_round(page: Page) -> None:
    private = KEYS[0][0]
    there = run(page, "return S.wrap(bytes(given.key), given.phrase);", key=private.hex(), phrase=PHRASE)
    assert unwrap(there, PHRASE) == private
    here = wrap(private, PHRASE)
    body = "return S.hex(await S.unwrap(given.file, given.phrase));"
    assert run(page, body, file=here, phrase=PHRASE) == private.hex()
    assert json.loads(here).keys() == json.loads(there).keys()
    assert "public" in json.loads(here) and private.hex() not in here


def test_a_wrong_passphrase_is_told_apart_from_a_broken_file(page: Page) -> None:
    here = wrap(KEYS[0][0], PHRASE)
    told = json.loads(here)
    cases = [
        (here, PHRASE + "x", "wrongPassphrase"),
        (here[:-30], PHRASE, "noKeyFile"),
        (json.dumps(told | {"rounds": 1}), PHRASE, "noKeyFile"),
        (json.dumps(told | {"rounds": 12_000_001}), PHRASE, "noKeyFile"),
        (json.dumps(told | {"public": HOLDERS[1]}), PHRASE, "wrongPassphrase"),
        ("{}", PHRASE, "noKeyFile"),
    ]
    for file, phrase, fault in cases:
        assert run(page, "return S.hex(await S.unwrap(given.file, given.phrase));", file=file, phrase=phrase) == {
            "fault": fault
        }
        with pytest.raises(Refused, match="passphrase" if fault == "wrongPassphrase" else "no key file"):
            unwrap(file, phrase)
    short = run(page, "return S.wrap(S.newSecret(), given.phrase);", phrase="short")
    assert short["fault"] == "shortPassphrase"
    with pytest.raises(Refused, match="12 characters"):
        wrap(KEYS[0][0], "short")


def test_the_paper_form_is_the_same_and_names_the_mistyped_group(page: Page) -> None:
    private = KEYS[1][0]
    form = to_paper(private)
    assert run(page, "return S.toPaper(bytes(given.key));", key=private.hex()) == form
    body = "return S.hex(await S.fromPaper(given.form));"
    typed = form.lower().replace("0", "O").replace("1", "l").replace("-", " ")
    assert run(page, body, form=typed) == private.hex() == from_paper(typed).hex()
    groups = form.split(" ")
    digit = "A" if groups[4][0] != "A" else "B"
    wrong = " ".join([*groups[:4], digit + groups[4][1:], *groups[5:]])
    assert run(page, body, form=wrong) == {"fault": "paperGroup", "place": 5}
    swapped = " ".join([groups[1], groups[0], *groups[2:]])
    assert run(page, body, form=swapped) == {"fault": "paperGroup", "place": 1}
    for form, group in ((wrong, "Group 5"), (swapped, "Group 1"), (groups[0], "10 characters")):
        with pytest.raises(Refused, match=group):
            from_paper(form)


X25519 = [
    (
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    ),
    (
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
    ),
]
"""RFC 7748, 5.2: scalar, u, result."""


def test_x25519_gives_the_bytes_of_the_standard(page: Page) -> None:
    for scalar, point, wanted in X25519:
        assert run(page, "return S.hex(await S.exchange(bytes(given.a), bytes(given.b)));", a=scalar, b=point) == wanted
        assert bindings.crypto_scalarmult(bytes.fromhex(scalar), bytes.fromhex(point)).hex() == wanted
    iterated = """let [k, u] = [bytes(given.k), bytes(given.k)];
      for (let round = 0; round < 1000; round += 1) [k, u] = [await S.exchange(k, u), k];
      return S.hex(k);"""
    after = "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"
    assert run(page, iterated, k="09" + "00" * 31) == after
    k = u = bytes([9, *bytes(31)])
    for _round in range(1000):
        k, u = bindings.crypto_scalarmult(k, u), k
    assert k.hex() == after


LOW_ORDER = [
    "00" * 32,
    "01" + "00" * 31,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]
"""Points of small order (RFC 7748, 6.1: the result is zero, whatever the scalar)."""


@pytest.mark.parametrize("point", LOW_ORDER)
def test_a_key_of_small_order_is_refused_in_both(page: Page, point: str) -> None:
    body = "try { await S.exchange(S.newSecret(), bytes(given.b)); return 'made'; } catch { return 'refused'; }"
    assert run(page, body, b=point) == "refused"
    with pytest.raises(RuntimeError):
        bindings.crypto_scalarmult(KEYS[0][0], bytes.fromhex(point))


LONG = bytes(range(80)), bytes(range(0x60, 0xB0)), bytes(range(0xB0, 0x100))
HKDF = [
    (
        "0b" * 22,
        bytes(range(13)).hex(),
        bytes(range(0xF0, 0xFA)).hex(),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        *(part.hex() for part in LONG),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ),
    ("0b" * 22, "", "", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
]
"""RFC 5869, A.1 to A.3: secret, salt, info, result."""


@pytest.mark.parametrize("vector", HKDF, ids=["A.1", "A.2", "A.3"])
def test_hkdf_gives_the_bytes_of_the_standard(page: Page, vector: tuple[str, ...]) -> None:
    secret, salt, info, wanted = vector
    body = "return S.hex(await S.hkdf(bytes(given.a), bytes(given.b), bytes(given.c), given.n));"
    assert run(page, body, a=secret, b=salt, c=info, n=len(wanted) // 2) == wanted
    parts = [bytes.fromhex(part) for part in vector[:3]]
    assert hkdf(parts[0], parts[1], parts[2], len(wanted) // 2).hex() == wanted


PLAIN = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
BOX = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
FEED = "feffe9928665731c6d6a8f9467308308" * 2
GCM = [
    ("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    ("00" * 32, "00" * 12, "", "00" * 16, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    (FEED, "cafebabefacedbaddecaf888", "", PLAIN, BOX + "b094dac5d93471bdec1a502270e3cc6c"),
    (
        FEED,
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        PLAIN[:120],
        BOX[:120] + "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
]
"""McGrew and Viega, The Galois/Counter Mode of Operation, as submitted to NIST: test cases 13 to 16 (AES-256)."""


@pytest.mark.parametrize("vector", GCM, ids=["13", "14", "15", "16"])
def test_the_cipher_gives_the_bytes_of_the_standard(page: Page, vector: tuple[str, ...]) -> None:
    key, nonce, head, plain, wanted = vector
    body = "return S.hex(await S.cipher(given.how, bytes(given.key), bytes(given.nonce), bytes(given.head), bytes(given.text)));"
    said = {"key": key, "nonce": nonce, "head": head}
    assert run(page, body, how="encrypt", text=plain, **said) == wanted
    assert run(page, body, how="decrypt", text=wanted, **said) == plain
    raw = [bytes.fromhex(part) for part in (plain, head, nonce, key)]
    assert bindings.crypto_aead_aes256gcm_encrypt(*raw).hex() == wanted
    changed = wanted[:-1] + ("0" if wanted[-1] != "0" else "1")
    refused = body.replace("return", "try { return").rstrip() + " } catch { return 'refused'; }"
    assert run(page, refused, how="decrypt", text=changed, **said) == "refused"


def test_a_page_without_web_crypto_says_so(browser: Browser) -> None:
    """Plain http on another host than this machine's own is no secure context."""
    context = browser.new_context()
    context.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    opened = context.new_page()
    opened.goto("http://trading.example/")
    opened.add_script_tag(content=SCRIPT.read_text("utf-8"))
    assert run(opened, "await S.check(); return 'ready';")["fault"] == "noCrypto"
    context.close()


def test_a_browser_without_x25519_says_so(page: Page) -> None:
    body = """const kept = SubtleCrypto.prototype.importKey;
      SubtleCrypto.prototype.importKey = function (how, key, name, ...more) {
        return name === "X25519" ? Promise.reject(new DOMException("no", "NotSupportedError")) : kept.call(this, how, key, name, ...more);
      };
      try { await S.check(); return "ready"; } finally { SubtleCrypto.prototype.importKey = kept; }"""
    assert run(page, body)["fault"] == "noCurve"
    assert run(page, "await S.check(); return 'ready';") == "ready"


def test_the_script_is_small_and_asks_nobody(page: Page) -> None:
    text = SCRIPT.read_text("utf-8")
    assert len(text.encode()) < 30_000
    assert not any(word in text for word in ("http:", "https:", "import(", "eval(", "XMLHttpRequest"))
    assert commitment(bytes(32)) == run(page, "return S.commitment(new Uint8Array(32));")
