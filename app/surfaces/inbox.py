"""What the program told one person at his desk: the newest on the home page, all of it here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy import func, select

from app.kernel.act import Actor
from app.kernel.notices import Medium, Message
from app.surfaces.accounts.models import Account
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import show_moment, translate
from app.surfaces.pages import logged_in
from app.surfaces.records.subjects import subject_link
from app.surfaces.remembered import remembered

INBOX = Blueprint("inbox", __name__, url_prefix="/messages")
PAGE = 30
MANY = 100


def _mine(actor: Actor) -> Any:
    return (Message.medium == str(Medium.DESK)) & (Message.address == str(actor.official_id or 0))


def unread_since(actor: Actor, until: datetime | None) -> Any:
    """Return the condition of the messages to a person that came after an instant."""
    return _mine(actor) if until is None else _mine(actor) & (Message.created_at > until)


def read_until(actor: Actor) -> datetime | None:
    """Return until when a person has read his messages."""
    return session().scalar(select(Account.messages_read_at).where(Account.official_id == (actor.official_id or 0)))


def unread(actor: Actor, most: int) -> Sequence[Message]:
    """Return the newest messages that a person has not read."""
    new = select(Message).where(unread_since(actor, read_until(actor)))
    return session().scalars(new.order_by(Message.id.desc()).limit(most)).all()


def unread_count(actor: Actor, until: datetime | None) -> int:
    """Return how many messages came after a person last read them, counted to a hundred: the bell of every page."""

    def counted() -> int:
        new = select(Message.id).where(unread_since(actor, until)).limit(MANY).subquery()
        return session().scalar(select(func.count()).select_from(new)) or 0

    return remembered(counted, "unread", actor.official_id, until)


def rows_of(messages: Sequence[Message], until: datetime | None = None) -> list[dict[str, Any]]:
    """Return messages as lines: what, when, and where what they are about is seen."""
    return [
        {
            "title": translate(one.title),
            "text": one.text,
            "at": show_moment(one.created_at),
            "new": until is None or one.created_at > until,
            "link": subject_link(one.subject_kind, one.subject_id),
        }
        for one in messages
    ]


@INBOX.get("/")
@logged_in
def messages() -> str:
    """Show the messages to whoever is logged in, the newest first."""
    actor = current_actor()
    wanted = select(Message).where(_mine(actor)).order_by(Message.id.desc()).limit(PAGE)
    before = request.args.get("before", 0, type=int)
    found = session().scalars(wanted.where(Message.id < before) if before else wanted).all()
    rows = rows_of(found, read_until(actor))
    following = url_for(".messages", before=found[-1].id) if len(found) == PAGE else None
    return render_template("inbox.html", rows=rows, next_url=following, any_new=any(row["new"] for row in rows))


@INBOX.post("/")
@logged_in
def all_read() -> Response:
    """Note that everything up to now has been read."""
    with acting() as act:
        account = act.session.scalar(select(Account).where(Account.official_id == (act.actor.official_id or 0)))
        if account is not None:
            account.messages_read_at = act.at
    return redirect(url_for("home.index"))  # type: ignore[return-value]
