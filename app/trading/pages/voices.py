"""What the buyer answers and changes between notice and deadline: the forms behind its buttons."""

from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.actions import YES_NO, ActForm, Form, a_moment, chosen, field, none, reason
from app.trading import operations as verbs
from app.trading import queries
from app.trading.models import Project
from app.trading.operations.voices import waiting_addendum

Fields = list[dict[str, Any]]
SHORTENED = 60


def shortened(text: str) -> str:
    """Return the beginning of a text, as a list to choose from shows it."""
    line = " ".join(text.split())
    return line if len(line) <= SHORTENED else f"{line[:SHORTENED]}…"


def _answer_fields(act: Act, project: Project) -> Fields:
    waiting = queries.unanswered(act.session, project)
    return [
        field("question", N_("Question"), "choice", choices=[(one.id, shortened(one.text)) for one in waiting]),
        field("answer", N_("Answer"), hint=N_("Everybody reads it: name no bidder")),
    ]


def _answer(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    asked = chosen(queries.unanswered(act.session, project), form, "question")
    verbs.answer_question(act, asked, form.get("answer", ""))


def _amend_fields(act: Act, project: Project) -> Fields:
    return [
        field("text", N_("What is changed")),
        field(
            "substantive",
            N_("May it touch bids?"),
            "choice",
            choices=YES_NO,
            hint=N_("No, for a misprint or a telephone number"),
        ),
        field(
            "deadline",
            N_("New deadline"),
            "moment",
            must=False,
            hint=N_("At least fifteen days from the publication, if it may touch bids and less is left"),
        ),
        field(
            "reason",
            N_("Why less than fifteen days are left"),
            must=False,
            hint=N_("Only where it is so; published with the addendum"),
        ),
    ]


def _amend(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    if form.get("substantive") not in ("0", "1"):
        raise Incomplete(N_("Choose one from the list."), field="substantive")
    verbs.propose_addendum(
        act,
        project,
        form.get("text", ""),
        substantive=form["substantive"] == "1",
        deadline=a_moment(form, "deadline"),
        reason=form.get("reason", ""),
    )


def _waits(act: Act, project: Project) -> bool:
    return waiting_addendum(act, project) is not None


FORMS: dict[str, ActForm[Project]] = {
    "answer": ActForm(
        _answer_fields, _answer, main=True, when=lambda act, project: bool(queries.unanswered(act.session, project))
    ),
    "amend": ActForm(_amend_fields, _amend, when=lambda act, project: not _waits(act, project)),
    "amended": ActForm(
        none, lambda act, project, _form, _e: verbs.publish_addendum(act, project), main=True, when=_waits
    ),
    "drop": ActForm(
        reason, lambda act, project, form, _e: verbs.drop_addendum(act, project, form.get("reason", "")), when=_waits
    ),
}
"""By the code of the move in the course."""
