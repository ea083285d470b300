"""What the clock does for intermediaries: publishes and ends marks, reminds of qualifications, computes measures."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.intermediaries import notices
from app.intermediaries.measures import measure_engagements
from app.intermediaries.models import Agency, Qualification
from app.intermediaries.operations import expire_marks, publish_due
from app.intermediaries.queries import PUBLIC_STATES
from app.kernel.act import Act
from app.kernel.domain import Job
from app.kernel.notices import Message
from app.kernel.words import N_

REMIND = 60
"""Calendar days before the end of a qualification at which its supervising body is told."""


def remind_expiring(act: Act) -> Mapping[str, int]:
    """Tell the supervising bodies, once each, of qualifications that end within sixty days."""
    told = select(Message.id).where(
        Message.subject_kind == Qualification.kind,
        Message.subject_id == Qualification.id,
        Message.created_at >= act.at - timedelta(days=REMIND + 1),
    )
    ending = (
        select(Qualification)
        .join(Agency, Agency.id == Qualification.agency_id)
        .where(
            Qualification.valid_to.between(act.on, act.on + timedelta(days=REMIND)),
            Qualification.withdrawn_on.is_(None),
            Agency.state.in_([str(one) for one in PUBLIC_STATES]),
            ~told.exists(),
        )
        .options(joinedload(Qualification.agency))
        .order_by(Qualification.id)
        .limit(2_000)
    )
    count = 0
    for one in act.session.scalars(ending).all():
        count += notices.tell_heads(
            act,
            one.agency.organisation_id,
            notices.EXPIRING,
            one,
            f"ends:{one.valid_to}",
            agency=one.agency.name,
            number=one.number,
            day=one.valid_to,
        )
    return {"queued": count}


JOBS = (
    Job("intermediaries.publish", N_("Publish marks without objection"), publish_due, daily_at="00:20"),
    Job("intermediaries.expire", N_("End marks whose time has passed"), expire_marks, daily_at="00:25"),
    Job("intermediaries.remind", N_("Remind of qualifications that end"), remind_expiring, daily_at="08:20"),
    Job("intermediaries.measure", N_("Compare engagements with one another"), measure_engagements, daily_at="01:40"),
)
