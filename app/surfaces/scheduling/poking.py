"""A poke after each commit, so that the scan follows an event within a second or two.

The web's processes and the clock's are different ones, so the poke is the changed time of a file in
the installation's folder. On several machines the scan's interval does the same within a minute.
"""

from contextvars import ContextVar
from pathlib import Path

from flask import Flask, current_app

from app.surfaces.acts import on_commit

in_clock: ContextVar[bool] = ContextVar("in_clock", default=False)
"""Set while the clock itself works: its own commits poke nobody."""


def poke_file(app: Flask) -> Path:
    """Return the file whose changed time is the poke."""
    return Path(app.config["SUNSHINE_FOLDER"]) / "clock.poke"


def poke() -> None:
    """Tell the clock of this machine that new events are in the trail."""
    if not in_clock.get():
        poke_file(current_app).touch()


on_commit(poke)
