"""A power's way onto the list: written down, submitted, reviewed by two others, published, never changed again."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.powers.models import Power, PowerState, PowerType, Stage
from app.powers.operations import (
    Unfit,
    checksum,
    draft_power,
    edit_draft,
    find_faults,
    legal_review,
    open_draft,
    org_review,
    publish_version,
    submit_power,
)
from app.powers.queries import current_version, difference, public_power, version_on
from tests.conftest import NOW
from tests.world import World

Acting = Callable[..., Act]


def verbs(session: Session, power: Power) -> list[str]:
    return list(session.scalars(select(TrailRow.verb).where(TrailRow.subject_id == power.id).order_by(TrailRow.id)))


def test_a_power_comes_onto_the_list_by_two_reviews_and_an_order(session: Session, in_force: Power) -> None:
    version = current_version(session, in_force)
    assert version is not None
    assert (in_force.state, version.stage, version.valid_from) == (
        PowerState.IN_FORCE,
        Stage.PUBLISHED,
        date(2026, 9, 21),
    )
    assert version.checksum == checksum(version)
    assert public_power(session, in_force.id) == (in_force, version)
    assert verbs(session, in_force) == [
        "power.drafted",
        "power.edited",
        "power.submitted",
        "power.reviewed",
        "power.reviewed",
        "power.published",
    ]


def test_a_code_is_made_from_place_type_and_the_next_free_number(world: World, acting_as: Acting) -> None:
    act = acting_as("organ_head")
    urban = world.organisation("gulou-urban")
    codes = [draft_power(act, urban, f"许可{n}", PowerType.LICENCE).code for n in range(2)]
    assert codes == ["GL-XK-0001-00", "GL-XK-0002-00"]
    draft_power(act, urban, "很多", PowerType.PENALTY, "GL-CF-9999-00")
    assert draft_power(act, urban, "处罚", PowerType.PENALTY).code == "GL-CF-10000-00"
    assert draft_power(act, urban, "再罚", PowerType.PENALTY).code == "GL-CF-10001-00"
    later = acting_as("organ_head", NOW + timedelta(days=200))
    assert draft_power(later, urban, "明年的许可", PowerType.LICENCE).code == "GL-XK-0003-00"


def test_a_taken_code_a_missing_name_and_a_foreign_organ_are_refused(world: World, acting_as: Acting) -> None:
    act = acting_as("organ_head")
    urban = world.organisation("gulou-urban")
    draft_power(act, urban, "甲", PowerType.LICENCE, "X-1")
    with pytest.raises(Conflict):
        draft_power(act, urban, "乙", PowerType.LICENCE, " X-1 ")
    with pytest.raises(Incomplete):
        draft_power(act, urban, " ", PowerType.LICENCE)
    with pytest.raises(NotAllowed):
        draft_power(act, world.organisation("taijiang-urban"), "丙", PowerType.LICENCE)
    with pytest.raises(NotAllowed):
        draft_power(acting_as("handler"), urban, "丁", PowerType.LICENCE)


def test_a_published_version_is_never_changed_and_the_next_one_is_a_new_row(
    session: Session, in_force: Power, acting_as: Acting
) -> None:
    act = acting_as("organ_head")
    first = current_version(session, in_force)
    assert first is not None
    second = edit_draft(act, in_force, {"promised_days": 7})
    assert (second.number, second.promised_days, first.promised_days) == (2, 7, 10)
    assert first.checksum == checksum(first)
    assert in_force.state == PowerState.IN_FORCE
    with pytest.raises(OutOfOrder, match="published already"):
        publish_version(act, first)


def test_a_new_version_ends_the_one_before_and_keeps_the_power_in_force(
    session: Session, in_force: Power, acting_as: Acting
) -> None:
    first = current_version(session, in_force)
    later = NOW + timedelta(days=30)
    edit_draft(acting_as("organ_head", later), in_force, {"name": "食品经营许可（新）"})
    submit_power(acting_as("organ_head", later), in_force)
    assert in_force.state == PowerState.IN_FORCE
    legal_review(acting_as("legal_reviewer", later), in_force, passed=True)
    second = org_review(acting_as("county_admin", later), in_force, passed=True)
    publish_version(acting_as("county_admin", later), second)
    assert in_force.name == "食品经营许可（新）"
    day = date(2026, 10, 21)
    assert version_on(session, in_force.id, day - timedelta(days=1)) == first
    assert version_on(session, in_force.id, day) == second
    assert version_on(session, in_force.id, date(2026, 9, 20)) is None
    assert [(c.field, c.before, c.after) for c in difference(first, second)] == [
        ("name", "食品经营许可", "食品经营许可（新）")
    ]


def test_nobody_reviews_what_he_submitted_or_reviewed_himself(draft: Power, acting_as: Acting, world: World) -> None:
    draft_version = submit_power(acting_as("county_admin"), draft)
    with pytest.raises(NotAllowed):
        legal_review(acting_as("organ_head"), draft, passed=True)
    legal_review(acting_as("legal_reviewer"), draft, passed=True)
    with pytest.raises(NotAllowed, match="yourself"):
        org_review(acting_as("county_admin"), draft, passed=True)
    draft_version.reviewed_by = world.official("city_admin").id
    with pytest.raises(NotAllowed, match="legal review"):
        org_review(acting_as("city_admin"), draft, passed=True)


def test_a_draft_that_is_sent_back_needs_reasons_and_can_be_changed_again(
    session: Session, draft: Power, acting_as: Acting
) -> None:
    submit_power(acting_as("organ_head"), draft)
    with pytest.raises(OutOfOrder, match="lies with a reviewer"):
        edit_draft(acting_as("organ_head"), draft, {"promised_days": 5})
    with pytest.raises(Incomplete):
        legal_review(acting_as("legal_reviewer"), draft, passed=False)
    version = legal_review(acting_as("legal_reviewer"), draft, passed=False, opinion="依据不全")
    assert (version.stage, version.opinion, draft.state) == (Stage.DRAFT, "依据不全", PowerState.DRAFT)
    edit_draft(acting_as("organ_head"), draft, {"promised_days": 5})
    with pytest.raises(OutOfOrder):
        org_review(acting_as("county_admin"), draft, passed=True)


def test_a_version_without_its_reviews_is_published_only_by_the_platform(draft: Power, acting_as: Acting) -> None:
    version = open_draft(draft)
    assert version is not None
    with pytest.raises(OutOfOrder, match="Submit it first"):
        publish_version(acting_as("county_admin"), version)
    publish_version(acting_as(None), version)
    assert draft.state == PowerState.IN_FORCE


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"legal_basis": []}, "legal_basis"),
        ({"promised_days": 21}, "promised_days"),
        ({"fee": "每件 100 元"}, "fee"),
        ({"materials": [{"code": "A"}, {"code": "A"}]}, "materials"),
        ({"materials": [{"name": "没有编号"}]}, "materials"),
        ({"conditions": []}, "conditions"),
        ({"place": ""}, "place"),
        ({"phone": ""}, "phone"),
        ({"flow_version_id": None}, "flow_version_id"),
        ({"statutory_days": 4, "promised_days": 3}, "flow_version_id"),
    ],
)
def test_what_is_missing_is_named_field_by_field_before_it_is_submitted(
    session: Session, draft: Power, acting_as: Acting, content: dict[str, object], field: str
) -> None:
    version = edit_draft(acting_as("organ_head"), draft, content)
    session.refresh(version)
    assert [name for name, _sentence in find_faults(version)] == [field]
    with pytest.raises(Unfit) as refused:
        submit_power(acting_as("organ_head"), draft)
    assert refused.value.faults[0][0] == field
    with pytest.raises(Unfit):
        publish_version(acting_as(None), version)


def test_a_fee_with_its_basis_and_a_penalty_without_a_guide_are_fit(
    session: Session, draft: Power, acting_as: Acting
) -> None:
    version = edit_draft(acting_as("organ_head"), draft, {"fee": "每件 100 元，《收费条例》第三条"})
    assert find_faults(version) == []
    draft.power_type = PowerType.PENALTY
    edit_draft(acting_as("organ_head"), draft, {"place": "", "conditions": []})
    assert find_faults(version) == []


def test_unknown_content_and_a_power_that_is_gone_cannot_be_written(draft: Power, acting_as: Acting) -> None:
    act = acting_as("organ_head")
    with pytest.raises(Incomplete, match="checksum"):
        edit_draft(act, draft, {"checksum": "x"})
    draft.state = PowerState.CANCELLED
    with pytest.raises(OutOfOrder):
        edit_draft(act, draft, {"fee": ""})
    version = open_draft(draft)
    assert version is not None
    with pytest.raises(OutOfOrder):
        publish_version(acting_as(None), version)


def test_two_versions_differ_element_by_element(draft: Power, acting_as: Acting, session: Session) -> None:
    first = open_draft(draft)
    assert first is not None
    publish_version(acting_as(None), first)
    second = edit_draft(
        acting_as("organ_head"),
        draft,
        {"materials": [{"code": "M01", "name": "申请表", "required": True}, {"code": "M03", "name": "照片"}]},
    )
    changes = difference(first, second)
    assert [(c.field, c.before, c.after) for c in changes] == [
        (
            "materials",
            {"code": "M01", "name": "申请书", "required": True},
            {"code": "M01", "name": "申请表", "required": True},
        ),
        ("materials", {"code": "M02", "name": "身份证明"}, ""),
        ("materials", "", {"code": "M03", "name": "照片"}),
    ]
    assert "materials" in [c.field for c in difference(None, second)]
