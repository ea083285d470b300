"""What the trading centre does with a trade: the forms behind its buttons."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import flash, request

from app.kernel.act import Act
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.words import N_
from app.surfaces.actions import ActForm, Form, a_number, a_word, chosen, field, none, words
from app.surfaces.folders import folder_of
from app.surfaces.keeping import signing_key
from app.surfaces.language import translate
from app.surfaces.sent import sent_text
from app.trading import operations as verbs
from app.trading import queries
from app.trading.flows import WORKING
from app.trading.models import Bidder, KeyHolder, Lot, PanelMember, Project
from app.trading.pages.scoring import reject, reject_fields, score, score_fields, unscored
from app.trading.pages.voices import enter_objection, object_fields
from app.trading.words import CallAnswer, DrawSide, TradeState

Fields = list[dict[str, Any]]
S = TradeState


@dataclass(frozen=True, slots=True)
class CentreAct:
    """An act of the centre that is no move of the course, or one that is: when it is possible, and its form."""

    title: str
    states: frozenset[TradeState]
    form: ActForm[Project]


def _bidders(act: Act, project: Project) -> list[Bidder]:
    return list(queries.bidders(act.session, project.county))


def _lot_field(project: Project) -> dict[str, Any]:
    return field("lot", N_("Lot"), "choice", choices=[(one.id, str(one)) for one in project.lots])


def _token_field() -> dict[str, Any]:
    return field("token", N_("Pass of the bidder"), "text", hint=N_("32 characters, as they were handed over"))


def _pass_fields(act: Act, project: Project) -> Fields:
    return [field("bidder", N_("Bidder"), "choice", choices=[(one.id, one.name) for one in _bidders(act, project)])]


def _give_pass(act: Act, project: Project, form: Form, _e: int | None) -> None:
    token = verbs.give_pass(act, project, chosen(_bidders(act, project), form, "bidder"))
    flash(
        translate(
            N_("The pass is %(token)s. It is shown once and kept nowhere: hand it to the bidder now."), token=token
        ),
        "info",
    )


def _hand_in_fields(act: Act, project: Project) -> Fields:
    return [
        _lot_field(project),
        _token_field(),
        field(
            "envelope",
            N_("Sealed envelope"),
            "file",
            hint=N_("Saved by the page that seals, by its offline file or by flask seal"),
        ),
        field(
            "body", N_("Sealed files"), "file", must=False, hint=N_("Saved beside the envelope, if the bid has files")
        ),
    ]


def _hand_in(act: Act, project: Project, form: Form, _e: int | None) -> None:
    lot: Lot = chosen(project.lots, form, "lot")
    sent = request.files.get("body")
    if sent is not None and sent.filename:
        verbs.hand_in_files(act, lot, form.get("token", ""), cast(BinaryIO, sent.stream), folder_of("bids"))
    made = verbs.hand_in(act, lot, form.get("token", ""), sent_text("envelope"), signing_key(act.session))
    flash(
        translate(
            N_("Receipt %(number)d: %(text)s Signature: %(signature)s"),
            number=made.number,
            text=" ".join(made.text.split()),
            signature=made.signature,
        ),
        "info",
    )


def _withdraw(act: Act, project: Project, form: Form, _e: int | None) -> None:
    verbs.withdraw(act, chosen(project.lots, form, "lot"), form.get("token", ""))


def _share_fields(act: Act, project: Project) -> Fields:
    gave = queries.holders_who_gave(act.session, project)
    open_ = [(one.id, one.name) for one in project.holders if one.id not in gave]
    return [
        field("holder", N_("Holder of a key"), "choice", choices=open_),
        field("shares", N_("Shares"), "file", hint=N_("Made by flask open-shares from the list of bids")),
    ]


def _give_shares(act: Act, project: Project, form: Form, _e: int | None) -> None:
    holder: KeyHolder = chosen(project.holders, form, "holder")
    try:
        told = json.loads(sent_text("shares"))
        given = {int(bid): bytes.fromhex(share) for bid, share in told.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Incomplete(
            N_("This is no file of shares. Make it again from the list of bids."), field="shares"
        ) from None
    verbs.give_shares(act, holder, given)


def _freeze_fields(act: Act, project: Project) -> Fields:
    return [
        field("specialty", N_("Specialty"), "text"),
        field("wanted", N_("Members of the committee"), "text", value="5"),
        *(
            field(f"commit-{side.value}", side, "text", hint=N_("Commitment: 64 hexadecimal digits"))
            for side in DrawSide
        ),
    ]


def _freeze(act: Act, project: Project, form: Form, _e: int | None) -> None:
    commitments = {side: form.get(f"commit-{side.value}", "").strip().lower() for side in DrawSide}
    verbs.freeze_list(act, project, form.get("specialty", "").strip(), a_number(form, "wanted"), commitments)


def _reveal_fields(act: Act, project: Project) -> Fields:
    draw = queries.draw_of(act.session, project)
    sides = [DrawSide(one.side) for one in draw.parts if one.value is None] if draw else []
    return [
        field("side", N_("Whose value"), "choice", choices=words(sides)),
        field("value", N_("Secret value"), "text"),
    ]


def _reveal(act: Act, project: Project, form: Form, _e: int | None) -> None:
    draw = queries.draw_of(act.session, project)
    if draw is None:
        raise OutOfOrder(N_("No list has been frozen yet."))
    verbs.reveal(act, draw, a_word(form, "side", DrawSide), form.get("value", ""))


def _next(act: Act, project: Project) -> list[PanelMember]:
    """Return the expert who is called next, if one is."""
    draw = queries.draw_of(act.session, project)
    if draw is None or sum(one.answer == CallAnswer.YES for one in draw.members) >= draw.wanted:
        return []
    return [one for one in draw.members if one.answer == CallAnswer.WAITING][:1]


def _call_fields(act: Act, project: Project) -> Fields:
    called = [(one.id, f"{one.place} · {one.expert.name} · {one.expert.employer}") for one in _next(act, project)]
    answers = [one for one in CallAnswer if one != CallAnswer.WAITING]
    return [
        field("member", N_("Expert"), "choice", choices=called),
        field("answer", N_("Answer"), "choice", choices=words(answers)),
        field("note", N_("Why he keeps away"), must=False),
    ]


def _call(act: Act, project: Project, form: Form, _e: int | None) -> None:
    verbs.note_answer(
        act, chosen(_next(act, project), form, "member"), a_word(form, "answer", CallAnswer), form.get("note", "")
    )


def _has(rows: Callable[[Act, Project], Any]) -> Callable[[Act, Project], bool]:
    return lambda act, project: bool(rows(act, project))


def _no_draw(act: Act, project: Project) -> bool:
    return queries.draw_of(act.session, project) is None


def _unrevealed(act: Act, project: Project) -> bool:
    draw = queries.draw_of(act.session, project)
    return draw is not None and draw.seed is None


def _objections(act: Act, project: Project) -> Fields:
    return [field("objections", N_("Objections on the spot"), must=False)]


BEFORE_SEAT = frozenset({S.OPEN, S.CLOSED, S.OPENED})
CALLED = BEFORE_SEAT | {S.EVALUATING}
"""While the committee sits, too: a reserve is called for a member who was recused."""
ACTS: dict[str, CentreAct] = {
    "pass": CentreAct(N_("Give a pass"), frozenset({S.OPEN}), ActForm(_pass_fields, _give_pass, when=_has(_bidders))),
    "hand_in": CentreAct(
        N_("Take a sealed bid in"), frozenset({S.OPEN}), ActForm(_hand_in_fields, _hand_in, main=True)
    ),
    "withdraw": CentreAct(
        N_("Withdraw a bid"),
        frozenset({S.OPEN}),
        ActForm(lambda act, project: [_lot_field(project), _token_field()], _withdraw, rare=True),
    ),
    "shares": CentreAct(
        N_("Take a holder's shares"), frozenset({S.CLOSED}), ActForm(_share_fields, _give_shares, main=True)
    ),
    "open": CentreAct(
        N_("Open the bids"),
        frozenset({S.CLOSED}),
        ActForm(_objections, lambda act, project, form, _e: verbs.open_bids(act, project, form.get("objections", ""))),
    ),
    "freeze": CentreAct(N_("Freeze the list of experts"), BEFORE_SEAT, ActForm(_freeze_fields, _freeze, when=_no_draw)),
    "reveal": CentreAct(
        N_("Reveal a value of the draw"), BEFORE_SEAT, ActForm(_reveal_fields, _reveal, when=_unrevealed)
    ),
    "call": CentreAct(N_("Note an expert's answer"), CALLED, ActForm(_call_fields, _call, when=_has(_next))),
    "seat": CentreAct(
        N_("Seat the committee"),
        frozenset({S.OPENED}),
        ActForm(none, lambda act, project, _f, _e: verbs.seat_committee(act, project)),
    ),
    "reject": CentreAct(N_("Reject a bid"), frozenset({S.EVALUATING}), ActForm(reject_fields, reject, danger=True)),
    "score": CentreAct(
        N_("Enter scores from paper"), frozenset({S.EVALUATING}), ActForm(score_fields, score, when=_has(unscored))
    ),
    "object": CentreAct(
        N_("Enter an objection on paper"), frozenset(WORKING), ActForm(object_fields, enter_objection, rare=True)
    ),
    "rank": CentreAct(
        N_("Hand in the evaluation report"),
        frozenset({S.EVALUATING}),
        ActForm(
            none,
            lambda act, project, _f, _e: verbs.rank_offers(act, project),
            when=lambda act, project: not unscored(act, project),
        ),
    ),
}
