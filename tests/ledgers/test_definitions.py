"""Defining a ledger: who may, what is refused, and that a published version never changes."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder, Refused
from app.ledgers.fields import LedgerField
from app.ledgers.models import Ledger, LedgerDuty, LedgerValue, LedgerVersion
from app.ledgers.operations import (
    add_field,
    change_field,
    draft_entry,
    draft_ledger,
    edit_definition,
    move_field,
    publish_ledger,
    remove_field,
    retire_ledger,
)
from app.ledgers.operations.publishing import Unfit, checksum
from app.ledgers.words import Approver, Cadence, Kind, LedgerState
from tests import few
from tests.ledgers.samples import EVERY_KIND, RAW, RULES, make_ledger
from tests.world import World

Acting = Callable[..., Act]


@pytest.mark.parametrize("who", ["village_clerk", "town_clerk", "handler", "organ_head", "inspector", "leader"])
def test_only_administrators_define_ledgers(world: World, acting_as: Acting, who: str) -> None:
    with pytest.raises(NotAllowed):
        draft_ledger(acting_as(who), world.organisation("gulou"), "visits", RULES)


def test_an_administrator_does_not_define_for_another_county(world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("other_county_admin")
    with pytest.raises(NotAllowed):
        draft_ledger(act, world.organisation("gulou"), "more", RULES)
    with pytest.raises(NotAllowed):
        edit_definition(act, ledger, {"purpose": "x"})


@pytest.mark.parametrize(
    ("code", "rules", "part"),
    [
        ("走访", {}, "code"),
        ("v", {}, "code"),
        ("visits", {"name": " "}, "name"),
        ("visits", {"bodies": ["circus"]}, "bodies"),
        ("visits", {"regions": ["350103000000"]}, "regions"),
        ("visits", {"regions": ["nowhere"]}, "regions"),
        ("visits", {"duties": ["king"]}, "duties"),
        ("visits", {"cadence": "daily"}, "cadence"),
        ("visits", {"due_days": 400}, "due_days"),
        ("visits", {"due_days": "5"}, "due_days"),
        ("visits", {"approver": "me"}, "approver"),
        ("visits", {"approver_duty": "king"}, "approver_duty"),
    ],
)
def test_rules_that_make_no_sense_are_refused(
    world: World, acting_as: Acting, code: str, rules: dict[str, Any], part: str
) -> None:
    with pytest.raises(Incomplete) as refused:
        draft_ledger(acting_as("county_admin"), world.organisation("gulou"), code, {**RULES, **rules})
    assert refused.value.field == part


def test_a_code_is_given_once_in_a_county(world: World, acting_as: Acting, ledger: Ledger) -> None:
    with pytest.raises(Conflict):
        draft_ledger(acting_as("county_admin"), world.organisation("gulou"), "visits", RULES)
    draft_ledger(acting_as("other_county_admin"), world.organisation("taijiang"), "visits", RULES)


def test_fields_are_added_changed_moved_and_removed(session: Session, world: World, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    made = draft_ledger(act, world.organisation("gulou"), "small", RULES)
    for label in ("甲项", "乙项", "丙项"):
        add_field(act, made, LedgerField("", label))
    draft = made.draft
    assert draft is not None
    assert [item.name for item in draft.items] == ["jia_xiang", "yi_xiang", "bing_xiang"]
    move_field(act, made, "bing_xiang", -5)
    move_field(act, made, "jia_xiang", 1)
    change_field(act, made, "yi_xiang", LedgerField("other", "乙", Kind.NUMBER, listed=True, public=True))
    assert [(item.name, item.label) for item in draft.items] == [
        ("bing_xiang", "丙项"),
        ("yi_xiang", "乙"),
        ("jia_xiang", "甲项"),
    ]
    remove_field(act, made, "jia_xiang")
    with pytest.raises(NotFound):
        remove_field(act, made, "jia_xiang")
    assert publish_ledger(act, made).checksum == checksum(draft)
    assert made.state == LedgerState.IN_FORCE


def test_a_name_of_an_older_version_is_not_given_to_another_field(
    world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("county_admin")
    add_field(act, ledger, LedgerField("", "备注"))
    publish_ledger(act, ledger, "加备注")
    remove_field(act, ledger, "bei_zhu")
    assert add_field(act, ledger, LedgerField("", "备注", Kind.NUMBER)).name == "bei_zhu_2"


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"bodies": []}, "bodies"),
        ({"approver": Approver.NOBODY}, "approver"),
        ({"fields": (LedgerField("a", "甲", listed=True),)}, "public"),
        ({"fields": ()}, ""),
    ],
)
def test_what_cannot_work_is_not_published(
    world: World, acting_as: Acting, ledger: Ledger, changes: dict[str, Any], part: str
) -> None:
    act = acting_as("county_admin")
    edit_definition(act, ledger, changes)
    with pytest.raises(Unfit) as refused:
        publish_ledger(act, ledger, "变更")
    assert part in refused.value.faults


def test_a_new_version_says_what_is_new(acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("county_admin")
    edit_definition(act, ledger, {"purpose": "新用途"})
    with pytest.raises(Incomplete, match="what is new"):
        publish_ledger(act, ledger)


def test_nothing_is_published_twice(acting_as: Acting, ledger: Ledger) -> None:
    with pytest.raises(OutOfOrder):
        publish_ledger(acting_as("county_admin"), ledger, "x")


def test_the_database_refuses_to_change_a_published_version(session: Session, ledger: Ledger) -> None:
    for statement in ("UPDATE ledger_version SET name = 'x'", "DELETE FROM ledger_version"):
        with pytest.raises(DatabaseError, match="never changes"), session.begin_nested():
            session.execute(text(statement))


def test_the_database_refuses_it_through_the_program_too(session: Session, acting_as: Acting, ledger: Ledger) -> None:
    acting_as("county_admin")
    version = ledger.current
    assert version is not None
    with pytest.raises(DatabaseError, match="never changes"), session.begin_nested():
        version.purpose = "悄悄改"
        session.flush()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["备注", "数量", "地点"])),
        st.tuples(st.just("remove"), st.sampled_from([i.name for i in EVERY_KIND])),
        st.tuples(st.just("move"), st.sampled_from([i.name for i in EVERY_KIND])),
        st.tuples(st.just("rule"), st.sampled_from(["甲", "乙"])),
        st.tuples(st.just("publish"), st.just("变更")),
        st.tuples(st.just("enter"), st.just("")),
    ),
    max_size=12,
)


@given(STEPS)
@settings(deadline=None, max_examples=few(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_published_version_never_changes_whatever_is_done(
    session: Session, world: World, acting_as: Acting, ledger: Ledger, steps: list[tuple[str, str]]
) -> None:
    seen: dict[int, str] = {}
    with session.begin_nested() as point:
        for step, argument in steps:
            act = acting_as("county_admin")
            try:
                with session.begin_nested():
                    if step == "add":
                        add_field(act, ledger, LedgerField("", argument))
                    elif step == "remove":
                        remove_field(act, ledger, argument)
                    elif step == "move":
                        move_field(act, ledger, argument, 1)
                    elif step == "rule":
                        edit_definition(act, ledger, {"purpose": argument})
                    elif step == "publish":
                        publish_ledger(act, ledger, argument)
                    else:
                        draft_entry(acting_as("village_clerk"), ledger, world.organisation("zhongshan"), "", RAW)
            except Refused:
                pass
            session.flush()
            session.expire_all()
            for version in session.scalars(select(LedgerVersion).where(LedgerVersion.published_at.is_not(None))):
                assert version.checksum == checksum(version)
                assert seen.setdefault(version.id, version.checksum or "") == version.checksum
        point.rollback()
    session.expire_all()


def test_old_entries_come_into_the_index_when_a_field_becomes_a_filter(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    entry = draft_entry(acting_as("village_clerk"), ledger, world.organisation("zhongshan"), "", RAW)
    spent = EVERY_KIND[-1]
    act = acting_as("county_admin")
    change_field(act, ledger, "spent", LedgerField.from_data({**spent.to_data(), "filtered": True}))
    publish_ledger(act, ledger, "按合计筛选")
    found = session.scalars(select(LedgerValue).where(LedgerValue.field == "spent")).one()
    assert (found.entry_id, found.amount) == (entry.id, 31_000)


def test_a_city_ledger_is_asked_of_every_county(session: Session, world: World, acting_as: Acting) -> None:
    make_ledger(
        acting_as("city_admin"),
        world.organisation("city"),
        "city-wide",
        bodies=["organ"],
        cadence=Cadence.YEARLY,
        due_days=20,
    )
    counties = set(session.scalars(select(LedgerDuty.county)))
    assert counties == set()  # the calendar of 2027 is not imported yet: the clock opens them once it is
    make_ledger(acting_as("city_admin"), world.organisation("city"), "city-month", bodies=["organ"])
    assert set(session.scalars(select(LedgerDuty.county))) == {350102, 350103}


def test_a_ledger_is_asked_only_of_its_regions(session: Session, world: World, acting_as: Acting) -> None:
    make_ledger(acting_as("county_admin"), world.organisation("gulou"), "one", regions=["350102001002"])
    home = world.organisation("qingcheng").id
    assert list(session.scalars(select(LedgerDuty.organisation_id))) == [home]


def test_a_ledger_is_closed_with_a_reason(acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("county_admin")
    with pytest.raises(Incomplete):
        retire_ledger(act, ledger, "")
    retire_ledger(act, ledger, "并入")
    with pytest.raises(OutOfOrder):
        edit_definition(act, ledger, {"purpose": "x"})


def test_who_is_not_asked_any_more_owes_nothing(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("county_admin")
    edit_definition(act, ledger, {"regions": ["350102001001"]})
    publish_ledger(act, ledger, "只在中山社区试行")
    assert list(session.scalars(select(LedgerDuty.organisation_id))) == [world.organisation("zhongshan").id]
    edit_definition(act, ledger, {"cadence": Cadence.EVENT})
    publish_ledger(act, ledger, "改为发生时填报")
    assert list(session.scalars(select(LedgerDuty.id))) == []
