"""The keys of installations: how two people compare one, and how one follows another."""

import hashlib
from collections.abc import Mapping
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from app.kernel.audit import canonical
from app.kernel.trail.keys import key_id

NEW_KEY = "key/1"
"""First words of a statement by which an installation changes its key."""


def fingerprint(public: VerifyKey) -> str:
    """Return what two people read to each other: half of the key's SHA-256, in eight groups of four digits."""
    digits = hashlib.sha256(bytes(public)).hexdigest()[:32].upper()
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))


def signed_text(said: Mapping[str, Any]) -> bytes:
    """Return what a signature covers: all that is said but the signature itself, as canonical JSON."""
    return canonical({name: value for name, value in said.items() if name != "signature"}).encode()


def sign(said: Mapping[str, Any], key: SigningKey) -> dict[str, Any]:
    """Return what is said with the name of the key and its signature (Ed25519, RFC 8032)."""
    whole = {**said, "key": key_id(bytes(key.verify_key))}
    return {**whole, "signature": key.sign(signed_text(whole)).signature.hex()}


def is_said_by(said: Mapping[str, Any], public: VerifyKey) -> bool:
    """Tell whether somebody's key signed what is said."""
    try:
        signature = bytes.fromhex(said["signature"])
        if said["key"] != key_id(bytes(public)) or signature.hex() != said["signature"]:
            return False  # a signature has one spelling, so that what was signed once is one text
        public.verify(signed_text(said), signature)
    except (BadSignatureError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return True


def state_new_key(node: int, old: SigningKey, new: VerifyKey, at: str) -> dict[str, Any]:
    """Return the statement by which a node changes its key, signed with the old one; ``at`` is an instant as text."""
    return sign({"exchange": NEW_KEY, "from": node, "new": bytes(new).hex(), "at": at}, old)


def read_new_key(said: Mapping[str, Any], node: int, old: VerifyKey) -> VerifyKey | None:
    """Return the key that follows a node's old one; None for a statement that is not of that node and key."""
    if said.get("exchange") != NEW_KEY or said.get("from") != node or not is_said_by(said, old):
        return None
    try:
        return VerifyKey(bytes.fromhex(said["new"]))
    except (ValueError, KeyError, TypeError):
        return None
