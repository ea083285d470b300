"""A backup under a passphrase: XChaCha20-Poly1305 in a stream of pieces, the key from Argon2id.

The pieces follow one another under one key (libsodium's secretstream): none can be changed, left out,
repeated or put elsewhere, and the last one is marked, so that a file that was cut short is refused.
"""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from nacl import pwhash
from nacl.bindings import crypto_secretstream_xchacha20poly1305_ABYTES as EXTRA
from nacl.bindings import crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_KEYBYTES,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
)
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_FINAL as LAST
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as NEXT
from nacl.exceptions import CryptoError

from app.kernel.errors import Incomplete
from app.kernel.words import N_

MARK = b"sunshine-sealed-backup-1\n"
PIECE = 64 * 1024
SALT = pwhash.argon2id.SALTBYTES
SHORTEST = 12
"""Characters that a passphrase has at least."""


class SealedWriter(io.RawIOBase):
    """A file to write into: what arrives on the disk is encrypted, and nothing else ever does."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        if len(passphrase) < SHORTEST:
            raise Incomplete(N_("The passphrase of a backup has at least %(count)d characters."), count=SHORTEST)
        salt = os.urandom(SALT)
        self._target, self._held = target, bytearray()
        self._state = crypto_secretstream_xchacha20poly1305_state()
        header = crypto_secretstream_xchacha20poly1305_init_push(self._state, _key(passphrase, salt))
        target.write(MARK + salt + header)

    def writable(self) -> bool:
        """Tell that it can be written; it can be neither read nor wound."""
        return True

    def write(self, piece: object) -> int:
        """Take bytes, and encrypt those that fill a piece."""
        given = memoryview(piece).cast("B")  # type: ignore[arg-type]
        self._held += given
        while len(self._held) > PIECE:
            self._push(bytes(self._held[:PIECE]), NEXT)
            del self._held[:PIECE]
        return len(given)

    def end(self) -> None:
        """Write the last piece, which says that it is the last."""
        self._push(bytes(self._held), LAST)
        self._held.clear()

    def _push(self, piece: bytes, tag: int) -> None:
        self._target.write(crypto_secretstream_xchacha20poly1305_push(self._state, piece, None, tag))


def is_sealed(file: Path) -> bool:
    """Tell whether a backup is encrypted."""
    with file.open("rb") as opened:
        return opened.read(len(MARK)) == MARK


def unseal(file: Path, target: IO[bytes], passphrase: str) -> None:
    """Decrypt a backup into an open file.

    Raises Incomplete for a wrong passphrase, and for a file that was changed or cut short.
    """
    with file.open("rb") as source:
        source.seek(len(MARK))
        state = crypto_secretstream_xchacha20poly1305_state()
        salt, header = source.read(SALT), source.read(HEADER)
        try:
            if len(salt) != SALT or len(header) != HEADER:
                raise CryptoError
            crypto_secretstream_xchacha20poly1305_init_pull(state, header, _key(passphrase, salt))
            tag = NEXT
            while piece := source.read(PIECE + EXTRA):
                if tag == LAST or len(piece) < EXTRA:
                    raise CryptoError
                plain, tag = crypto_secretstream_xchacha20poly1305_pull(state, piece, None)
                target.write(plain)
            if tag != LAST:
                raise CryptoError
        except (CryptoError, RuntimeError, ValueError):
            raise Incomplete(
                N_("The backup cannot be opened: the passphrase is wrong, or the file is damaged.")
            ) from None
    target.seek(0)


Passphrase = Callable[[], str]
"""Asked for only when a backup turns out to be encrypted."""


def _key(passphrase: str, salt: bytes) -> bytes:
    size = crypto_secretstream_xchacha20poly1305_KEYBYTES
    derived: bytes = pwhash.argon2id.kdf(
        size,
        passphrase.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_MODERATE,
        memlimit=pwhash.argon2id.MEMLIMIT_MODERATE,
    )
    return derived
