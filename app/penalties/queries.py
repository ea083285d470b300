"""Questions to the penalty items: what pages, figures and the portal may read."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.kernel.db import contains_text
from app.kernel.errors import NotFound
from app.kernel.places import Organisation, Scope
from app.kernel.words import N_
from app.penalties.judging.engine import judge
from app.penalties.judging.facts import read_facts
from app.penalties.judging.gates import ACT_ENDED
from app.penalties.judging.judgement import Judgement
from app.penalties.judging.lighter import judge_over_time
from app.penalties.judging.reading import read_standard
from app.penalties.judging.standard import Standard
from app.penalties.models import ItemState, ViolationItem, ViolationVersion
from app.penalties.operations.content import rules_of

PAGE = 20
LARGEST_PAGE = 100
LONGEST_SEARCH = 100


def current_version(session: Session, item: ViolationItem, on: date) -> ViolationVersion | None:
    """Return the version by which acts of a day are judged; before the first of them, that first one."""
    found = version_on(session, item.id, on)
    if found is None and item.current_version_id:
        found = session.get(ViolationVersion, item.current_version_id)
    return found


def version_on(session: Session, item_id: int, on: date) -> ViolationVersion | None:
    """Return the version that governs acts of a day."""
    return session.scalars(
        select(ViolationVersion)
        .where(
            ViolationVersion.item_id == item_id,
            ViolationVersion.valid_from <= on,
            or_(ViolationVersion.valid_to.is_(None), ViolationVersion.valid_to > on),
        )
        .order_by(ViolationVersion.number.desc())
    ).first()


def standard_of(version: ViolationVersion, on: date | None = None) -> Standard:
    """Return a version as the engine knows it, on a day."""
    return read_standard(rules_of(version), version.title, on)


def judge_item(session: Session, item: ViolationItem, given: dict[str, Any], decided_on: date) -> Judgement:
    """Return the judgement of stated circumstances on the day of a decision.

    Where the day of the act is stated and another version governed it, both are computed and the
    lighter one counts (art. 37). Raises Incomplete naming the factor that cannot be read, and
    NotFound for an item that governs nothing on that day.
    """
    now = current_version(session, item, decided_on)
    if now is None:
        raise NotFound(N_("There is no such penalty item in force."))
    newer = standard_of(now, decided_on)
    facts = read_facts(newer.factors, given)
    acted = facts.get(ACT_ENDED)
    then = version_on(session, item.id, acted) if isinstance(acted, date) else None
    if then is None or not isinstance(acted, date):
        return judge(newer, facts)
    if then.id == now.id:
        return judge(newer, facts)
    older = standard_of(then, acted)
    return judge_over_time(older, newer, {**read_facts(older.factors, given), **facts})


def in_public(_on: date | None = None) -> ColumnElement[bool]:
    """Return the condition of penalty items that everybody may read: those in force."""
    return ViolationItem.state == ItemState.IN_FORCE


def find_items(
    session: Session,
    scope: Scope | None = None,
    text: str = "",
    *,
    organisation_id: int | None = None,
    state: str = "",
    after: int = 0,
    size: int = PAGE,
) -> list[ViolationItem]:
    """Return items whose name, code, law or pinyin initials contain a text, in order of id.

    Without a scope the public asks: only items in force. The next page begins ``after`` the last id
    of this one.
    """
    statement = select(ViolationItem).options(joinedload(ViolationItem.organisation)).where(ViolationItem.id > after)
    if scope is None:
        statement = statement.where(in_public())
    else:
        statement = statement.where(scope.where(ViolationItem.county, ViolationItem.organisation_id))
    if text.strip():
        statement = statement.where(_contains(text))
    if organisation_id:
        statement = statement.where(ViolationItem.organisation_id == organisation_id)
    if state:
        statement = statement.where(ViolationItem.state == state)
    return list(session.scalars(statement.order_by(ViolationItem.id).limit(min(size, LARGEST_PAGE))))


def _contains(text: str) -> ColumnElement[bool]:
    text = text.replace("\x00", "").strip()[:LONGEST_SEARCH]
    plain = text.replace("《", "").replace("》", "")
    found = or_(
        contains_text(ViolationItem.name, text),
        contains_text(ViolationItem.code, text),
        contains_text(ViolationItem.laws, plain),
    )
    if text.isascii() and text.isalpha():
        found = or_(found, ViolationItem.initials.contains(text.lower(), autoescape=True))
    return found


def public_item(session: Session, item_id: int, on: date) -> tuple[ViolationItem, ViolationVersion]:
    """Return an item in force with its version; NotFound for drafts, repealed ones and unknown ids."""
    item = session.get(ViolationItem, item_id)
    version = current_version(session, item, on) if item and item.state == ItemState.IN_FORCE else None
    if item is None or version is None:
        raise NotFound(N_("There is no such penalty item in force."))
    return item, version


def public_organs(session: Session) -> list[tuple[Organisation, int]]:
    """Return organs that have penalty items in force, each with their number."""
    rows = session.execute(
        select(Organisation, func.count(ViolationItem.id))
        .join(ViolationItem, ViolationItem.organisation_id == Organisation.id)
        .where(ViolationItem.state == ItemState.IN_FORCE)
        .group_by(*Organisation.__table__.columns)
        .order_by(Organisation.id)
    )
    return [(row[0], int(row[1])) for row in rows]


def drafts_of(session: Session, scope: Scope, benchmark_id: int) -> list[ViolationItem]:
    """Return the items of a scope whose open draft follows a benchmark document."""
    statement = (
        select(ViolationItem)
        .join(ViolationVersion, ViolationVersion.item_id == ViolationItem.id)
        .where(
            ViolationVersion.benchmark_id == benchmark_id,
            ViolationVersion.published_at.is_(None),
            scope.where(ViolationItem.county, ViolationItem.organisation_id),
        )
        .order_by(ViolationItem.id)
    )
    return list(session.scalars(statement))


def waiting_for_review(session: Session, scope: Scope) -> int:
    """Return how many versions of a scope wait for their legal review."""
    statement = (
        select(func.count())
        .select_from(ViolationVersion)
        .join(ViolationItem, ViolationItem.id == ViolationVersion.item_id)
        .where(ViolationVersion.stage == "submitted", scope.where(ViolationItem.county, ViolationItem.organisation_id))
    )
    return int(session.scalar(statement) or 0)
