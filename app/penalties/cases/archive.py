"""The archive of a case: its index and every instrument, bound into one PDF."""

import io
from collections.abc import Sequence

from app.kernel.documents import Document
from app.surfaces.paper.press import Press, print_bound

PATIENCE = 120
"""Seconds that a whole file may take."""


def archive_file(press: Press, papers: Sequence[Document]) -> io.BytesIO:
    """Return one PDF: first the index (the newest), then the instruments in the order of their issue."""
    index = [paper for paper in papers if paper.what == "archive"][-1:]
    ordered = [*index, *(paper for paper in papers if paper.what != "archive")]
    return io.BytesIO(print_bound([press.page(paper) for paper in ordered], PATIENCE))
