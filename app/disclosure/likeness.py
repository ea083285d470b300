"""The fingerprint of a text by which a copy of last quarter's item is known.

Simhash (Charikar 2002) over pairs of characters, 64 bits; digits and marks of periods are left out, so that a text with
only its month changed counts as a copy.
"""

import hashlib
import re
from collections import Counter

BITS = 64
LEFT_OUT = re.compile(r"[0-9０-９一二三四五六七八九十零〇年月季度上下半\s\W_]")


def simhash(text: str) -> str:
    """Return the fingerprint as sixteen hexadecimal digits; empty when the text is too short to tell."""
    plain = LEFT_OUT.sub("", text)
    if len(plain) < 8:
        return ""
    weights = [0] * BITS
    for pair, count in Counter(plain[place : place + 2] for place in range(len(plain) - 1)).items():
        value = int.from_bytes(hashlib.blake2b(pair.encode(), digest_size=8).digest())
        for bit in range(BITS):
            weights[bit] += count if value >> bit & 1 else -count
    return f"{sum(1 << bit for bit, weight in enumerate(weights) if weight > 0):016x}"


def bits_apart(one: str, other: str) -> int | None:
    """Return in how many bits two fingerprints differ; None when one is missing."""
    if not one or not other:
        return None
    return (int(one, 16) ^ int(other, 16)).bit_count()
