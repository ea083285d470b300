"""Hourly: whoever has gone from the directory is logged out here too."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Refused
from app.surfaces.accounts.models import LoginSession, OutsideIdentity
from app.surfaces.accounts.providers.directory import are_there
from app.surfaces.accounts.providers.identities import end_outside
from app.surfaces.accounts.providers.pages import known_providers

MOST_GONE = 5
"""More than these, and more than half of those asked about, is a fault of the directory and not a wave of leaving."""


def end_those_gone(act: Act) -> Mapping[str, Any] | None:
    """End the sessions of those whom their directory no longer lets in; None where no directory is configured."""
    ended, faults = 0, []
    directories = known_providers().of("ldap")
    for provider in directories:
        held = act.session.execute(
            select(OutsideIdentity.subject, OutsideIdentity.user_id)
            .join(LoginSession, LoginSession.user_id == OutsideIdentity.user_id)
            .where(
                OutsideIdentity.provider == provider.name,
                LoginSession.provider == provider.name,
                LoginSession.ended_at.is_(None),
            )
            .distinct()
        ).all()
        act.session.commit()  # nobody waits for a directory
        if not held:
            continue
        try:
            there = are_there(provider, [row.subject for row in held])
        except Refused as fault:
            faults.append(f"{provider.name}: {fault}")
            continue
        gone = [row.user_id for row in held if not there[row.subject]]
        if len(gone) > MOST_GONE and len(gone) * 2 > len(held):
            faults.append(f"{provider.name}: {len(gone)} / {len(held)}")
            continue
        ended += sum(end_outside(act, provider.name, user_id=user_id) for user_id in gone)
    told: dict[str, Any] = {"ended": ended}
    return (told | {"fault": "; ".join(faults)} if faults else told) if directories else None
