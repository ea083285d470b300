"""Filing, and what changes it: the cause of action, the officers, its withdrawal."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, running_clocks, start_clock, stop_clock
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, Refused
from app.kernel.words import N_
from app.parties.operations import keep_away as declare_away
from app.penalties import queries
from app.penalties.cases.acts import CaseNote, CauseChange, Discretion
from app.penalties.cases.guards import (
    begin,
    certified,
    check_apart,
    check_joins,
    discussion_is_a_must,
    officers_of,
    rule_of,
)
from app.penalties.cases.models import CaseOfficer, CaseState, PenaltyCase
from app.penalties.cases.notices import tell_officials
from app.penalties.cases.operations.clue import lapse
from app.penalties.cases.operations.review import WITHDRAWAL
from app.penalties.cases.papers import issue, named
from app.penalties.cases.time import mark_near
from app.penalties.judging.gates import GRAVE_YEARS, anniversary
from app.penalties.judging.judgement import Judgement
from app.penalties.models import ItemState, ViolationItem

CASE_BASIS = N_("Administrative Penalty Law art. 60")
WITHDRAWN_AFTER = {
    "review": N_(
        "A filing is withdrawn after a legal reviewer agreed to it (Penalty Law art. 57, 58). Hand him the case."
    ),
    "discussion": N_(
        "A filing is withdrawn after the persons in charge discussed it (Penalty Law art. 57). Keep their minutes first."
    ),
}


def file(
    act: Act,
    case: PenaltyCase,
    item: ViolationItem,
    officers: Sequence[int],
    edit_number: int | None = None,
    *,
    is_complex: bool = False,
) -> None:
    """File a case: its cause of action, two certified officers, and ninety days from now.

    A complex one, or one that touches great public interests, is reviewed and discussed whatever the fine
    (art. 57, 58).
    """
    begin(act, case, "file", edit_number=edit_number)
    check_item(case, item)
    if case.found_on > anniversary(case.acted_on, GRAVE_YEARS):
        raise NotAllowed(
            N_(
                "The act ended more than five years before it was found: it is not punished any more, whatever harm it did "
                "(Penalty Law art. 36). Do not file the case."
            )
        )
    assign_officers(act, case, officers)
    check_apart(case, [act.actor.official_id])
    case.item, case.state, case.filed_at, case.filed_by = item, CaseState.FILED, act.at, act.actor.official_id
    case.complex = is_complex
    stop_clock(act, case, ClockKind.CLUE)
    limit = Limit(rule_of(act, case.organisation).case_days, Unit.CALENDAR_DAY, basis=CASE_BASIS)
    start_clock(act, case, ClockKind.STATUTORY, limit, organisation_id=case.organisation_id)
    case.lapsed_on = lapse(case.acted_on, item)
    mark_near(act, case)
    issue(act, case, "filing", officers=named(case))
    tell_officials(act, case, "assigned", officers)
    record(act, "penalty.filed", case, item=item.code, officers=list(officers))


def check_item(case: PenaltyCase, item: ViolationItem) -> None:
    """Refuse an item that the organ does not punish, or that never came into force."""
    if item.organisation_id != case.organisation_id:
        raise NotAllowed(N_("Another organ punishes this violation. Hand the clue over to it."), field="item")
    if item.state == ItemState.DRAFT:
        raise Incomplete(N_("This penalty item has no published standard yet."), field="item")


def assign_officers(act: Act, case: PenaltyCase, officers: Sequence[int]) -> None:
    """Put officers on a case, each with the certificate that is valid today (art. 42)."""
    recused = {officer.official_id for officer in case.officers if officer.recused_at is not None}
    if recused & set(officers):
        raise NotAllowed(
            N_("A recused officer does not come back to the case (Penalty Law art. 43)."), field="officers"
        )
    check_joins(act, case, officers)
    present = {officer.official_id for officer in officers_of(case)}
    everybody = [*present, *officers]
    for certificate in certified(act, case.organisation_id, everybody):
        if certificate.official_id not in present:
            case.officers.append(
                CaseOfficer(county=case.county, official_id=certificate.official_id, certificate_id=certificate.id)
            )
    act.session.flush()


def recuse(
    act: Act, case: PenaltyCase, official_id: int, reason: str, instead: int, edit_number: int | None = None
) -> None:
    """Take an officer with an interest off the case and put another one on it (art. 43)."""
    begin(act, case, "recuse", reason=reason, edit_number=edit_number)
    officer = next((o for o in officers_of(case) if o.official_id == official_id), None)
    if officer is None:
        raise NotFound(N_("This officer is not on the case."))
    _replace(act, case, officer, reason, instead)


def keep_away(
    act: Act, case: PenaltyCase, reason: str, instead: int | None = None, edit_number: int | None = None
) -> None:
    """Keep away from a case and its party oneself; an officer of the case names who takes his place (art. 43)."""
    begin(act, case, "keep_away", reason=reason, edit_number=edit_number)
    officer = next((o for o in officers_of(case) if o.official_id == act.actor.official_id), None)
    if officer is not None and instead is None:
        raise Incomplete(N_("Name the colleague who carries on with the case."), field="instead")
    if officer is None or case.party_identity:
        declare_away(act, case.party_identity or "", case.party_name, reason)
    if officer is not None and instead is not None:
        _replace(act, case, officer, reason, instead)
    else:
        record(act, "penalty.recused", case, officer=act.actor.official_id, reason=reason.strip())


def _replace(act: Act, case: PenaltyCase, officer: CaseOfficer, reason: str, instead: int) -> None:
    officer.left_at = officer.recused_at = act.at
    officer.recused_for = reason.strip()
    assign_officers(act, case, [instead])
    tell_officials(act, case, "assigned", [instead])
    record(act, "penalty.recused", case, officer=officer.official_id, instead=instead, reason=reason.strip())


def change_cause(
    act: Act, case: PenaltyCase, item: ViolationItem, reason: str, edit_number: int | None = None
) -> CauseChange:
    """Change the cause of action after filing; both legal ranges are computed on the same facts where possible."""
    begin(act, case, "change_cause", reason=reason, edit_number=edit_number)
    check_item(case, item)
    assert case.item is not None
    if item.id == case.item_id:
        raise Incomplete(N_("This is the cause of action already."), field="item")
    before = case.item
    old, new = _judged(act, case, before), _judged(act, case, item)
    from_highest, to_highest = (one.legal.hi if one and one.legal else None for one in (old, new))
    falls = from_highest is not None and to_highest is not None and to_highest < from_highest
    loses = bool(set(old.kinds if old else ()) - set(new.kinds if new else ()))
    times = select(func.count()).select_from(CauseChange).where(CauseChange.case_id == case.id)
    change = CauseChange(
        county=case.county,
        case_id=case.id,
        from_item_id=before.id,
        to_item_id=item.id,
        reason=reason.strip(),
        from_highest=from_highest,
        to_highest=to_highest,
        lighter=falls or loses,
        after_notice=case.noticed_first is not None,
        number=(act.session.scalar(times) or 0) + 1,
        approved_by=act.actor.official_id,
        at=act.at,
    )
    act.session.add(change)
    case.item, case.lapsed_on = item, lapse(case.acted_on, item)
    act.session.flush()
    record(
        act,
        "penalty.cause_changed",
        case,
        before=before.code,
        after=item.code,
        reason=change.reason,
        highest_before=change.from_highest,
        highest_after=change.to_highest,
    )
    return change


def _judged(act: Act, case: PenaltyCase, item: ViolationItem) -> Judgement | None:
    """Return what an item's standard says of the facts of the last judgement, or of none."""
    last = act.session.scalars(
        select(Discretion).where(Discretion.case_id == case.id).order_by(Discretion.number.desc())
    ).first()
    try:
        return queries.judge_item(act.session, item, dict(last.facts) if last else {}, act.on)
    except Refused:
        return None


def withdraw_filing(act: Act, case: PenaltyCase, reason: str, edit_number: int | None = None) -> None:
    """Withdraw a filing, after a lawyer reviewed the withdrawal and the persons in charge discussed it (art. 57)."""
    begin(act, case, "withdraw_filing", reason=reason, edit_number=edit_number)
    check_apart(case, [act.actor.official_id])
    for what, sentence in WITHDRAWN_AFTER.items():
        agreed = select(CaseNote.id).where(
            CaseNote.case_id == case.id, CaseNote.what == what, CaseNote.result == WITHDRAWAL
        )
        if act.session.scalars(agreed).first() is None:
            raise OutOfOrder(sentence)
    case.state, case.reason, case.ended_at = CaseState.WITHDRAWN, reason.strip(), act.at
    case.approved_by = act.actor.official_id
    case.near_at = None
    for clock in running_clocks(act.session, case):
        stop_clock(act, case, ClockKind(clock.what))
    record(
        act,
        "penalty.filing_withdrawn",
        case,
        reason=case.reason,
        noticed=case.noticed is not None,
        heavy=discussion_is_a_must(act, case, case.proposed),
    )
