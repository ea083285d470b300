"""Sharing a secret so that any three of five hold it and two know nothing (Shamir, 1979), over GF(256)/0x11b.

A share is one byte of y for each byte of the secret, then x as its last byte: the format of the npm package
shamir-secret-sharing 0.0.4, so that what a browser shares is put together here and the other way round. Too few
shares, or a broken one, give a wrong secret in silence: whoever shares also commits to the secret.
"""

import secrets
from collections.abc import Iterable

LARGEST = 255
_EXP = [1] * (2 * LARGEST)
_LOG = [0] * 256


def _fill() -> None:
    value = 1
    for power in range(LARGEST):
        _EXP[power] = _EXP[power + LARGEST] = value
        _LOG[value] = power
        double = (value << 1) ^ (0x11B if value & 0x80 else 0)
        value ^= double  # times three, which generates the field


_fill()


def _times(a: int, b: int) -> int:
    return _EXP[_LOG[a] + _LOG[b]] if a and b else 0


def _through(a: int, b: int) -> int:
    return _EXP[_LOG[a] + LARGEST - _LOG[b]] if a else 0


def split(secret: bytes, shares: int = 5, threshold: int = 3) -> list[bytes]:
    """Return the shares of a secret, x from 1 on; ValueError for numbers that make no sharing."""
    if not 2 <= threshold <= shares <= LARGEST or not secret:
        raise ValueError(f"no sharing of {len(secret)} bytes for {threshold} of {shares}")
    curves = [[byte, *secrets.token_bytes(threshold - 1)] for byte in secret]
    return [bytes([*(_at(curve, x) for curve in curves), x]) for x in range(1, shares + 1)]


def _at(curve: list[int], x: int) -> int:
    value = 0
    for factor in reversed(curve):
        value = _times(value, x) ^ factor
    return value


def combine(shares: Iterable[bytes]) -> bytes:
    """Return the secret that shares hold together; ValueError for shares that do not belong together."""
    held = list(shares)
    places = [share[-1] if share else 0 for share in held]
    if len(held) < 2 or len({len(share) for share in held}) != 1 or 0 in places or len(set(places)) != len(places):
        raise ValueError("these shares do not belong together")
    return bytes(_at_zero([(share[-1], share[byte]) for share in held]) for byte in range(len(held[0]) - 1))


def _at_zero(points: list[tuple[int, int]]) -> int:
    """Return the value at 0 of the one curve through points (Lagrange)."""
    value = 0
    for x, y in points:
        weight = 1
        for other, _y in points:
            if other != x:
                weight = _times(weight, _through(other, x ^ other))
        value ^= _times(y, weight)
    return value
