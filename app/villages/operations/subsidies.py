"""Reference sets that keep only hashes; villagers who say whether the money came."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from app.kernel.act import Act
from app.kernel.audit import Subject, record
from app.kernel.bulk import write_rows
from app.kernel.codes import typed
from app.kernel.errors import Incomplete, NotFound, OutOfOrder, Refused
from app.kernel.identities import identity_hash, person_number
from app.kernel.inserts import take_ids
from app.kernel.roles import Role
from app.kernel.sealing import keyed_hash
from app.kernel.typed import read_amount, read_day
from app.kernel.words import N_
from app.villages.models import SlipPrint, SubsidyBatch, SubsidyPayment, SubsidyReference
from app.villages.words import Confirmation, RefKind

MOST = 50_000
VILLAGE_CODE = 12


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a reference set: rows kept, and (row number, refusal) of those that were not."""

    kept: int
    faults: list[tuple[int, Refused]]


def bring_reference(act: Act, county: int, kind: RefKind, as_of: date, rows: Sequence[Sequence[Any]]) -> Taken:
    """Put a reference set in the place of the county's former one; of each row a hash and a value remain.

    A row is an identity number and, by the kind, the day of death, the value of the car, the number of
    houses or the code of the village; a first row without a number is taken for headings.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.INSPECTOR)
    if len(rows) > MOST:
        raise Incomplete(N_("A set holds at most 50,000 rows. Divide it."), field="file")
    held: dict[str, Decimal] = {}
    faults: list[tuple[int, Refused]] = []
    for number, row in enumerate(rows, start=1):
        cells = [unicodedata.normalize("NFKC", str(cell)).strip() for cell in row]
        if not any(cells) or (number == 1 and not any(sign.isdecimal() for sign in cells[0])):
            continue
        try:
            hashed = identity_hash(person_number(cells[0], "file"))
            value = _value(kind, cells[1] if len(cells) > 1 else "")
        except Refused as refusal:
            faults.append((number, refusal))
            continue
        held[hashed] = (
            held.get(hashed, Decimal(0)) + value if kind == RefKind.HOUSE else max(held.get(hashed, Decimal(0)), value)
        )
    if not held:
        raise Incomplete(
            N_("No row of this file holds an identity number. The first column is the number."), field="file"
        )
    old = delete(SubsidyReference).where(SubsidyReference.county == county, SubsidyReference.ref_kind == str(kind))
    act.session.execute(old.execution_options(synchronize_session=False))
    act.session.flush()
    write_rows(
        act.session.connection(),
        SubsidyReference.__table__,  # type: ignore[arg-type]
        [
            {
                "id": row_id,
                "county": county,
                "ref_kind": str(kind),
                "person_hash": hashed,
                "value": value,
                "as_of": as_of,
            }
            for row_id, (hashed, value) in zip(take_ids(act, county, len(held)), held.items(), strict=True)
        ],
    )
    record(
        act,
        "village.reference_brought",
        Subject(SubsidyReference.kind, county, county),
        set=kind,
        rows=len(held),
        as_of=as_of,
    )
    return Taken(len(held), faults)


def _value(kind: RefKind, text: str) -> Decimal:
    if kind == RefKind.DEATH:
        return Decimal(read_day(text, "file").toordinal())
    if kind == RefKind.MEMBER:
        if len(text) != VILLAGE_CODE or not text.isdecimal():
            raise Incomplete(N_("The second column is the village's code of twelve digits."), field="file")
        return Decimal(text)
    return read_amount(text, "file") if text else Decimal(1)


def payment_by_code(act: Act, code: str) -> SubsidyPayment:
    """Return the payment about which a villager holds a code; NotFound otherwise."""
    plain = typed(code)[:10]
    found = act.session.scalar(select(SubsidyPayment).where(SubsidyPayment.confirm_code == plain)) if plain else None
    if found is None:
        raise NotFound(N_("No subsidy has this code. It stands on the slip that you were given."), field="code")
    return found


def confirm_payment(act: Act, payment: SubsidyPayment, answer: Confirmation) -> None:
    """Note what a villager says; the code is all that he shows.

    An answer may be changed once, and what it was before stays to be seen: whoever finds that another
    has answered in his place can still say how it is.
    """
    if answer is Confirmation.OPEN:
        raise Incomplete(N_("Choose one from the list."), field="answer")
    before = Confirmation(payment.confirmed)
    if before == answer:
        raise OutOfOrder(N_("This has been answered already."))
    if payment.first_answer is not None:
        raise OutOfOrder(
            N_(
                "This answer has been changed once already and stays as it is. If it is wrong, report it to the "
                "inspectors on the page of your village."
            )
        )
    if before is not Confirmation.OPEN:
        payment.first_answer = before
    payment.confirmed, payment.confirmed_at = answer, act.at
    payment.answer_device = keyed_hash(act.device) if act.device else None
    record(act, "village.subsidy_confirmed", payment, answer=answer, before=before, device=payment.answer_device)


def print_slips(act: Act, batch: SubsidyBatch, rows: int, part: int) -> SlipPrint:
    """Note that slips with the codes of villagers were printed, by whom and on which device."""
    made = SlipPrint(
        county=batch.county,
        organisation_id=batch.organisation_id,
        batch_id=batch.id,
        printed_at=act.at,
        printed_by=act.actor.official_id,
        rows=rows,
        device=keyed_hash(act.device) if act.device else None,
    )
    act.session.add(made)
    record(act, "village.slips_printed", batch, rows=rows, part=part, device=made.device)
    return made
