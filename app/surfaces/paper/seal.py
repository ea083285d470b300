"""The picture of an organ's round seal, drawn character by character along its rim."""

from base64 import b64encode
from html import escape

RED = "#d0021b"
CENTRE, RADIUS = 105.0, 100.0
STAR = "105,62 114.7,91.6 145.9,91.7 120.7,110.1 130.3,139.8 105,121.5 79.7,139.8 89.3,110.1 64.1,91.7 95.3,91.6"
NOTE = "电子印章(示范)"
"""Printed in every seal: it shows whose document it is and proves nothing by itself."""


def seal(organ: str) -> str:
    """Return the seal of an organ as SVG text, 210 by 210 units."""
    turn = min(300.0 / max(len(organ), 1), 24.0)
    size = max(12.0, min(25.0, turn * 1.18))
    first = -turn * (len(organ) - 1) / 2
    letters = "".join(
        f'<text x="{CENTRE}" y="{CENTRE - RADIUS + 10 + size * 0.85:.1f}" font-size="{size:.1f}"'
        f' transform="rotate({first + turn * place:.2f} {CENTRE} {CENTRE})">{escape(letter)}</text>'
        for place, letter in enumerate(organ)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 210" width="210" height="210">'
        f'<circle cx="{CENTRE}" cy="{CENTRE}" r="{RADIUS - 2}" fill="none" stroke="{RED}" stroke-width="4.5"/>'
        f'<polygon points="{STAR}" fill="{RED}"/>'
        f'<g fill="{RED}" font-family="FangSong, Noto Serif CJK SC, serif" text-anchor="middle">{letters}'
        f'<text x="{CENTRE}" y="168" font-size="15">{NOTE}</text></g></svg>'
    )


def picture(svg: str) -> str:
    """Return SVG text as an address that carries the picture itself."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
