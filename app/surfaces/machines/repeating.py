"""The same call twice is one: idempotency keys (draft-ietf-httpapi-idempotency-key-header-07).

What was answered is kept in the very transaction of the act, so that a process that is killed leaves both or none. Of two
calls at the same moment the second waits at the unique key and is given the answer of the first. A refused call changed
nothing and keeps nothing: it may be corrected and sent again under its key.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from flask import Response, g, make_response, request
from flask_login import current_user
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel.act import Act, Channel
from app.kernel.errors import Conflict, Incomplete
from app.kernel.words import N_
from app.surfaces.acts import acting, now, session
from app.surfaces.machines.models import KeptAnswer

HEADER, REPEATED = "Idempotency-Key", "Idempotency-Replayed"
LONGEST = 255
KEPT = timedelta(hours=24)


class _Earlier(Exception):  # noqa: N818 - it is no error
    """The same key was used at this very moment by another call, which has been carried out."""


def once(work: Callable[[Act], Response]) -> Response:
    """Carry a call out in one act and answer it; a repeated one is answered as before and changes nothing."""
    if HEADER not in request.headers:
        with acting(Channel.REST) as act:
            return work(act)
    key, digest = _key(), _digest()
    held = _earlier(key, digest)
    if held is not None:
        return held
    try:
        with acting(Channel.REST) as act:
            _claim(act, key, digest)
            answer = work(act)
            kept = act.session.get_one(KeptAnswer, key)
            kept.status, kept.body = answer.status_code, answer.get_data(as_text=True)
    except _Earlier:
        repeated = _earlier(key, digest)
        if repeated is None:
            raise Conflict(N_("The same call is being carried out. Send it again in a moment.")) from None
        return repeated
    return answer


def _claim(act: Act, key: str, digest: str) -> None:
    """Enter the key before anything else is written; whoever holds it already goes first."""
    connection = act.session.connection()
    connection.execute(delete(KeptAnswer).where(KeptAnswer.key == key, KeptAnswer.until <= act.at))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    claim = dialect.insert(KeptAnswer).values(key=key, digest=digest, status=0, body="", until=act.at + KEPT)
    if connection.scalar(claim.on_conflict_do_nothing().returning(KeptAnswer.key)) is None:
        raise _Earlier


def _earlier(key: str, digest: str) -> Response | None:
    """Return what was answered to this key; refuses it for another call."""
    held = session().get(KeptAnswer, key, populate_existing=True)
    if held is None or held.until <= now():
        return None
    if held.digest != digest:
        raise Incomplete(
            N_(
                "This %(header)s was used for another call. Give every call a key of its own, and only a repeated one the same."
            ),
            header=HEADER,
            field=HEADER,
        )
    answer = make_response(held.body, held.status)
    answer.mimetype = "application/json"
    answer.headers[REPEATED] = "true"
    return answer


def _key() -> str:
    """Return the key as it is kept: each owner has keys of his own."""
    sent = request.headers[HEADER].strip()
    if not sent or len(sent) > LONGEST or not sent.isprintable():
        raise Incomplete(N_("An %(header)s has 1 to 255 characters."), header=HEADER, field=HEADER)
    in_use = g.get("key_in_use")
    owner = f"{current_user.id}:{in_use.id if in_use is not None else ''}"
    return hashlib.sha256(f"{owner}:{sent}".encode()).hexdigest()


def _digest() -> str:
    whole = f"{request.method} {request.full_path}\n".encode() + request.get_data()
    return hashlib.sha256(whole).hexdigest()


def forget_answers(act: Act) -> dict[str, int]:
    """Forget the answers whose day is over."""
    gone = act.session.connection().execute(delete(KeptAnswer).where(KeptAnswer.until <= act.at))
    return {"forgotten": gone.rowcount}
