"""Disclosure of the small world: the community's and the bureau's duties, and items told step by step."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import app.everything  # noqa: F401 - all tables, for alerts reach into every domain
from app.disclosure.models import DisclosingBody, DisclosureDuty, DisclosureItem, DisclosureTask
from app.disclosure.operations import (
    approve_text,
    draft_item,
    load_catalogue,
    name_body,
    open_tasks,
    publish_text,
    submit_text,
    write_text,
)
from app.disclosure.points import DISCLOSURE_POINTS
from app.kernel.act import Act
from app.kernel.points import POINTS
from tests.world import World

Acting = Callable[..., Act]
SERIAL = "11010119000101001"
"""An invented birth in 1900: nobody living has this number."""
CARD = "6222020000000000000"
BODY = "七月份本社区收入一万二千元，来自店面租金；支出八千元，用于环卫和路灯维修，余额四千元，凭据齐全，欢迎查询。"
SEPTEMBER = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


def at(month: int, day: int, hour: int = 2) -> datetime:
    """Return an instant of 2026."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


class Street:
    """The community committee and the urban bureau as organisations that publish, with verbs by short name."""

    def __init__(self, session: Session, world: World, acting_as: Acting) -> None:
        self.session, self.world, self.acting_as = session, world, acting_as
        POINTS.points.update({point.code: point for point in DISCLOSURE_POINTS})
        self.village, self.bureau = world.organisation("zhongshan"), world.organisation("gulou-urban")
        act = acting_as("county_admin", at(1, 5))
        load_catalogue(act, 350102)
        self.bodies = [
            name_body(act, self.village, "village", date(2026, 1, 1)),
            name_body(act, self.bureau, "government", date(2026, 1, 1)),
        ]

    def duty(self, code: str) -> DisclosureDuty:
        """Return a duty by its code."""
        return self.session.scalars(select(DisclosureDuty).where(DisclosureDuty.code == code)).one()

    def opened(self, when: datetime) -> int:
        """Let the clock open what falls due."""
        return open_tasks(self.acting_as(None, when))["opened"]

    def task(self, code: str, period: str) -> DisclosureTask:
        """Return the community's task of a duty and period."""
        return self.session.scalars(
            select(DisclosureTask).where(
                DisclosureTask.duty_id == self.duty(code).id,
                DisclosureTask.period == period,
                DisclosureTask.organisation_id == self.village.id,
            )
        ).one()

    def written(self, code: str = "CW-05", when: datetime = SEPTEMBER, body: str = BODY, **more: Any) -> DisclosureItem:
        """Let the village clerk write an item."""
        act = self.acting_as("village_clerk", when)
        period = more.pop("period", "")
        task = self.task(code, period) if period and more.pop("for_task", True) else None
        item = draft_item(act, self.village, self.duty(code), task, period)
        write_text(
            act,
            item,
            more.pop("title", "社区情况"),
            body,
            more.pop("rows", ()),
            nil=more.pop("nil", False),
            cosigner=more.pop("cosigner", "陈监督"),
        )
        return item

    def published(
        self, code: str = "CW-05", when: datetime = SEPTEMBER, body: str = BODY, **more: Any
    ) -> DisclosureItem:
        """Let the clerk write an item and the town publish it."""
        item = self.written(code, when, body, **more)
        submit_text(self.acting_as("village_clerk", when), item)
        act = self.acting_as("town_clerk", when)
        approve_text(act, item)
        publish_text(act, item)
        self.session.flush()
        return item

    def body_of(self, code: str) -> DisclosingBody:
        """Return an organisation that publishes."""
        home = self.world.organisation(code)
        return next(body for body in self.bodies if body.organisation_id == home.id)
