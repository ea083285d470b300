"""What the trading centre enters for the committee: rejections, and scores that came in on paper."""

from decimal import Decimal
from typing import Any

from flask import flash

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.actions import Form, a_number, a_word, chosen, field, words
from app.surfaces.language import translate
from app.trading import operations as verbs
from app.trading import queries, room
from app.trading.models import PanelMember, Project
from app.trading.words import Rejection

Fields = list[dict[str, Any]]


def _valid(act: Act, project: Project) -> list[Any]:
    return [one for one in queries.offers_of(act.session, project) if one.rejected is None]


def reject_fields(act: Act, project: Project) -> Fields:
    """Ask what the paper record of the review says of a bid: ground, page, passage, and each member's vote."""
    return [
        field("offer", N_("Bid"), "choice", choices=[(one.id, str(one)) for one in _valid(act, project)]),
        field("ground", N_("Ground of rejection"), "choice", choices=words(Rejection)),
        field("page_number", N_("Page of the bid"), "text"),
        field("text", N_("Passage that fails")),
        *(
            field(
                f"vote-{one.id}",
                one.expert.name,
                "choice",
                choices=[("yes", N_("Reject")), ("no", N_("Do not reject"))],
            )
            for one in _committee(act, project)
        ),
    ]


def reject(act: Act, project: Project, form: Form, _e: int | None) -> None:
    """Enter the review of a bid from paper; it is rejected when more than half of the committee say so."""
    votes = {one.id: form.get(f"vote-{one.id}", "") for one in _committee(act, project)}
    for pk, said in votes.items():
        if said not in ("yes", "no"):
            raise Incomplete(N_("Choose one from the list."), field=f"vote-{pk}")
    motion = verbs.enter_review(
        act,
        chosen(_valid(act, project), form, "offer"),
        a_word(form, "ground", Rejection),
        a_number(form, "page_number"),
        form.get("text", ""),
        {pk: said == "yes" for pk, said in votes.items()},
    )
    if not motion.carried:
        flash(translate(N_("Not more than half of the committee reject this bid: it stays.")), "info")


def _committee(act: Act, project: Project) -> list[PanelMember]:
    draw = queries.draw_of(act.session, project)
    return [one for one in draw.members if one.seated] if draw else []


def unscored(act: Act, project: Project) -> list[PanelMember]:
    """Return the members of the committee whose scores are not in."""
    return [one for one in _committee(act, project) if one.scored_at is None]


def _score_rows(act: Act, project: Project) -> list[tuple[Any, Any]]:
    criteria = [one for one in project.notice.criteria if not one.by_price] if project.notice else []
    return [(offer, row) for offer in _valid(act, project) for row in criteria]


def score_fields(act: Act, project: Project) -> Fields:
    """Ask for the scores of one expert from his paper sheet."""
    experts = [(one.id, one.expert.name) for one in unscored(act, project)]
    blind = project.notice is not None and project.notice.blind
    names = room.labels(act.session, project) if blind else {}
    return [
        field("member", N_("Expert"), "choice", choices=experts),
        *(
            field(
                f"points-{offer.id}-{row.id}",
                f"{names.get(offer.id, offer.bidder.name)} · {row.name}",
                "text",
                hint=f"0–{row.most}",
            )
            for offer, row in _score_rows(act, project)
        ),
        field(
            "reason",
            N_("Why on paper"),
            "text",
            must=False,
            hint=N_("Needed where the expert has an account and would hand in alone"),
        ),
    ]


def score(act: Act, project: Project, form: Form, _e: int | None) -> None:
    """Enter the scores of one expert from paper."""
    points: dict[tuple[int, int], Decimal] = {}
    for offer, row in _score_rows(act, project):
        name = f"points-{offer.id}-{row.id}"
        points[offer.id, row.id] = read_amount(form.get(name, ""), name)
    member = chosen(unscored(act, project), form, "member")
    verbs.hand_in_scores(act, member, points, form.get("reason", ""))
