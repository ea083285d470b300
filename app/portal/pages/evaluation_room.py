"""The evaluation room: each expert scores alone on a page of his own, keeps a draft, and hands in once."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.kernel.act import Act, Channel
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.typed import read_amount, read_whole
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.experts import expert_here
from app.portal.pages.outside import Answer
from app.surfaces.actions import a_word
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone
from app.trading import calls, room
from app.trading.models import Expert, Offer, PanelMember
from app.trading.operations import hand_in_own_scores, keep_draft, propose_rejection, vote
from app.trading.words import Rejection, TradeState

Typed = dict[str, str]


@PAGES.get("/experts/evaluations/<int:pk>")
@anyone
def evaluation(pk: int) -> Answer:
    """Show an expert his sheet: to be filled in, handed in, or with everybody's scores once all are in."""
    here = expert_here()
    if here is None:
        return redirect(url_for(".experts"))  # type: ignore[return-value]
    return _show(own_seat(here[1], pk), {}, None)


def own_seat(expert: Expert, pk: int) -> PanelMember:
    """Return the seat of an expert; NotFound where he does not sit."""
    member = calls.call_of(session(), expert, pk)
    if not member.seated:
        raise NotFound(N_("There is no evaluation of yours here."))
    return member


def _show(member: PanelMember, errors: dict[str, str], typed: Typed | None) -> str:
    """Show the sheet; ``typed`` is what came in with a refused form."""
    committee = room.seated(member)
    return render_template(
        "portal/evaluation.html",
        member=member,
        project=member.draw.project,
        state=translate(TradeState(member.draw.project.state)),
        open=room.may_score(member),
        blind=room.is_blind(member),
        whole=room.all_in(member),
        handed=sum(one.scored_at is not None for one in committee),
        seats=len(committee),
        sheets=[
            {
                "sheet": one,
                "rejected": translate(Rejection(one.rejected)) if one.rejected else "",
                "fields": [
                    {
                        "name": cell.name,
                        "label": cell.row.name,
                        "input": "decimal",
                        "required": False,
                        "hint": f"0–{cell.row.most.normalize():f}",
                        "value": typed.get(cell.name, "") if typed is not None else cell.typed,
                        "error": errors.get(cell.name, ""),
                    }
                    for cell in one.cells
                ],
            }
            for one in room.sheets(session(), member)
        ],
        errors=errors,
        motions=[
            {"motion": one, "ground": translate(Rejection(one.row.ground))} for one in room.motions(session(), member)
        ],
        review=_review_fields(member, errors, typed or {}) if room.may_review(member) else [],
    )


def _review_fields(member: PanelMember, errors: dict[str, str], typed: Typed) -> list[dict[str, Any]]:
    """Return the fields of a proposal to reject a bid; nothing where no bid stands."""
    standing = [one.key for one in room.sheets(session(), member) if one.rejected is None]
    asked: list[dict[str, Any]] = [
        {"name": "bid", "label": N_("Bid"), "input": "choice", "choices": [(one, one) for one in standing]},
        {
            "name": "ground",
            "label": N_("Ground of rejection"),
            "input": "choice",
            "choices": [(one.value, translate(one)) for one in Rejection],
        },
        {"name": "page_number", "label": N_("Page of the bid"), "input": "number"},
        {"name": "text", "label": N_("Passage that fails"), "input": "long"},
    ]
    return [
        {
            **one,
            "label": translate(one["label"]),
            "required": True,
            "value": typed.get(one["name"], ""),
            "error": errors.get(one["name"], ""),
        }
        for one in asked
        if standing
    ]


@PAGES.post("/experts/evaluations/<int:pk>")
@anyone
@limited("120 per minute")
def score(pk: int) -> Answer:
    """Keep the draft of an expert, or take his scores for good."""
    here = expert_here()
    if here is None:
        return redirect(url_for(".experts"))  # type: ignore[return-value]
    expert, typed = here[1], {key: value for key, value in request.form.items() if key != "csrf_token"}
    done = request.form.get("do") == "hand_in"
    try:
        with acting(Channel.PORTAL, county=expert.county) as act:
            member = own_seat(expert, pk)
            if done:
                hand_in_own_scores(act, expert, member, _points(member, typed))
            else:
                names = {cell.name for one in room.sheets(act.session, member) for cell in one.cells}
                keep_draft(act, expert, member, {key: value for key, value in typed.items() if key in names})
    except NotFound:
        raise
    except Refused as fault:
        errors = faults_of(fault) or {"form": translate_refusal(fault)}
        return _show(own_seat(expert, pk), errors, typed), fault.status
    flash(
        translate(N_("Your scores are handed in.") if done else N_("Kept as a draft; nobody else sees it.")), "success"
    )
    return redirect(url_for(".evaluation", pk=pk))  # type: ignore[return-value]


def _points(member: PanelMember, typed: Typed) -> dict[tuple[int, int], Decimal]:
    """Return the points that were typed for every bid that stands; Incomplete names the first that is missing or wrong."""
    points: dict[tuple[int, int], Decimal] = {}
    for sheet in room.sheets(session(), member):
        if sheet.rejected is not None:
            continue
        for cell in sheet.cells:
            if not typed.get(cell.name, "").strip():
                raise Incomplete(N_("This field must be filled in."), field=cell.name)
            given = read_amount(typed[cell.name], cell.name)
            if not 0 <= given <= cell.row.most:
                raise Incomplete(
                    N_("“%(row)s” takes 0 to %(most)s points, with at most two decimals."),
                    field=cell.name,
                    row=cell.row.name,
                    most=str(cell.row.most),
                )
            points[sheet.offer_id, cell.row.id] = given
    return points


@PAGES.post("/experts/evaluations/<int:pk>/review")
@anyone
@limited("60 per minute")
def review(pk: int) -> Answer:
    """Take a member's proposal to reject a bid, or his vote on one."""
    here = expert_here()
    if here is None:
        return redirect(url_for(".experts"))  # type: ignore[return-value]
    expert, typed = here[1], {key: value for key, value in request.form.items() if key != "csrf_token"}
    try:
        with acting(Channel.PORTAL, county=expert.county) as act:
            member = own_seat(expert, pk)
            if "motion" in typed:
                motion = next(
                    (one for one in room.motions(act.session, member) if str(one.row.id) == typed["motion"]), None
                )
                if motion is None or typed.get("agrees") not in ("yes", "no"):
                    raise Incomplete(N_("Choose one from the list."), field="motion")
                vote(act, expert, member, motion.row, agrees=typed["agrees"] == "yes")
            else:
                _propose(act, expert, member, typed)
    except NotFound:
        raise
    except Refused as fault:
        errors = faults_of(fault) or {"form": translate_refusal(fault)}
        return _show(own_seat(expert, pk), errors, typed), fault.status
    flash(translate(N_("Your vote was taken.")), "success")
    return redirect(url_for(".evaluation", pk=pk))  # type: ignore[return-value]


def _propose(act: Act, expert: Expert, member: PanelMember, typed: Typed) -> None:
    sheet = next((one for one in room.sheets(act.session, member) if one.key == typed.get("bid")), None)
    if sheet is None:
        raise Incomplete(N_("Choose one from the list."), field="bid")
    ground = a_word(request.form, "ground", Rejection)
    offer = act.session.get_one(Offer, sheet.offer_id)
    page = read_whole(typed.get("page_number", ""), "page_number")
    propose_rejection(act, expert, member, offer, ground, page, typed.get("text", ""))
