"""A small world: two counties, two organs, a town with two villages, one official for each role."""

from datetime import date, datetime
from itertools import chain

import chinese_calendar
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, make_transient
from sqlalchemy.pool import StaticPool

from app.kernel.act import Actor, Channel, local_day, platform_act
from app.kernel.calendar import ONE_DAY, WorkingDay
from app.kernel.db import JSON_COLUMNS, Base
from app.kernel.flows.models import Flow
from app.kernel.flows.templates import write_templates
from app.kernel.guard import open_act, watch
from app.kernel.places import (
    Level,
    Official,
    Organisation,
    OrganisationKind,
    Post,
    PostHolder,
    Region,
    duties_held,
    posts_held,
    scope_of,
)
from app.kernel.roles import Duty, Role

REGIONS = (
    ("350000000000", "福建省", Level.PROVINCE, None),
    ("350100000000", "福州市", Level.CITY, "350000000000"),
    ("350102000000", "鼓楼区", Level.COUNTY, "350100000000"),
    ("350102001000", "鼓东街道", Level.TOWN, "350102000000"),
    ("350102001001", "中山社区", Level.VILLAGE, "350102001000"),
    ("350102001002", "庆城社区", Level.VILLAGE, "350102001000"),
    ("350103000000", "台江区", Level.COUNTY, "350100000000"),
)

ORGANISATIONS = (
    # code, name, kind, region, parent
    ("city", "福州市人民政府", OrganisationKind.GOVERNMENT, "350100000000", None),
    ("gulou", "鼓楼区人民政府", OrganisationKind.GOVERNMENT, "350102000000", None),
    ("gulou-urban", "鼓楼区城市管理局", OrganisationKind.ORGAN, "350102000000", "gulou"),
    ("gulou-health", "鼓楼区卫生健康局", OrganisationKind.ORGAN, "350102000000", "gulou"),
    ("gulou-inspection", "鼓楼区监察委员会", OrganisationKind.SUPERVISION, "350102000000", "gulou"),
    ("gudong", "鼓东街道办事处", OrganisationKind.TOWN, "350102001000", "gulou"),
    ("zhongshan", "中山社区居委会", OrganisationKind.VILLAGE, "350102001001", "gudong"),
    ("qingcheng", "庆城社区居委会", OrganisationKind.VILLAGE, "350102001002", "gudong"),
    ("taijiang", "台江区人民政府", OrganisationKind.GOVERNMENT, "350103000000", None),
    ("taijiang-urban", "台江区城市管理局", OrganisationKind.ORGAN, "350103000000", "taijiang"),
)

OFFICIALS: dict[str, tuple[str, str, frozenset[Role], Duty | None]] = {
    "village_clerk": ("陈村", "zhongshan", frozenset({Role.VILLAGE_CLERK}), Duty.CLERK),
    "town_clerk": ("林镇", "gudong", frozenset({Role.TOWN_CLERK}), Duty.CLERK),
    "window": ("王窗", "gulou-urban", frozenset({Role.WINDOW}), Duty.WINDOW),
    "handler": ("李办", "gulou-urban", frozenset({Role.HANDLER}), Duty.HANDLER),
    "second_handler": ("赵办", "gulou-urban", frozenset({Role.HANDLER}), Duty.HANDLER),
    "section_head": ("周科", "gulou-urban", frozenset({Role.SECTION_HEAD}), Duty.SECTION_HEAD),
    "organ_head": ("吴局", "gulou-urban", frozenset({Role.ORGAN_HEAD}), Duty.ORGAN_HEAD),
    "legal_reviewer": ("郑法", "gulou-urban", frozenset({Role.LEGAL_REVIEWER}), Duty.LEGAL_REVIEWER),
    "enforcement_officer": ("钱执", "gulou-urban", frozenset({Role.ENFORCEMENT_OFFICER}), Duty.ENFORCEMENT),
    "inspector": ("孙监", "gulou-inspection", frozenset({Role.INSPECTOR}), None),
    "second_inspector": ("蒋监", "gulou-inspection", frozenset({Role.INSPECTOR}), None),
    "county_admin": ("何管", "gulou", frozenset({Role.COUNTY_ADMIN}), None),
    "city_admin": ("许市", "city", frozenset({Role.CITY_ADMIN}), None),
    "auditor": ("沈审", "gulou", frozenset({Role.AUDITOR}), None),
    "leader": ("韩领", "gulou", frozenset({Role.LEADER}), None),
    "other_handler": ("杨外", "taijiang-urban", frozenset({Role.HANDLER}), Duty.HANDLER),
    "other_inspector": ("朱外", "taijiang", frozenset({Role.INSPECTOR}), None),
    "other_county_admin": ("秦外", "taijiang", frozenset({Role.COUNTY_ADMIN}), None),
}
"""By short name: name, organisation, roles, duty of the post held."""


