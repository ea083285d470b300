"""What came of fetching a still, and keeping one on which a look rests."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from app.kernel.act import Act, local_day
from app.kernel.attachments import store_attachment
from app.kernel.audit import record
from app.kernel.quotas import MEGABYTE
from app.patrol.models import Camera, Hall, Still
from app.patrol.words import StillOutcome

LASTING = 10
"""Tries in a row without a fresh picture after which a fault lasts."""
LARGEST = 8 * MEGABYTE
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})


def note_try(act: Act, camera: Camera, outcome: StillOutcome, sha256: str = "") -> None:
    """Note on a camera what came of one try to fetch a still; ``sha256`` is that of a fresh picture.

    Tries are made while the hall is open: at night every camera is dark. The trail tells when a fault lasts and when it
    ends, never of a single try, for the clock makes one each minute.
    """
    camera.tried_at, camera.outcome = act.at, str(outcome)
    if outcome == StillOutcome.FRESH:
        lasted = camera.faults >= LASTING
        camera.fresh_at, camera.sha256 = act.at, sha256
        camera.faulty_since, camera.faults = None, 0
        if lasted:
            record(act, "patrol.camera_well", camera, at=act.at)
        return
    if camera.faulty_since is None:
        camera.faulty_since, camera.fault_number = act.at, camera.fault_number + 1
    camera.faults += 1
    if camera.faults == LASTING:
        record(act, "patrol.camera_faulty", camera, outcome=camera.outcome, since=camera.faulty_since)


def keep_still(
    act: Act,
    folder: Path,
    hall: Hall,
    camera: Camera | None,
    outcome: StillOutcome,
    taken_at: datetime,
    stream: IO[bytes] | None = None,
) -> Still:
    """Keep a picture of a hall with its hash and server time; without a stream, that there was none.

    ``folder`` is that of the attachments. The bytes are checked to be an image of at most 8 MB.
    """
    still = Still(
        county=hall.county,
        hall_id=hall.id,
        organisation_id=hall.organisation_id,
        camera_id=camera.id if camera else None,
        taken_at=taken_at,
        outcome=str(outcome),
        kept_until=local_day(taken_at) + timedelta(days=hall.still_days),
    )
    act.session.add(still)
    act.session.flush()
    if stream is not None:
        name = f"{camera.code if camera else hall.code}-{taken_at:%Y%m%dT%H%M%SZ}.jpg"
        still.attachment = store_attachment(act, folder, still, name, stream, LARGEST, allowed=PICTURES)
        still.sha256 = still.attachment.digest
    record(act, "patrol.still_kept", still, camera=still.camera_id, outcome=still.outcome, sha256=still.sha256)
    return still
