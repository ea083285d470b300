"""The forms that the buyer's staff and its agency share: draft the notice, answer a question, propose an addendum."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.kernel.act import Act
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.actions import YES_NO, ActForm, Form, a_moment, chosen, field, the_day
from app.trading import operations as verbs
from app.trading import queries
from app.trading.models import Project
from app.trading.operations.planning import CriterionTold, HolderTold
from app.trading.operations.voices import waiting_addendum
from app.trading.words import HolderRole

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


def waits(act: Act, project: Project) -> bool:
    """Tell whether an addendum waits for its publication."""
    return waiting_addendum(act, project) is not None


def rows(form: Form, name: str) -> list[list[str]]:
    """Return the lines of a text that say something, each divided at its bars."""
    lines = (line.replace("｜", "|") for line in form.get(name, "").splitlines() if line.strip())
    return [[part.strip() for part in line.split("|")] for line in lines]


def _draft_fields(act: Act, project: Project) -> Fields:
    notice = project.notice
    first = act.on + ONE_DAY
    return [
        field("text", N_("What is bought and who may bid"), value=notice.text if notice else ""),
        field(
            "sale_from",
            N_("Documents given out from"),
            "date",
            value=(notice.sale_from if notice else first).isoformat(),
        ),
        field(
            "sale_to",
            N_("Documents given out until"),
            "date",
            value=(notice.sale_to if notice else first + timedelta(days=5)).isoformat(),
        ),
        field(
            "deadline", N_("Deadline for bids"), "moment", hint=N_("At least twenty days after the first of these days")
        ),
        field("bond", N_("Bid bond (yuan)"), "money", must=False, value=str(notice.bond) if notice else ""),
        field(
            "criteria",
            N_("Scoring rule"),
            hint=N_("One row a line: name | most points; the first row is the price, all sum to 100"),
            value="\n".join(f"{one.name} | {one.most}" for one in notice.criteria) if notice else "",
        ),
        field(
            "blind",
            N_("Blind evaluation"),
            "yes_no",
            must=False,
            choices=[("no", N_("No")), ("yes", N_("Yes"))],
            hint=N_("Experts see bids as A, B, C until all have handed in; they see no prices and no files"),
            value="yes" if notice and notice.blind else "no",
        ),
        field(
            "holders",
            N_("Holders of the keys"),
            hint=N_(
                "Five lines: body | public key, in this order: buyer or agency, supervisor, notary, audit of the centre, association"
            ),
            value="\n".join(f"{one.name} | {one.public_key}" for one in project.holders),
        ),
    ]


def _draft(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    deadline = a_moment(form, "deadline")
    if deadline is None:
        raise Incomplete(N_("This field must be filled in."), field="deadline")
    criteria = [
        CriterionTold(told[0], read_amount(told[-1], "criteria"), by_price=place == 0)
        for place, told in enumerate(rows(form, "criteria"))
    ]
    lines = rows(form, "holders")
    if len(lines) != len(HolderRole) or any(len(told) != 2 for told in lines):
        raise Incomplete(N_("Write five lines: body | public key."), field="holders")
    holders = [HolderTold(role, told[0], told[1].lower()) for role, told in zip(HolderRole, lines, strict=True)]
    bond = read_amount(form["bond"], "bond") if form.get("bond", "").strip() else Decimal(0)
    sale = the_day(form, "sale_from"), the_day(form, "sale_to")
    blind = form.get("blind") == "yes"
    verbs.draft_notice(act, project, form.get("text", ""), sale, deadline, criteria, holders, bond, blind=blind)


FORMS: dict[str, ActForm[Project]] = {
    "draft": ActForm(_draft_fields, _draft, main=True),
    "answer": ActForm(
        _answer_fields, _answer, main=True, when=lambda act, project: bool(queries.unanswered(act.session, project))
    ),
    "amend": ActForm(_amend_fields, _amend, when=lambda act, project: not waits(act, project)),
}
"""By the code of the move in the course."""
