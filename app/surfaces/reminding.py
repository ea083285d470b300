"""One's own deadlines outside the program: a calendar to subscribe to, and a digest on the morning of working days.

Neither names a person: the address of a calendar lies in other programs, and a message passes through gateways. What
is told is the step, the number and the day; the rest is read here, after the log-in.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.kernel.act import Act, Actor, local_day
from app.kernel.audit import record
from app.kernel.calendar import CalendarMissing, working_calendar
from app.kernel.clocks.lights import FAR
from app.kernel.errors import Incomplete, NotFound, Refused
from app.kernel.notices import Medium, Message, queue_once
from app.kernel.words import N_
from app.kernel.work import Piece, When, when
from app.surfaces.accounts.models import Account
from app.surfaces.accounts.operations import hash_of
from app.surfaces.acts import acting, actor_of, now, session
from app.surfaces.icalendar import DayEvent, calendar_text
from app.surfaces.inbox import INBOX, unread_since
from app.surfaces.language import show_day, translate, translate_refusal
from app.surfaces.pages import anyone, logged_in
from app.surfaces.waiting import work_of

MEDIA = (Medium.EMAIL, Medium.SMS)
LISTED = 10
"""Deadlines that an e-mail lists."""


def _own(act: Act) -> Account:
    found = act.session.get(Account, current_user.id)
    if found is None:
        raise NotFound(N_("Your account belongs to no officer, so nothing waits for it."))
    return found


@INBOX.route("/reminders", methods=["GET", "POST"])
@logged_in
def reminders() -> str | Response:
    """Show how one is reminded, and change it; the address of a calendar is shown once, when it is made."""
    address = ""
    if request.method == "POST":
        try:
            with acting() as act:
                address = _change(act, _own(act), request.form.get("do", ""))
        except Refused as fault:
            flash(translate_refusal(fault), "error")
        else:
            flash(translate(N_("Saved.")), "success")
        if not address:
            return redirect(url_for("inbox.reminders"))  # type: ignore[return-value]
    held = session().get(Account, current_user.id)
    return render_template(
        "reminders.html",
        address=address,
        has_calendar=held is not None and held.calendar_hash is not None,
        digest=held.digest if held else "",
        choices=[("", translate(N_("No digest")))] + [(one.value, translate(one)) for one in MEDIA],
    )


def _change(act: Act, account: Account, what: str) -> str:
    """Carry out what was chosen; returns the address of a calendar that was made."""
    if what == "calendar":
        token = secrets.token_urlsafe(32)
        account.calendar_hash = hash_of(token)
        record(act, "account.calendar_opened", account)
        return f"{current_app.config['SUNSHINE_ADDRESS']}{url_for('inbox.deadlines', key=token)}"
    if what == "no_calendar":
        account.calendar_hash = None
        record(act, "account.calendar_closed", account)
        return ""
    chosen = request.form.get("digest", "")
    if chosen not in {"", *(one.value for one in MEDIA)}:
        raise Incomplete(N_("Choose one from the list."), field="digest")
    if chosen and not _address(account, chosen):
        raise Incomplete(
            N_("Your telephone or e-mail address is not on record. Ask your administrator to enter it."), field="digest"
        )
    account.digest = chosen
    record(act, "account.digest_chosen", account, medium=chosen)
    return ""


def _address(account: Account, medium: str) -> str:
    return (account.official.email if medium == Medium.EMAIL else account.official.phone) or ""


@INBOX.get("/deadlines/<key>.ics")
@anyone
def deadlines(key: str) -> Response:
    """Give the deadlines of whoever holds the address; an ended address gives nothing."""
    account = session().scalar(
        select(Account)
        .where(Account.calendar_hash == hash_of(key))
        .options(joinedload(Account.user), joinedload(Account.official))
    )
    if account is None or not account.user.active or account.official.left_on is not None:
        raise NotFound(N_("There is no calendar at this address any more."))
    actor = actor_of(account.user, now())
    text = calendar_text(translate(N_("My deadlines")), _events(actor), now())
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _events(actor: Actor) -> list[DayEvent]:
    base = current_app.config["SUNSHINE_ADDRESS"]
    return [
        DayEvent(
            uid=f"{hashlib.sha256(f'{one.endpoint} {sorted(one.values.items())} {one.step}'.encode()).hexdigest()[:32]}@sunshine",
            on=local_day(one.due_at - timedelta(microseconds=1)),
            summary=_said(one),
            url=f"{base}{url_for(one.endpoint, **one.values)}",
        )
        for one in work_of(session(), actor, now())
        if one.due_at is not None and one.due_at < FAR
    ]


def _said(piece: Piece) -> str:
    """Return the step and the number of a piece, without the names that stand beside it."""
    number = piece.about.partition(" · ")[0]
    plain = number if number.isascii() and any(sign.isdigit() for sign in number) else ""
    return " ".join(part for part in (translate(piece.step, **piece.facts), plain) if part)


def send_digests(act: Act) -> dict[str, Any]:
    """Send whoever has chosen it the digest of the morning, on working days, where there is something to tell."""
    try:
        if not working_calendar(act.session).is_workday(act.on):
            return {}
    except CalendarMissing as fault:
        return {"fault": translate_refusal(fault)}
    wanted = select(Account).where(Account.digest != "").options(joinedload(Account.user), joinedload(Account.official))
    sent = 0
    for account in act.session.scalars(wanted.order_by(Account.user_id)).all():
        address = _address(account, account.digest)
        if not address or not account.user.active or account.official.left_on is not None:
            continue
        text = _digest(act, account)
        key = f"digest.{account.official_id}.{act.on.isoformat()}"
        if text and queue_once(act, Medium(account.digest), address, "今日待办", text, account.official, key):
            sent += 1
    return {"sent": sent}


def _digest(act: Act, account: Account) -> str:
    """Return the text of the morning; empty where nothing is due soon and nothing unread."""
    actor = actor_of(account.user, act.at)
    work = work_of(act.session, actor, act.at)
    counts = Counter(when(piece, act.at, act.on) for piece in work)
    new = act.session.scalar(
        select(func.count()).select_from(Message).where(unread_since(actor, account.messages_read_at))
    )
    told = [
        f"{words}{count}件"
        for words, count in (
            ("已超时", counts[When.OVERDUE]),
            ("今天到期", counts[When.TODAY]),
            ("即将到期", counts[When.SOON]),
        )
        if count
    ]
    told += [f"未读消息{new}条"] if new else []
    if not told:
        return ""
    text = f"您好：{'，'.join(told)}。"
    listed = _lines(work, act) if account.digest == Medium.EMAIL else []
    return "\n".join([text, *listed, f"请登录办理：{current_app.config['SUNSHINE_ADDRESS']}"])


def _lines(work: Sequence[Piece], act: Act) -> list[str]:
    near = [one for one in work if when(one, act.at, act.on) in (When.OVERDUE, When.TODAY, When.SOON)]
    return [
        f"{show_day(local_day(one.due_at - timedelta(microseconds=1)))} {_said(one)}"
        for one in near[:LISTED]
        if one.due_at is not None
    ]
