"""Trades for whoever bids or holds a key: the notice, sealing and handing in, the shares of a holder. Nobody logs in here.

Who may hand in is shown by the pass, who holds a key by the key itself.
"""

import json
from base64 import b64encode
from datetime import datetime
from typing import Any, BinaryIO, cast

from flask import Response, current_app, jsonify, render_template, request, url_for
from markupsafe import Markup

from app.kernel.act import Act, Channel
from app.kernel.errors import Incomplete, NotAllowed, Refused, TooLate
from app.kernel.typed import read_whole
from app.kernel.words import N_
from app.portal.pages import PAGES
from app.portal.pages.bidders import own_pass_of, take_part
from app.portal.pages.trade_voices import complaint_row, shown
from app.surfaces.acts import acting, now, reading_act, session, today
from app.surfaces.assets import digest_of, text_of
from app.surfaces.folders import folder_of
from app.surfaces.keeping import signing_key
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.limits import limited
from app.surfaces.pages import anyone, remembered_page
from app.trading import operations as verbs
from app.trading import queries
from app.trading.bonds import bond_code
from app.trading.models import KeyHolder, Lot, Project
from app.trading.operations.opening import bids_to_open
from app.trading.paid import bonds_under
from app.trading.remedies import may_object
from app.trading.sealing.envelope import pass_hash
from app.trading.sealing.proof import challenge, is_proven
from app.trading.words import BidState, HolderRole, TradeState

SCRIPT = "js/seal.js"
Answer = str | tuple[str, int]


@PAGES.get("/trades/")
@anyone
@remembered_page
def trades() -> str:
    """List the trades whose notice was published."""
    found = queries.published_projects(session(), request.args.get("after", 0, type=int))
    rows = [(one, translate(TradeState(one.state))) for one in found]
    following = url_for(".trades", after=found[-1].id) if len(found) == queries.PAGE else None
    return render_template("portal/trades.html", rows=rows, next_url=following)


@PAGES.get("/trades/<int:pk>")
@anyone
def trade(pk: int) -> str:
    """Show the notice of a trade, whose keys the bids are sealed for, and the doors of bidders and holders."""
    found = queries.published_project(session(), pk)
    return render_template(
        "portal/trade.html",
        **_context(found),
        questions=queries.questions_of(session(), found),
        addenda=queries.published_addenda(session(), found),
        objections=[shown(one) for one in queries.objections_of(session(), found)],
        complaints=[complaint_row(one) for one in queries.complaints_of(session(), found)],
        may_object=may_object(session(), found, today()),
        draw=queries.draw_of(session(), found),
    )


def _context(found: Project) -> dict[str, Any]:
    return {
        "project": found,
        "notice": found.notice,
        "state": translate(TradeState(found.state)),
        "open": queries.takes_bids(found),
        "holders": [(translate(HolderRole(one.role)), one) for one in found.holders],
    }


@PAGES.get("/trades/<int:pk>/notice.json")
@anyone
def trade_notice(pk: int) -> Response:
    """Give what a bidder's machine needs to seal a bid."""
    found = queries.published_project(session(), pk)
    answer = jsonify(queries.sealing_file(found))
    answer.headers["Content-Disposition"] = f"attachment; filename={found.number}-notice.json"
    return answer


@PAGES.get("/trades/seal.html")
@anyone
def offline() -> Response:
    """Give the page that seals without the site: one file with the same script in it."""
    page = render_template(
        "portal/trade_offline.html",
        script=Markup("<script>{}</script>").format(_own(SCRIPT)),
        style=Markup("<style>{}</style>").format(_own("css/offline.css")),
        digest=digest_of(current_app, SCRIPT).hex(),
    )
    answer = Response(page, mimetype="text/html")
    answer.headers["Content-Disposition"] = "attachment; filename=sunshine-seal.html"
    return answer


def _own(name: str) -> Markup:
    """Return one of our own static files as it stands."""
    return Markup(text_of(current_app, name))  # noqa: S704 - no word of a visitor is in it


@PAGES.get("/trades/keys")
@anyone
def trade_key() -> str:
    """Make a holder's key in the browser; nothing of it comes here."""
    return render_template("portal/trade_key.html")


@PAGES.get("/trades/<int:pk>/bid")
@anyone
def trade_bid(pk: int) -> str:
    """Seal a bid in the browser and hand it in, or take one back."""
    return _bid_page(queries.published_project(session(), pk), {})


def _bid_page(found: Project, errors: dict[str, str]) -> str:
    return render_template(
        "portal/trade_bid.html",
        **_context(found),
        sealing=queries.sealing_file(found),
        errors=errors,
        token_value=own_pass_of(found),
    )


