"""Taking over the lines of a statement as movements: a thousand at a time, one row of the trail for each thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.funds.models import Movement, Statement, StatementAccount
from app.funds.statements.checking import Checked, LineFault
from app.funds.statements.digests import BATCH, VERB, digest_of
from app.funds.statements.lines import Line
from app.funds.statements.register import Register, Stands, standing_keys
from app.kernel.act import Act
from app.kernel.audit import advance, record
from app.kernel.errors import Conflict, Incomplete, OutOfOrder, Refused
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.places import Organisation
from app.kernel.words import N_


@dataclass(slots=True)
class Taken:
    """What became of lines."""

    new: int = 0
    same: int = 0
    """Known already: by this file, or by the statement of the other account."""
    faults: list[LineFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class File:
    """The file whose lines are taken over."""

    name: str
    digest: str
    home: int | None = None
    """The public body whose matter a line is of which neither party is one."""


def take_lines(act: Act, file: File, lines: Sequence[Line], register: Register) -> Taken:
    """Write up to a thousand lines as movements, in the transaction of the act; lines that stand already change nothing."""
    if len(lines) > BATCH:
        raise ValueError("lines are taken over a thousand at a time")
    taken = Taken()
    county = register.county
    advance(act.session.connection(), county, 0)
    standing = standing_keys(act.session, county, sorted({key for one in lines for key in (one.key, one.reverses)}))
    rows: list[dict[str, Any]] = []
    by_key: dict[str, Movement | dict[str, Any]] = dict(standing)
    fresh: list[Line] = []
    gone: set[str] = set()
    for line in lines:
        if (known := standing.get(line.key)) is None:
            fresh.append(line)
        elif (known.amount, known.booked_on) == (line.amount, line.booked_on):
            taken.same += 1
        else:
            taken.faults.append(
                LineFault(
                    line.number,
                    Conflict(N_("Another movement stands under this serial number already. Compare it with the bank.")),
                )
            )
    register.make_known(act, fresh)
    for line in fresh:
        try:
            row = _row(act, file, line, register, by_key, gone)
        except Refused as fault:
            taken.faults.append(LineFault(line.number, fault))
            continue
        if row is None:
            taken.same += 1
            continue
        rows.append(row)
        by_key[line.key] = row
    if rows:
        _write(act, file, county, rows)
        taken.new = len(rows)
    return taken


def _row(
    act: Act, file: File, line: Line, register: Register, by_key: dict[str, Movement | dict[str, Any]], gone: set[str]
) -> dict[str, Any] | None:
    """Return the movement of a line; None where the other account's statement has told of it."""
    own, other = (_stands(register, line, end) for end in (line.own, line.other))
    if register.was_told(act.session, line, own, other):
        return None
    payer, payee = (own, other) if line.out else (other, own)
    home = payer.home or payee.home or file.home
    if home is None:
        raise Incomplete(
            N_("Neither party is a body of this county with a credit code. Say whose matter the file is."),
            field="own_number",
        )
    return {
        "county": register.county,
        "key": line.key,
        "organisation_id": home,
        "payer_id": payer.party_id,
        "payee_id": payee.party_id,
        "from_account_id": payer.account_id,
        "to_account_id": payee.account_id,
        "amount": line.amount,
        "at": line.at,
        "booked_on": line.booked_on,
        "purpose": line.purpose,
        "economic_class": line.economic_class,
        "function_class": line.function_class,
        "source": f"{file.name[:100]}:{line.number}",
        "reverses": _taken_back(act, line, payer, payee, by_key, gone) if line.reverses else None,
    }


def _stands(register: Register, line: Line, end: Any) -> Stands:
    found = register.stands(end, line.booked_on)
    if found is None:
        raise OutOfOrder(
            N_("The account %(account)s was not open on %(day)s. Compare both with the bank's statement."),
            account=f"*{end.account[-4:]}",
            day=line.booked_on.isoformat(),
        )
    return found


