"""What the clock does in approvals: deems, reminds, returns, publishes, renews, prints, forgets drafts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Select, delete, exists, select

from app.approvals.flows import UNDECIDED
from app.approvals.linking import link_agencies
from app.approvals.measures import measure_refusals
from app.approvals.models import Case, Draft, State
from app.approvals.operations import deem_accepted, deem_renewed, publish, remind_silent, return_silent
from app.approvals.operations.ending import REMIND_DAYS
from app.approvals.papers import TEMPLATES
from app.kernel.act import Act
from app.kernel.attachments import Attachment, discard_attachments
from app.kernel.audit import Subject, record
from app.kernel.clocks import Clock, ClockKind
from app.kernel.domain import Job, Lane
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.powers.models import PowerVersion
from app.surfaces.paper import Press, print_waiting

BATCH = 500
"""Cases at a time; the rest follows in the next run."""
DRAFT_DAYS = 90
UNKEPT_DAYS = 2
"""Of drafts whose code nobody was told: the form that was refused and left."""


def _each(act: Act, cases: Iterable[Case], do: Callable[[Act, Case], Any]) -> Mapping[str, int]:
    """Do one thing to each case, in its own savepoint: one that is refused does not stop the others."""
    figures = {"done": 0, "refused": 0}
    for case in cases:
        try:
            with act.session.begin_nested():
                do(act.in_county(case.county), case)
                act.session.flush()
        except Refused:
            figures["refused"] += 1
        else:
            figures["done"] += 1
    return figures


def _late(act: Act, what: ClockKind, state: State) -> Select[Any]:
    return (
        select(Case)
        .join(Clock, (Clock.subject_id == Case.id) & (Clock.subject_kind == Case.kind))
        .where(
            Clock.what == what,
            Clock.stopped_at.is_(None),
            Clock.due_at <= act.at,
            Case.state == state,
            Case.observed_until.is_(None),
        )
        .order_by(Clock.due_at)
        .limit(BATCH)
    )


def deem_silence(act: Act) -> Mapping[str, int]:
    """Accept what nobody answered within five working days (Licensing Law art. 32(4))."""
    return _each(act, act.session.scalars(_late(act, ClockKind.RECEIVE, State.SUBMITTED)).all(), deem_accepted)


def mind_silent_applicants(act: Act) -> Mapping[str, int]:
    """Remind applicants some days before their correction limit ends; return what stayed silent."""
    soon = (
        select(Case)
        .join(Clock, (Clock.subject_id == Case.id) & (Clock.subject_kind == Case.kind))
        .where(
            Clock.what == ClockKind.CORRECT,
            Clock.stopped_at.is_(None),
            Case.state == State.CORRECTING,
            Clock.due_on <= act.on + timedelta(days=REMIND_DAYS),
            Case.observed_until.is_(None),
        )
    )
    reminded = sum(remind_silent(act.in_county(case.county), case) for case in act.session.scalars(soon).all())
    late = act.session.scalars(_late(act, ClockKind.CORRECT, State.CORRECTING)).all()
    return {"reminded": reminded, **_each(act, late, return_silent)}


def publish_results(act: Act) -> Mapping[str, int]:
    """Publish grants that may be published and are not yet."""
    waiting = (
        select(Case)
        .join(PowerVersion, PowerVersion.id == Case.power_version_id)
        .where(
            Case.state.in_([State.GRANTED, State.CLOSED]),
            Case.decision == "grant",
            Case.published_at.is_(None),
            Case.source != "import",
            PowerVersion.public_result.is_(True),
        )
        .order_by(Case.decided_at)
        .limit(BATCH)
    )
    return _each(act, act.session.scalars(waiting).all(), publish)


def renew_by_silence(act: Act) -> Mapping[str, int]:
    """Grant renewals asked for in time and not decided before the licence ended (art. 50)."""
    licence = Case.__table__.alias("licence")
    open_ones = (
        select(Case)
        .join(licence, licence.c.id == Case.previous_case_id)
        .where(
            Case.relation == "renew",
            Case.state.in_(sorted(str(state) for state in UNDECIDED)),
            licence.c.valid_to < act.on,
        )
        .limit(BATCH)
    )
    return _each(act, act.session.scalars(open_ones).all(), deem_renewed)


def print_papers(act: Act) -> Mapping[str, int]:
    """Print documents that have no PDF yet."""
    press = Press(TEMPLATES, current_app.config["SUNSHINE_ADDRESS"])
    return print_waiting(act, press, paper_folder(current_app.config["SUNSHINE_FOLDER"]), Case.kind)


def paper_folder(folder: Path) -> Path:
    """Return where printed documents are kept inside the installation's folder."""
    return folder / "papers"


def forget_drafts(act: Act) -> Mapping[str, int]:
    """Delete drafts that nobody opened for three months, unkept ones after two days, and their files.

    They hold personal data without need. What a sent application has not taken over goes as well.
    """
    kept, unkept = (act.at - timedelta(days=days) for days in (DRAFT_DAYS, UNKEPT_DAYS))
    ended = (Draft.saved_at < kept) | (Draft.kept.is_(False) & (Draft.saved_at < unkept))
    old = act.session.execute(delete(Draft).where(ended).returning(Draft.county)).scalars().all()
    for county in sorted(set(old)):
        gone = Subject(Draft.kind, 0, county)
        record(act, "approval.drafts_forgotten", gone, count=old.count(county))
    held = exists().where(Draft.id == Attachment.subject_id)
    files = discard_attachments(act, (Attachment.subject_kind == Draft.kind) & ~held)
    return {"forgotten": len(old), "files": files}


JOBS = (
    Job("approval.deem_silence", N_("Deem unanswered applications accepted"), deem_silence, every=600),
    Job(
        "approval.silent_applicants",
        N_("Remind and return silent applicants"),
        mind_silent_applicants,
        daily_at="08:30",
    ),
    Job("approval.publish", N_("Publish results"), publish_results, every=3600),
    Job("approval.renew_by_silence", N_("Deem undecided renewals granted"), renew_by_silence, daily_at="00:20"),
    Job("approval.print", N_("Print documents"), print_papers, every=20, lane=Lane.PAPER),
    Job(
        "approval.refusals", N_("Refusals of officers beside those of their peers"), measure_refusals, daily_at="01:00"
    ),
    Job("link agencies", N_("Find agents in the register of agencies"), link_agencies, every=3600),
    Job("approval.forget_drafts", N_("Delete old drafts"), forget_drafts, daily_at="03:10"),
)
