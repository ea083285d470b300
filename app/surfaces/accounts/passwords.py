"""Rules of a good password, and first passwords that can be read aloud."""

import secrets
import string

from app.kernel.errors import Incomplete
from app.kernel.words import N_

SHORTEST = 10
READABLE = "abcdefghjkmnpqrstuvwxyz"
"""No i, l or o: they are misread."""


def check_password(password: str, username: str) -> None:
    """Refuse a password that is short, of one kind of sign, or built on the account's name."""
    if len(password) < SHORTEST:
        raise Incomplete(N_("A password needs at least %(count)d characters."), field="password", count=SHORTEST)
    kinds = (
        any(sign in string.ascii_lowercase for sign in password),
        any(sign in string.ascii_uppercase for sign in password),
        any(sign in string.digits for sign in password),
        any(not sign.isalnum() for sign in password),
    )
    if sum(kinds) < 3:
        raise Incomplete(
            N_("Mix at least three of: small letters, capital letters, digits, other characters."), field="password"
        )
    if username.lower() in password.lower():
        raise Incomplete(N_("The password must not contain the account's name."), field="password")


def first_password() -> str:
    """Return a random first password that meets the rules; it must be changed at first log-in."""
    word = "".join(secrets.choice(READABLE) for _ in range(6))
    return f"{word.capitalize()}-{secrets.randbelow(9000) + 1000}"


def long_first_password() -> str:
    """Return a first password for thousands of accounts at once: 67 random bits, so that a quick hash is enough."""
    words = ("".join(secrets.choice(READABLE) for _ in range(6)) for _ in range(2))
    return f"{'-'.join(words).capitalize()}-{secrets.randbelow(9000) + 1000}"