@PAGES.post("/trades/<int:pk>/bid")
@anyone
@limited("600 per hour")
def hand_in_bid(pk: int) -> Answer:
    """Take a sealed bid in and show its receipt; the same bytes twice show the same one."""
    found = queries.published_project(session(), pk)
    token = request.form.get("token", "").strip()
    try:
        with acting(Channel.PORTAL, county=found.county) as act:
            take_part(act, found, token)
            _files(act, _lot(found), token)
            key = signing_key(act.session)
            verbs.hand_in(act, _lot(found), token, _envelope(), key, origin=act.address)
    except Refused as fault:
        return _bid_page(found, faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    return _receipts(found, token)


@PAGES.post("/trades/<int:pk>/withdraw")
@anyone
@limited("600 per hour")
def withdraw_bid(pk: int) -> Answer:
    """Take a bid back before the deadline."""
    found = queries.published_project(session(), pk)
    token = request.form.get("token", "").strip()
    try:
        with acting(Channel.PORTAL, county=found.county) as act:
            verbs.withdraw(act, _lot(found), token)
    except Refused as fault:
        return _bid_page(found, faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    return _receipts(found, token)


@PAGES.post("/trades/<int:pk>/receipts")
@anyone
@limited("600 per hour")
def own_receipts(pk: int) -> Answer:
    """Show whoever has a pass what was handed in under it."""
    found = queries.published_project(session(), pk)
    token = request.form.get("token", "").strip()
    if not queries.bids_under(session(), found, pass_hash(token)):
        said = translate(N_("Nothing was handed in under this pass. Compare it character by character."))
        return _bid_page(found, {"form": said}), 404
    return _receipts(found, token)


@PAGES.post("/trades/<int:pk>/bond")
@anyone
@limited("600 per hour")
def own_bond(pk: int) -> Answer:
    """Show whoever has a pass the code for the transfer of the bond, and what has come in under it."""
    found = queries.published_project(session(), pk)
    token = request.form.get("token", "").strip()
    try:
        with acting(Channel.PORTAL, county=found.county) as act:
            take_part(act, found, token)
            hashed = verbs.known_pass(act, found, token)
    except Refused as fault:
        return _bid_page(found, faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    told = {"code": bond_code(hashed), "bonds": bonds_under(session(), found, hashed)}
    return render_template("portal/trade_bond.html", **_context(found), **told)


def _lot(found: Project) -> Lot:
    number = read_whole(request.form.get("lot", ""), "lot")
    lot = next((one for one in found.lots if one.number == number), None)
    if lot is None:
        raise Incomplete(N_("The notice has no lot %(number)d."), number=number, field="lot")
    return lot


def _files(act: Act, lot: Lot, token: str) -> None:
    """Take the sealed files in, if any were sent beside the envelope."""
    sent = request.files.get("body")
    if sent is not None and sent.filename:
        verbs.hand_in_files(act, lot, token, cast(BinaryIO, sent.stream), folder_of("bids"), origin=act.address)


def _envelope() -> str:
    """Return the sealed text: from the field that the script filled, or from a file that was sealed elsewhere."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return str(sent.read(200_000), "utf-8", errors="replace")
    return request.form.get("envelope", "")


def _receipts(found: Project, token: str) -> str:
    rows = [
        {
            "receipt": receipt,
            "state": translate(BidState(bid.state)),
            "lot": bid.lot,
            "standing": bid.state == BidState.SEALED,
            "file": b64encode(
                json.dumps({"text": receipt.text, "signature": receipt.signature, "key": receipt.key}).encode()
            ).decode(),
        }
        for receipt, bid in queries.bids_under(session(), found, pass_hash(token))
    ]
    return render_template("portal/trade_receipts.html", **_context(found), rows=rows, token=token)


@PAGES.get("/trades/<int:pk>/shares")
@anyone
def trade_shares(pk: int) -> str:
    """Open a holder's shares in the browser and give them, from the deadline on."""
    found = queries.published_project(session(), pk)
    keys = [{"place": one.place, "key": one.public_key, "challenge": challenge(one.id)} for one in found.holders]
    return render_template("portal/trade_shares.html", **_context(found), keys=keys, due=_is_due(found, now()))


def _is_due(found: Project, at: datetime) -> bool:
    return found.state == TradeState.CLOSED and found.notice is not None and at >= found.notice.deadline


@PAGES.post("/trades/<int:pk>/sealed")
@anyone
@limited("600 per hour")
def sealed_bids(pk: int) -> Response | tuple[Response, int]:
    """Give the sealed bids to a holder who proves that his key is here, from the deadline on."""
    found = queries.published_project(session(), pk)
    try:
        _holder(found, f"bids {found.number}")
        act = reading_act()
        if not _is_due(found, act.at):
            raise TooLate(N_("Sealed bids are given to the holders of the keys when the bidding is closed."))
        bids = {str(one.id): one.envelope for one in bids_to_open(act, found)}
    except Refused as fault:
        return jsonify(message=translate_refusal(fault)), fault.status
    return jsonify(bids=bids)


@PAGES.post("/trades/<int:pk>/shares")
@anyone
@limited("600 per hour")
def give_shares(pk: int) -> Response | tuple[Response, int]:
    """Take the shares of a holder who proves that his key is here."""
    found = queries.published_project(session(), pk)
    holder: KeyHolder | None = None
    try:
        holder = _holder(found, request.form.get("shares", ""))
        with acting(Channel.PORTAL, county=found.county, name=holder.name) as act:
            fresh = verbs.give_shares(act, holder, _shares())
    except Refused as fault:
        if isinstance(fault, TooLate) and holder is not None:
            with acting(Channel.PORTAL, county=found.county, name=holder.name) as act:
                verbs.note_early(act, holder)
        return jsonify(message=translate_refusal(fault)), fault.status
    return jsonify(message=translate(N_("Your shares were taken: %(count)d bids."), count=fresh))


def _holder(found: Project, sent: str) -> KeyHolder:
    """Return the holder whose key answered for what was sent."""
    place = read_whole(request.form.get("holder", ""), "holder")
    holder = next((one for one in found.holders if one.place == place), None)
    if holder is None or not is_proven(holder.id, holder.public_key, sent, request.form.get("proof", "")):
        raise NotAllowed(
            N_("This was not sent with the key of a holder of this trade. Use the key that stands in the notice.")
        )
    return holder


def _shares() -> dict[int, bytes]:
    try:
        told = json.loads(request.form.get("shares", ""))
        return {int(bid): bytes.fromhex(share) for bid, share in told.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Incomplete(N_("This is no file of shares. Make it again from the list of bids.")) from None
