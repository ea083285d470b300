"""Stills whose time is over: their bytes go, hash and time stay."""

from collections.abc import Mapping

from sqlalchemy import exists, select

from app.kernel.act import Act
from app.kernel.attachments import Attachment, discard_attachments
from app.kernel.audit import record
from app.patrol.models import Look, Still
from app.supervision.queries.alerts import held_subjects


def forget_stills(act: Act) -> Mapping[str, int]:
    """Forget pictures after their last day, unless an alert or follow-up about a look still needs them."""
    held = exists(select(Look.id).where(Look.still_id == Still.id, Look.id.in_(held_subjects(Look.kind))))
    over = select(Still).where(Still.kept_until < act.on, Still.attachment_id.is_not(None), ~held).order_by(Still.id)
    stills = act.session.scalars(over.limit(5_000)).all()
    files = [still.attachment_id for still in stills]
    for still in stills:
        still.attachment_id, still.gone_at = None, act.at
        record(act, "patrol.still_forgotten", still, sha256=still.sha256, kept_until=still.kept_until)
    act.session.flush()
    for start in range(0, len(files), 500):
        discard_attachments(act, Attachment.id.in_(files[start : start + 500]))
    return {"stills": len(stills)}
