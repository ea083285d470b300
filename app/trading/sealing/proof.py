"""A holder proves that his key is here without an account: only who holds the private half can answer the challenge."""

import hashlib
import hmac

from nacl import bindings

from app.kernel.sealing import keyed_hash
from app.trading.sealing.envelope import hkdf, public_key


def _secret(holder_id: int) -> bytes:
    """Return the platform's half for one holder of one trade; derived, so that nothing is kept between two requests."""
    return bytes.fromhex(keyed_hash(f"trade holder proof {holder_id}"))


def challenge(holder_id: int) -> str:
    """Return the X25519 key with which a holder answers, 64 hexadecimal digits."""
    return public_key(_secret(holder_id)).hex()


def is_proven(holder_id: int, public: str, sent: str, proof: str) -> bool:
    """Tell whether a proof was made with the private half of a holder's key, for exactly what is sent with it."""
    made, own = bytes.fromhex(challenge(holder_id)), bytes.fromhex(public)
    shared = bindings.crypto_scalarmult(_secret(holder_id), own)
    info = b"sunshine-holder-proof-v1" + hashlib.sha256(sent.encode()).digest()
    return hmac.compare_digest(hkdf(shared, made + own, info).hex(), proof)
