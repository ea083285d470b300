"""What the supervisor of a trade does with complaints: the forms behind its buttons."""

from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.actions import YES_NO, ActForm, Form, a_word, chosen, field, the_day, words
from app.trading import operations as verbs
from app.trading import queries
from app.trading.models import Project, TradeComplaint
from app.trading.remedies import MOST_SUSPENDED
from app.trading.words import ComplaintOutcome, ComplaintState

Fields = list[dict[str, Any]]


def _pick(rows: Any) -> dict[str, Any]:
    return field("complaint", N_("Complaint"), "choice", choices=[(one.id, one.number) for one in rows])


def _in(act: Act, project: Project, state: ComplaintState) -> list[TradeComplaint]:
    return list(queries.complaints_in(act.session, project, state))


def _examine_fields(act: Act, project: Project) -> Fields:
    return [
        _pick(_in(act, project, ComplaintState.MADE)),
        field("accepted", N_("Is it taken up?"), "choice", choices=YES_NO),
        field("reason", N_("Why it is not taken up"), must=False, hint=N_("Everybody reads it: name nobody")),
    ]


def _examine(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    if form.get("accepted") not in ("0", "1"):
        raise Incomplete(N_("Choose one from the list."), field="accepted")
    complaint = chosen(_in(act, project, ComplaintState.MADE), form, "complaint")
    verbs.examine(act, complaint, form.get("reason", ""), accepted=form["accepted"] == "1")


def _unsuspended(act: Act, project: Project) -> list[TradeComplaint]:
    return [one for one in _in(act, project, ComplaintState.ACCEPTED) if one.suspended_at is None]


def _suspend_fields(act: Act, project: Project) -> Fields:
    return [
        _pick(_unsuspended(act, project)),
        field(
            "until",
            N_("Last day of the suspension"),
            "date",
            value=(act.on + MOST_SUSPENDED).isoformat(),
            hint=N_("Thirty days at most"),
        ),
        field("notice", N_("Text of the written notice"), hint=N_("Everybody reads it: name nobody")),
    ]


def _suspend(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    complaint = chosen(_unsuspended(act, project), form, "complaint")
    verbs.suspend(act, complaint, the_day(form, "until"), form.get("notice", ""))


def _lift(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    verbs.lift(act, chosen(queries.suspending(act.session, project), form, "complaint"))


def _decide_fields(act: Act, project: Project) -> Fields:
    return [
        _pick(_in(act, project, ComplaintState.ACCEPTED)),
        field("outcome", N_("Decision"), "choice", choices=words(ComplaintOutcome)),
        field("decision", N_("Text of the decision"), hint=N_("Everybody reads it: name nobody")),
    ]


def _decide(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    complaint = chosen(_in(act, project, ComplaintState.ACCEPTED), form, "complaint")
    verbs.decide(act, complaint, form.get("decision", ""), a_word(form, "outcome", ComplaintOutcome))


FORMS: dict[str, ActForm[Project]] = {
    "examine": ActForm(
        _examine_fields, _examine, main=True, when=lambda act, project: bool(_in(act, project, ComplaintState.MADE))
    ),
    "suspend": ActForm(
        _suspend_fields, _suspend, danger=True, when=lambda act, project: bool(_unsuspended(act, project))
    ),
    "lift": ActForm(
        lambda act, project: [_pick(queries.suspending(act.session, project))],
        _lift,
        when=lambda act, project: bool(queries.suspending(act.session, project)),
    ),
    "decide": ActForm(
        _decide_fields, _decide, main=True, when=lambda act, project: bool(_in(act, project, ComplaintState.ACCEPTED))
    ),
}
"""By the code of the move in the course."""