def build_world(session: Session, now: datetime) -> None:
    """Write the small world, the working calendar of 2025 and 2026, and the flows that come with the program."""
    act = platform_act(session, Channel.COMMAND, now, county=350100)
    with open_act(act):
        for code, name, level, parent in REGIONS:
            session.add(Region(code=code, name=name, level=level, parent_code=parent))
            session.flush()
        for code, name, body, region, parent_code in ORGANISATIONS:
            above = session.scalar(select(Organisation).where(Organisation.code == parent_code))
            row = Organisation(
                county=int(region[:6]),
                code=code,
                name=name,
                body=body,
                region_code=region,
                parent_id=above.id if above else None,
                path="",
            )
            session.add(row)
            session.flush()
            row.path = f"{above.path if above else '/'}{row.id}/"
        for short, (name, organisation_code, _roles, duty) in OFFICIALS.items():
            home = session.scalars(select(Organisation).where(Organisation.code == organisation_code)).one()
            official = Official(county=home.county, name=name, organisation_id=home.id, email=f"{short}@example.cn")
            session.add(official)
            session.flush()
            if duty:
                post = Post(county=home.county, organisation_id=home.id, name=f"{home.name}-{duty}", duty=duty)
                session.add(post)
                session.flush()
                session.add(
                    PostHolder(county=home.county, post_id=post.id, official_id=official.id, from_on=date(2020, 1, 1))
                )
        day = date(2025, 1, 1)
        while day.year < 2027:
            session.add(WorkingDay(day=day, is_workday=chinese_calendar.is_workday(day), source="国务院办公厅通知"))
            day += ONE_DAY
        session.flush()
        session.add_all(program_flows(now))
        session.flush()


def program_flows(now: datetime) -> list[Flow]:
    """Return the flows that come with the program, new and without a trail: tests of the trail begin with none."""
    engine = create_engine("sqlite://", poolclass=StaticPool, **JSON_COLUMNS)
    Base.metadata.create_all(engine)
    with Session(engine) as scratch:
        watch(scratch)
        with open_act(act := platform_act(scratch, Channel.COMMAND, now, county=350100)):
            write_templates(act)
        flows = list(scratch.scalars(select(Flow)))
        rows = [[flow, version, *version.steps, *version.transitions] for flow in flows for version in flow.versions]
        for row in chain.from_iterable(rows):
            make_transient(row)
            row.id = None
    engine.dispose()
    return flows


class World:
    """Finds the rows of the small world by their short names."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def organisation(self, code: str) -> Organisation:
        """Return an organisation by its code."""
        return self.session.scalars(select(Organisation).where(Organisation.code == code)).one()

    def official(self, short: str) -> Official:
        """Return an official by short name."""
        return self.session.scalars(select(Official).where(Official.name == OFFICIALS[short][0])).one()

    def actor(self, short: str, at: datetime) -> Actor:
        """Return an official as he acts on a day."""
        official = self.official(short)
        roles = OFFICIALS[short][2]
        return Actor(
            name=official.name,
            official_id=official.id,
            organisation_id=official.organisation_id,
            county=official.county,
            roles=roles,
            duties=duties_held(posts_held(self.session, official.id, local_day(at))),
            scope=scope_of(self.session, roles, official.organisation),
        )
