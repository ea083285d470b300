"""What the buyer answers and changes between notice and deadline: the forms behind its buttons."""

from typing import Any

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.actions import ActForm, Form, a_moment, a_word, chosen, field, none, reason, words
from app.trading import operations as verbs
from app.trading import queries
from app.trading.drafting import shortened, waits
from app.trading.models import Objection, Project
from app.trading.remedies import OBJECTING, Objecting
from app.trading.words import ObjectionOutcome, ObjectionStage, TradeKind

Fields = list[dict[str, Any]]


def _reply_fields(act: Act, project: Project) -> Fields:
    waiting = queries.open_objections(act.session, project)
    offered = {one for each in waiting for one in _rule(project, each).outcomes}
    return [
        field("objection", N_("Objection"), "choice", choices=[(one.id, shortened(one.text)) for one in waiting]),
        field(
            "outcome",
            N_("What comes of it"),
            "choice",
            choices=words(one for one in ObjectionOutcome if one in offered),
        ),
        field("answer", N_("Answer"), hint=N_("Everybody reads it: name no bidder")),
    ]


def _rule(project: Project, objection: Objection) -> Objecting:
    return OBJECTING[TradeKind(project.trade_kind), ObjectionStage(objection.stage)]


def _reply(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    objection = chosen(queries.open_objections(act.session, project), form, "objection")
    verbs.answer_objection(act, objection, form.get("answer", ""), a_word(form, "outcome", ObjectionOutcome))


def _stages(project: Project) -> list[ObjectionStage]:
    return [stage for kind, stage in OBJECTING if kind == project.trade_kind]


def object_fields(act: Act, project: Project) -> Fields:
    """Ask for an objection that came on paper."""
    return [
        field("stage", N_("Against what"), "choice", choices=words(_stages(project))),
        field("made_at", N_("Came in at"), "moment"),
        field("text", N_("What is objected to")),
        field("name", N_("Name of the objector"), "text", hint=N_("The buyer does not see it")),
        field("contact", N_("Telephone"), "text"),
    ]


def enter_objection(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    """Enter an objection that came on paper."""
    at = a_moment(form, "made_at")
    if at is None:
        raise Incomplete(N_("This field must be filled in."), field="made_at")
    stage = a_word(form, "stage", ObjectionStage)
    verbs.enter_objection(act, project, stage, form.get("text", ""), form.get("name", ""), form.get("contact", ""), at)


FORMS: dict[str, ActForm[Project]] = {
    "reply": ActForm(
        _reply_fields, _reply, main=True, when=lambda act, project: bool(queries.open_objections(act.session, project))
    ),
    "amended": ActForm(
        none, lambda act, project, _form, _e: verbs.publish_addendum(act, project), main=True, when=waits
    ),
    "drop": ActForm(
        reason, lambda act, project, form, _e: verbs.drop_addendum(act, project, form.get("reason", "")), when=waits
    ),
}
"""By the code of the move in the course."""
