"""What the public reads is filtered at every door: a flush, many rows at once, a form, a sheet."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

import app.everything  # noqa: F401 - every table
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.bulk import write_rows
from app.kernel.errors import Incomplete
from app.kernel.privacy import LeakKind, leaks_in, without
from app.penalties.cases.records import CERTIFICATE
from app.supervision.exposure import PublicLeak, scan_public
from app.surfaces.people.records import ORGANISATION
from app.surfaces.records.values import parse_value
from app.villages.models import VillageArticle
from app.villages.records import DECISION
from tests.conftest import NOW
from tests.world import World

SPELLINGS = (
    "身份证１１０１０５１９４９１２３１００２Ｘ",
    "身份证11010519491231002Ｘ",
    "身份证110105 19491231 002X",
    "身份证110105-19491231-002X",
    "身份证110105491231002",
    "电话１３８００１３８０００",
    "电话+8613800138000",
    "电话008613800138000",
    "电话138.0013.8000",
    "电话138－0013－8000",
    "银行卡６２２２０２１２３４５６７８９０１２８",
    "tel13800138000",
    "电话138\u200b0013\u200b8000",
    "电话1 3 8 0 0 1 3 8 0 0 0",
    "电话138/0013/8000",
    "电话①③⑧00138000",
    "户主13800138000.0",
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_is_found_and_nothing_of_it_stays(text: str) -> None:
    (leak,) = leaks_in(text)
    assert leak.kind is not LeakKind.ADDRESS
    masked = without(text)
    assert "***" in masked and list(leaks_in(masked)) == []


@pytest.mark.parametrize(
    "text",
    [
        "公示期2026.10.13-2026.11.15",
        "2020 2021 2022 2023 2024",
        "张三 15 300 4500 20 33",
        "电话0591-87654321",
        "项目编号350102202601010001",
        "信用代码９１３５０１００Ｍ０００１００Ｙ４３",
        "校验值e3b0c13800138000f4c8996",
        "1.2 3.4 5.6 7.8 9.0",
        "合同金额1,380,013,800.00元",
    ],
)
def test_days_sums_codes_and_offices_are_left_alone(text: str) -> None:
    assert list(leaks_in(text)) == []


@pytest.mark.parametrize("number", ["350102199001011234", "110105194912310020"])
def test_what_has_the_shape_of_an_identity_number_is_never_a_card(number: str) -> None:
    assert [leak for leak in leaks_in(number) if leak.kind is LeakKind.CARD] == []


def article(world: World, text: str) -> dict[str, Any]:
    """Return what an article of a village holds."""
    village = world.organisation("zhongshan")
    return {
        "county": 350102,
        "organisation_id": village.id,
        "region_code": village.region_code,
        "category": "news",
        "title": "通知",
        "body": text,
        "state": "draft",
        "written_at": NOW,
        "reason": "",
        "edit_number": 1,
    }


@pytest.mark.parametrize("text", SPELLINGS[:4:3])
def test_no_door_lets_it_through(session: Session, world: World, acting_as: Callable[..., Act], text: str) -> None:
    acting_as()
    given = article(world, text)
    with pytest.raises(Incomplete) as told, session.begin_nested():
        write_rows(session.connection(), cast(Table, VillageArticle.__table__), [{"id": 350102_000_009_999, **given}])
    assert told.value.field == "body"
    with pytest.raises(Incomplete) as told:
        parse_value(DECISION, DECISION.field("title"), text)
    assert told.value.field == "title"
    with pytest.raises(Incomplete) as told:
        session.add(VillageArticle(**given))
        session.flush()
    assert told.value.field == "body"


def test_an_office_may_tell_its_telephone_and_nothing_else(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    acting_as()
    made = VillageArticle(**article(world, "一切如常"))
    session.add(made)
    session.flush()
    kind = DECISION.field("title")
    assert parse_value(DECISION, kind, "修建村道路灯，合同额1250.50元") == "修建村道路灯，合同额1250.50元"
    phone = ORGANISATION.field("phone")
    assert parse_value(ORGANISATION, phone, "13800138000") == "13800138000"
    with pytest.raises(Incomplete):
        parse_value(ORGANISATION, phone, "11010519491231002X")
    number = CERTIFICATE.field("number")  # the number of a certificate may begin like a mobile number
    assert parse_value(CERTIFICATE, number, "13010212000") == "13010212000"
    with pytest.raises(Incomplete):
        parse_value(CERTIFICATE, number, "11010519491231002X")


def test_what_was_public_before_is_found_by_the_clock_and_ceases_when_it_is_gone(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as()
    made = VillageArticle(**article(world, "一切如常"))
    session.add(made)
    session.flush()
    assert scan_public(act)["found"] == 0
    table = cast(Table, VillageArticle.__table__)

    def slip_in(text: str) -> None:
        session.connection().execute(table.update().where(table.c.id == made.id).values(body=text))

    slip_in("户主１１０１０５１９４９１２３１００２Ｘ，电话138－0013－8000")
    assert (scan_public(act)["found"], scan_public(act)["found"]) == (2, 0)
    notes = session.scalars(select(PublicLeak).order_by(PublicLeak.leak)).all()
    assert [(one.leak, one.shown, one.place, one.subject_name) for one in notes] == [
        ("identity", "1101**********002X", "body", "通知"),
        ("mobile", "138****8000", "body", "通知"),
    ]
    assert {one.organisation_id for one in notes} == {made.organisation_id}
    told = session.scalars(select(TrailRow).where(TrailRow.verb == "privacy.found")).all()
    assert len(told) == 2 and "１１０１" not in "".join(row.facts for row in told)
    slip_in("一切如常")
    assert scan_public(act)["gone"] == 2
    slip_in("电话13800138000")
    assert scan_public(act)["found"] == 1
