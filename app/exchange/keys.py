"""The keys of installations: how two people compare one, and how one follows another."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
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


@dataclass(frozen=True, slots=True)
class OldKey:
    """A key that was replaced, and for which numbers of a channel its signature still counts."""

    public: VerifyKey
    batches: Mapping[str, int]
    """By channel, the first batch that the new key signs; 1 for a channel that is not named."""
    receipts: Mapping[str, int]
    """The same for receipts, and for stops by the batch before the one that they ask for."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The key of a node, and those that it has replaced."""

    current: VerifyKey
    old: tuple[OldKey, ...] = ()

    def signed_batch(self, head: Mapping[str, Any]) -> bool:
        """Tell whether the node signed a head with a key that counts for its channel and number."""
        return self._signed(head, [(one.public, one.batches) for one in self.old], head["channel"], head["number"])

    def signed_receipt(self, said: Mapping[str, Any], channel: str, number: int) -> bool:
        """Tell whether the node signed an answer about a batch with a key that counts for it."""
        return self._signed(said, [(one.public, one.receipts) for one in self.old], channel, number)

    def _signed(
        self, said: Mapping[str, Any], old: list[tuple[VerifyKey, Mapping[str, int]]], channel: object, number: int
    ) -> bool:
        still = [public for public, until in old if number < until.get(str(channel), 1)]
        return any(is_said_by(said, public) for public in (self.current, *still))


Keys = VerifyKey | Ring
"""The key of a node that never had another one, or all its keys."""


def ring_of(keys: Keys) -> Ring:
    """Return the keys of a node."""
    return keys if isinstance(keys, Ring) else Ring(keys)


def state_new_key(
    ends: tuple[int, int],
    old: SigningKey,
    new: VerifyKey,
    at: str,
    batches: Mapping[str, int] = MappingProxyType({}),
    receipts: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Any]:
    """Return the statement by which a node tells a peer that it changes its key, signed with the old one.

    ``ends`` are its number and the peer's, ``at`` an instant as text; ``batches`` and ``receipts`` name by channel the first
    number that the new key signs.
    """
    said = {"exchange": NEW_KEY, "from": ends[0], "to": ends[1], "new": bytes(new).hex(), "at": at}
    return sign({**said, "batches": dict(batches), "receipts": dict(receipts)}, old)


def read_new_key(said: Mapping[str, Any], ends: tuple[int, int], old: VerifyKey) -> VerifyKey | None:
    """Return the key that follows a node's old one; None for a statement that is not of that node, key and receiver."""
    if said.get("exchange") != NEW_KEY or (said.get("from"), said.get("to")) != ends or not is_said_by(said, old):
        return None
    if not all(_is_numbers(said.get(part)) for part in ("batches", "receipts")):
        return None
    try:
        return VerifyKey(bytes.fromhex(said["new"]))
    except (ValueError, KeyError, TypeError):
        return None


def _is_numbers(held: object) -> bool:
    return isinstance(held, dict) and all(type(number) is int and number > 0 for number in held.values())
