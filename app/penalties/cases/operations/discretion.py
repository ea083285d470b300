"""The standard speaks: circumstances are judged, the officer proposes, and leaving the range needs a reason."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import canonical, record
from app.kernel.errors import Incomplete, NotFound, OutOfOrder
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties import queries
from app.penalties.cases.acts import Discretion
from app.penalties.cases.guards import begin, check_officers, needed
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.notices import tell_duty
from app.penalties.judging.gates import ACT_ENDED, FOUND
from app.penalties.judging.judgement import Judgement, Outcome
from app.penalties.judging.standard import LARGEST
from app.penalties.models import ViolationVersion


def judge_case(act: Act, case: PenaltyCase, facts: Mapping[str, Any]) -> Judgement:
    """Return what the standard says of a case: by the law of the act's day, or by today's if lighter (art. 37)."""
    if case.item is None:
        raise Incomplete(N_("Say first which violation this is."), field="item")
    given = {**facts, ACT_ENDED: case.acted_on.isoformat(), FOUND: case.found_on.isoformat()}
    return queries.judge_item(act.session, case.item, given, act.on)


def propose(
    act: Act,
    case: PenaltyCase,
    facts: Mapping[str, Any],
    amount: Decimal,
    *,
    reason: str = "",
    other_penalties: tuple[str, ...] = (),
    edit_number: int | None = None,
) -> Discretion:
    """Freeze the judgement of the stated circumstances with the officer's proposal.

    An amount outside the range, or where the standard gives none, needs its reason; the decision will
    then need collective discussion and legal review. After a notice it is a new proposal that needs a
    new notice: nobody is punished for what he was not told (art. 62).
    """
    begin(act, case, "propose", edit_number=edit_number)
    check_officers(act, case)
    frozen = weigh(act, case, facts, amount, reason=reason, other_penalties=other_penalties)
    case.state, case.noticed, case.noticed_at = CaseState.PROPOSED, None, None
    record(
        act, "penalty.proposed", case, number=frozen.number, version=case.version.title if case.version else "",
        lo=frozen.lo, hi=frozen.hi, amount=amount, inside=not case.out_of_range, reason=frozen.reason,
    )  # fmt: skip
    tell_duty(act, case, "proposed", Duty.LEGAL_REVIEWER, frozen.number)
    return frozen


def weigh(
    act: Act,
    case: PenaltyCase,
    facts: Mapping[str, Any],
    amount: Decimal,
    *,
    reason: str = "",
    other_penalties: tuple[str, ...] = (),
) -> Discretion:
    """Judge, freeze, and copy onto the case what points compare; nothing about its state."""
    check_amount(amount)
    judged = judge_case(act, case, facts)
    if judged.outcome == Outcome.INCOMPLETE:
        raise Incomplete(
            N_("The circumstances are not complete yet. State: %(missing)s."),
            missing="、".join(judged.missing), field="facts",
        )  # fmt: skip
    inside = _inside(judged, amount)
    if not inside:
        needed(reason)
    others = tuple(text.strip() for text in other_penalties if text.strip())
    frozen = _freeze(act, case, judged, dict(facts), amount, reason.strip())
    case.version_id, case.proposed, case.facts_key = frozen.version_id, amount, _peers_key(case, frozen.facts)
    case.lowest, case.highest, case.reduced = frozen.lo, frozen.hi, frozen.reduced
    case.legal_lowest, case.legal_highest = frozen.legal_lo, frozen.legal_hi
    case.out_of_range, case.unlisted_kind = not inside, bool(set(others) - set(judged.kinds))
    case.other_penalties = list(dict.fromkeys((*judged.kinds, *others))) or None
    case.proposer_id = act.actor.official_id
    act.session.flush()
    act.session.refresh(case, ["version"])
    return frozen


def check_amount(amount: Decimal, field: str = "amount") -> None:
    """Refuse what is no sum of money: below zero, without end, in parts of a cent."""
    if not amount.is_finite() or not 0 <= amount < LARGEST or amount != amount.quantize(Decimal("0.01")):
        raise Incomplete(N_("Enter the fine in yuan, for example 20000."), field=field)


def holds(case: PenaltyCase, amount: Decimal) -> bool:
    """Tell whether an amount lies in the range that was judged for a case; as proposed, it is as then."""
    if amount == case.proposed:
        return not case.out_of_range
    return case.lowest is not None and case.highest is not None and case.lowest <= amount <= case.highest


def _inside(judged: Judgement, amount: Decimal) -> bool:
    """Tell whether an amount is what the standard says; where it says nothing, no amount is."""
    if judged.outcome == Outcome.RANGE and judged.range is not None:
        return judged.range.holds(amount) or (judged.may_be_spared and amount == 0)
    return judged.outcome in (Outcome.NONE, Outcome.TRANSFER) and amount == 0


def _freeze(
    act: Act, case: PenaltyCase, judged: Judgement, facts: dict[str, Any], amount: Decimal, reason: str
) -> Discretion:
    before = act.session.scalars(
        select(Discretion).where(Discretion.case_id == case.id).order_by(Discretion.number.desc())
    ).first()
    stated = {name: str(value) for name, value in facts.items() if str(value).strip()}
    key = hashlib.sha256(canonical(dict(sorted(stated.items()))).encode()).hexdigest()
    highest = judged.range.hi if judged.range else None
    frozen = Discretion(
        county=case.county, case_id=case.id, number=before.number + 1 if before else 1,
        version_id=_version(case, judged).id, facts=stated, facts_key=key, fell=_fell(before, highest, key), outcome=judged.outcome,
        grade=judged.grade.name if judged.grade else None, reduced=bool(judged.reviews), proposed=amount,
        legal_lo=judged.legal.lo if judged.legal else None, legal_hi=judged.legal.hi if judged.legal else None,
        lo=judged.range.lo if judged.range else None, hi=judged.range.hi if judged.range else None,
        reason=reason, at=act.at, by=act.actor.official_id,
    )  # fmt: skip
    act.session.add(frozen)
    act.session.flush()
    return frozen


def _peers_key(case: PenaltyCase, stated: Mapping[str, str]) -> str:
    """Return what cases share whose violation, kind of party and circumstances are the same, in any county."""
    name = case.item.name if case.item is not None else ""
    told = {"violation": name, "party": case.party_kind, "facts": dict(sorted(stated.items()))}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def _fell(before: Discretion | None, highest: Decimal | None, key: str) -> bool:
    """Tell whether other circumstances made the range lower than it was judged before."""
    if before is None or before.hi is None or before.facts_key == key:
        return False
    return highest is None or highest < before.hi


def _version(case: PenaltyCase, judged: Judgement) -> ViolationVersion:
    assert case.item is not None
    for version in case.item.versions:
        if version.title == judged.version:
            return version
    raise NotFound(N_("There is no such penalty item in force."))


def last_discretion(act: Act, case: PenaltyCase) -> Discretion:
    """Return the newest frozen judgement of a case."""
    found = act.session.scalars(
        select(Discretion).where(Discretion.case_id == case.id).order_by(Discretion.number.desc())
    ).first()
    if found is None:
        raise OutOfOrder(N_("The circumstances of this case have not been judged yet."))
    return found
