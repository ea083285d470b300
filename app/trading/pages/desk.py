"""The list of trades, and the form with which one begins."""

from typing import Any

from flask import Response, render_template, request, url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.places import Organisation
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.actions import Form, a_word, an_id, answered, button, chosen, field, words
from app.surfaces.acts import reading_act
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.trading import queries
from app.trading.accounts import counties_of
from app.trading.applications import count_waiting
from app.trading.drafting import rows
from app.trading.flows import CLERKS
from app.trading.operations import register_project
from app.trading.operations.planning import LotTold
from app.trading.pages import PAGES, READERS
from app.trading.words import TradeCategory, TradeKind, TradeState


@PAGES.get("/")
@allowed(*READERS)
def desk() -> str:
    """Show the trades of my scope."""
    return _show(reading_act(), {})


def _show(act: Act, errors: dict[str, str]) -> str:
    found = queries.projects(act.session, act.actor.scope, request.args.get("after", 0, type=int))
    mine = own_bodies(act)
    return render_template(
        "trading/desk.html",
        rows=[
            {
                "url": url_for(".project", pk=one.id),
                "name": one.name,
                "number": one.number,
                "buyer": one.organisation.name,
                "state": translate(TradeState(one.state)),
                "deadline": one.notice.deadline if one.notice and one.notice.published_at else None,
            }
            for one in found
        ],
        waiting=count_waiting(act.session, act.actor),
        centre=bool(counties_of(act)),
        following=url_for(".desk", after=found[-1].id) if len(found) == queries.PAGE else None,
        begin=button(
            "register",
            N_("Register a project"),
            _fields(act, mine),
            main=True,
            failed="register" if errors else "",
            errors=errors,
        )
        if mine
        else None,
    )


def own_bodies(act: Act) -> list[Organisation]:
    """Return the bodies for which the actor may register projects."""
    ids = {home for home, duty in act.actor.duties if duty in CLERKS}
    return list(act.session.scalars(select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)))


def centres_of(act: Act) -> list[Organisation]:
    """Return the bodies of the county that may be a trading centre or a supervisor."""
    county = act.actor.county
    bodies = select(Organisation).where(Organisation.county == county, Organisation.closed_on.is_(None))
    kinds = Organisation.body.in_(("government", "organ", "institution"))
    return list(act.session.scalars(bodies.where(kinds).order_by(Organisation.name)))


def _fields(act: Act, mine: list[Organisation]) -> list[dict[str, Any]]:
    return [
        field("name", N_("Name of the project"), "text"),
        field("buyer", N_("Buyer"), "choice", choices=[(one.id, one.name) for one in mine]),
        field("centre", N_("Trading centre"), "choice", choices=[(one.id, one.name) for one in centres_of(act)]),
        field(
            "supervisor",
            N_("Supervising department"),
            "choice",
            choices=[(one.id, one.name) for one in centres_of(act)],
            hint=N_("Complaints about this trade go there"),
        ),
        field("kind", N_("Kind of trade"), "choice", choices=words(TradeKind), value=TradeKind.WORKS.value),
        field(
            "category", N_("What is bought"), "choice", choices=words(TradeCategory), value=TradeCategory.WORKS.value
        ),
        field("approval", N_("Approval of the project"), "text"),
        field(
            "lots", N_("Lots"), hint=N_("One a line: name | estimate in yuan | ceiling price, which may be left out")
        ),
    ]


@PAGES.post("/")
@allowed(*READERS)
def register() -> Response | tuple[str, int]:
    """Register a project and go to its page."""

    def work(act: Act) -> str:
        form = request.form
        buyer = next((one for one in own_bodies(act) if one.id == an_id(form, "buyer")), None)
        centre = next((one for one in centres_of(act) if one.id == an_id(form, "centre")), None)
        if buyer is None or centre is None:
            raise NotAllowed(N_("Only the buyer registers its projects."))
        supervisor = chosen(centres_of(act), form, "supervisor")
        made = register_project(
            act,
            buyer,
            centre,
            form.get("name", ""),
            form.get("approval", ""),
            read_lots(form),
            supervisor=supervisor,
            kind=a_word(form, "kind", TradeKind),
            category=a_word(form, "category", TradeCategory),
        )
        return url_for(".project", pk=made.id)

    return answered(work, _show)


def read_lots(form: Form) -> list[LotTold]:
    """Return the lots that were typed, one a line."""
    told = []
    for parts in rows(form, "lots"):
        if len(parts) not in (2, 3):
            raise Incomplete(
                N_("Write each lot as: name | estimate, or name | estimate | ceiling price."), field="lots"
            )
        ceiling = read_amount(parts[2], "lots") if len(parts) == 3 and parts[2] else None
        told.append(LotTold(parts[0], read_amount(parts[1], "lots"), ceiling))
    return told
