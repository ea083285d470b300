"""The township's list of villages, and the cash book of one village month by month."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import Act, local_day
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.pages import allowed
from app.villages import operations as verbs
from app.villages.access import CHECKERS, ENTERERS, READERS, village_for
from app.villages.models import VillageOfficer, Voucher
from app.villages.pages import PAGES
from app.villages.queries import cash
from app.villages.queries.closing import TOWN, Part, checklist, publish_by
from app.villages.words import Category, Direction, VoucherState

COLOURS = {
    VoucherState.ENTERED: "yellow",
    VoucherState.SUPERVISED: "blue",
    VoucherState.CHECKED: "blue",
    VoucherState.BOOKED: "green",
    VoucherState.PUBLISHED: "green",
}


def home_of(pk: int) -> Organisation:
    """Return the village of an address, if whoever asks may see it."""
    return village_for(session(), current_actor(), pk)


def money(amount: Decimal) -> str:
    """Return an amount as it stands in a book: 12,500.00."""
    return f"{amount:,.2f}"


@PAGES.get("/")
@allowed(*READERS)
def desk() -> str | Response:
    """List the villages of the scope; who works for a single village comes straight to its book."""
    actor = current_actor()
    if Role.VILLAGE_CLERK in actor.roles and not set(actor.roles) & set(CHECKERS):
        return redirect(url_for(".book", pk=actor.organisation_id))  # type: ignore[return-value]
    text = request.args.get("q", "").replace("\x00", "").strip()[:40]
    rows = cash.villages_waiting(session(), actor, text, request.args.get("after", "")[:12])
    following = None
    if len(rows) == cash.PAGE:
        last = session().get_one(Organisation, rows[-1].id)
        following = url_for(".desk", q=text or None, after=last.region_code)
    return render_template("villages/desk.html", rows=rows, search=text, next_url=following)


@PAGES.get("/<int:pk>/cash")
@allowed(*READERS)
def book(pk: int) -> str:
    """Show a month of the cash book, and what can be done with it."""
    village = home_of(pk)
    periods = cash.periods_of(session(), pk)
    this = f"{local_day(now()):%Y-%m}"
    asked = request.args.get("month", "")
    period = asked if asked in periods else periods[0] if periods else this
    vouchers = cash.vouchers_of(session(), pk, period)
    roles = current_actor().roles
    published = cash.statement_of(session(), pk, period)
    return render_template(
        "villages/book.html",
        village=village,
        period=period,
        periods=periods,
        vouchers=[_row(one) for one in vouchers],
        sums={name: money(amount) for name, amount in cash.sums_of(vouchers).items()},
        statement=published,
        close=close_words(village, period),
        accounts=[(one, money(one.balance)) for one in cash.accounts_of(session(), pk)],
        may_enter=not roles.isdisjoint(ENTERERS),
        **month_acts(village, period, vouchers),
    )


def month_acts(village: Organisation, period: str, vouchers: Sequence[Voucher]) -> dict[str, Any]:
    """Return what can be done with all vouchers of a month, as ``villages/month_acts.html`` takes it."""
    counts = {state: sum(1 for one in vouchers if one.state == state) for state in VoucherState}
    whole = counts[VoucherState.BOOKED] and counts[VoucherState.BOOKED] == len(vouchers)
    officers = cash.officers_of(session(), village.id, supervising=True)
    return {
        "may_check": not current_actor().roles.isdisjoint(CHECKERS),
        "waiting": {
            "stamp": counts[VoucherState.ENTERED],
            "check": counts[VoucherState.ENTERED] + counts[VoucherState.SUPERVISED],
            "book": counts[VoucherState.CHECKED],
            "publish": whole and period < f"{local_day(now()):%Y-%m}",
        },
        "to_check": [
            f"{one.number} {one.purpose} {signed_amount(one)}" for one in vouchers if _checkable(one) and one.photos
        ],
        "bare": [one.number for one in vouchers if _checkable(one) and not one.photos],
        "supervisors": [(str(one.id), one.name) for one in officers],
    }


def close_words(village: Organisation, period: str) -> dict[str, Any]:
    """Return whose turn it is with a month, and with what, in words; a month that is published is late no more."""
    items = checklist(session(), village, period, local_day(now()))
    open_ones = [item for item in items if not item.done]
    if not open_ones:
        return {"left": 0, "text": translate(N_("Everything is done; the month is published.")), "late": False}
    first, last = open_ones[0], publish_by(session(), period)
    turn = N_("The township's turn: %(what)s") if first.whose == TOWN else N_("The village's turn: %(what)s")
    missing = translate(N_("%(what)s (%(count)d missing)"), what=translate(first.part), count=first.count)
    published = all(item.done for item in items if item.part == Part.PUBLISHED)
    return {
        "left": len(open_ones),
        "text": translate(turn, what=missing if first.count else translate(first.part)),
        "published": published,
        "by": show_day(last),
        "late": not published and last is not None and local_day(now()) > last,
    }


def _row(one: Voucher) -> dict[str, Any]:
    state = VoucherState(one.state)
    label = translate(N_("Given back")) if one.returned_reason else translate(state)
    return {
        "url": url_for(".voucher", pk=one.id),
        "cells": [
            {"label": translate(N_("Purpose")), "text": one.purpose, "soft": f"{one.number} · {one.occurred_on:%m-%d}"},
            {"label": translate(N_("What for")), "text": translate(Category(one.category)), "wide": True},
            {"label": translate(N_("Amount (yuan)")), "text": signed_amount(one), "num": True},
            {"label": translate(N_("Payee or payer")), "text": one.payee, "wide": True},
            {"label": translate(N_("Photos")), **_photos(one)},
            {"label": translate(N_("State")), "text": label, "tag": "red" if one.returned_reason else COLOURS[state]},
        ],
    }


def _photos(one: Voucher) -> dict[str, Any]:
    """Return the count, which a phone leaves out, or that there is none, which nobody should miss."""
    if one.photos:
        return {"text": str(one.photos), "num": True, "wide": True}
    return {"text": translate(N_("no photo")), "tag": "yellow"}


def signed_amount(one: Voucher) -> str:
    """Return a voucher's amount with the sign of what it does to the balance."""
    sign = {Direction.IN: "+", Direction.OUT: "−", Direction.MOVE: "⇄ "}[Direction(one.direction)]
    if one.amount < 0:
        return translate(N_("red letter %(amount)s"), amount=money(-one.amount))
    return f"{sign}{money(one.amount)}"


