"""One sealed bid as one text: what it holds opens with three of five holders, or with the bidder's own key.

X25519, HKDF-SHA-256 (RFC 5869) and AES-256-GCM, as every browser has them (WebCrypto). The content is padded, so that
its length says little; the head (tender, lot, pass, holders, commitment) is bound to every part of it, so that nothing
of one envelope opens in another.
"""

import hashlib
import hmac
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from nacl import bindings
from nacl.exceptions import CryptoError

from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.trading.sealing.shamir import combine, split

VERSION = 1
HOLDERS, NEEDED = 5, 3
MOST = 64 * 1024
"""Bytes of the price envelope's content, padding included."""
LONGEST = 128 * 1024
"""Signs of an envelope's text."""
LEAST = 1024
KEY, NONCE, TAG = 32, 12, 16
SHARE = KEY + 1
_HEAD = ("v", "tender", "lot", "pass", "holders", "commit")


class Unreadable(Incomplete):
    """An envelope does not open: what is wrong with it stands in the sentence."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed bid as it was handed in; its form is checked, its content is not known."""

    tender: str
    lot: int
    pass_hash: str
    holders: tuple[str, ...]
    """Fingerprints of the holders' keys, in the order of the notice."""
    commit: str
    shares: tuple[tuple[bytes, bytes], ...]
    """By holder: the key that was made for it, and the sealed share."""
    nonce: bytes
    box: bytes

    @property
    def head(self) -> bytes:
        """What every part of it is bound to."""
        return canonical(
            {
                "v": VERSION,
                "tender": self.tender,
                "lot": self.lot,
                "pass": self.pass_hash,
                "holders": list(self.holders),
                "commit": self.commit,
            }
        )


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return a value as JSON in UTF-8 with its names in order and no blanks: what is bound is the same everywhere."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def new_key() -> tuple[bytes, bytes]:
    """Return a holder's private key and public key, 32 bytes each."""
    private = secrets.token_bytes(KEY)
    return private, public_key(private)


def public_key(private: bytes) -> bytes:
    """Return the public half of a private key."""
    return bytes(bindings.crypto_scalarmult_base(private))


