"""Others look at it: legal review (art. 58) and collective discussion (art. 57)."""

from collections.abc import Mapping

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.words import N_
from app.penalties.cases.acts import CaseNote
from app.penalties.cases.guards import begin, needed, note
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.notices import tell_officers

PASSED, BACK = "passed", "back"


def review(
    act: Act, case: PenaltyCase, *, passed: bool, opinion: str, edit_number: int | None = None
) -> CaseNote:
    """Review a proposal; what does not pass goes back to the officers with reasons. Nobody reviews his own case."""
    begin(act, case, "review", edit_number=edit_number)
    made = _reviewed(act, case, passed, opinion)
    case.state = CaseState.REVIEWED if passed else CaseState.INVESTIGATING
    return made


def review_again(
    act: Act, case: PenaltyCase, *, passed: bool, opinion: str, edit_number: int | None = None
) -> CaseNote:
    """Review once more after a hearing, before anything is decided (art. 58)."""
    begin(act, case, "review_again", edit_number=edit_number)
    return _reviewed(act, case, passed, opinion)


def _reviewed(act: Act, case: PenaltyCase, passed: bool, opinion: str) -> CaseNote:
    if act.actor.official_id in {officer.official_id for officer in case.officers}:
        raise NotAllowed(
            N_("You are or were an officer on this case, so somebody else reviews it (Penalty Law art. 58).")
        )
    made = note(act, case, "review", needed(opinion, "opinion"), result=PASSED if passed else BACK)
    record(act, "penalty.legally_reviewed", case, passed=passed, opinion=made.text)
    tell_officers(act, case, "passed" if passed else "back", made.id, opinion=made.text[:80])
    return made


def discuss(
    act: Act, case: PenaltyCase, minutes: str, voices: Mapping[int, str], edit_number: int | None = None
) -> CaseNote:
    """Keep the minutes of a collective discussion: who said what (art. 57(2))."""
    begin(act, case, "discuss", edit_number=edit_number)
    spoken = {str(official): text.strip() for official, text in voices.items() if text.strip()}
    if len(spoken) < 2:
        raise Incomplete(
            N_("A discussion has at least two people; write down what each of them said."), field="voices"
        )
    made = note(act, case, "discussion", needed(minutes, "minutes"), details=spoken)
    case.state = CaseState.DISCUSSED
    record(act, "penalty.discussed", case, people=sorted(spoken))
    return made
