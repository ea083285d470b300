"""Items of disclosure as the public search finds them."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.disclosure.models import DisclosureItem
from app.disclosure.queries import PublishedItem, published_items
from app.disclosure.words import PUBLIC_STATES
from app.kernel.act import Act
from app.kernel.search import Text, TextSource, forget_text, index_text
from app.kernel.words import N_

KIND = DisclosureItem.kind
BATCH = 1_000


def _text(item: PublishedItem) -> Text:
    return Text(
        KIND,
        item.id,
        int(item.region_code[:6]),
        item.region_code,
        item.category,
        item.title,
        item.body,
        item.published_at,
        item.organisation_id,
    )


def published(session: Session) -> Iterator[Text]:
    """Yield every item that is public."""
    last = 0
    while items := list(published_items(session, last, BATCH)):
        yield from map(_text, items)
        last = items[-1].id


def settle_text(act: Act, item: DisclosureItem) -> None:
    """Let an item be found as the public reads it now, or no more."""
    act.session.flush()
    if item.state in PUBLIC_STATES:
        (shown,) = published_items(act.session, item.id - 1, 1)
        index_text(act, _text(shown))
    else:
        forget_text(act, KIND, item.id)


SOURCE = TextSource(KIND, N_("Items of disclosure"), published, "portal.disclosure_item")
