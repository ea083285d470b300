"""The archive of a case: its index, every instrument, every act and the evidence itself, bound into one PDF."""

import io
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.kernel.attachments import Attachment, genuine_path
from app.kernel.documents import Document
from app.penalties.cases.leaves import Leaf
from app.surfaces.paper.press import Press, print_bound

PATIENCE = 120
"""Seconds that a whole file may take."""
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})


def archive_file(
    press: Press,
    papers: Sequence[Document],
    leaves: Sequence[Leaf],
    files: Mapping[int, Attachment],
    folder: Path,
    number: str,
) -> io.BytesIO:
    """Return one PDF: the index (the newest), the instruments in the order of their issue, then leaf by leaf.

    Pictures and PDF files among the evidence are bound in; of other files the leaf says what they are.
    """
    index = [paper for paper in papers if paper.what == "archive"][-1:]
    ordered = [*index, *(paper for paper in papers if paper.what != "archive")]
    parts: list[str | bytes] = [press.page(paper) for paper in ordered]
    for leaf in leaves:
        parts += _bound(press, leaf, files.get(leaf.attachment_id or 0), folder, number)
    return io.BytesIO(print_bound(parts, PATIENCE))


def _bound(press: Press, leaf: Leaf, file: Attachment | None, folder: Path, number: str) -> list[str | bytes]:
    picture = words = ""
    after: list[str | bytes] = []
    if file is not None:
        content = genuine_path(folder, file).read_bytes()
        if file.media_type in PICTURES:
            picture = f"data:{file.media_type};base64,{b64encode(content).decode()}"
        elif file.media_type == "application/pdf":
            after = [content]
        else:
            words = f"本件为电子文件“{file.name}”，随案存放于系统，可以凭摘要核对。"
    return [press.leaf("_leaf.html", leaf=leaf, number=number, picture=picture, words=words), *after]
