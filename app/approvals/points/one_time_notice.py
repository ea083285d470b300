"""A1 One-time notice (一次性告知): everything that is missing, once, within five working days."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from app.approvals.models import Case, NoticeItem, OneTimeNotice
from app.approvals.points.cases import RUNNING, about_case, about_clock, late
from app.kernel.clocks import ClockKind
from app.kernel.documents import Document
from app.kernel.points import TICK, Findings, Limits, Parameter, Point, Severity
from app.kernel.words import N_

NOTICED = frozenset({"approval.noticed"})
TOLD = frozenset(
    {
        "approval.submitted",
        "approval.corrected",
        "approval.noticed",
        "approval.accepted",
        "approval.deemed_accepted",
        "approval.not_needed",
        "approval.not_accepted",
        "approval.returned",
        "approval.withdrawn",
        "approval.imported",
        "approval.corrected_record",
        "clock.recomputed",
    }
)


def _late(now: datetime, limits: Limits) -> Findings:
    """Find applications to which nothing was told within the acceptance limit."""
    return about_clock(
        ClockKind.RECEIVE,
        N_("Nothing told to the applicant in time"),
        received_on=Case.received_on,
        first_told_at=Case.first_told_at,
        deemed=Case.deemed,
    ).where(late(now))


def _repeated(now: datetime, limits: Limits) -> Findings:
    """Find cases in which more notices were given than the law allows."""
    return (
        about_case(
            moment=OneTimeNotice.told_at,
            fact=N_("Another notice after the one-time notice"),
            official=OneTimeNotice.told_by,
            episode=OneTimeNotice.id,
            number=OneTimeNotice.number,
            told_on=OneTimeNotice.told_on,
        )
        .join(OneTimeNotice, OneTimeNotice.case_id == Case.id)
        .where(OneTimeNotice.number > limits["max_notice"])
    )


def _piecemeal(now: datetime, limits: Limits) -> Findings:
    """Find papers asked for in a later notice although the item's list demanded them from the first day."""
    first, earlier = aliased(OneTimeNotice), aliased(NoticeItem)
    asked_at_first = (
        exists()
        .where(
            earlier.notice_id == first.id,
            first.case_id == Case.id,
            first.number == 1,
            earlier.material_code == NoticeItem.material_code,
        )
        .correlate(Case, NoticeItem)
    )
    return (
        about_case(
            moment=OneTimeNotice.told_at,
            fact=N_("Paper asked for only in a later notice"),
            official=OneTimeNotice.told_by,
            episode=NoticeItem.id,
            material=NoticeItem.material_code,
            number=OneTimeNotice.number,
            asked=NoticeItem.text,
        )
        .join(OneTimeNotice, OneTimeNotice.case_id == Case.id)
        .join(NoticeItem, NoticeItem.notice_id == OneTimeNotice.id)
        .where(
            OneTimeNotice.number > 1,
            NoticeItem.on_list.is_(True),
            NoticeItem.material_code.is_not(None),
            ~asked_at_first,
        )
    )


def _not_on_list(now: datetime, limits: Limits) -> Findings:
    """Find papers asked for that the published list of the item does not hold."""
    return (
        about_case(
            moment=OneTimeNotice.told_at,
            fact=N_("Paper asked for that is not on the item's list"),
            official=OneTimeNotice.told_by,
            episode=NoticeItem.id,
            material=NoticeItem.material_code,
            asked=NoticeItem.text,
        )
        .join(OneTimeNotice, OneTimeNotice.case_id == Case.id)
        .join(NoticeItem, NoticeItem.notice_id == OneTimeNotice.id)
        .where(
            NoticeItem.on_list.is_(False),
            # What is wrong in the form is no paper.
            NoticeItem.material_code.is_not(None),
        )
    )


