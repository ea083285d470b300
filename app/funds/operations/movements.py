"""Writing who paid whom: once, and never changed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.funds.models import Account, Movement
from app.kernel.act import Act, local_day
from app.kernel.audit import Named, advance, record
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.places import Organisation
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.parties.models import Party


def record_movement(
    act: Act,
    *,
    key: str,
    organisation: Organisation,
    payer: Party | Account,
    payee: Party | Account,
    amount: Decimal,
    purpose: str,
    at: datetime | None = None,
    booked_on: date | None = None,
    subject: Named | None = None,
    economic_class: str = "",
    function_class: str = "",
    source: str = "",
) -> Movement:
    """Write who paid whom, in the transaction of the act; the same movement handed in again under its key is the same row.

    ``payer`` and ``payee`` are accounts where they are known, else parties; ``amount`` is yuan with at most two
    decimals, above zero; ``subject`` is the case, voucher or contract that it belongs to. A key that stands for
    another movement is a Conflict.
    """
    when = at or act.at
    told = {
        "organisation_id": organisation.id,
        "amount": _amount(amount),
        "at": when,
        "booked_on": booked_on or local_day(when),
        "purpose": purpose.strip()[:200],
        "economic_class": economic_class,
        "function_class": function_class,
        "subject_kind": str(subject.kind) if subject else "",
        "subject_id": subject.id if subject else None,
        **_ends("payer_id", "from_account_id", payer),
        **_ends("payee_id", "to_account_id", payee),
    }
    _check(act, told, payer, payee)
    return _write(act, payer.county, key, told, source, "funds.moved")


def reverse_movement(
    act: Act, movement: Movement, reason: str, *, booked_on: date | None = None, source: str = ""
) -> Movement:
    """Take a movement back whole by one of its own that runs the other way; the first stays as it is."""
    if movement.reverses_id is not None:
        raise OutOfOrder(N_("A reversal is not reversed. Record the payment again under a new key."))
    if not reason.strip():
        raise Incomplete(N_("Give the reason for the reversal."), field="reason")
    told = {
        "organisation_id": movement.organisation_id,
        "payer_id": movement.payee_id,
        "payee_id": movement.payer_id,
        "from_account_id": movement.to_account_id,
        "to_account_id": movement.from_account_id,
        "amount": movement.amount,
        "purpose": reason.strip()[:200],
        "economic_class": movement.economic_class,
        "function_class": movement.function_class,
        "subject_kind": movement.subject_kind,
        "subject_id": movement.subject_id,
        "reverses_id": movement.id,
        "at": act.at,
        "booked_on": booked_on or act.on,
    }
    advance(act.session.connection(), movement.county, 0)
    if act.session.scalar(select(Movement.id).where(Movement.reverses_id == movement.id)) is not None:
        raise Conflict(N_("This movement has been reversed already. Look at the movement that reverses it."))
    return _write(act, movement.county, f"reversal:{movement.id}", told, source, "funds.reversed")


def _write(act: Act, county: int, key: str, told: dict[str, Any], source: str, verb: str) -> Movement:
    """Return the movement that stands under a key, or write it; writers of one county queue at its head."""
    if not key.strip() or len(key) > Movement.key.type.length:
        raise Incomplete(N_("A movement needs a key of its source, of at most 160 characters."), field="key")
    act.session.flush()
    advance(act.session.connection(), county, 0)
    standing = act.session.scalar(select(Movement).where(Movement.county == county, Movement.key == key))
    if standing is not None:
        if any(getattr(standing, name) != value for name, value in told.items()):
            raise Conflict(
                N_("Another movement stands under this key already. Compare it with the source."), field="key"
            )
        return standing
    made = Movement(county=county, key=key, source=source[:120], **told)
    act.session.add(made)
    facts = {name: told[name] for name in ("amount", "payer_id", "payee_id", "booked_on", "subject_kind", "subject_id")}
    record(act, verb, made, **facts, **({"reverses": told["reverses_id"]} if "reverses_id" in told else {}))
    return made


def _amount(amount: Decimal) -> Decimal:
    if isinstance(amount, float):
        raise TypeError("amounts are decimals: a float has lost its cents already")
    plain = read_amount(amount, "amount")
    if plain <= 0:
        raise Incomplete(
            N_("Enter an amount above zero. A payment that goes back is a movement of its own."), field="amount"
        )
    return plain


def _ends(party: str, account: str, end: Party | Account) -> dict[str, int | None]:
    if isinstance(end, Account):
        return {party: end.party_id, account: end.id}
    return {party: end.id, account: None}


def _check(act: Act, told: dict[str, Any], payer: Party | Account, payee: Party | Account) -> None:
    if not told["purpose"]:
        raise Incomplete(N_("Say what the payment is for."), field="purpose")
    if told["at"] > act.at or told["booked_on"] > act.on:
        raise Incomplete(N_("This day lies in the future."), field="booked_on")
    if payer.county != payee.county:
        raise Incomplete(N_("Payer and payee stand in the registers of two counties. Make the other known here first."))
    if told["payer_id"] == told["payee_id"] and told["from_account_id"] == told["to_account_id"]:
        raise Incomplete(N_("Payer and payee are the same. Between two accounts of one owner name both accounts."))
    for end in (payer, payee):
        if isinstance(end, Account) and not _open_on(end, told["booked_on"]):
            raise OutOfOrder(
                N_("The account %(account)s was not open on %(day)s. Compare both with the bank's statement."),
                account=str(end),
                day=told["booked_on"].isoformat(),
            )


def _open_on(account: Account, on: date) -> bool:
    return not (account.opened_on and on < account.opened_on) and not (account.closed_on and on > account.closed_on)
