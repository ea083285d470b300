"""What pages and the search read of articles and questions."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.kernel.act import Actor
from app.kernel.errors import NotFound
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.villages.access import ENTERERS
from app.villages.models import VillageArticle, VillageQuestion
from app.villages.words import ArticleState, QuestionKind

PAGE = 25


def published_articles(session: Session, since_id: int = 0, limit: int = 500) -> Iterator[tuple[Any, ...]]:
    """Yield (id, village id, region code, category, title, text, published at) of shown articles after an id, by id.

    The door of the search: what is taken from the page later is no longer yielded.
    """
    statement = (
        select(
            VillageArticle.id,
            VillageArticle.organisation_id,
            VillageArticle.region_code,
            VillageArticle.category,
            VillageArticle.title,
            VillageArticle.body,
            VillageArticle.published_at,
        )
        .where(VillageArticle.id > since_id, VillageArticle.state == str(ArticleState.PUBLISHED))
        .order_by(VillageArticle.id)
        .limit(limit)
    )
    for row in session.execute(statement):
        yield tuple(row)


def article_for(session: Session, actor: Actor, pk: int) -> VillageArticle:
    """Return an article inside the scope; NotFound otherwise."""
    inside = actor.scope.where(VillageArticle.county, VillageArticle.organisation_id)
    found = session.scalar(select(VillageArticle).where(VillageArticle.id == pk, inside))
    if found is None:
        raise NotFound(N_("There is no such article in your scope."))
    return found


def articles_of(session: Session, actor: Actor, state: str, before: int) -> Sequence[VillageArticle]:
    """Return articles of the scope, newest first; ``state`` and ``before`` (an id) narrow them."""
    wanted = select(VillageArticle).where(actor.scope.where(VillageArticle.county, VillageArticle.organisation_id))
    if state:
        wanted = wanted.where(VillageArticle.state == state)
    if before:
        wanted = wanted.where(VillageArticle.id < before)
    return session.scalars(wanted.order_by(VillageArticle.id.desc()).limit(PAGE)).all()


def shown_articles(
    session: Session, region: str, category: str = "", text: str = "", most: int = 20
) -> Sequence[VillageArticle]:
    """Return what a village shows, newest first."""
    wanted = select(VillageArticle).where(
        VillageArticle.region_code == region, VillageArticle.state == str(ArticleState.PUBLISHED)
    )
    if category:
        wanted = wanted.where(VillageArticle.category == category)
    if text:
        wanted = wanted.where(
            or_(
                VillageArticle.title.contains(text, autoescape=True),
                VillageArticle.body.contains(text, autoescape=True),
            )
        )
    return session.scalars(
        wanted.order_by(VillageArticle.published_at.desc(), VillageArticle.id.desc()).limit(most)
    ).all()


def shown_article(session: Session, region: str, pk: int) -> VillageArticle:
    """Return one article that a village shows; NotFound otherwise."""
    found = session.get(VillageArticle, pk)
    if found is None or found.region_code != region or found.state != ArticleState.PUBLISHED:
        raise NotFound(N_("There is no such article on this page."))
    return found


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Keep what this person may read: reports for inspectors, questions for villages and townships."""
    wanted = []
    if Role.INSPECTOR in actor.roles:
        wanted.append(VillageQuestion.what == str(QuestionKind.REPORT))
    if not actor.roles.isdisjoint((*ENTERERS, Role.INSPECTOR)):
        wanted.append(VillageQuestion.what == str(QuestionKind.ASK))
    return or_(*wanted) & actor.scope.where(VillageQuestion.county, VillageQuestion.organisation_id)


def questions_for(session: Session, actor: Actor) -> Sequence[tuple[VillageQuestion, Organisation]]:
    """Return what villagers wrote and this person may read, unanswered first."""
    rows = session.execute(
        select(VillageQuestion, Organisation)
        .join(Organisation, Organisation.id == VillageQuestion.organisation_id)
        .where(_mine(actor))
        .order_by(VillageQuestion.answered_at.is_not(None), VillageQuestion.due_at)
        .limit(60)
    )
    return [(row[0], row[1]) for row in rows]


def question_for(session: Session, actor: Actor, pk: int) -> VillageQuestion:
    """Return one of them; NotFound otherwise."""
    found = session.scalar(select(VillageQuestion).where(VillageQuestion.id == pk, _mine(actor)))
    if found is None:
        raise NotFound(N_("There is no such question in your scope."))
    return found