def _without_document(now: datetime, limits: Limits) -> Findings:
    """Find notices that name nothing, or have no written document with seal and date."""
    items = select(NoticeItem.id).where(NoticeItem.notice_id == OneTimeNotice.id)
    names_something = items.correlate(OneTimeNotice).exists()
    return (
        about_case(
            moment=OneTimeNotice.told_at,
            fact=N_("Notice empty, or without a sealed document"),
            official=OneTimeNotice.told_by,
            episode=OneTimeNotice.id,
            document=Document.number,
            sealed_by=Document.sealed_by,
            told_on=OneTimeNotice.told_on,
        )
        .join(OneTimeNotice, OneTimeNotice.case_id == Case.id)
        .outerjoin(Document, Document.id == OneTimeNotice.document_id)
        .where(
            or_(Document.id.is_(None), Document.sealed_by == "", ~names_something),
            # Logs of other systems carry no documents; silence there proves nothing.
            Case.source != "import",
        )
    )


LATE = Point(
    code="A1.late",
    letter="a",
    title=N_("Nothing told within five working days"),
    basis=N_("Administrative Licensing Law, art. 32(4)"),
    severity=Severity.RED,
    wakes_on=TOLD | {TICK},
    tick=RUNNING,
    find=_late,
    explanation=N_(
        "Within five working days of receiving an application the organ must accept it, refuse"
        " to accept it, or tell once in writing everything that is missing; silence means that"
        " it is accepted from the day of receipt. Check who had the application and why "
        "nothing was told."
    ),
    honest=N_(
        "Received on the last evening before a holiday and told within five working days, though many calendar days later."
    ),
)
REPEATED = Point(
    code="A1.repeated",
    letter="b",
    title=N_("More than one notice in a case"),
    basis=N_("Administrative Licensing Law, art. 32(4) and 72(4)"),
    severity=Severity.RED,
    wakes_on=NOTICED,
    find=_repeated,
    parameters=(Parameter("max_notice", 1, N_("Notices allowed in a case")),),
    explanation=N_(
        "Everything that is missing must be told at one time. A second notice sends the "
        "applicant on another journey. Compare the two notices and the papers handed in "
        "between."
    ),
    honest=N_("Two cases of one applicant, each with its own first notice."),
)
PIECEMEAL = Point(
    code="A1.piecemeal",
    letter="c",
    title=N_("Papers asked for piece by piece"),
    basis=N_("Administrative Licensing Law, art. 32(4) and 72(4)"),
    severity=Severity.RED,
    wakes_on=NOTICED,
    find=_piecemeal,
    explanation=N_(
        "A later notice names a paper that the item's list demanded from the beginning and "
        "that the first notice did not name. Ask why it was not named the first time."
    ),
    honest=N_("A second notice that only repeats a paper which the first one had already named."),
)
NOT_ON_LIST = Point(
    code="A1.not_on_list",
    letter="d",
    title=N_("Paper asked for that no list demands"),
    basis=N_("Administrative Licensing Law, art. 31"),
    severity=Severity.RED,
    wakes_on=NOTICED,
    find=_not_on_list,
    explanation=N_(
        "An organ may not ask for papers that have nothing to do with the item. The notice "
        "names one that the item's published list does not hold. Either the demand or the list"
        " is wrong."
    ),
    honest=N_("A notice that asks only for papers of the item's published list."),
)
WITHOUT_DOCUMENT = Point(
    code="A1.without_document",
    letter="e",
    title=N_("Notice empty or without a sealed document"),
    basis=N_("Administrative Licensing Law, art. 32, last paragraph"),
    severity=Severity.YELLOW,
    wakes_on=NOTICED,
    find=_without_document,
    explanation=N_(
        "A notice is a written document with the organ's seal and the date, and says what is "
        "missing. This one lacks its document, its seal or its content."
    ),
    honest=N_("A notice from another system's log, which carries no documents at all."),
)

ONE_TIME_NOTICE = (LATE, REPEATED, PIECEMEAL, NOT_ON_LIST, WITHOUT_DOCUMENT)
