"""After the decision: deliver it, publish it, and note what came of a remedy."""

from datetime import date

from sqlalchemy import select

from app.approvals.flows import WINDOW
from app.approvals.models import Case, Remedy, State
from app.approvals.notices import tell_applicant
from app.approvals.operations.guards import begin, holds, official_of
from app.approvals.operations.related import continue_case
from app.approvals.papers import issue
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.clocks import ClockKind, stop_clock
from app.kernel.documents import Document, documents_of
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.engine import move, open_visits
from app.kernel.names import public_name
from app.kernel.words import N_, Word


class DeliveryWay(Word):
    """How a decision reaches the applicant."""

    WINDOW = "window", N_("Handed over at the window")
    POST = "post", N_("Sent by registered post")
    ELECTRONIC = "electronic", N_("Sent electronically with the applicant's consent")
    LEFT = "left", N_("Left at the address before witnesses")


class RemedyKind(Word):
    """The two remedies against an act of an organ."""

    RECONSIDERATION = "reconsideration", N_("Administrative reconsideration")
    SUIT = "suit", N_("Administrative suit")


class RemedyOutcome(Word):
    """What came of a remedy."""

    UPHELD = "upheld", N_("Upheld")
    ANNULLED = "annulled", N_("Annulled")
    CHANGED = "changed", N_("Changed")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


WAYS = {
    DeliveryWay.WINDOW: "窗口直接送达",
    DeliveryWay.POST: "邮寄送达",
    DeliveryWay.ELECTRONIC: "电子送达",
    DeliveryWay.LEFT: "留置送达",
}


def deliver(
    act: Act, case: Case, way: str, proof: str, *, delivered_on: date | None = None, edit_number: int | None = None
) -> Document:
    """Deliver the decision with proof (signature, registered post number, receipt) within ten working days."""
    begin(act, case, "deliver", edit_number)
    if way not in list(DeliveryWay):
        raise Incomplete(N_("Choose how the decision was delivered."), field="way")
    if not proof.strip():
        raise Incomplete(
            N_("Give the proof of delivery: who signed for it, or the number of the registered post."), field="proof"
        )
    day = delivered_on or act.on
    assert case.decided_at is not None
    if day > act.on:
        raise Incomplete(N_("A delivery cannot lie in the future."), field="delivered_on")
    if open_visits(act.session, case):
        move(act, case, "deliver")
    elif not holds(act, case.organisation_id, WINDOW):
        raise NotAllowed(N_("The window of the handling organ delivers decisions."))
    case.delivered_at, case.delivery_proof = act.at, f"{way}: {proof.strip()}"[:200]
    case.state = State.PUBLISHED if case.published_at is not None else State.CLOSED
    case.ended_at, case.ended_by = act.at, official_of(act)
    stop_clock(act, case, ClockKind.DELIVER)
    papers = [paper for paper in documents_of(act.session, case) if paper.what in ("grant", "refusal")]
    document = issue(
        act,
        case,
        "delivery",
        delivered=[{"title": paper.title, "number": paper.number} for paper in papers],
        way=WAYS[DeliveryWay(way)],
        proof=proof.strip(),
        delivered_on=day,
        officer=act.actor.name,
    )
    record(act, "approval.delivered", case, way=way, delivered_on=day, document=document.number)
    tell_applicant(act, case, "delivered")
    return document


def publish(act: Act, case: Case) -> Case:
    """Publish a grant through the filter of privacy; automatic, at the latest seven working days after.

    A grant that is not delivered yet is published all the same and closes with its delivery.
    """
    begin(act, case, "publish")
    if case.decision != "grant" or not case.power_version.public_result:
        raise OutOfOrder(N_("Only grants of items with a public result are published (Licensing Law art. 40)."))
    if case.published_at is not None:
        raise OutOfOrder(N_("This result has been published already."))
    company = case.applicant_kind == "company"
    case.public_name = case.applicant_name if company else public_name(case.applicant_name)
    case.published_at = act.at
    if case.state == State.CLOSED:
        case.state = State.PUBLISHED
    stop_clock(act, case, ClockKind.PUBLISH)
    record(act, "approval.published", case, decided_at=case.decided_at)
    return case


def file_remedy(
    act: Act, case: Case, what: str, filed_on: date, remark: str = "", edit_number: int | None = None
) -> Remedy:
    """Note that reconsideration or a suit against the outcome was filed; execution goes on meanwhile."""
    begin(act, case, "file_remedy", edit_number)
    if what not in list(RemedyKind):
        raise Incomplete(N_("Choose reconsideration or suit."), field="what")
    if filed_on > act.on:
        raise Incomplete(N_("A remedy cannot be filed in the future."), field="filed_on")
    remedy = Remedy(county=case.county, case_id=case.id, what=what, filed_on=filed_on, remark=remark.strip())
    act.session.add(remedy)
    case.under_remedy = True
    record(act, "approval.remedy_filed", case, what=what, filed_on=filed_on)
    return remedy


def end_remedy(
    act: Act,
    case: Case,
    remedy: Remedy,
    outcome: str,
    *,
    reopen: bool = False,
    remark: str = "",
    edit_number: int | None = None,
) -> Case:
    """Note the outcome of a remedy; one that annuls or changes the decision may reopen the case.

    Returns the case that goes on with a new limit, or the case itself when none does.
    """
    begin(act, case, "end_remedy", edit_number)
    if remedy.case_id != case.id or remedy.outcome is not None:
        raise OutOfOrder(N_("This remedy has ended already."))
    if outcome not in list(RemedyOutcome):
        raise Incomplete(N_("Choose the outcome of the remedy."), field="outcome")
    if reopen and outcome not in (RemedyOutcome.ANNULLED, RemedyOutcome.CHANGED):
        raise OutOfOrder(N_("Only an annulled or changed decision reopens a case."))
    remedy.outcome, remedy.ended_on = outcome, act.on
    remedy.remark = remark.strip() or remedy.remark
    case.under_remedy = False
    act.session.flush()
    case.under_remedy = any(other.outcome is None for other in remedies_of(act, case))
    record(act, "approval.remedy_ended", case, what=remedy.what, outcome=outcome, reopened=reopen)
    if not reopen:
        return case
    return continue_case(act, case, "reopen")


def remedies_of(act: Act, case: Case) -> list[Remedy]:
    """Return the remedies filed in a case, oldest first."""
    return list(act.session.scalars(select(Remedy).where(Remedy.case_id == case.id).order_by(Remedy.id)))
