"""Ties: written by form, sheet, REST or a domain, settled in the same act; ended, never removed."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_
from app.parties.known import Known, form_of
from app.parties.models import Party, Tie
from app.parties.operations.knowing import know_parties, parties_of
from app.parties.reach import bring_up_to_date
from app.parties.words import KIN, PartyForm, TieWord


def tie_parties(
    act: Act,
    first: Party,
    what: TieWord,
    second: Party,
    *,
    share: Decimal | None = None,
    share_most: Decimal | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    source: str = "",
    verified: bool = False,
    record_hash: str | None = None,
) -> Tie:
    """Note what one party is to another; ``reach`` knows it when this returns."""
    made = put_tie(
        act,
        first,
        what,
        second,
        share=share,
        share_most=share_most,
        from_on=from_on,
        to_on=to_on,
        source=source,
        verified=verified,
        record_hash=record_hash,
    )
    settle_ties(act)
    return made


def put_tie(
    act: Act,
    first: Party,
    what: TieWord,
    second: Party,
    *,
    organisation_id: int | None = None,
    share: Decimal | None = None,
    share_most: Decimal | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    source: str = "",
    verified: bool = False,
    record_hash: str | None = None,
) -> Tie:
    """Write a tie; whoever writes many settles them together."""
    if first.county != second.county:
        raise Incomplete(N_("Both parties must stand in the same county's register."), field="to_number")
    made = Tie(
        county=first.county,
        from_id=first.id,
        to_id=second.id,
        organisation_id=organisation_id,
        what=str(what),
        from_name=first.name,
        from_number=first.number,
        from_hash=first.key_hash,
        to_name=second.name,
        to_number=second.number,
        to_hash=second.key_hash,
        share=share,
        share_most=share_most,
        from_on=from_on,
        to_on=to_on,
        source=source[:120],
        verified=verified,
        record_hash=record_hash,
        pending=True,
    )
    check_terms(made)
    act.session.add(made)
    record(act, "tie.noted", made, what=str(what), source=source)
    return made


def end_tie(act: Act, tie: Tie, on: date, reason: str) -> None:
    """Note the last day of a tie."""
    if tie.to_on is not None and tie.to_on <= on:
        raise OutOfOrder(N_("This tie has ended already. Look at its last day."))
    tie.to_on, tie.pending = on, True
    check_terms(tie)
    record(act, "tie.ended", tie, on=on, reason=reason)
    settle_ties(act)


def check_terms(tie: Tie) -> None:
    """Refuse a share that none can be, a last day before the first, and a tie of a party to itself."""
    if tie.from_on is not None and tie.to_on is not None and tie.to_on < tie.from_on:
        raise Incomplete(N_("The last day lies before the first."), field="to_on")
    for name in ("share", "share_most"):
        value = getattr(tie, name)
        if value is not None and not 0 <= value <= 100:
            raise Incomplete(N_("Enter the share in percent, from 0 to 100."), field=name)
    if tie.share_most is not None and (tie.share is None or tie.share_most < tie.share):
        raise Incomplete(N_("The upper end of the share lies below its lower end."), field="share_most")
    if tie.from_hash == tie.to_hash:
        raise Incomplete(N_("Nobody is tied to himself. Compare the two numbers."), field="to_number")


def settle_ties(act: Act) -> None:
    """Give fresh ties their parties, and ``reach`` its paths."""
    act.session.flush()
    pending = select(Tie.id, Tie.county, Tie.from_id, Tie.to_id).where(Tie.pending)
    fresh = act.session.execute(pending).all()
    if any(row.from_id is None or row.to_id is None for row in fresh):
        _find_ends(act)
        fresh = act.session.execute(pending).all()
    for county in {row.county for row in fresh}:
        here = {row.id: (row.from_id, row.to_id) for row in fresh if row.county == county}
        bring_up_to_date(act.session, county, here)
    act.session.expire_all()


def _find_ends(act: Act) -> None:
    loose = act.session.scalars(select(Tie).where(Tie.pending, or_(Tie.from_id.is_(None), Tie.to_id.is_(None)))).all()
    by_county: dict[int, list[Tie]] = defaultdict(list)
    for tie in loose:
        by_county[tie.county].append(tie)
    for county, ties in by_county.items():
        found = know_parties(act, county, (one for tie in ties for one in _ends(tie)))
        known = parties_of(act, found.values())
        for tie in ties:
            first, second = known[found[tie.from_hash]], known[found[tie.to_hash]]
            tie.from_id, tie.from_name, tie.from_number = first.id, first.name, first.number
            tie.to_id, tie.to_name, tie.to_number = second.id, second.name, second.number
    act.session.flush()


def _ends(tie: Tie) -> tuple[Known, Known]:
    kin = tie.what in KIN
    ends = []
    for hashed, name, number in (
        (tie.from_hash, tie.from_name, tie.from_number),
        (tie.to_hash, tie.to_name, tie.to_number),
    ):
        form = PartyForm.PERSON if kin or ("*" in number and ":" not in number) else form_of(number, name)
        ends.append(Known(hashed, form, name, number, tie.source))
    return ends[0], ends[1]
