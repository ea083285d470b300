"""Codes by which citizens come back, and how often one may try them.

Whoever holds a code is let in, whoever he is; so what does not fit is counted, by the network address and
by the code itself, in the database. What fits counts nothing: a household may look as often as it likes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import request

from app.kernel.codes import typed
from app.kernel.errors import NotFound, Refused
from app.kernel.tallies import add_to_tally, tally
from app.kernel.words import N_
from app.surfaces.acts import now, session
from app.surfaces.database import db

AN_HOUR = timedelta(hours=1)
MOST = {"address": 30, "code": 5}
"""Attempts in an hour that do not fit: from one address, and with one code (whose second part is wrong)."""


class TooManyTries(Refused):
    """Codes that do not fit have been tried too often."""

    status = 429


@contextmanager
def by_code(code: str) -> Iterator[None]:
    """Look something up by a code; NotFound inside the block is an attempt that counts.

    Raises TooManyTries, before anything is looked up, once too many have failed within an hour.
    """
    whose = {"address": request.remote_addr or "", "code": typed(code)}
    connection = session().connection()
    if any(tally(connection, f"codes by {name}", of, now()) >= MOST[name] for name, of in whose.items()):
        raise TooManyTries(
            N_("Codes that do not fit have been tried too often. Wait an hour, or ask at the window with your receipt.")
        )
    try:
        yield
    except NotFound:
        session().rollback()
        with db.engine.begin() as counting:
            for name, of in whose.items():
                add_to_tally(counting, f"codes by {name}", of, now(), now() + AN_HOUR)
        raise
