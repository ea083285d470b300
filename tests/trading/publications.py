"""Notices on other media and phrases in them, entered as the trading centre enters them; each condition of T03 and T06."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act, local_day
from app.kernel.points import Severity
from app.surfaces.records.writing import add_record, edit_record
from app.trading.models import TradeContract, TradePublication
from app.trading.operations import propose_addendum, publish_addendum, sign_contract
from app.trading.records.published import PUBLICATION
from app.trading.words import Medium
from tests.trading.course import DAY, Course, Trades
from tests.trading.scenario import Scenario

YELLOW = Severity.YELLOW
ASKING = "路灯更换。投标人须在本市注册。"


def noted(
    course: Course, medium: Medium = Medium.NATIONAL, late: int = 0, act: Act | None = None, **said: Any
) -> TradePublication:
    """Enter that the notice came to a medium so many days after its documents were given out."""
    notice = course.project.notice
    assert notice is not None
    given = {
        "project_id": course.project.id,
        "county": 350102,
        "medium": str(medium),
        "published_on": notice.sale_from + late * DAY,
        "title": course.project.name,
        "deadline": notice.deadline,
    } | said
    made: TradePublication = add_record(act or course.acting_as(None), PUBLICATION, given)
    return made


def published(trades: Trades, *media: tuple[Medium, int], **said: Any) -> Course:
    """A published notice that came to these media so many days late."""
    course = trades.course()
    course.published()
    for medium, late in media:
        noted(course, medium, late, **said)
    return course


def asking(trades: Trades, text: str = ASKING) -> Course:
    """A notice with this text."""
    course = trades.course()
    course.published(text=text)
    return course


def amended(course: Course, text: str, later: int = 0) -> None:
    """An addendum with this text; it moves the deadline by so many days."""
    deadline: datetime | None = course.deadline + later * DAY if later else None
    propose_addendum(course.clerk(), course.project, text, substantive=bool(later), deadline=deadline)
    publish_addendum(course.head(), course.project)


def corrected(trades: Trades, course: Course, **changes: Any) -> None:
    """The centre corrects what it entered last."""
    mine = select(TradePublication).where(TradePublication.project_id == course.project.id)
    row = trades.session.scalars(mine.order_by(TradePublication.id.desc()).limit(1)).one()
    edit_record(trades.acting_as(None), PUBLICATION, row, changes)


def secured(trades: Trades, yuan: str | None) -> TradeContract:
    """A contract over 1,800,000 yuan with a performance bond."""
    course = trades.course()
    award = course.awarded_to()
    bond = None if yuan is None else Decimal(yuan)
    at = course.awarded_at() + 9 * DAY
    return sign_contract(course.head(at), award, award.candidate.offer.price, local_day(at), performance_bond=bond)


PUBLISHED: dict[str, Scenario] = {
    "T03.phrase": Scenario(
        YELLOW,
        asking,
        lambda t: asking(t, "路灯更换。不得要求投标人在本市注册。"),
        lambda t, course: amended(course, "取消投标人在本市注册的要求。"),
    ),
    "T06.late": Scenario(
        YELLOW,
        lambda t: published(t, (Medium.NATIONAL, 1)),
        lambda t: published(t, (Medium.NATIONAL, 0), (Medium.PROVINCIAL, 4)),
        lambda t, course: noted(course, Medium.PROVINCIAL, 0),
        centre=True,
    ),
    "T06.differs": Scenario(
        YELLOW,
        lambda t: published(t, (Medium.NATIONAL, 0), title="另一个项目"),
        lambda t: published(t, (Medium.NATIONAL, 0)),
        lambda t, course: corrected(t, course, title=course.project.name),
        centre=True,
    ),
    "T06.elsewhere": Scenario(
        YELLOW,
        lambda t: published(t, (Medium.OTHER, 0)),
        lambda t: published(t, (Medium.OTHER, 0), (Medium.NATIONAL, 0)),
        lambda t, course: noted(course, Medium.NATIONAL, 0),
        centre=True,
    ),
}
