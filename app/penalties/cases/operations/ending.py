"""The end: remedies, publication and its withdrawal, closing with the archive (art. 48, 73, 74)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act, start_of_day
from app.kernel.audit import record
from app.kernel.calendar import Limit
from app.kernel.clocks import ClockKind, running_clocks, start_clock, stop_clock
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_, Word
from app.penalties.cases.acts import CaseNote
from app.penalties.cases.guards import begin, needed, note
from app.penalties.cases.leaves import leaves_of
from app.penalties.cases.limits import check_legal, limits_on
from app.penalties.cases.models import CaseState, Decision, PenaltyCase
from app.penalties.cases.operations.discretion import check_amount
from app.penalties.cases.papers import issue
from app.penalties.cases.texts import let_be_found, let_go

UNPUBLISH = Limit(3, basis=N_("Administrative Penalty Law art. 48(2)"))


class RemedyKind(Word):
    """How a party fights a penalty."""

    RECONSIDERATION = "reconsideration", N_("Administrative reconsideration")
    SUIT = "suit", N_("Administrative suit")


class RemedyOutcome(Word):
    """How a remedy ended."""

    UPHELD = "upheld", N_("Decision upheld")
    CHANGED = "changed", N_("Decision changed")
    ANNULLED = "annulled", N_("Decision annulled")
    WITHDRAWN = "withdrawn", N_("Withdrawn by the party")


def file_remedy(
    act: Act, case: PenaltyCase, kind: RemedyKind, filed_on: date, text: str, edit_number: int | None = None
) -> CaseNote:
    """Note that a remedy was filed; execution goes on, the surcharge stands still meanwhile (art. 73)."""
    begin(act, case, "file_remedy", edit_number=edit_number)
    if case.under_remedy:
        raise OutOfOrder(N_("A remedy is open already in this case. End it first."))
    if not (case.decided_on or filed_on) <= filed_on <= act.on:
        raise Incomplete(N_("It was filed between the decision and today. Correct the day."), field="filed_on")
    made = note(act, case, "remedy", needed(text, "text"), result=str(kind))
    made.at = act.at if filed_on == act.on else start_of_day(filed_on)
    case.under_remedy = True
    record(act, "penalty.remedy_filed", case, remedy=kind, filed_on=filed_on)
    return made


def open_remedy(act: Act, case: PenaltyCase) -> CaseNote | None:
    """Return the remedy that is not ended yet."""
    remedies = select(CaseNote).where(CaseNote.case_id == case.id, CaseNote.what == "remedy")
    return act.session.scalars(remedies.where(CaseNote.ended_at.is_(None))).first()


def end_remedy(
    act: Act,
    case: PenaltyCase,
    outcome: RemedyOutcome,
    text: str,
    fine: Decimal | None = None,
    edit_number: int | None = None,
) -> None:
    """Note how a remedy ended; a changed or annulled decision leaves the public within three working days."""
    begin(act, case, "end_remedy", edit_number=edit_number)
    remedy = open_remedy(act, case)
    if remedy is None:
        raise OutOfOrder(N_("No remedy is open in this case."))
    falls = outcome in (RemedyOutcome.CHANGED, RemedyOutcome.ANNULLED)
    if falls:
        remedy.amount = case.fine
    if outcome == RemedyOutcome.CHANGED:
        if fine is None:
            raise Incomplete(N_("Enter the fine as it was changed."), field="fine")
        check_amount(fine, "fine")
        check_legal(fine, replace(limits_on(case), reduced=True, optional=True), "fine")
        case.fine = fine
    if outcome == RemedyOutcome.ANNULLED:
        case.fine = Decimal(0)
    remedy.ended_at, remedy.details = act.at, {"outcome": str(outcome), "text": needed(text, "text")}
    case.under_remedy = False
    if falls and case.published_at is not None and case.unpublished_at is None:
        start_clock(act, case, ClockKind.UNPUBLISH, UNPUBLISH)
    if falls and case.paid >= (case.fine or 0):
        stop_clock(act, case, ClockKind.PAY)
        stop_clock(act, case, ClockKind.COURT)
    record(act, "penalty.remedy_ended", case, outcome=outcome, fine=case.fine)


def publish(act: Act, case: PenaltyCase, edit_number: int | None = None) -> None:
    """Publish a decision (art. 48); the public sees it without what identifies a person."""
    begin(act, case, "publish", edit_number=edit_number)
    if case.decision != Decision.PENALISE or case.published_at is not None:
        raise OutOfOrder(N_("Only a penalty is published, and once."))
    if case.served_at is None:
        raise OutOfOrder(
            N_("The party learns of a decision before the public does. Serve it first (Penalty Law art. 48, 61).")
        )
    case.published_at, case.unpublished_at = act.at, None
    stop_clock(act, case, ClockKind.PUBLISH)
    let_be_found(act, case)
    record(act, "penalty.published", case)


def unpublish(act: Act, case: PenaltyCase, reason: str, edit_number: int | None = None) -> None:
    """Withdraw a changed or annulled decision from publication, with reasons (art. 48(2))."""
    begin(act, case, "unpublish", reason=reason, edit_number=edit_number)
    if case.published_at is None or case.unpublished_at is not None:
        raise OutOfOrder(N_("This decision is not published."))
    case.unpublished_at = act.at
    stop_clock(act, case, ClockKind.UNPUBLISH)
    let_go(act, case)
    record(act, "penalty.unpublished", case, reason=reason.strip())


def close(act: Act, case: PenaltyCase, summary: str, edit_number: int | None = None) -> None:
    """Close a case and bind its archive: the ledger of the fine and that of the treasury agree (art. 74)."""
    begin(act, case, "close", edit_number=edit_number)
    if case.under_remedy:
        raise OutOfOrder(N_("A remedy is open. The case is closed when it has ended."))
    if case.served_at is None and case.decision != Decision.TRANSFER:
        raise OutOfOrder(N_("The decision has not been served yet (Penalty Law art. 61)."))
    if case.fine and case.paid < case.fine and case.court_at is None:
        raise OutOfOrder(
            N_("The fine is not paid in full, and the court has not been asked. Note the payment by its receipt.")
        )
    if case.summary and case.reported_at is None:
        raise OutOfOrder(N_("Report the decision on the spot for file first (Penalty Law art. 52)."))
    case.state, case.ended_at = CaseState.CLOSED, act.at
    for clock in running_clocks(act.session, case):
        if clock.what not in (ClockKind.PUBLISH, ClockKind.UNPUBLISH):
            stop_clock(act, case, ClockKind(clock.what))
    paper = issue(act, case, "archive", summary=needed(summary, "summary"), index=index_of(act, case))
    record(act, "penalty.closed", case, fine=case.fine, paid=case.paid, document=paper.number)


def index_of(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    """Return the index of a case's archive: its instruments, its acts, its evidence, each with its digest."""
    rows: list[dict[str, Any]] = [
        {"title": paper.title, "number": paper.number, "on": paper.issued_on.isoformat(), "digest": paper.digest[:16]}
        for paper in documents_of(act.session, case)
    ]
    rows += [leaf.indexed() for leaf in leaves_of(act, case)]
    return rows
