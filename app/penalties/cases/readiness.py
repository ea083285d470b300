"""What still stands between a case and a penalty: each lack as the sentence by which the decision is refused.

The page shows the whole list before anybody tries; the decision refuses by its first.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.errors import NotAllowed, OutOfOrder, Refused
from app.kernel.words import N_
from app.penalties.cases.acts import CaseNote, Discretion, Hearing
from app.penalties.cases.guards import (
    certified,
    check_evidence,
    check_hearing,
    check_interests,
    discussion_is_a_must,
    officers_of,
    review_is_a_must,
)
from app.penalties.cases.models import CaseState, LegalQualification, PenaltyCase

PASSED, BACK = "passed", "back"
"""Results of a legal review of a proposal."""
EXAMINATION_FROM = date(2018, 1, 1)
"""Since then whoever begins to review passes the national legal examination (art. 58(2))."""
READY = frozenset({CaseState.RECHECKED, CaseState.DISCUSSED})


def lacks(act: Act, case: PenaltyCase, amount: Decimal | None) -> list[Refused]:
    """Return everything that a penalty of this amount still lacks; empty when it may be decided."""
    return list(_lacks(act, case, amount))


def _lacks(act: Act, case: PenaltyCase, amount: Decimal | None) -> Iterator[Refused]:
    if case.noticed_at is None or case.noticed is None or case.state not in READY:
        yield OutOfOrder(
            N_(
                "The party has not been told and heard, so no penalty may be decided (Penalty Law art. 44, 62). "
                "Give the notice first."
            )
        )
    ids = [officer.official_id for officer in officers_of(case)]
    for check in (
        lambda: check_evidence(act, case),
        lambda: certified(act, case.organisation_id, ids),
        lambda: check_interests(act, case, ids),
        lambda: check_hearing(act, case),
        lambda: check_limitation(case),
        lambda: check_one_fine(act, case, amount),
    ):
        try:
            check()
        except Refused as refusal:
            yield refusal
    if review_is_a_must(act, case, amount) and not reviewed(act, case):
        yield OutOfOrder(
            N_(
                "Without legal review that passed it, this penalty may not be decided (Penalty Law art. 58). Hand "
                "the case to the legal reviewer."
            )
        )
    if discussion_is_a_must(act, case, amount) and not discussed(act, case):
        yield OutOfOrder(
            N_(
                "A heavy or complex penalty, and one outside the range of the standard, is decided by the persons in charge "
                "together (Penalty Law art. 57). Keep the minutes of their discussion first."
            )
        )


def check_limitation(case: PenaltyCase) -> None:
    """Refuse to punish an act that was too old when it was found (art. 36)."""
    if case.lapsed_on is not None and case.found_on >= case.lapsed_on:
        raise NotAllowed(
            N_(
                "The act was found on %(found)s, but could be punished only until the day before %(lapsed)s (Penalty Law "
                "art. 36). Decide that no penalty is imposed."
            ),
            found=case.found_on,
            lapsed=case.lapsed_on,
        )


def check_one_fine(act: Act, case: PenaltyCase, amount: Decimal | None) -> None:
    """Refuse a second fine of the same party for the same act (art. 29)."""
    if not amount or case.act_key is None or case.party_hash is None:
        return
    first = select(PenaltyCase.number).where(
        PenaltyCase.act_key == case.act_key,
        PenaltyCase.party_hash == case.party_hash,
        PenaltyCase.id != case.id,
        PenaltyCase.fine > 0,
    )
    number = act.session.scalars(first.order_by(PenaltyCase.id)).first()
    if number is not None:
        raise NotAllowed(
            N_(
                "The party was fined for the same act in the case %(number)s. For one act there is one fine (Penalty Law "
                "art. 29)."
            ),
            number=number,
            field="fine",
        )


def reviewed(act: Act, case: PenaltyCase) -> bool:
    """Tell whether the proposal as it stands passed legal review: after the last judgement, and after a hearing."""
    newest = act.session.scalars(
        select(CaseNote)
        .where(CaseNote.case_id == case.id, CaseNote.what == "review", CaseNote.result.in_((PASSED, BACK)))
        .order_by(CaseNote.at.desc(), CaseNote.id.desc())
    ).first()
    if newest is None or newest.result != PASSED or not entitled(act, newest.by, act.on):
        return False
    judged = select(Discretion.id).where(Discretion.case_id == case.id, Discretion.at > newest.at)
    held = select(Hearing.id).where(Hearing.case_id == case.id, Hearing.held_at > newest.at)
    return act.session.scalars(judged).first() is None and act.session.scalars(held).first() is None


def discussed(act: Act, case: PenaltyCase) -> bool:
    """Tell whether the minutes of a discussion of the proposal as it stands are kept."""
    minutes = select(CaseNote.id).where(
        CaseNote.case_id == case.id, CaseNote.what == "discussion", CaseNote.result == ""
    )
    judged = select(Discretion.at).where(Discretion.case_id == case.id).order_by(Discretion.number.desc())
    since = act.session.scalars(judged).first()
    if since is not None:
        minutes = minutes.where(CaseNote.at >= since)
    return act.session.scalars(minutes).first() is not None


def entitled(act: Act, official_id: int | None, on: date) -> bool:
    """Tell whether the register entitles somebody to review penalties (art. 58(2))."""
    if official_id is None:
        return act.actor.is_platform
    found = select(LegalQualification.id).where(
        LegalQualification.official_id == official_id,
        or_(LegalQualification.obtained_on <= on, LegalQualification.reviewing_since < EXAMINATION_FROM),
    )
    return act.session.scalars(found).first() is not None
