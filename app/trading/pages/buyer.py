"""What the buyer does with a trade: the forms behind its buttons."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.kernel.act import Act
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.actions import ActForm, Form, a_moment, a_word, chosen, field, reason, the_day, words, yuan
from app.trading import operations as verbs
from app.trading import queries
from app.trading.models import Project
from app.trading.operations.planning import CriterionTold, HolderTold
from app.trading.pages.bonds import FORMS as BONDS
from app.trading.pages.complaints import FORMS as COMPLAINTS
from app.trading.pages.desk import rows
from app.trading.pages.voices import FORMS as VOICES
from app.trading.words import HolderRole, NotFirst, TradeKind

Fields = list[dict[str, Any]]


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


def _award_fields(act: Act, project: Project) -> Fields:
    ranked = queries.unawarded(act.session, project)
    choices = [(one.id, f"{one.lot} · {one.rank} · {one.offer}") for one in ranked]
    return [
        field("candidate", N_("Candidates for award"), "choice", choices=choices),
        field("ground", N_("Why not the first candidate"), "choice", must=False, choices=[("", ""), *words(NotFirst)]),
        field("reason", N_("Reason"), must=False),
    ]


def _award(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    candidate = chosen(queries.unawarded(act.session, project), form, "candidate")
    ground = a_word(form, "ground", NotFirst) if form.get("ground") else None
    verbs.award_lot(act, candidate, ground, form.get("reason", ""))


def _sign_fields(act: Act, project: Project) -> Fields:
    waiting = queries.unsigned(act.session, project)
    return [
        field(
            "award", N_("Lot"), "choice", choices=[(one.id, f"{one.lot} · {one.candidate.offer}") for one in waiting]
        ),
        field("amount", N_("Amount (yuan)"), "money"),
        field("signed_on", N_("Signed on"), "date", value=act.on.isoformat()),
        field(
            "performance_bond", N_("Performance bond (yuan)"), "text", must=False, hint=N_("Zero where none is asked")
        ),
        field("late_reason", N_("Why it was signed late"), must=False),
    ]


def _sign(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    award = chosen(queries.unsigned(act.session, project), form, "award")
    told = form.get("performance_bond", "").strip()
    bond = read_amount(told, "performance_bond") if told else None
    verbs.sign_contract(act, award, yuan(form, "amount"), the_day(form, "signed_on"), form.get("late_reason", ""), bond)


def _until(act: Act, project: Project) -> Fields:
    return [field("until", N_("Candidates shown until"), "date", value=(act.on + timedelta(days=3)).isoformat())]


def _why_short(act: Act, project: Project) -> Fields:
    return [
        field(
            "reason",
            N_("Why it falls short of the law"),
            must=False,
            hint=N_("Only where it does; published with the notice"),
        )
    ]


FORMS: dict[str, ActForm[Project]] = {
    "draft": ActForm(_draft_fields, _draft, main=True),
    "publish": ActForm(
        _why_short, lambda act, project, form, _e: verbs.publish_notice(act, project, form.get("reason", "")), main=True
    ),
    "return": ActForm(reason, lambda act, project, form, _e: verbs.return_notice(act, project, form.get("reason", ""))),
    "show": ActForm(
        _until,
        lambda act, project, form, _e: verbs.show_candidates(act, project, the_day(form, "until")),
        main=True,
        when=lambda _act, project: project.trade_kind == TradeKind.WORKS,
    ),
    "award": ActForm(
        _award_fields,
        _award,
        main=True,
        when=lambda act, project: (
            project.trade_kind == TradeKind.PROCUREMENT or (project.shown_to is not None and act.on > project.shown_to)
        ),
    ),
    "sign": ActForm(_sign_fields, _sign, main=True),
    **BONDS,
    **VOICES,
    **COMPLAINTS,
    "stop": ActForm(
        reason,
        lambda act, project, form, _e: verbs.stop_tender(act, project, form.get("reason", "")),
        danger=True,
        rare=True,
    ),
}
"""By the code of the move in the course."""
