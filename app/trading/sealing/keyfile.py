"""A holder's private key at rest: in a file that a passphrase opens, and on paper with digits that check what is typed.

The same file is made by the page in the browser and by ``flask holder-key``: PBKDF2-SHA-256 (RFC 8018) with 600,000
rounds (OWASP, 2023) makes the key that wraps it by AES-256-GCM; what stands beside the box is bound to it.
"""

import hashlib
import json
import re
import secrets
import unicodedata
from base64 import b64decode, b64encode
from typing import Any

from nacl import bindings
from nacl.exceptions import CryptoError

from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.trading.sealing.envelope import KEY, NONCE, TAG, canonical, public_key

KIND = "sunshine-holder-key"
ROUNDS, MOST_ROUNDS = 600_000, 12_000_000
SALT = 16
SHORTEST = 12
"""Signs of a passphrase."""
GROUPS, GROUP = 8, 4
"""Of the paper form: groups, and bytes of each."""


class NoKey(Incomplete):
    """A key file does not open: what is wrong with it stands in the sentence."""


def wrap(private: bytes, passphrase: str) -> str:
    """Return the text of a key file; a passphrase of fewer than twelve characters is refused."""
    if len(passphrase) < SHORTEST:
        raise Incomplete(
            N_("A passphrase has at least %(count)d characters. Four words that nobody else would think of do well."),
            count=SHORTEST,
            field="passphrase",
        )
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    head = {
        "v": 1,
        "kind": KIND,
        "public": public_key(private).hex(),
        "rounds": ROUNDS,
        "salt": b64encode(salt).decode(),
    }
    box = bindings.crypto_aead_aes256gcm_encrypt(private, canonical(head), nonce, _wrapping(passphrase, salt, ROUNDS))
    return canonical(head | {"nonce": b64encode(nonce).decode(), "box": b64encode(box).decode()}).decode() + "\n"


def unwrap(text: str, passphrase: str) -> bytes:
    """Return the private key in a key file, or say whether the file or the passphrase is wrong."""
    head, nonce, box = _read(text)
    salt = b64decode(head["salt"])
    try:
        private = bytes(
            bindings.crypto_aead_aes256gcm_decrypt(
                box, canonical(head), nonce, _wrapping(passphrase, salt, head["rounds"])
            )
        )
    except (CryptoError, RuntimeError):
        raise NoKey(N_("The passphrase does not open this key file. Type it again, character by character.")) from None
    if public_key(private).hex() != head["public"]:
        raise NoKey(NO_FILE)
    return private


NO_FILE = N_(
    "This is no key file of a holder, or it was cut off. Choose the file that was saved when the key was made."
)


def _read(text: str) -> tuple[dict[str, Any], bytes, bytes]:
    try:
        told = json.loads(text)
        head = {name: told[name] for name in ("v", "kind", "public", "rounds", "salt")}
        nonce, box = b64decode(told["nonce"], validate=True), b64decode(told["box"], validate=True)
        sound = (
            (head["v"], head["kind"]) == (1, KIND)
            and type(head["rounds"]) is int
            and ROUNDS <= head["rounds"] <= MOST_ROUNDS
            and (len(b64decode(head["salt"], validate=True)), len(nonce), len(box)) == (SALT, NONCE, KEY + TAG)
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise NoKey(NO_FILE)
    return head, nonce, box


def _wrapping(passphrase: str, salt: bytes, rounds: int) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return hashlib.pbkdf2_hmac("sha256", typed, salt, rounds, KEY)


def to_paper(private: bytes) -> str:
    """Return a key as eight groups of eight hexadecimal digits, each followed by two that check it and its place."""
    parts = [private[place : place + GROUP] for place in range(0, KEY, GROUP)]
    return " ".join(f"{part.hex()}-{_check(place, part)}" for place, part in enumerate(parts, start=1)).upper()


def from_paper(text: str) -> bytes:
    """Return the key that was typed off paper; a group with a mistyped digit is named. O counts as 0, I and L as 1."""
    typed = re.sub(r"[^0-9a-z]", "", text.lower()).translate(str.maketrans("oil", "011"))
    if not re.fullmatch(r"[0-9a-f]{80}", typed):
        raise NoKey(
            N_(
                "The paper form has eight groups of ten digits, 0 to 9 and A to F; here are %(count)d characters. Compare it again."
            ),
            count=len(typed),
        )
    private = b""
    for place in range(1, GROUPS + 1):
        told = typed[10 * (place - 1) : 10 * place]
        part = bytes.fromhex(told[:8])
        if _check(place, part) != told[8:]:
            raise NoKey(N_("Group %(place)d of the paper form is mistyped. Compare its ten digits."), place=place)
        private += part
    return private


def _check(place: int, part: bytes) -> str:
    return hashlib.sha256(b"sunshine-paper-v1\0" + bytes([place]) + part).hexdigest()[:2]
