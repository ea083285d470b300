"""The door of disclosure for others: what is public, in the order of its numbers.

``published_items`` is stable; other storeys and an index read it and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.disclosure.columns import table_text
from app.disclosure.models import DisclosureItem, DisclosureVersion
from app.disclosure.words import PUBLIC_STATES


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """What the public reads of one item."""

    id: int
    organisation_id: int
    region_code: str
    category: str
    title: str
    body: str
    """Text, then the cells of the table, one row a line."""
    published_at: datetime


def published_items(session: Session, since_id: int = 0, limit: int = 1000) -> Iterator[PublishedItem]:
    """Yield public items with ids above ``since_id`` in the order of their ids, at most ``limit``.

    Ids ascend within a county, not across counties. A correction keeps the id of its item, and a withdrawn item
    is no longer yielded: who keeps a copy reads the verbs ``disclosure.published`` and ``disclosure.hidden``.
    """
    found = (
        select(
            DisclosureItem.id,
            DisclosureItem.organisation_id,
            DisclosureItem.region_code,
            DisclosureItem.category,
            DisclosureVersion.title,
            DisclosureVersion.body,
            DisclosureVersion.rows,
            DisclosureItem.published_at,
        )
        .join(DisclosureVersion, DisclosureVersion.id == DisclosureItem.public_version_id)
        .where(DisclosureItem.id > since_id, DisclosureItem.state.in_(PUBLIC_STATES))
        .order_by(DisclosureItem.id)
        .limit(limit)
    )
    for row in session.execute(found):
        body = f"{row.body}\n{table_text(row.rows)}".strip()
        yield PublishedItem(
            row.id, row.organisation_id, row.region_code, row.category, row.title, body, row.published_at
        )
