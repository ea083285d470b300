"""The archive of a case: its index and every instrument, bound into one PDF."""

import io
import re
from collections.abc import Sequence

from app.kernel.documents import Document
from app.surfaces.paper.press import Press, print_page

PATIENCE = 120
"""Seconds that a whole file may take."""
BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
NEXT_PAGE = '<div style="break-before: page"></div>'


def archive_file(press: Press, papers: Sequence[Document]) -> io.BytesIO:
    """Return one PDF: first the index (the newest), then the instruments in the order of their issue."""
    index = [paper for paper in papers if paper.what == "archive"][-1:]
    ordered = [*index, *(paper for paper in papers if paper.what != "archive")]
    pages = [press.page(paper) for paper in ordered]
    first = pages[0]
    bodies = [found.group(1) for page in pages if (found := BODY.search(page))]
    whole = BODY.sub(lambda _: f"<body>{NEXT_PAGE.join(bodies)}</body>", first, count=1)
    return io.BytesIO(print_page(whole, PATIENCE))
