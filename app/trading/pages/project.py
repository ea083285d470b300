"""The page of a trade: where it stands, everything that may be known of it now, its acts as buttons."""

from typing import Any

from flask import Response, jsonify, render_template, url_for

from app.kernel.act import Act
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import NotFound
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.surfaces.actions import ActForm, answered, button_of, in_order
from app.surfaces.acts import reading_act
from app.surfaces.casepage import split_buttons
from app.surfaces.language import translate
from app.surfaces.pages import allowed, may_open
from app.surfaces.records.showing import beside
from app.trading import queries
from app.trading.flows import CENTRE, CLERKS, TENDER
from app.trading.guards import check_centre, holds, home_of
from app.trading.minima import MINIMA, Minimum, broken
from app.trading.models import Notice, PanelMember, Project, TradeComplaint
from app.trading.operations.opening import bids_to_open
from app.trading.pages import PAGES, READERS
from app.trading.pages.band import band_of
from app.trading.pages.bonds import bond_rows
from app.trading.pages.buyer import FORMS
from app.trading.pages.centre import ACTS
from app.trading.paid import bonds_paid
from app.trading.words import (
    CallAnswer,
    ComplaintOutcome,
    ComplaintState,
    HolderRole,
    ObjectionOutcome,
    ObjectionStage,
    Rejection,
    TradeState,
)

CONDITIONS = "supervision.trade"
"""The page on which the conditions say what they find of a trade."""


@PAGES.get("/<int:pk>")
@allowed(*READERS)
def project(pk: int) -> str:
    """Show a trade."""
    act = reading_act()
    return _show(act, queries.project_for(act.session, act.actor.scope, pk), "", {})


def _possible(act: Act, found: Project) -> dict[str, tuple[str, ActForm[Project]]]:
    """Return title and form of what the actor may do with a trade now."""
    made: dict[str, tuple[str, ActForm[Project]]] = {}
    for move in TENDER.moves_from(found.state):
        form = FORMS.get(move.code)
        if form and _may(act, home_of(found, move.code), move.duties) and form.is_offered(act, found):
            made[move.code] = move.title, form
    for code, one in ACTS.items():
        if found.state in one.states and _may(act, found.centre_id, CENTRE) and one.form.is_offered(act, found):
            made[code] = one.title, one.form
    return made


def _may(act: Act, home: int, duties: frozenset[Duty]) -> bool:
    return holds(act, home, duties)


def _show(act: Act, found: Project, failed: str, errors: dict[str, str]) -> str:
    notice = found.notice
    draw = queries.draw_of(act.session, found)
    opening = queries.opening_of(act.session, found)
    gave = queries.holders_who_gave(act.session, found)
    return render_template(
        "trading/project.html",
        project=found,
        band=band_of(act, found),
        split=split_buttons(
            in_order(
                [
                    button_of(act, found, code, title, form, failed, errors)
                    for code, (title, form) in _possible(act, found).items()
                ]
            )
        ),
        failed=errors.get("form", ""),
        beside=beside(Project.kind, found.id),
        conditions=url_for(CONDITIONS, pk=found.id) if may_open(CONDITIONS) else "",
        notice=notice if notice and (notice.published_at or holds(act, found.organisation_id, CLERKS)) else None,
        broken=_short(act, notice),
        criteria=notice.criteria if notice else [],
        holders=[
            {
                "role": translate(HolderRole(one.role)),
                "name": one.name,
                "fingerprint": one.fingerprint,
                "gave": one.id in gave,
            }
            for one in found.holders
        ],
        questions=queries.questions_of(act.session, found),
        addenda=queries.addenda_of(act.session, found),
        objections=_objections(act, found),
        complaints=[complaint_row(act, one) for one in queries.complaints_of(act.session, found)],
        opening=opening,
        unreadable=[line for line in (opening.record["bids"] if opening else []) if line["state"] == "unreadable"],
        offers=[
            {"offer": one, "rejected": translate(Rejection(one.rejected)) if one.rejected else ""}
            for one in queries.offers_of(act.session, found)
        ],
        bonds=bond_rows(act, found) if opening else [],
        bonds_paid=bonds_paid(act.session, found) if holds(act, found.centre_id, CENTRE) else 0,
        draw=draw,
        members=_members(act, found),
        candidates=queries.candidates_of(act.session, found),
        awards=queries.awards_of(act.session, found),
        contracts=queries.contracts_of(act.session, found),
    )


