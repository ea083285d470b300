"""Articles of villages as the public search finds them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.search import Text, TextSource, forget_text, index_text
from app.kernel.words import N_
from app.villages.models import VillageArticle
from app.villages.queries.articles import published_articles

KIND = VillageArticle.kind
BATCH = 1_000


def _text(row: tuple[Any, ...]) -> Text:
    pk, village, region, category, title, body, at = row
    return Text(KIND, pk, int(region[:6]), region, category, title, body, at, village)


def published(session: Session) -> Iterator[Text]:
    """Yield every article that is shown."""
    last = 0
    while rows := list(published_articles(session, last, BATCH)):
        yield from map(_text, rows)
        last = rows[-1][0]


def let_be_found(act: Act, article: VillageArticle) -> None:
    """Let an article that is shown be found."""
    row = (article.id, article.organisation_id, article.region_code, article.category, article.title, article.body)
    index_text(act, _text((*row, article.published_at)))


def let_go(act: Act, article: VillageArticle) -> None:
    """Let an article that was taken from the page be found no more."""
    forget_text(act, KIND, article.id)


SOURCE = TextSource(
    KIND,
    N_("Articles of villages"),
    published,
    "portal.village_article",
    lambda found: {"code": found.region_code, "pk": found.subject_id},
)