@PAGES.post("/<int:pk>/cash/<step>")
@allowed(*ENTERERS)
def take_all(pk: int, step: str) -> Response:
    """Take one step with every voucher of a month that is ready for it, or publish the month."""
    period = request.form.get("month", "")[:7]
    try:
        with acting() as act:
            village = village_for(act.session, act.actor, pk)
            done = _publish(act, village, period) if step == "publish" else _step_all(act, village, period, step)
        flash(done, "success")
    except Refused as fault:
        flash(translate_refusal(fault), "error")
    page = ".close" if request.form.get("back") == "close" else ".book"
    return redirect(url_for(page, pk=pk, month=period))  # type: ignore[return-value]


def _checkable(one: Voucher) -> bool:
    """Tell whether a voucher is among those that are checked at once, if it has a photo."""
    return one.state == VoucherState.SUPERVISED and not one.returned_reason


def _publish(act: Act, village: Organisation, period: str) -> str:
    statement = verbs.publish_month(act, village, period)
    return translate(N_("The accounts of %(period)s are on the village's page."), period=statement.period)


def _step_all(act: Act, village: Organisation, period: str, step: str) -> str:
    vouchers = cash.vouchers_of(act.session, village.id, period)
    done = 0
    supervisor = supervisor_of(act, request.form.get("supervisor", "")) if step == "stamp" else None
    for one in vouchers:
        if step == "stamp" and supervisor is not None and one.state == VoucherState.ENTERED and not one.returned_reason:
            verbs.stamp_voucher(act, one, supervisor)
        elif step == "check" and _checkable(one) and one.photos:
            verbs.check_voucher(act, one)
        elif step == "book" and one.state == VoucherState.CHECKED:
            verbs.book_voucher(act, one)
        else:
            continue
        done += 1
    if step not in ("stamp", "check", "book"):
        raise NotFound(N_("There is no such act."))
    if not done:
        raise Incomplete(N_("No voucher of this month is ready for this step."))
    return translate(N_("%(count)d vouchers done. It stands in the trail."), count=done)


def supervisor_of(act: Act, text: str) -> VillageOfficer:
    """Return the member of the supervision committee that was chosen."""
    found = act.session.get(VillageOfficer, int(text)) if text.isdecimal() and len(text) <= 18 else None
    if found is None:
        raise Incomplete(N_("Choose whose stamp stands on the paper."), field="supervisor")
    return found
