"""Forms of the end: payment, deferral, reminder, court, remedies, publication, closing."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.models import Decision, PenaltyCase
from app.surfaces.actions import YES_NO, ActForm, Form, a_word, field, lines, none, reason, the_day, words, yuan


def _owes(act: Act, case: PenaltyCase) -> bool:
    return bool(case.fine) and verbs.owed_on(act, case, act.on) > 0


def _payment(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    return [
        field("receipt", N_("Receipt number"), "text", hint=N_("Of the bank or the electronic payment")),
        field("amount", N_("Amount (yuan)"), "money", value=verbs.owed_on(act, case, act.on)),
        field("paid_on", N_("Paid on"), "date", value=act.on.isoformat()),
        field("cash", N_("Cash taken on the spot"), "yes_no", choices=YES_NO, value="0"),
        field(
            "ground",
            N_("Ground for cash"),
            "text",
            must=False,
            hint=N_("Above 100 yuan: remote place or hard to enforce (art. 68, 69)"),
        ),
    ]


def _instalments(form: Form) -> list[tuple[date, Decimal]]:
    made = []
    for line in lines(form, "instalments"):
        day, _, amount = line.replace("，", " ").replace(",", " ").partition(" ")
        try:
            made.append((date.fromisoformat(day), Decimal(amount.strip())))
        except (ValueError, InvalidOperation):
            raise Incomplete(N_("Write each instalment as 2026-12-01 5000."), field="instalments") from None
    return made


def _remedy_open(act: Act, case: PenaltyCase) -> bool:
    return verbs.open_remedy(act, case) is not None


def _end_remedy(act: Act, case: PenaltyCase, form: Form, seen: int | None) -> Any:
    outcome = a_word(form, "outcome", verbs.RemedyOutcome)
    fine = yuan(form, "fine") if form.get("fine", "").strip() else None
    return verbs.end_remedy(act, case, outcome, form.get("text", ""), fine, seen)


EXECUTION: dict[str, ActForm[PenaltyCase]] = {
    "note_payment": ActForm(
        _payment,
        lambda a, c, f, n: verbs.note_payment(
            a,
            c,
            f.get("receipt", ""),
            yuan(f, "amount"),
            the_day(f, "paid_on"),
            cash=f.get("cash") == "1",
            ground=f.get("ground", ""),
            edit_number=n,
        ),
        N_("It pays the fine first, then the surcharge."),
        when=_owes,
    ),
    "defer": ActForm(
        lambda a, c: [
            field("asked_on", N_("Asked for on"), "date", value=a.on.isoformat()),
            field("until", N_("New last day"), "date"),
            field("instalments", N_("Instalments"), "long", must=False, hint=N_("One a line: 2026-12-01 5000")),
            field("reason", N_("Reason")),
        ],
        lambda a, c, f, n: verbs.defer(
            a,
            c,
            the_day(f, "until"),
            f.get("reason", ""),
            _instalments(f),
            asked_on=the_day(f, "asked_on"),
            edit_number=n,
        ),
        when=_owes,
        rare=True,
        sealed=True,
    ),
    "remind": ActForm(
        none,
        lambda a, c, f, n: verbs.remind(a, c, n),
        N_("Ten days later the court may be asked (Coercion Law art. 54)."),
        when=lambda a, c: _owes(a, c) and c.pay_until is not None and a.on > c.pay_until,
    ),
    "apply_to_court": ActForm(
        lambda a, c: [field("court", N_("Court"), "text")],
        lambda a, c, f, n: verbs.apply_to_court(a, c, f.get("court", ""), n),
        when=lambda a, c: _owes(a, c) and c.reminded_at is not None,
    ),
    "close": ActForm(
        lambda a, c: [field("summary", N_("How the case ended"))],
        lambda a, c, f, n: verbs.close(a, c, f.get("summary", ""), n),
        N_("The archive is bound with its index; the ledgers of organ and treasury agree."),
    ),
    "publish": ActForm(
        none,
        lambda a, c, f, n: verbs.publish(a, c, n),
        N_("The public sees the decision; a person's name is masked."),
        when=lambda a, c: c.decision == Decision.PENALISE and c.served_at is not None and c.published_at is None,
    ),
    "unpublish": ActForm(
        reason,
        lambda a, c, f, n: verbs.unpublish(a, c, f.get("reason", ""), n),
        when=lambda a, c: c.published_at is not None and c.unpublished_at is None,
        rare=True,
    ),
    "file_remedy": ActForm(
        lambda a, c: [
            field("kind", N_("Which remedy"), "choice", choices=words(list(verbs.RemedyKind))),
            field("filed_on", N_("Filed on"), "date"),
            field("text", N_("What is asked for")),
        ],
        lambda a, c, f, n: verbs.file_remedy(
            a, c, a_word(f, "kind", verbs.RemedyKind), the_day(f, "filed_on"), f.get("text", ""), n
        ),
        rare=True,
        when=lambda a, c: not c.under_remedy,
    ),
    "end_remedy": ActForm(
        lambda a, c: [
            field("outcome", N_("Outcome"), "choice", choices=words(list(verbs.RemedyOutcome))),
            field("fine", N_("Fine as changed (yuan)"), "money", must=False),
            field("text", N_("Grounds of the outcome")),
        ],
        _end_remedy,
        when=_remedy_open,
    ),
}
