"""What the buyer does with a trade: the forms behind its buttons."""

from datetime import timedelta
from typing import Any

from app.intermediaries.models import Engagement
from app.intermediaries.queries import engagements_by
from app.intermediaries.words import Category
from app.kernel.act import Act
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.actions import ActForm, Form, a_word, chosen, field, reason, the_day, words, yuan
from app.trading import operations as verbs
from app.trading import queries
from app.trading.drafting import FORMS as DRAFTING
from app.trading.models import Project
from app.trading.pages.bonds import FORMS as BONDS
from app.trading.pages.complaints import FORMS as COMPLAINTS
from app.trading.pages.voices import FORMS as VOICES
from app.trading.words import NotFirst, TradeKind

Fields = list[dict[str, Any]]


def _engagements(act: Act, project: Project) -> list[Engagement]:
    """Return the engagements of the buyer by which a tender agency may work in this trade."""
    return [one for one in engagements_by(act.session, project.organisation_id) if one.category == Category.TENDER]


def _engage_fields(act: Act, project: Project) -> Fields:
    offered = [(one.id, f"{one.agency.name} · {one.number}") for one in _engagements(act, project)]
    hint = N_("It drafts, answers and proposes addenda for you by its own account; you publish")
    return [field("engagement", N_("Engagement of the agency"), "choice", choices=offered, hint=hint)]


def _engage(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    verbs.engage_agency(act, project, chosen(_engagements(act, project), form, "engagement"))


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
    "engage": ActForm(_engage_fields, _engage, when=lambda act, project: bool(_engagements(act, project))),
    **DRAFTING,
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