def _objections(act: Act, found: Project) -> list[dict[str, Any]]:
    """Return the objections; whose they are the centre and the supervisor see, and never the buyer."""
    named = holds(act, found.centre_id, CENTRE) or holds(act, found.supervisor_id or 0, CLERKS)
    buyer = holds(act, found.organisation_id, CLERKS)
    rows = []
    for one in queries.objections_of(act.session, found):
        clock = clock_of(act.session, one, ClockKind.ANSWER)
        rows.append(
            {
                "objection": one,
                "stage": translate(ObjectionStage(one.stage)),
                "outcome": translate(ObjectionOutcome(one.outcome)) if one.outcome else "",
                "due": clock.due_on if clock else None,
                "text": one.text if named or buyer else "",
                "who": f"{one.name} · {one.contact}" if named and not buyer else "",
            }
        )
    return rows


def complaint_row(act: Act, complaint: TradeComplaint) -> dict[str, Any]:
    """Return a complaint as a page shows it: what it says and whose it is to the supervisor alone."""
    mine = holds(act, complaint.organisation_id, CLERKS)
    due = ClockKind.RECEIVE if complaint.state == ComplaintState.MADE else ClockKind.ANSWER
    clock = clock_of(act.session, complaint, due)
    return {
        "complaint": complaint,
        "state": translate(ComplaintState(complaint.state)),
        "outcome": translate(ComplaintOutcome(complaint.outcome)) if complaint.outcome else "",
        "due": clock.due_on if clock and clock.stopped_at is None else None,
        "text": complaint.text if mine else "",
        "who": f"{complaint.name} · {complaint.contact}" if mine else "",
    }


def _short(act: Act, notice: Notice | None) -> list[Minimum]:
    """Return the limits that a published notice falls short of, or that a draft would, published today."""
    if notice is None:
        return []
    if notice.published_at is None:
        return broken(notice, act.on)
    return [one for one in MINIMA if one.code in notice.broken]


def _members(act: Act, found: Project) -> list[dict[str, Any]]:
    """Return the experts as the centre sees them; for everybody else their names stay sealed until the award."""
    draw = queries.draw_of(act.session, found)
    awarded = found.state in (TradeState.AWARDED, TradeState.CONTRACTED)
    if draw is None or not (awarded or holds(act, found.centre_id, CENTRE)):
        return []
    return [
        {
            "place": one.place,
            "name": one.expert.name,
            "employer": one.expert.employer,
            "answer": translate(CallAnswer(one.answer)),
            "scores": _handed_in(one),
        }
        for one in draw.members
        if one.answer != CallAnswer.WAITING
    ]


def _handed_in(member: PanelMember) -> str:
    """Return how the scores of a member came in, never what they are; empty while they have not."""
    if member.scored_at is None:
        return ""
    return translate(N_("scores entered from paper") if member.on_paper else N_("scores handed in alone"))


@PAGES.post("/<int:pk>/<code>")
@allowed(*READERS)
def carry_out(pk: int, code: str) -> Response | tuple[str, int]:
    """Carry out one act on a trade; a refusal keeps everything that was typed."""

    def work(act: Act) -> str:
        found = queries.project_for(act.session, act.actor.scope, pk)
        form = FORMS.get(code) or (ACTS[code].form if code in ACTS else None)
        if form is None:
            raise NotFound(N_("There is no such page."))
        if code in ACTS:
            check_centre(act, found)
        form.carry(act, found)
        return url_for(".project", pk=pk)

    return answered(
        work, lambda act, errors: _show(act, queries.project_for(act.session, act.actor.scope, pk), code, errors)
    )


@PAGES.get("/<int:pk>/notice.json")
@allowed(*READERS)
def notice_file(pk: int) -> Response:
    """Give what a bidder's machine needs to seal a bid: the tender, its lots and the holders' public keys."""
    act = reading_act()
    found = queries.project_for(act.session, act.actor.scope, pk)
    if found.notice is None or found.notice.published_at is None:
        raise NotFound(N_("The notice of this project has not been published."))
    return jsonify(queries.sealing_file(found))


@PAGES.get("/<int:pk>/bids.json")
@allowed(*READERS)
def bids_file(pk: int) -> Response:
    """Give the sealed bids to their holders, from the deadline on, to whoever opens them at the centre."""
    act = reading_act()
    found = queries.project_for(act.session, act.actor.scope, pk)
    if found.state != TradeState.CLOSED or not holds(act, found.centre_id, CENTRE):
        raise NotFound(
            N_("Sealed bids are given to the holders of the keys from the deadline on, at the trading centre.")
        )
    bids = {str(one.id): one.envelope for one in bids_to_open(act, found)}
    answer = jsonify({"tender": found.number, "bids": bids})
    answer.headers["Content-Disposition"] = f"attachment; filename={found.number}-bids.json"
    return answer
