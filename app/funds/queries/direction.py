"""Where money goes: from a programme or a body's budget to the last payee, and from a payee back to every source."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.funds.models import Account, Appropriation, BudgetLine, Charge, Movement
from app.funds.round_trips import stands
from app.funds.words import ChargeWord
from app.kernel.places import Organisation, Scope
from app.parties.models import Party, PartyMark
from app.parties.words import MarkWord

Place = tuple[str, int | str]
"""Kind and key of an end: ``("organisation", id)``, ``("party", id)``, ``("sender", name)``, ``("line", id)``."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a flow."""

    place: Place
    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Flow:
    """An amount from one end to another, in yuan."""

    source: End
    target: End
    amount: Decimal
    payments: int


def programmes(session: Session, scope: Scope) -> Sequence[str]:
    """Return the names of the programmes of which something was received here."""
    here = scope.where(Appropriation.county, Appropriation.organisation_id)
    return session.scalars(
        select(Appropriation.programme).where(here).distinct().order_by(Appropriation.programme)
    ).all()


def budgets(session: Session, scope: Scope) -> list[tuple[int, str, int]]:
    """Return (organisation, name, year) of every budget that is held here, newest first."""
    here = scope.where(BudgetLine.county, BudgetLine.organisation_id)
    rows = session.execute(
        select(Organisation.id, Organisation.name, BudgetLine.year)
        .join(BudgetLine, BudgetLine.organisation_id == Organisation.id)
        .where(here)
        .distinct()
        .order_by(BudgetLine.year.desc(), Organisation.name)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def of_programme(session: Session, scope: Scope, programme: str) -> list[Flow]:
    """Return the flows of a programme: sender, each level that received it, and whom each of them paid."""
    rows = session.execute(
        select(Appropriation, Organisation.name)
        .join(Organisation, Organisation.id == Appropriation.organisation_id)
        .where(Appropriation.programme == programme, scope.where(Appropriation.county, Appropriation.organisation_id))
    ).all()
    steps = {row[0].id: row[0] for row in rows}
    names = {row[0].organisation_id: row[1] for row in rows}
    depths = {pk: _depth(one, steps) for pk, one in steps.items()}
    deepest: dict[int, int] = {}
    for pk, one in steps.items():
        deepest[one.organisation_id] = max(deepest.get(one.organisation_id, 1), depths[pk])
    last = max(deepest.values(), default=0) + 1
    sums: dict[tuple[End, End], list[Decimal]] = defaultdict(list)
    for one in steps.values():
        target = End(("organisation", one.organisation_id), names[one.organisation_id], deepest[one.organisation_id])
        above = steps.get(one.above_id or 0)
        source = (
            End(("sender", one.sender), one.sender, 0)
            if above is None
            else End(
                ("organisation", above.organisation_id), names[above.organisation_id], deepest[above.organisation_id]
            )
        )
        if source.column < target.column:
            sums[source, target].append(one.amount)
    flows = [Flow(source, target, sum(held, Decimal(0)), len(held)) for (source, target), held in sums.items()]
    return flows + _paid(session, Charge.appropriation_id, list(steps), names, deepest, last)


def _depth(step: Appropriation, steps: dict[int, Appropriation]) -> int:
    depth, seen = 1, {step.id}
    above = steps.get(step.above_id or 0)
    while above is not None and above.id not in seen:
        seen.add(above.id)
        depth, above = depth + 1, steps.get(above.above_id or 0)
    return depth


def _paid(
    session: Session, column: object, ids: Sequence[int], names: dict[int, str], columns: dict[int, int], last: int
) -> list[Flow]:
    """Return what bodies paid out of rows, by body and payee."""
    found: list[Flow] = []
    for first in range(0, len(ids), 500):
        rows = session.execute(
            select(Movement.organisation_id, Movement.payee_id, Party.name, func.sum(Movement.amount), func.count())
            .join(Charge, Charge.movement_id == Movement.id)
            .join(Party, Party.id == Movement.payee_id)
            .where(column.in_(ids[first : first + 500]), stands(Movement))  # type: ignore[attr-defined]
            .group_by(Movement.organisation_id, Movement.payee_id, Party.name)
        )
        found += [
            Flow(
                End(("organisation", home), names.get(home, ""), columns.get(home, last - 1)),
                End(("party", payee), name, last),
                yuan,
                count,
            )
            for home, payee, name, yuan, count in rows
        ]
    return found


def of_budget(session: Session, organisation: int, year: int) -> list[Flow]:
    """Return what a body paid out of each line of a year, to whom."""
    rows = session.execute(
        select(BudgetLine.id, BudgetLine.name, Movement.payee_id, Party.name, func.sum(Movement.amount), func.count())
        .join(Charge, Charge.line_id == BudgetLine.id)
        .join(Movement, Movement.id == Charge.movement_id)
        .join(Party, Party.id == Movement.payee_id)
        .where(
            BudgetLine.organisation_id == organisation,
            BudgetLine.year == year,
            Charge.what == str(ChargeWord.PAID),
            stands(Movement),
        )
        .group_by(BudgetLine.id, BudgetLine.name, Movement.payee_id, Party.name)
    )
    return [
        Flow(End(("line", line), name, 0), End(("party", payee), paid, 1), yuan, count)
        for line, name, payee, paid, yuan, count in rows
    ]


def to_payee(session: Session, scope: Scope, party: Party) -> list[Flow]:
    """Return from which programme or budget line, through which body, a party was paid; what is charged to nothing too."""
    rows = session.execute(
        select(
            Appropriation.programme,
            BudgetLine.id,
            BudgetLine.name,
            BudgetLine.year,
            Organisation.id,
            Organisation.name,
            func.sum(Movement.amount),
            func.count(),
        )
        .select_from(Movement)
        .join(Organisation, Organisation.id == Movement.organisation_id)
        .outerjoin(Charge, Charge.movement_id == Movement.id)
        .outerjoin(BudgetLine, BudgetLine.id == Charge.line_id)
        .outerjoin(Appropriation, Appropriation.id == Charge.appropriation_id)
        .where(Movement.payee_id == party.id, stands(Movement), scope.where(Movement.county, Movement.organisation_id))
        .group_by(
            Appropriation.programme, BudgetLine.id, BudgetLine.name, BudgetLine.year, Organisation.id, Organisation.name
        )
    ).all()
    first: list[Flow] = []
    second: dict[End, list[tuple[Decimal, int]]] = defaultdict(list)
    for programme, line, name, year, home, body, yuan, count in rows:
        source = (
            End(("programme", programme), programme, 0)
            if programme
            else End(("line", line), f"{name} {year}", 0)
            if line
            else End(("nothing", 0), "", 0)
        )
        middle = End(("organisation", home), body, 1)
        first.append(Flow(source, middle, yuan, count))
        second[middle].append((yuan, count))
    end = End(("party", party.id), party.name, 2)
    return first + [
        Flow(middle, end, sum((yuan for yuan, _n in held), Decimal(0)), sum(n for _yuan, n in held))
        for middle, held in second.items()
    ]


@dataclass(frozen=True, slots=True)
class Shared:
    """Another party that was paid into an account of this one, or that bears it as a mark."""

    account: str
    name: str
    party_id: int
    paid: Decimal
    payments: int
    last_on: date | None


def others_in_accounts(session: Session, scope: Scope, party: Party) -> list[Shared]:
    """Return who else is paid into the accounts into which a party is paid, and who else is known to hold them."""
    mine, other = aliased(Movement), aliased(Movement)
    inside = scope.where(other.county, other.organisation_id)
    paid = session.execute(
        select(
            Account.bank,
            Account.number,
            Party.name,
            Party.id,
            func.sum(other.amount),
            func.count(),
            func.max(other.booked_on),
        )
        .join(other, other.to_account_id == Account.id)
        .join(Party, Party.id == other.payee_id)
        .where(
            Account.id.in_(
                select(mine.to_account_id).where(mine.payee_id == party.id, mine.to_account_id.is_not(None))
            ),
            other.payee_id != party.id,
            inside,
        )
        .group_by(Account.bank, Account.number, Party.name, Party.id)
    )
    found = [Shared(f"{bank} {number}", name, pk, yuan, n, last) for bank, number, name, pk, yuan, n, last in paid]
    own, mark = aliased(PartyMark), aliased(PartyMark)
    held = session.execute(
        select(mark.shown, Party.name, Party.id)
        .join(Party, Party.id == mark.party_id)
        .join(own, (own.value_hash == mark.value_hash) & (own.what == mark.what))
        .where(own.party_id == party.id, own.what == str(MarkWord.ACCOUNT), mark.party_id != party.id)
        .distinct()
    )
    known = {one.party_id for one in found}
    return found + [Shared(shown, name, pk, Decimal(0), 0, None) for shown, name, pk in held if pk not in known]


def total(flows: Iterable[Flow]) -> Decimal:
    """Return the sum of what reaches the last column."""
    held = list(flows)
    last = max((one.target.column for one in held), default=0)
    return sum((one.amount for one in held if one.target.column == last), Decimal(0))
