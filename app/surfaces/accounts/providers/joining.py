"""Somebody whom a provider knows and we do not: he connects an account here by logging in once with its password."""

from typing import Any

from flask import session

from app.kernel.act import Act
from app.surfaces.accounts.models import Account
from app.surfaces.accounts.providers.identities import Identity, connect
from app.surfaces.accounts.providers.settings import Provider
from app.surfaces.acts import now

JOINING = "joining"
"""Where the cookie keeps who he is there."""
SECONDS = 300


def keep_identity(provider: Provider, identity: Identity) -> None:
    """Keep who somebody is elsewhere until he has logged in here, five minutes at the most."""
    session[JOINING] = {
        "provider": provider.name,
        "title": provider.title,
        "subject": identity.subject,
        "name": identity.name,
        "at": now().timestamp(),
    }


def joining() -> dict[str, Any] | None:
    """Return who waits to be connected in this browser; None when nobody does."""
    held: dict[str, Any] | None = session.get(JOINING)
    return held if held and now().timestamp() - held["at"] <= SECONDS else None


def join(act: Act, account: Account) -> None:
    """Connect the account that has just logged in here with who its holder is elsewhere, if he came from there."""
    held = joining()
    session.pop(JOINING, None)
    if held is not None:
        connect(act, account, held["provider"], Identity(held["subject"], held["name"]))
