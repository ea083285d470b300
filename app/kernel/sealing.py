"""What is kept encrypted in the database, and keyed hashes for matching."""

import hashlib
import hmac
from base64 import b64decode, b64encode

from nacl.secret import SecretBox
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_keys: dict[str, bytes] = {}


def set_data_key(secret: str) -> None:
    """Derive the keys for encryption and matching from the installation's data key; once at start."""
    _keys["box"] = hashlib.blake2b(secret.encode(), digest_size=32, person=b"sunshine-box").digest()
    _keys["match"] = hashlib.blake2b(secret.encode(), digest_size=32, person=b"sunshine-match").digest()


def keyed_hash(value: str) -> str:
    """Return the hash by which equal values can be matched and nobody can guess the value."""
    return hmac.new(_keys["match"], value.strip().upper().encode(), hashlib.sha256).hexdigest()


class EncryptedText(TypeDecorator[str]):
    """Text that is stored encrypted (XSalsa20-Poly1305) and read in the clear."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the value as the database holds it."""
        if value is None:
            return None
        return b64encode(SecretBox(_keys["box"]).encrypt(value.encode())).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the value as the program knows it."""
        if value is None:
            return None
        return SecretBox(_keys["box"]).decrypt(b64decode(value)).decode()


def masked(value: str, head: int = 3, tail: int = 4) -> str:
    """Return a number with its middle hidden, as shown to people without the duty."""
    return (
        value[:head] + "*" * max(len(value) - head - tail, 0) + value[-tail:]
        if len(value) > head + tail
        else "*" * len(value)
    )
