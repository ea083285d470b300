"""The standard speaks: circumstances are judged, the officer proposes, and leaving the range needs a reason."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import canonical, record
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.penalties import queries
from app.penalties.cases.acts import Discretion
from app.penalties.cases.guards import begin, check_evidence, check_hearing, check_officers, needed
from app.penalties.cases.known import known_facts, stated
from app.penalties.cases.limits import check_gates, check_legal, limits_of
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.notices import tell_duty
from app.penalties.cases.papers import money
from app.penalties.judging.facts import YES
from app.penalties.judging.gates import ACT_ENDED, FOUND, GRAVE, GRAVE_YEARS, anniversary
from app.penalties.judging.judgement import Judgement, Outcome
from app.penalties.judging.standard import LARGEST
from app.penalties.models import ViolationVersion


def judge_case(act: Act, case: PenaltyCase, facts: Mapping[str, Any]) -> Judgement:
    """Return what the standard says of a case: by the law of the act's day, or by today's if lighter (art. 37)."""
    if case.item is None:
        raise Incomplete(N_("Say first which violation this is."), field="item")
    return queries.judge_item(act.session, case.item, facts_of(act, case, facts), act.on)


def facts_of(act: Act, case: PenaltyCase, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return stated circumstances with what the file knows; refuses what contradicts the file."""
    version = queries.current_version(act.session, case.item, act.on) if case.item is not None else None
    if version is None:
        raise NotFound(N_("There is no such penalty item in force."))
    factors = queries.standard_of(version, act.on).factors
    return stated(facts, known_facts(case, factors), factors)


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
    then need collective discussion and legal review. No reason leads out of the law's own range. After a
    notice it is a new proposal that needs a new notice: nobody is punished for what he was not told (art. 62).
    """
    begin(act, case, "propose", edit_number=edit_number)
    check_officers(act, case)
    check_hearing(act, case)
    before = newest_discretion(act, case)
    heavier = case.pleaded and case.noticed_first is not None and amount > case.noticed_first
    if heavier and before is not None and before.facts_key == _facts_key(_stated(_circumstances(act, case, facts))):
        raise NotAllowed(
            N_(
                "Nobody is punished harder for pleading (Penalty Law art. 45): at most %(amount)s yuan. Only other "
                "circumstances can lead higher; state them."
            ),
            amount=money(case.noticed_first or Decimal(0)),
            field="amount",
        )
    frozen = weigh(act, case, facts, amount, reason=reason, other_penalties=other_penalties)
    case.state, case.noticed, case.noticed_at = CaseState.PROPOSED, None, None
    record(
        act,
        "penalty.proposed",
        case,
        number=frozen.number,
        version=case.version.title if case.version else "",
        lo=frozen.lo,
        hi=frozen.hi,
        amount=amount,
        inside=not case.out_of_range,
        reason=frozen.reason,
    )
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
    check_evidence(act, case)
    judged = judge_case(act, case, facts)
    if judged.outcome == Outcome.INCOMPLETE:
        raise Incomplete(
            N_("The circumstances are not complete yet. State: %(missing)s."),
            missing="、".join(judged.missing),
            field="facts",
        )
    check_gates(judged)
    check_legal(amount, limits_of(judged))
    others = tuple(text.strip() for text in other_penalties if text.strip())
    _check_kinds(act, case, judged, others)
    inside = _inside(judged, amount) and set(others) <= {*judged.kinds, *judged.may}
    whole = _circumstances(act, case, facts)
    frozen = _freeze(act, case, judged, whole, amount, reason.strip())
    if not inside or frozen.fell:
        needed(reason)
    act.session.add(frozen)
    act.session.flush()
    case.version_id, case.proposed, case.facts_key = frozen.version_id, amount, _peers_key(case, frozen.facts)
    case.lowest, case.highest, case.reduced = frozen.lo, frozen.hi, frozen.reduced
    case.legal_lowest, case.legal_highest = frozen.legal_lo, frozen.legal_hi
    case.out_of_range, case.unlisted_kind = not inside, False
    case.fine_optional = limits_of(judged).optional
    if str(whole.get(GRAVE, "")).lower() in YES:
        case.lapsed_on = anniversary(case.acted_on, GRAVE_YEARS) + ONE_DAY
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
        return judged.range.holds(amount) or ((judged.may_be_spared or judged.optional) and amount == 0)
    return judged.outcome in (Outcome.NONE, Outcome.TRANSFER) and amount == 0


def _freeze(
    act: Act, case: PenaltyCase, judged: Judgement, facts: dict[str, Any], amount: Decimal, reason: str
) -> Discretion:
    before = newest_discretion(act, case)
    told = _stated(facts)
    key = _facts_key(told)
    highest = judged.range.hi if judged.range else None
    return Discretion(
        county=case.county,
        case_id=case.id,
        number=before.number + 1 if before else 1,
        version_id=_version(case, judged).id,
        facts=told,
        facts_key=key,
        fell=_fell(before, highest, key),
        outcome=judged.outcome,
        grade=judged.grade.name if judged.grade else None,
        reduced=bool(judged.reviews),
        proposed=amount,
        legal_lo=judged.legal.lo if judged.legal else None,
        legal_hi=judged.legal.hi if judged.legal else None,
        lo=judged.range.lo if judged.range else None,
        hi=judged.range.hi if judged.range else None,
        reason=reason,
        at=act.at,
        by=act.actor.official_id,
    )


def _circumstances(act: Act, case: PenaltyCase, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is frozen: everything but the days, by which no two cases would be alike."""
    return {code: fact for code, fact in facts_of(act, case, facts).items() if code not in (ACT_ENDED, FOUND)}


def _stated(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items() if str(value).strip()}


def _facts_key(told: Mapping[str, str]) -> str:
    return hashlib.sha256(canonical(dict(sorted(told.items()))).encode()).hexdigest()


def _check_kinds(act: Act, case: PenaltyCase, judged: Judgement, others: tuple[str, ...]) -> None:
    """Refuse a kind of penalty that the standard names nowhere (art. 4, 76)."""
    known = queries.standard_of(_version(case, judged), act.on).kinds
    strange = [kind for kind in others if kind not in known]
    if strange:
        raise NotAllowed(
            N_(
                "The standard names no such penalty: %(kinds)s. A kind that the law does not give is not imposed (Penalty "
                "Law art. 4, 76). Have the standard completed first."
            ),
            kinds="、".join(strange),
            field="others",
        )


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
    found = newest_discretion(act, case)
    if found is None:
        raise OutOfOrder(N_("The circumstances of this case have not been judged yet."))
    return found


def newest_discretion(act: Act, case: PenaltyCase) -> Discretion | None:
    """Return the newest frozen judgement of a case, None before the first."""
    newest = select(Discretion).where(Discretion.case_id == case.id).order_by(Discretion.number.desc())
    return act.session.scalars(newest).first()
