"""What several registers of villages ask of a row."""

from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.words import N_


def of_village(act: Act, organisation_id: int, *also: OrganisationKind) -> None:
    """Refuse a row that names something else than a village."""
    home = act.session.get(Organisation, organisation_id) if organisation_id else None
    if home is None or home.body not in (OrganisationKind.VILLAGE, *also):
        raise Incomplete(N_("Pick a village."), field="organisation_id")


def in_order(first: Any, last: Any, field: str) -> None:
    """Refuse a last day before the first."""
    if first is not None and last is not None and last < first:
        raise Incomplete(N_("The last day lies before the first."), field=field)


def not_below(row: Any, *names: str) -> None:
    """Refuse a number below zero."""
    for name in names:
        if getattr(row, name) is not None and getattr(row, name) < 0:
            raise Incomplete(N_("Enter a number of zero or more."), field=name)
