"""A leaving officer's open cases and complaints pass to his successor."""

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import NotAllowed
from app.kernel.words import N_
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.flows import ENDED
from app.penalties.cases.guards import certified, check_joins
from app.penalties.cases.models import CaseOfficer, PenaltyCase
from app.penalties.cases.notices import tell_officials


def hand_over_penalties(act: Act, from_id: int, to_id: int) -> int:
    """Put a successor into an officer's place on all his open cases; returns how many pieces of work passed on.

    The leaving officer stays on record. Refuses, and passes nothing on, when the successor has no valid
    certificate of the organ that handles one of the cases (art. 42): give him his certificate first.
    """
    places = act.session.scalars(
        select(CaseOfficer)
        .join(PenaltyCase, PenaltyCase.id == CaseOfficer.case_id)
        .where(
            CaseOfficer.official_id == from_id,
            CaseOfficer.left_at.is_(None),
            PenaltyCase.state.not_in(sorted(str(state) for state in ENDED)),
        )
        .order_by(CaseOfficer.id)
    ).all()
    for place in places:
        case = place.case
        place.left_at = act.at
        taken = {
            officer.official_id
            for officer in case.officers
            if officer.left_at is None or officer.recused_at is not None
        }
        if to_id not in taken:
            (certificate,) = certified(act, case.organisation_id, [to_id], least=1)
            check_joins(act, case, [to_id])
            case.officers.append(CaseOfficer(county=case.county, official_id=to_id, certificate_id=certificate.id))
        tell_officials(act, case, "assigned", [to_id])
        record(act, "penalty.handed_over", case, leaves=from_id, comes=to_id)
    return len(places) + _complaints(act, from_id, to_id)


def _complaints(act: Act, from_id: int, to_id: int) -> int:
    open_ones = act.session.scalars(
        select(PenaltyComplaint)
        .where(PenaltyComplaint.handler_id == from_id, PenaltyComplaint.answered_at.is_(None))
        .order_by(PenaltyComplaint.id)
    ).all()
    if any(complaint.official_id == to_id for complaint in open_ones):
        raise NotAllowed(
            N_(
                "A complaint that he handles is about the successor himself. Let somebody else take it first (Penalty Law "
                "art. 75)."
            )
        )
    for complaint in open_ones:
        complaint.handler_id = to_id
        record(act, "penalty.complaint_handed_over", complaint, leaves=from_id, comes=to_id)
    return len(open_ones)
