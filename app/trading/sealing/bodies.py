"""The files of one bid as one sealed text of bytes: a list of names and sizes, then the files, in pieces of a megabyte.

``"SBB1"``, then pieces, each behind its length: AES-256-GCM under the body's key, its nonce the number of the piece with
the last one marked, bound to tender, lot and pass. The key is random, is used for this body alone and stands in the sealed
price envelope, beside the SHA-256 of the sealed bytes: whoever cannot open the envelope cannot open the files.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nacl import bindings
from nacl.exceptions import CryptoError

from app.kernel.contents import plain_name
from app.trading.sealing.envelope import KEY, TAG, canonical, pass_hash

MAGIC = b"SBB1"
PIECE = 1024 * 1024
MOST = 200 * 1024 * 1024
MOST_FILES = 500
_HEAD = 4


class Damaged(Exception):  # noqa: N818 - named as what it says of a body
    """The files cannot be unsealed: cut off, changed, or another bid's."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a price envelope says of its files."""

    digest: str
    """SHA-256 of the sealed bytes."""
    key: bytes

    def told(self) -> dict[str, str]:
        """Return it as the envelope's content holds it."""
        return {"digest": self.digest, "key": self.key.hex()}


def seal_files(
    files: Sequence[tuple[str, bytes]], tender: str, lot: int, token: str, key: bytes | None = None
) -> tuple[bytes, Body]:
    """Seal files for a tender, lot and pass; returns the sealed bytes and what the envelope has to say of them."""
    key = key or secrets.token_bytes(KEY)
    listed = canonical({"files": [{"name": plain_name(name), "size": len(content)} for name, content in files]})
    plain = len(listed).to_bytes(_HEAD, "big") + listed + b"".join(content for _name, content in files)
    head = _bound(tender, lot, pass_hash(token))
    pieces = [plain[place : place + PIECE].ljust(PIECE, b"\0") for place in range(0, max(len(plain), 1), PIECE)]
    made = [MAGIC]
    for number, piece in enumerate(pieces):
        box = bindings.crypto_aead_aes256gcm_encrypt(piece, head, _nonce(number, number == len(pieces) - 1), key)
        made += [len(box).to_bytes(_HEAD, "big"), box]
    sealed = b"".join(made)
    return sealed, Body(hashlib.sha256(sealed).hexdigest(), key)


def _bound(tender: str, lot: int, hashed: str) -> bytes:
    return canonical({"v": 1, "tender": tender, "lot": lot, "pass": hashed})


def _nonce(number: int, last: bool) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])


def unseal(sealed: bytes, body: Body, tender: str, lot: int, hashed: str) -> list[tuple[str, bytes]]:
    """Return the files of a sealed body, by the hash of its pass; Damaged when a byte of it is another's."""
    if hashlib.sha256(sealed).hexdigest() != body.digest or not sealed.startswith(MAGIC) or len(body.key) != KEY:
        raise Damaged
    plain = b"".join(_pieces(sealed, body.key, _bound(tender, lot, hashed)))
    try:
        listed = plain[_HEAD : _HEAD + int.from_bytes(plain[:_HEAD], "big")]
        files = [(plain_name(str(one["name"])), int(one["size"])) for one in json.loads(listed)["files"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Damaged from None
    place = _HEAD + len(listed)
    if (
        len(files) > MOST_FILES
        or any(size < 0 for _name, size in files)
        or place + sum(s for _n, s in files) > len(plain)
    ):
        raise Damaged
    found = []
    for name, size in files:
        found.append((name or "file", plain[place : place + size]))
        place += size
    return found


def _pieces(sealed: bytes, key: bytes, head: bytes) -> Iterator[bytes]:
    place, number = len(MAGIC), 0
    while place < len(sealed):
        length = int.from_bytes(sealed[place : place + _HEAD], "big")
        box = sealed[place + _HEAD : place + _HEAD + length]
        place += _HEAD + length
        if len(box) != length or length != PIECE + TAG:
            raise Damaged
        try:
            yield bytes(bindings.crypto_aead_aes256gcm_decrypt(box, head, _nonce(number, place >= len(sealed)), key))
        except (CryptoError, RuntimeError, ValueError):
            raise Damaged from None
        number += 1
