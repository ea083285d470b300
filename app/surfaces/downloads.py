"""Handing out a kept file: as its content says, to be saved and never to be run (A41, A44)."""

import io
from pathlib import Path

from flask import Response, send_file

from app.kernel.attachments import Attachment

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Types that a browser may show in the page; everything else is saved."""


def send_attachment(attachment: Attachment, path: Path, *, inline: bool = False) -> Response:
    """Answer with a file that ``open_attachment`` released; its name cannot break the header."""
    return _closed(
        send_file(
            path,
            mimetype=attachment.media_type,
            as_attachment=not (inline and attachment.media_type in SHOWN),
            download_name=attachment.name,
            max_age=0,
        )
    )


def send_picture(data: bytes, name: str) -> Response:
    """Answer with a JPEG that was made from a kept picture, shown in the browser."""
    return _closed(send_file(io.BytesIO(data), mimetype="image/jpeg", download_name=name, max_age=0))


def send_bytes(content: bytes, name: str) -> Response:
    """Answer with a file that no table holds, to be saved under its name."""
    made = send_file(
        io.BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=name, max_age=0
    )
    return _closed(made)


def _closed(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
