"""What a person may do now about an alert, each act with its form."""

from typing import Any

from app.kernel.act import Act
from app.kernel.places import Official
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.accountability import operations as holding
from app.supervision.accountability.models import Measure
from app.supervision.flows import ALERTS
from app.supervision.models import Alert, AlertState, FalseAlarm
from app.supervision.operations import alerts as verbs
from app.supervision.operations.bulk import assign_alerts
from app.supervision.operations.joint import ask_jointly, shares_in
from app.surfaces.actions import ActForm, FieldRow, Form, a_number, button_of, field, none, words
from app.surfaces.language import translate

REPLY_DAYS = 5
"""Working days for a reply, unless others are typed."""
PROPOSE = "propose"


def _text(label: str, *, must: bool = True) -> FieldRow:
    return field("text", label, must=must, common=True)


def _question(_act: Act, _found: Alert) -> list[FieldRow]:
    return [
        field("question", N_("What is the organisation to explain and put right?"), common=True),
        field("days", N_("Reply within (working days)"), "number", value=REPLY_DAYS),
        field(
            "parts",
            N_("Further bodies (joint follow-up)"),
            must=False,
            hint=N_("One line a body: its code or name | what it is to put right | working days"),
        ),
    ]


def _measure(act: Act, found: Alert) -> list[FieldRow]:
    person = act.session.get(Official, found.official_id) if found.official_id else None
    whom: list[tuple[str, Any]] = [("body", N_("The organisation"))]
    return [
        field("measure", N_("Measure"), "choice", choices=words(Measure)),
        field(
            "whom",
            N_("Against whom?"),
            "choice",
            value="body",
            choices=whom + ([("person", person.name)] if person else []),
        ),
        field("grounds", N_("Facts found")),
    ]


def _ask(act: Act, found: Alert, form: Form, _seen: int | None) -> None:
    shares = shares_in(act, form.get("parts", ""))
    ask_jointly(act, found, form.get("question", ""), a_number(form, "days"), shares)


def _false_alarm(act: Act, found: Alert, form: Form, seen: int | None) -> None:
    verbs.mark_false_alarm(act, found, form.get("reason_code", ""), form.get("text", ""), seen=seen)


def _propose(act: Act, found: Alert, form: Form, _seen: int | None) -> int:
    """Propose a measure; returns the id of the record."""
    person = found.official_id if form.get("whom") == "person" else None
    return holding.propose(act, found, form.get("measure", ""), form.get("grounds", ""), person).id


FORMS: dict[str, tuple[str, str, ActForm[Alert]]] = {
    "assign": (
        N_("Take it"),
        N_("Take it"),
        ActForm(
            none, lambda act, found, _form, _seen: assign_alerts(act, [found.id], act.actor.official_id or 0), main=True
        ),
    ),
    "explain": (
        N_("Explain"),
        N_("Send the explanation"),
        ActForm(
            lambda _act, _found: [_text(N_("What happened, and why"))],
            lambda act, found, form, seen: verbs.explain(act, found, form.get("text", ""), seen=seen),
            main=True,
        ),
    ),
    "ask": (N_("Ask in writing (follow-up)"), N_("Send the follow-up"), ActForm(_question, _ask)),
    "verify": (
        N_("Verify"),
        N_("Save the finding"),
        ActForm(
            lambda _act, _found: [_text(N_("What did you find?"))],
            lambda act, found, form, seen: verbs.verify(act, found, form.get("text", ""), seen=seen),
        ),
    ),
    "close": (
        N_("Close"),
        N_("Close the alert"),
        ActForm(
            lambda _act, _found: [_text(N_("How was it put right?"))],
            lambda act, found, form, seen: verbs.close(act, found, form.get("text", ""), seen=seen),
        ),
    ),
    "false_alarm": (
        N_("False alarm"),
        N_("End as false alarm"),
        ActForm(
            lambda _act, _found: [
                field("reason_code", N_("Why was it no breach?"), "choice", choices=words(FalseAlarm)),
                _text(N_("Remark"), must=False),
            ],
            _false_alarm,
        ),
    ),
    "account": (
        N_("Hold to account"),
        N_("Hand on"),
        ActForm(
            lambda _act, _found: [_text(N_("Verdict"))],
            lambda act, found, form, seen: verbs.hold_to_account(act, found, form.get("text", ""), seen=seen),
            danger=True,
        ),
    ),
    PROPOSE: (N_("Propose a measure"), N_("Propose a measure"), ActForm(_measure, _propose, main=True)),
}
"""Act -> what its button says, what the button under its form says, and the form."""


def _possible(act: Act, found: Alert) -> set[str]:
    """Return the codes of what the actor may do now."""
    moves = {move.code for move in ALERTS.moves_from(found.state)}
    explains = moves & {"explain"} if verbs.may_explain(act.actor, found) else set()
    if Role.INSPECTOR not in act.actor.roles:
        return explains
    asks = {"ask"} if moves & {"verify", "close"} else set()
    proposes = {PROPOSE} if found.state == AlertState.ACCOUNTABILITY else set()
    return moves - {"explain"} | explains | asks | proposes


def buttons_of(act: Act, found: Alert, failed: str, errors: dict[str, str]) -> list[dict[str, Any]]:
    """Return the acts that the actor may make now, with their forms and what is sent with each."""
    possible = _possible(act, found)
    return [
        button_of(act, found, code, title, form, failed, errors)
        | {"send": translate(send), "hidden": {"edit_number": found.edit_number}}
        for code, (title, send, form) in FORMS.items()
        if code in possible
    ]
