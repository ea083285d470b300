"""The one line of text of an alert, in the language of the installation."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from flask import current_app, has_app_context
from flask_babel import force_locale, gettext
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.approvals.models import Case
from app.disclosure.naming import subject_texts as disclosure_texts
from app.kernel.places import Official, Organisation
from app.ledgers.models import Ledger, LedgerDuty
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import PenaltyCase
from app.penalties.models import ViolationItem
from app.powers.models import Power
from app.supervision.models import FollowUp
from app.villages.naming import subject_texts as village_texts

LENGTH = 400
BATCH = 500


_CASES: Any = select(Case.id, Case.number + " · " + Power.name).join(Power, Power.id == Case.power_id)
_DUTIES: Any = (
    select(LedgerDuty.id, Ledger.name + " " + LedgerDuty.period + " · " + Organisation.name)
    .join(Ledger, Ledger.id == LedgerDuty.ledger_id)
    .join(Organisation, Organisation.id == LedgerDuty.organisation_id)
)
_PENALTIES: Any = select(
    PenaltyCase.id, PenaltyCase.number + " · " + func.coalesce(ViolationItem.name, PenaltyCase.place)
).outerjoin(ViolationItem, ViolationItem.id == PenaltyCase.item_id)
SUBJECT_TEXTS: dict[str, tuple[Any, Select[Any]]] = {
    Case.kind: (Case.id, _CASES),
    LedgerDuty.kind: (LedgerDuty.id, _DUTIES),
    PenaltyCase.kind: (PenaltyCase.id, _PENALTIES),
    PenaltyComplaint.kind: (
        PenaltyComplaint.id,
        cast(
            Any,
            select(PenaltyComplaint.id, Organisation.name).join(
                Organisation, Organisation.id == PenaltyComplaint.organisation_id
            ),
        ),
    ),
    FollowUp.kind: (FollowUp.id, cast(Any, select(FollowUp.id, FollowUp.number))),
    **village_texts(),
    **disclosure_texts(),
    Official.kind: (Official.id, cast(Any, select(Official.id, Official.name))),
}
"""By kind of subject: its key, and a SELECT of key and name."""


def subject_names(session: Session, kind: str, ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of subjects of one kind by id; kinds without names give none."""
    if kind not in SUBJECT_TEXTS:
        return {}
    key, names = SUBJECT_TEXTS[kind]
    wanted = sorted(set(ids))
    found: dict[int, str] = {}
    for first in range(0, len(wanted), BATCH):
        rows = session.execute(names.where(key.in_(wanted[first : first + BATCH])))
        found.update((int(row[0]), str(row[1])) for row in rows)
    return found


def alert_text(name: str | None, fact: str) -> str:
    """Return ``case number · item · fact``, at most 400 characters, the fact translated."""
    said = in_house_language(fact)
    return f"{name[: LENGTH - len(said) - 3]} · {said}" if name else said[:LENGTH]


def in_house_language(message: str) -> str:
    """Translate a message into the language of the installation, outside of any request too."""
    if not has_app_context():
        return message
    with force_locale(current_app.config["SUNSHINE_LANGUAGE"]):
        return str(gettext(message))
