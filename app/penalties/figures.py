"""What is counted of penalties."""

from sqlalchemy import exists

from app.kernel.figures import Better, Figure, Rows, Unit, items_of
from app.kernel.words import N_
from app.penalties.cases.acts import CaseNote
from app.penalties.cases.models import Decision, PenaltyCase
from app.penalties.cases.operations.ending import RemedyOutcome
from app.penalties.models import ViolationItem

ITEM = items_of(ViolationItem)
IMPOSED = PenaltyCase.decision == str(Decision.PENALISE)
REVIEWED = exists().where(CaseNote.case_id == PenaltyCase.id, CaseNote.what == "review")
FINED = (IMPOSED, PenaltyCase.fine > 0)
LOST = (str(RemedyOutcome.CHANGED), str(RemedyOutcome.ANNULLED))


def _cases(at: object, *where: object) -> Rows:
    return Rows(PenaltyCase, at, tuple(where), item=PenaltyCase.item_id, officer=PenaltyCase.proposer_id)  # type: ignore[arg-type]


FIGURES = (
    Figure(
        "penalties.imposed",
        N_("Penalties imposed"),
        _cases(PenaltyCase.decided_at, IMPOSED),
        N_("Cases in which a penalty was imposed, by the month of the decision."),
        items=ITEM,
    ),
    Figure(
        "penalties.reviewed",
        N_("Legally reviewed before the decision"),
        _cases(PenaltyCase.decided_at, IMPOSED, REVIEWED),
        N_("Of the penalties imposed in the month, those that a legal reviewer had looked at."),
        Unit.SHARE,
        _cases(PenaltyCase.decided_at, IMPOSED),
        Better.UP,
        ITEM,
    ),
    Figure(
        "penalties.overturned",
        N_("Penalties changed or annulled"),
        Rows(
            CaseNote,
            CaseNote.ended_at,
            (CaseNote.what == "remedy", CaseNote.details["outcome"].as_string().in_(LOST)),
            ((PenaltyCase, PenaltyCase.id == CaseNote.case_id),),
            PenaltyCase.organisation_id,
            PenaltyCase.item_id,
            PenaltyCase.proposer_id,
            about=(PenaltyCase, CaseNote.case_id),
        ),
        N_("Remedies that ended in the month with the penalty changed or annulled."),
        better=Better.DOWN,
        items=ITEM,
    ),
    Figure(
        "penalties.paid",
        N_("Fines paid"),
        _cases(PenaltyCase.pay_until, *FINED, PenaltyCase.paid >= PenaltyCase.fine),
        N_("Of the fines whose last day of payment lies in the month, those that have been paid in full."),
        Unit.SHARE,
        _cases(PenaltyCase.pay_until, *FINED),
        Better.UP,
        ITEM,
    ),
)
