"""Files from the public portal: what kinds, how large, and where they are kept."""

from collections.abc import Sequence
from typing import BinaryIO, cast

from flask import current_app, request

from app.approvals.forms import paper_name
from app.kernel.act import Act
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.errors import Refused
from app.kernel.quotas import MEGABYTE, Owner
from app.surfaces.folders import folder_of

KINDS = (".pdf", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".docx", ".xlsx")
"""Endings that the file dialog offers; what is allowed is decided by content."""


def largest() -> int:
    """Return the size in megabytes that one request may have."""
    return int(current_app.config["MAX_CONTENT_LENGTH"]) // MEGABYTE


def keep_uploads(act: Act, owner: Owner, codes: Sequence[str]) -> dict[str, Attachment]:
    """Keep the files of this request that belong to the papers of these codes; a refusal names the field."""
    folder = folder_of("files")
    most = current_app.config["MAX_CONTENT_LENGTH"]
    kept: dict[str, Attachment] = {}
    for code in codes:
        file = request.files.get(paper_name(code))
        if file is None or not file.filename:
            continue
        stream = cast(BinaryIO, file.stream)
        try:
            kept[code] = store_attachment(act, folder, owner, file.filename, stream, most)
        except Refused as fault:
            fault.field = paper_name(code)
            raise
    act.session.flush()
    return kept
