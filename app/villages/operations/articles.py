"""Articles of a village: written by its clerk, checked by the township, shown, taken back with reasons."""

from app.kernel.act import Act
from app.kernel.audit import has_acted, record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.places import Organisation
from app.kernel.privacy import refuse_personal
from app.kernel.words import N_
from app.villages.access import CHECKERS, ENTERERS, check_writes
from app.villages.models import VillageArticle
from app.villages.operations.telling import tell_subscribers
from app.villages.texts import let_be_found, let_go
from app.villages.words import ArticleKind, ArticleState

LONGEST_TITLE, LONGEST_BODY = 120, 20_000


def write_article(act: Act, village: Organisation, category: ArticleKind, title: str, body: str) -> VillageArticle:
    """Begin an article of a village."""
    check_writes(act, village, *ENTERERS)
    article = VillageArticle(
        county=village.county,
        organisation_id=village.id,
        region_code=village.region_code,
        category=category,
        title=_title(title),
        body=_body(body),
        state=ArticleState.DRAFT,
        written_at=act.at,
        written_by=act.actor.official_id,
    )
    act.session.add(article)
    record(act, "village.article_written", article, category=category, title=article.title)
    return article


def edit_article(
    act: Act, article: VillageArticle, category: ArticleKind, title: str, body: str, edit_number: int | None = None
) -> None:
    """Change an article that is not on the page."""
    check_writes(act, article.organisation, *ENTERERS)
    if edit_number is not None and edit_number != article.edit_number:
        raise Conflict(N_("Somebody else changed this article while you were working. Your text is kept."))
    if article.state not in (ArticleState.DRAFT, ArticleState.HIDDEN):
        raise OutOfOrder(N_("An article on its way to the page is not changed. Have it given back first."))
    article.category, article.title, article.body = category, _title(title), _body(body)
    record(act, "village.article_edited", article, category=category, title=article.title)


def submit_article(act: Act, article: VillageArticle) -> None:
    """Hand an article to the township."""
    check_writes(act, article.organisation, *ENTERERS)
    _in(article, ArticleState.DRAFT, ArticleState.HIDDEN)
    article.state, article.reason = ArticleState.SUBMITTED, ""
    record(act, "village.article_submitted", article, title=article.title)


def publish_article(act: Act, article: VillageArticle) -> None:
    """Put an article on the village's page, as the township; whoever wrote it does not check it."""
    check_writes(act, article.organisation, *CHECKERS)
    _in(article, ArticleState.SUBMITTED)
    if has_acted(act, article, "village.article_written", "village.article_edited"):
        raise NotAllowed(N_("Who wrote or changed an article does not check it. Ask a colleague."))
    article.state, article.published_at = ArticleState.PUBLISHED, act.at
    article.published_by = act.actor.official_id
    let_be_found(act, article)
    record(act, "village.article_published", article, title=article.title, category=article.category)
    tell_subscribers(act, article.organisation, article, article.title)


def return_article(act: Act, article: VillageArticle, reason: str) -> None:
    """Give an article back to the village, with reasons."""
    check_writes(act, article.organisation, *CHECKERS)
    _in(article, ArticleState.SUBMITTED)
    article.state, article.reason = ArticleState.DRAFT, _reason(reason)
    record(act, "village.article_returned", article, reason=article.reason)


def hide_article(act: Act, article: VillageArticle, reason: str) -> None:
    """Take an article from the page, with reasons; it stays in the archive."""
    check_writes(act, article.organisation, *CHECKERS)
    _in(article, ArticleState.PUBLISHED)
    article.state, article.reason = ArticleState.HIDDEN, _reason(reason)
    let_go(act, article)
    record(act, "village.article_hidden", article, reason=article.reason)


def _in(article: VillageArticle, *states: ArticleState) -> None:
    if article.state not in states:
        raise OutOfOrder(
            N_("This is not possible while the article is “%(state)s”. Reload the page."),
            state=ArticleState(article.state),
        )


def _reason(text: str) -> str:
    if not text.strip():
        raise Incomplete(N_("Give the reason in words that the person concerned understands."), field="reason")
    return text.strip()[:1000]


def _title(text: str) -> str:
    plain = " ".join(text.replace("\x00", "").split())
    if not plain or len(plain) > LONGEST_TITLE:
        raise Incomplete(N_("Give a title of at most 120 characters."), field="title")
    refuse_personal(plain, "title")
    return plain


def _body(text: str) -> str:
    plain = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not plain or len(plain) > LONGEST_BODY:
        raise Incomplete(N_("Write a text of at most 20,000 characters."), field="body")
    refuse_personal(plain, "body")
    return plain
