"""Evidence files: kept with a mark, opened by officials."""

from typing import BinaryIO, cast

from flask import Response, current_app, request

from app.intermediaries.queries import files_of
from app.kernel.act import Act
from app.kernel.attachments import genuine_path, store_attachment
from app.kernel.audit import record
from app.kernel.errors import NotFound, Refused
from app.kernel.quotas import Owner
from app.kernel.words import N_
from app.surfaces.acts import acting
from app.surfaces.downloads import send_attachment
from app.surfaces.folders import folder_of


def keep_evidence(act: Act, owner: Owner) -> bool:
    """Keep the file of this request with a mark or a report; tells whether there was one."""
    sent = request.files.get("evidence")
    if sent is None or not sent.filename:
        return False
    folder = folder_of("files")
    try:
        store_attachment(
            act, folder, owner, sent.filename, cast(BinaryIO, sent.stream), current_app.config["MAX_CONTENT_LENGTH"]
        )
    except Refused as fault:
        fault.field = "evidence"
        raise
    return True


def send_evidence(owner: Owner, attachment_id: int) -> Response:
    """Open a file of a mark or report; the download stands in the trail."""
    with acting() as act:
        found = next((one for one in files_of(act.session, owner.kind, owner.id) if one.id == attachment_id), None)
        if found is None:
            raise NotFound(N_("There is no such file, or it lies outside your region."))
        path = genuine_path(folder_of("files"), found)
        record(act, "attachment.downloaded", owner, file=found.id)
    return send_attachment(found, path)
