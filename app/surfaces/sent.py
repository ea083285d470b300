"""Small files of text that come with a form."""

from flask import request

from app.kernel.errors import Incomplete
from app.kernel.words import N_

MOST_BYTES = 4 * 1024 * 1024
"""Of shares of a key: thousands of bids at some hundred characters each."""


def sent_text(name: str) -> str:
    """Return the text of a file that was sent; Incomplete when there is none, or it is no text."""
    sent = request.files.get(name)
    held = sent.read(MOST_BYTES + 1) if sent else b""
    if not held:
        raise Incomplete(N_("Choose a file."), field=name)
    try:
        if len(held) > MOST_BYTES:
            raise ValueError
        return held.decode("utf-8")
    except ValueError:
        raise Incomplete(
            N_("This file is too large, or it is no text. Choose the one that the program made."), field=name
        ) from None
