"""Agencies as the portal's search finds them: by name, credit code, address and supervising body."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.intermediaries.models import Agency
from app.intermediaries.queries import in_public
from app.kernel.act import Act, start_of_day
from app.kernel.places import Organisation
from app.kernel.search import PublishedText, Text, TextSource, forget_texts, index_texts
from app.kernel.words import N_

KIND = "agency"
_BODY = Agency.uscc + "\n" + Organisation.name + "\n" + func.coalesce(Agency.address, "")


def _public() -> Select[Agency, Organisation, str]:
    return (
        select(Agency, Organisation, _BODY)
        .join(Organisation, Organisation.id == Agency.organisation_id)
        .where(in_public())
        .order_by(Agency.id)
    )


def _text(agency: Agency, organ: Organisation, body: str) -> Text:
    at = agency.state_since or start_of_day(agency.founded_on)
    return Text(KIND, agency.id, agency.county, organ.region_code, agency.category, agency.name, body, at, organ.id)


def published(session: Session) -> Iterator[Text]:
    """Yield every agency that stands in the public register."""
    for agency, organ, body in session.execute(_public().execution_options(yield_per=500)):
        yield _text(agency, organ, body)


def settle_texts(act: Act) -> None:
    """Let agencies be found as they stand now, and those that have left the register no more."""
    act.session.flush()
    told: Any = and_(PublishedText.kind == KIND, PublishedText.subject_id == Agency.id)
    differs = or_(PublishedText.rank.is_(None), PublishedText.title != Agency.name, PublishedText.body != _BODY)
    rows = act.session.execute(_public().outerjoin(PublishedText, told).where(differs)).all()
    index_texts(act, [_text(agency, organ, body) for agency, organ, body in rows])
    stands = select(Agency.id).where(Agency.id == PublishedText.subject_id, in_public()).exists()
    gone = select(PublishedText.subject_id).where(PublishedText.kind == KIND, ~stands)
    forget_texts(act, KIND, act.session.scalars(gone).all())


SOURCE = TextSource(KIND, N_("Intermediary agencies"), published, "portal.intermediary")
