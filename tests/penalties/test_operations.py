"""Writing down, reviewing, publishing and repealing a penalty item."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.penalties import operations as verbs
from app.penalties import queries
from app.penalties.judging.amounts import Range
from app.penalties.models import Benchmark, ItemState, Stage, ViolationItem
from app.penalties.operations.publishing import checksum
from app.powers.models import Power, PowerState
from tests.penalties.conftest import CONTENT
from tests.penalties.standards import DUST
from tests.world import World

Acting = Callable[..., Act]
TODAY = date(2026, 9, 21)


def heavier() -> list[dict[str, Any]]:
    bands = deepcopy(DUST["bands"])
    bands[0]["lo"] = "30000"
    return bands


def test_a_published_standard_governs_from_the_day_of_its_document(in_force: ViolationItem, session: Session) -> None:
    assert in_force.state == ItemState.IN_FORCE
    assert queries.version_on(session, in_force.id, date(2026, 6, 30)) is None
    version = queries.version_on(session, in_force.id, date(2026, 7, 1))
    assert version is not None and version.stage == Stage.PUBLISHED and version.checksum == checksum(version)


def test_every_step_stands_in_the_trail(in_force: ViolationItem, session: Session) -> None:
    told = session.scalars(
        select(TrailRow.verb).where(TrailRow.subject_kind == "violation_item").order_by(TrailRow.place)
    )
    assert list(told) == [
        "violation.drafted",
        "violation.edited",
        "violation.submitted",
        "violation.reviewed",
        "violation.published",
    ]


def test_a_published_version_is_not_changed_by_editing(in_force: ViolationItem, acting_as: Acting) -> None:
    before = checksum(in_force.versions[0])
    draft = verbs.edit_item(acting_as("organ_head"), in_force, {"bands": heavier()})
    assert draft.number == 2 and draft.stage == Stage.DRAFT
    assert checksum(in_force.versions[0]) == before == in_force.versions[0].checksum


def test_a_standard_with_a_gap_is_refused_row_by_row(draft: ViolationItem, acting_as: Acting) -> None:
    grades = deepcopy(DUST["grades"])
    grades[1]["any"][0][0][1] = ">"
    grades[2]["basis"] = ""
    verbs.edit_item(acting_as("organ_head"), draft, {"grades": grades, "benchmark_id": None})
    with pytest.raises(verbs.Unfit) as caught:
        verbs.submit_item(acting_as("organ_head"), draft)
    assert {(f.part, f.row) for f in caught.value.findings} == {("grades", None), ("grades", 2)}


@pytest.mark.parametrize(
    ("name", "part"), [("laws", "laws"), ("filing_standard", "filing_standard"), ("bands", "bands")]
)
def test_a_standard_lacking_a_part_is_refused(draft: ViolationItem, acting_as: Acting, name: str, part: str) -> None:
    verbs.edit_item(acting_as("organ_head"), draft, {name: [] if name != "filing_standard" else ""})
    with pytest.raises(verbs.Unfit) as caught:
        verbs.submit_item(acting_as("organ_head"), draft)
    assert part in {f.part for f in caught.value.findings}


def test_an_item_whose_power_left_the_catalogue_is_refused(
    draft: ViolationItem, power: Power, acting_as: Acting
) -> None:
    act = acting_as("organ_head")
    power.state = PowerState.CANCELLED
    with pytest.raises(verbs.Unfit) as caught:
        verbs.submit_item(act, draft)
    assert [f.part for f in caught.value.findings] == ["power_id"]


def test_nobody_reviews_what_he_submitted(draft: ViolationItem, acting_as: Acting) -> None:
    version = verbs.submit_item(acting_as("organ_head"), draft)
    reviewer = acting_as("legal_reviewer")
    version.submitted_by = reviewer.actor.official_id
    with pytest.raises(NotAllowed):
        verbs.review_item(reviewer, draft, passed=True)


def test_a_version_is_not_sent_back_without_reasons(draft: ViolationItem, acting_as: Acting) -> None:
    verbs.submit_item(acting_as("organ_head"), draft)
    with pytest.raises(Incomplete):
        verbs.review_item(acting_as("legal_reviewer"), draft, passed=False, opinion=" ")
    version = verbs.review_item(acting_as("legal_reviewer"), draft, passed=False, opinion="缺少立案标准的依据")
    assert version.stage == Stage.DRAFT


def test_an_unreviewed_version_is_not_published(draft: ViolationItem, acting_as: Acting) -> None:
    with pytest.raises(OutOfOrder):
        verbs.publish_item(acting_as("organ_head"), draft)


def test_a_version_under_review_stays_as_it_was_submitted(draft: ViolationItem, acting_as: Acting) -> None:
    verbs.submit_item(acting_as("organ_head"), draft)
    with pytest.raises(OutOfOrder):
        verbs.edit_item(acting_as("organ_head"), draft, {"conduct": "别的"})


@pytest.mark.parametrize("short", ["enforcement_officer", "inspector", "handler", "legal_reviewer"])
def test_only_writers_write(short: str, draft: ViolationItem, acting_as: Acting) -> None:
    with pytest.raises(NotAllowed):
        verbs.edit_item(acting_as(short), draft, {"conduct": "别的"})


def test_an_item_of_another_county_is_out_of_reach(draft: ViolationItem, acting_as: Acting) -> None:
    with pytest.raises(NotAllowed):
        verbs.edit_item(acting_as("other_county_admin"), draft, {"conduct": "别的"})


def test_a_code_is_given_once(draft: ViolationItem, world: World, acting_as: Acting) -> None:
    with pytest.raises(Conflict):
        verbs.draft_item(acting_as("organ_head"), world.organisation("gulou-urban"), "CF-0001", "又一个")


def test_a_licence_is_no_power_to_punish(world: World, power: Power, acting_as: Acting) -> None:
    act = acting_as("organ_head")
    power.power_type = "01"
    with pytest.raises(Incomplete) as caught:
        verbs.draft_item(act, world.organisation("gulou-urban"), "CF-0009", "某违法行为", power)
    assert caught.value.field == "power_id"


def publish_second(item: ViolationItem, acting_as: Acting, valid_from: date | None = None, **content: Any) -> None:
    verbs.edit_item(acting_as("organ_head"), item, content)
    verbs.submit_item(acting_as("organ_head"), item)
    verbs.review_item(acting_as("legal_reviewer"), item, passed=True)
    verbs.publish_item(acting_as("organ_head"), item, valid_from)


def test_an_act_before_a_heavier_standard_is_judged_by_the_older_one(
    in_force: ViolationItem, session: Session, acting_as: Acting
) -> None:
    publish_second(in_force, acting_as, bands=heavier())
    facts = {"area": 800, "times": 1, "act_ended_on": "2026-08-01", "found_on": "2026-08-02"}
    judgement = queries.judge_item(session, in_force, facts, TODAY)
    assert judgement.version == "CF-0001/1"
    assert judgement.range == Range(Decimal(37_000), Decimal(73_000))
    later = queries.judge_item(session, in_force, {**facts, "act_ended_on": "2026-09-21"}, TODAY)
    assert later.version == "CF-0001/2"
    assert later.range == Range(Decimal(51_000), Decimal(79_000))


def test_an_act_before_a_lighter_standard_profits_from_it(
    in_force: ViolationItem, session: Session, acting_as: Acting
) -> None:
    lighter = deepcopy(DUST["bands"])
    lighter[0]["hi"] = "50000"
    publish_second(in_force, acting_as, bands=lighter)
    judgement = queries.judge_item(session, in_force, {"area": 800, "times": 1, "act_ended_on": "2026-08-01"}, TODAY)
    assert judgement.version == "CF-0001/2"
    assert "37" in judgement.explain[0].message


def test_a_newer_version_must_begin_later(in_force: ViolationItem, acting_as: Acting) -> None:
    with pytest.raises(OutOfOrder):
        publish_second(in_force, acting_as, date(2026, 7, 1), bands=heavier())


def test_a_version_that_begins_later_does_not_govern_before(
    in_force: ViolationItem, session: Session, acting_as: Acting
) -> None:
    publish_second(in_force, acting_as, date(2027, 1, 1), bands=heavier())
    now = queries.current_version(session, in_force, TODAY)
    assert now is not None and now.number == 1
    then = queries.current_version(session, in_force, date(2027, 1, 1))
    assert then is not None and then.number == 2


def test_a_document_is_published_as_a_whole_or_not_at_all(
    world: World, draft: ViolationItem, power: Power, benchmark: Benchmark, session: Session, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    second = verbs.draft_item(act, world.organisation("gulou-urban"), "CF-0002", "又一个", power)
    verbs.edit_item(act, second, {**CONTENT, "benchmark_id": benchmark.id, "bands": []})
    items = queries.drafts_of(session, act.actor.scope, benchmark.id)
    assert [item.code for item in items] == ["CF-0001", "CF-0002"]
    with session.begin_nested(), pytest.raises(verbs.Unfit):
        verbs.publish_document(act, benchmark, items, "鼓司审〔2026〕9号")
    with pytest.raises(Incomplete):
        verbs.publish_document(act, benchmark, items, "")
    verbs.edit_item(act, second, {"bands": DUST["bands"]})
    done = verbs.publish_document(act, benchmark, [second], "鼓司审〔2026〕9号")
    assert [item.code for item in done] == ["CF-0002"] and second.state == ItemState.IN_FORCE


def test_the_default_grades_are_marked_as_an_example(draft: ViolationItem, acting_as: Acting) -> None:
    verbs.edit_item(acting_as("organ_head"), draft, {"grades": [], "factors": []})
    version = verbs.fill_default_grades(acting_as("organ_head"), draft)
    assert version.example and len(version.grades) == 4
    verbs.submit_item(acting_as("organ_head"), draft)
    with pytest.raises(OutOfOrder):
        verbs.fill_default_grades(acting_as("organ_head"), draft)


def test_a_repealed_item_still_judges_the_acts_of_its_time(
    in_force: ViolationItem, session: Session, acting_as: Acting
) -> None:
    verbs.repeal_item(acting_as("organ_head"), in_force, "鼓政〔2026〕20号")
    assert in_force.state == ItemState.REPEALED
    assert queries.version_on(session, in_force.id, date(2026, 8, 1)) is not None
    assert queries.version_on(session, in_force.id, TODAY) is None
    with pytest.raises(NotFound):
        queries.public_item(session, in_force.id, TODAY)
    with pytest.raises(OutOfOrder):
        verbs.edit_item(acting_as("organ_head"), in_force, {"conduct": "别的"})


@pytest.mark.parametrize(
    "text", ["围挡", "大气污染防治法", "《大气污染防治法》第一百一十五条", "sggd", "SGGD", "cf-0001", ""]
)
def test_an_item_is_found_by_name_law_code_and_pinyin(text: str, in_force: ViolationItem, session: Session) -> None:
    assert queries.find_items(session, None, text) == [in_force]


@pytest.mark.parametrize("text", ["食品", "%", "zzz", "_"])
def test_what_does_not_match_is_not_found(text: str, in_force: ViolationItem, session: Session) -> None:
    assert queries.find_items(session, None, text) == []


def test_the_public_finds_no_drafts(draft: ViolationItem, session: Session) -> None:
    assert queries.find_items(session, None, "") == []
    with pytest.raises(NotFound):
        queries.public_item(session, draft.id, TODAY)


def test_a_section_head_writes_but_does_not_publish(reviewed: ViolationItem, acting_as: Acting) -> None:
    with pytest.raises(NotAllowed):
        verbs.publish_item(acting_as("section_head"), reviewed)


def test_an_item_is_linked_to_a_power_of_its_own_organ_only(
    draft: ViolationItem, power: Power, world: World, acting_as: Acting
) -> None:
    act = acting_as("organ_head")
    verbs.link_power(act, draft, None)
    assert draft.power is None
    power.organisation_id = world.organisation("gulou-health").id
    with pytest.raises(Incomplete):
        verbs.link_power(act, draft, power)