def is_usable(public: bytes) -> bool:
    """Tell whether a public key can be sealed for: one of small order gives the same secret to everybody (RFC 7748, 6.1)."""
    try:
        bindings.crypto_scalarmult(secrets.token_bytes(KEY), public)
    except RuntimeError:
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Return the name of a public key: the SHA-256 of it, 64 hexadecimal digits."""
    return hashlib.sha256(public).hexdigest()


def pass_hash(token: str) -> str:
    """Return what an envelope and the register keep of the pass by which a bid is handed in."""
    return hashlib.sha256(b"sunshine-pass-v1\0" + token.strip().encode()).hexdigest()


def commitment(key: bytes) -> str:
    """Return the commitment to the key of a bid."""
    return hashlib.sha256(b"sunshine-bid-key-v1\0" + key).hexdigest()


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int = KEY) -> bytes:
    """Return bytes derived from a secret (RFC 5869 with SHA-256)."""
    root = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    made, block = b"", b""
    for count in range(1, -(-length // 32) + 1):
        block = hmac.new(root, block + info + bytes([count]), hashlib.sha256).digest()
        made += block
    return made[:length]


def seal(
    content: bytes, tender: str, lot: int, token: str, holders: Sequence[bytes], key: bytes | None = None
) -> tuple[str, bytes]:
    """Seal content for five holders by their public keys; returns the envelope's text and the bidder's own key.

    Refuses content of more than 64 kB.
    """
    if len(holders) != HOLDERS or len(set(holders)) != HOLDERS:
        raise Incomplete(N_("A bid is sealed for five holders with five different keys."))
    key = key or secrets.token_bytes(KEY)
    nonce = secrets.token_bytes(NONCE)
    names = tuple(fingerprint(public) for public in holders)
    empty = Envelope(tender, lot, pass_hash(token), names, commitment(key), (), nonce, b"")
    head = empty.head
    shares = [
        _seal_share(share, public, head) for share, public in zip(split(key, HOLDERS, NEEDED), holders, strict=True)
    ]
    text = json.loads(head) | {
        "shares": [{"key": _b64(made), "box": _b64(box)} for made, box in shares],
        "nonce": _b64(nonce),
        "box": _b64(bindings.crypto_aead_aes256gcm_encrypt(_padded(content), head, nonce, key)),
    }
    return canonical(text).decode(), key


def _padded(content: bytes) -> bytes:
    """Return content behind its length, filled up to a power of two."""
    size = max(LEAST, 1 << (len(content) + 4 - 1).bit_length())
    if size > MOST:
        raise Incomplete(N_("The price envelope holds at most 64 kB. Leave files out of it."))
    return (len(content).to_bytes(4, "big") + content).ljust(size, b"\0")


def _seal_share(share: bytes, public: bytes, head: bytes) -> tuple[bytes, bytes]:
    private, made = new_key()
    key = _share_key(private, public, made, public)
    return made, bytes(bindings.crypto_aead_aes256gcm_encrypt(share, head, bytes(NONCE), key))


def _share_key(private: bytes, other: bytes, made: bytes, public: bytes) -> bytes:
    """Return the key of one share; it is used once, so its nonce may be zero."""
    return hkdf(bindings.crypto_scalarmult(private, other), made + public, b"sunshine-bid-share-v1")


def read(text: str) -> Envelope:
    """Return the envelope that a text is, or say what is wrong with its form."""
    if not text.strip():
        raise Unreadable(N_("This file is empty. Choose the sealed envelope again."), field="envelope")
    if len(text) > LONGEST:
        raise Unreadable(
            N_("This file is too large for a price envelope (at most 64 kB of content)."), field="envelope"
        )
    try:
        told = json.loads(text)
        version = told["v"]
        lot, holders = told["lot"], tuple(told["holders"])
        if version == VERSION and (
            type(lot) is not int or not all(_is_hash(one) for one in (*holders, told["pass"], told["commit"]))
        ):
            raise ValueError
        found = Envelope(
            str(told["tender"]),
            lot,
            told["pass"],
            holders,
            told["commit"],
            tuple((_bytes(one["key"], KEY), _bytes(one["box"], SHARE + TAG)) for one in told["shares"]),
            _bytes(told["nonce"], NONCE),
            _bytes(told["box"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable(
            N_("This is no sealed envelope, or it was cut off. Seal the bid again and hand in the whole file."),
            field="envelope",
        ) from None
    if version != VERSION:
        raise Unreadable(
            N_("This envelope is of another version of the program. Seal the bid again with the present one."),
            field="envelope",
        )
    if len(found.holders) != HOLDERS or len(set(found.holders)) != HOLDERS or len(found.shares) != HOLDERS:
        raise Unreadable(N_("A bid is sealed for five holders with five different keys."), field="envelope")
    return found


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def _bytes(text: str, length: int | None = None) -> bytes:
    held = b64decode(text, validate=True)
    if length is not None and len(held) != length:
        raise ValueError(text)
    return held


def _b64(held: bytes) -> str:
    return b64encode(held).decode()


def open_share(envelope: Envelope, private: bytes) -> bytes:
    """Return a holder's share of a bid; Unreadable when it was not sealed for this key."""
    public = public_key(private)
    name = fingerprint(public)
    if name not in envelope.holders:
        raise Unreadable(N_("This bid was not sealed for your key. Use the key that stands in the notice."))
    made, box = envelope.shares[envelope.holders.index(name)]
    try:
        return bytes(
            bindings.crypto_aead_aes256gcm_decrypt(
                box, envelope.head, bytes(NONCE), _share_key(private, made, made, public)
            )
        )
    except (CryptoError, RuntimeError):
        raise Unreadable(
            N_("The share in this envelope is damaged: it was changed after it had been sealed.")
        ) from None


def put_together(envelope: Envelope, shares: Iterable[bytes]) -> bytes:
    """Return the key that any three of the given shares hold; broken ones are passed over.

    Unreadable while no three of them fit the commitment in the envelope.
    """
    held = list(dict.fromkeys(share for share in shares if len(share) == SHARE))
    for three in combinations(held, NEEDED):
        try:
            key = combine(three)
        except ValueError:
            continue
        if hmac.compare_digest(commitment(key), envelope.commit):
            return key
    raise Unreadable(N_("No three of the shares open this bid. Ask further holders for theirs."))


def open_content(envelope: Envelope, key: bytes) -> bytes:
    """Return what a bid holds; Unreadable when the key is another's or a byte of the envelope was changed."""
    if not hmac.compare_digest(commitment(key), envelope.commit):
        raise Unreadable(N_("This key does not belong to this bid."))
    try:
        padded = bytes(bindings.crypto_aead_aes256gcm_decrypt(envelope.box, envelope.head, envelope.nonce, key))
    except (CryptoError, RuntimeError, ValueError):
        raise Unreadable(N_("This envelope is damaged: it was changed after it had been sealed.")) from None
    length = int.from_bytes(padded[:4], "big")
    if length > len(padded) - 4:
        raise Unreadable(N_("This envelope is damaged: it was changed after it had been sealed."))
    return padded[4 : 4 + length]
