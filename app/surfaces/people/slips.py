"""Access slips on paper: who, where, log-in name, first password, and a QR code that opens the log-in page."""

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from flask import current_app

from app.kernel.words import N_
from app.surfaces.acts import now
from app.surfaces.language import translate
from app.surfaces.people.parts import Access
from app.surfaces.qr import picture_of

STYLE = """
body { font-family: "Noto Sans CJK SC", sans-serif; margin: 0; }
section { border: 1px dashed #555; box-sizing: border-box; break-inside: avoid; display: inline-flex; gap: 12px; height: 62mm;
  padding: 5mm; width: 95mm; }
img { height: 34mm; width: 34mm; }
h2 { font-size: 13pt; margin: 0 0 2mm; }
p { font-size: 10pt; margin: 0 0 1.5mm; }
code { font-size: 12pt; }
"""


def login_address(base: str, username: str) -> str:
    """Return the address of the log-in page with the name filled in."""
    return f"{base}/login/?{urlencode({'username': username})}"


def login_code(base: str, username: str) -> str:
    """Return the QR code of the log-in page as a picture's data address."""
    return picture_of(login_address(base, username))


def write_slips(folder: Path, name: str, title: str, accesses: Sequence[Access]) -> Path:
    """Write a page of slips to print, eight to a sheet, into a folder; only its owner may read the file."""
    base = current_app.config["SUNSHINE_ADDRESS"]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}-{now():%Y%m%d%H%M%S}.html"
    parts = [
        "<!doctype html><html lang=zh><meta charset=utf-8><title>",
        escape(title),
        "</title><style>",
        STYLE,
        "</style>",
    ]
    for access in accesses:
        parts.append(_slip(access, base))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write("".join(parts))
    return file


def _slip(access: Access, base: str) -> str:
    picture = f'<img alt="" src="{login_code(base, access.username)}">'
    name, password = translate(N_("Log-in name")), translate(N_("First password"))
    what_to_do = translate(N_("Scan the code, type the first password, then choose your own."))
    return (
        f"<section>{picture}<div><h2>{escape(access.organisation)}</h2><p>{escape(access.name)}</p>"
        f"<p>{name} <code>{escape(access.username)}</code></p><p>{password}<br><code>{escape(access.password)}</code></p>"
        f"<p>{escape(what_to_do)}</p></div></section>"
    )