def _taken_back(
    act: Act, line: Line, payer: Stands, payee: Stands, by_key: dict[str, Movement | dict[str, Any]], gone: set[str]
) -> Movement | dict[str, Any]:
    """Return the movement that a line takes back: the same amount between the same two, the other way."""
    first = by_key.get(line.reverses)
    if first is None:
        raise Incomplete(
            N_("The line that this one takes back is not there. Take over the earlier statement first."),
            field="reverses",
        )
    of = first.get if isinstance(first, dict) else first.__getattribute__
    if (of("payer_id"), of("payee_id"), of("amount")) != (payee.party_id, payer.party_id, line.amount):
        raise Conflict(
            N_("This line takes back another sum, or between others, than the line that it names."), field="reverses"
        )
    back = Movement.reverses_id
    stood = not isinstance(first, dict) and act.session.scalar(select(Movement.id).where(back == first.id)) is not None
    if stood or line.reverses in gone or of("reverses" if isinstance(first, dict) else "reverses_id") is not None:
        raise Conflict(N_("This movement has been reversed already. Look at the movement that reverses it."))
    gone.add(line.reverses)
    return first


def _write(act: Act, file: File, county: int, rows: list[dict[str, Any]]) -> None:
    for pk, row in zip(take_ids(act, county, len(rows)), rows, strict=True):
        row["id"] = pk
    for row in rows:
        back = row.pop("reverses")
        row["reverses_id"] = back["id"] if isinstance(back, dict) else back.id if back is not None else None
    statement = _statement(act, file, county, rows)
    insert_rows(act.session, Movement, rows)
    total = sum((row["amount"] for row in rows), Decimal(0))
    statement.movements += len(rows)
    statement.total += total
    record(
        act,
        VERB,
        statement,
        first=rows[0]["id"],
        last=rows[-1]["id"],
        count=len(rows),
        sum=f"{total:.2f}",
        digest=digest_of(rows),
    )


def _statement(act: Act, file: File, county: int, rows: Iterable[dict[str, Any]]) -> Statement:
    days = [row["booked_on"] for row in rows]
    of = select(Statement).where(Statement.county == county, Statement.digest == file.digest)
    found = act.session.scalar(of)
    if found is None:
        found = Statement(
            county=county,
            name=file.name[:200],
            digest=file.digest,
            movements=0,
            total=Decimal(0),
            first_on=min(days),
            last_on=max(days),
            imported_at=act.at,
        )
        act.session.add(found)
    found.first_on, found.last_on = min(found.first_on, *days), max(found.last_on, *days)
    return found


def note_accounts(act: Act, file: File, checked: Checked, register: Register) -> None:
    """Note from when to when each account runs through a file, and its balances, so that gaps are found later."""
    statement = act.session.scalar(
        select(Statement).where(Statement.county == register.county, Statement.digest == file.digest)
    )
    if statement is None:
        return
    known = set(
        act.session.scalars(select(StatementAccount.account_id).where(StatementAccount.statement_id == statement.id))
    )
    for key, course in checked.courses.items():
        held = register.accounts.get(key)
        if held is None or held.id in known:
            continue
        opening, closing = course.ends()
        act.session.add(
            StatementAccount(
                county=register.county,
                statement_id=statement.id,
                account_id=held.id,
                first_on=course.first_on,
                last_on=course.last_on,
                opening=opening,
                closing=closing,
            )
        )


def whose(act: Act, code: str) -> Organisation | None:
    """Return the body with a code, inside the scope and the county of the act; None for no code."""
    if not code:
        return None
    found = act.session.scalar(select(Organisation).where(Organisation.code == code, Organisation.closed_on.is_(None)))
    if found is None or found.county != act.county or not act.actor.scope.holds(found.county, found.id):
        raise Incomplete(N_("There is no organisation with the code %(code)s."), code=code)
    return found
