"""Pictures of invented receipts: number, day and amount on white paper, as a telephone would take them."""

import io
from datetime import date
from decimal import Decimal

from PIL import Image, ImageDraw, ImageFont

SIZE = (900, 560)
INK, RED, PAPER = (40, 40, 48), (190, 30, 30), (252, 250, 242)


def picture_of(number: str, on: date, amount: Decimal) -> io.BytesIO:
    """Return a JPEG of a receipt; two receipts never look the same."""
    paper = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(paper)
    pen.rectangle((24, 24, SIZE[0] - 24, SIZE[1] - 24), outline=INK, width=3)
    for place, text in enumerate((f"No. {number}", f"{on:%Y-%m-%d}", f"CNY {amount:,.2f}")):
        pen.text((70, 110 + 110 * place), text, INK, ImageFont.load_default(52))
    pen.ellipse((610, 300, 830, 500), outline=RED, width=7)
    pen.text((655, 370), "PAID", RED, ImageFont.load_default(50))
    kept = io.BytesIO()
    paper.save(kept, "JPEG", quality=80)
    kept.seek(0)
    return kept
