"""Others look at it: legal review (art. 58) and collective discussion (art. 57)."""

from collections.abc import Mapping

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.words import N_
from app.penalties.cases.acts import CaseNote
from app.penalties.cases.guards import begin, check_apart, needed, note, review_is_a_must
from app.penalties.cases.models import CaseState, PenaltyCase
from app.penalties.cases.notices import tell_officers
from app.penalties.cases.readiness import BACK, PASSED, entitled

WITHDRAWAL, KEPT = "withdrawal", "kept"
"""Results of a review and a discussion whether a filing is withdrawn."""


def review(act: Act, case: PenaltyCase, *, passed: bool, opinion: str, edit_number: int | None = None) -> CaseNote:
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
    check_apart(case, [act.actor.official_id])
    if passed and review_is_a_must(act, case, case.proposed) and not entitled(act, act.actor.official_id, act.on):
        raise NotAllowed(
            N_(
                "The register of qualified reviewers does not say that you passed the national legal examination, which "
                "whoever began to review in 2018 or later needs (Penalty Law art. 58). Have the register completed first."
            )
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
    made = _discussed(act, case, minutes, voices)
    case.state = CaseState.DISCUSSED
    record(act, "penalty.discussed", case, people=sorted(made.details))
    return made


def review_withdrawal(
    act: Act, case: PenaltyCase, *, passed: bool, opinion: str, edit_number: int | None = None
) -> CaseNote:
    """Review that a filing is to be withdrawn, before it may be (art. 57, 58)."""
    begin(act, case, "review_withdrawal", edit_number=edit_number)
    check_apart(case, [act.actor.official_id])
    made = note(act, case, "review", needed(opinion, "opinion"), result=WITHDRAWAL if passed else KEPT)
    record(act, "penalty.withdrawal_reviewed", case, passed=passed, opinion=made.text)
    return made


def discuss_withdrawal(
    act: Act, case: PenaltyCase, minutes: str, voices: Mapping[int, str], edit_number: int | None = None
) -> CaseNote:
    """Keep the minutes of a discussion whether a filing is withdrawn (art. 57(2))."""
    begin(act, case, "discuss_withdrawal", edit_number=edit_number)
    made = _discussed(act, case, minutes, voices, WITHDRAWAL)
    record(act, "penalty.withdrawal_discussed", case, people=sorted(made.details))
    return made


def _discussed(act: Act, case: PenaltyCase, minutes: str, voices: Mapping[int, str], result: str = "") -> CaseNote:
    spoken = {str(official): text.strip() for official, text in voices.items() if text.strip()}
    if len(spoken) < 2:
        raise Incomplete(N_("A discussion has at least two people; write down what each of them said."), field="voices")
    return note(act, case, "discussion", needed(minutes, "minutes"), details=spoken, result=result)
