"""What is counted of approvals."""

from app.approvals.models import Case, Rating, Return
from app.kernel.clocks import Clock, ClockKind
from app.kernel.figures import Better, Figure, Rows, Unit, items_of
from app.kernel.words import N_
from app.powers.models import Power

PROMISED = (
    Clock,
    (Clock.subject_kind == Case.kind) & (Clock.subject_id == Case.id) & (Clock.what == str(ClockKind.PROMISE)),
)
"""The promised limit of a case; each has one at the most."""
ITEM = items_of(Power)
CONTENT = 4
"""Stars of five from which an applicant was content."""


def _cases(at: object, *where: object, **more: object) -> Rows:
    return Rows(Case, at, tuple(where), item=Case.power_id, officer=Case.handler_id, **more)  # type: ignore[arg-type]


def _ratings(*where: object) -> Rows:
    return Rows(
        Rating,
        Rating.rated_at,
        tuple(where),  # type: ignore[arg-type]
        ((Case, Case.id == Rating.case_id),),
        Case.organisation_id,
        Case.power_id,
        Case.handler_id,
        about=(Case, Rating.case_id),
    )


DECIDED = _cases(Case.decided_at, Case.decision.is_not(None))
LIMITED = _cases(Case.decided_at, Case.decision.is_not(None), Clock.due_at.is_not(None), joins=(PROMISED,))

FIGURES = (
    Figure(
        "approvals.received",
        N_("Applications received"),
        _cases(Case.received_at),
        N_("Applications by the month in which they came in."),
        items=ITEM,
    ),
    Figure(
        "approvals.granted",
        N_("Licences granted"),
        _cases(Case.decided_at, Case.decision == "grant"),
        N_("Cases decided in favour of the applicant, by the month of the decision."),
        items=ITEM,
    ),
    Figure(
        "approvals.refused",
        N_("Applications refused"),
        _cases(Case.decided_at, Case.decision == "refuse"),
        N_("Of the cases decided in the month, those that were refused."),
        Unit.SHARE,
        DECIDED,
        items=ITEM,
    ),
    Figure(
        "approvals.returned",
        N_("Cases returned"),
        Rows(
            Return,
            Return.returned_at,
            joins=((Case, Case.id == Return.case_id),),
            organisation=Case.organisation_id,
            item=Case.power_id,
            officer=Return.returned_by,
            about=(Case, Return.case_id),
        ),
        N_("Cases given back to the applicant, by the month in which they were returned."),
        better=Better.DOWN,
        items=ITEM,
    ),
    Figure(
        "approvals.in_time",
        N_("Decided within the promised limit"),
        _cases(
            Case.decided_at,
            Case.decision.is_not(None),
            Clock.due_at.is_not(None),
            Case.decided_at < Clock.due_at,
            joins=(PROMISED,),
        ),
        N_("Of the cases decided in the month that had a promised limit, those decided before it ended."),
        Unit.SHARE,
        LIMITED,
        Better.UP,
        ITEM,
    ),
    Figure(
        "approvals.satisfied",
        N_("Applicants content"),
        _ratings(Rating.stars >= CONTENT),
        N_("Of the ratings that applicants gave in the month, those of four or five stars."),
        Unit.SHARE,
        _ratings(),
        Better.UP,
        ITEM,
    ),
    Figure(
        "approvals.days",
        N_("Days from acceptance to decision"),
        _cases(Case.decided_at, Case.decision_seconds.is_not(None), days=Case.decision_seconds // 86_400),
        N_(
            "Whole days, suspensions included, of the cases decided in the month: the middle one, and what nine in ten kept."
        ),
        Unit.DAYS,
        better=Better.DOWN,
        items=ITEM,
    ),
)
