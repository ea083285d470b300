"""What leaves the house: rows of the trail, in its order, without what belongs to persons."""

import json
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.approvals.records import APPROVAL
from app.domains import DOMAINS
from app.exchange.batches import make_batch, read_batches
from app.exchange.envelopes import check_envelope, crossing_fields, envelope
from app.exchange.queries import read_stretch
from app.kernel.audit import ChainHead, Subject, TrailRow, canonical, record
from app.kernel.errors import Incomplete
from app.kernel.guard import open_act
from app.powers.records import POWER
from tests.approvals.cases import PERSON, Story
from tests.exchange.building import AT, CITY, COUNTY, SENDER, UP
from tests.world import World

KINDS = {kind.name: kind for kind in (APPROVAL, POWER)}


@pytest.fixture
def story(session: Session, world: World) -> Story:
    """Two cases of persons, one of them accepted, and the item of both."""
    made = Story(session, world)
    made.submitted("2026-09-14", key="one")
    made.accepted("2026-09-15", key="two")
    with open_act(made.by(None, "2026-09-15")) as act:
        record(act, "power.drafted", made.power)
    return made


def place(session: Session) -> int:
    return session.scalar(select(ChainHead.place).where(ChainHead.county == COUNTY)) or 0


def test_cases_cross_in_the_order_of_the_trail_each_once_with_its_present_state(story: Story, session: Session) -> None:
    sent = read_stretch(session, COUNTY, COUNTY, KINDS, 0)
    told = (
        select(TrailRow).where(TrailRow.county == COUNTY, TrailRow.subject_kind == "approval").order_by(TrailRow.place)
    )
    last = {row.subject_id: row.place for row in session.scalars(told)}
    cases = [row for row in sent.rows if row["type"] == "sunshine.approval.v1"]
    assert [(int(row["subject"]), row["id"]) for row in cases] == [
        (pk, f"{COUNTY}/{at}") for pk, at in sorted(last.items(), key=lambda item: item[1])
    ]
    assert len(cases) == 2
    assert [row["data"]["state"] for row in cases] == ["submitted", "accepted"]
    assert (sent.after, sent.until) == (0, place(session))


def test_nothing_that_names_the_applicant_leaves_the_house(story: Story, session: Session) -> None:
    text = json.dumps(read_stretch(session, COUNTY, COUNTY, KINDS, 0).rows, ensure_ascii=False)
    assert PERSON.name not in text
    assert "350102199003078815" not in text
    assert "13800138000" not in text


@pytest.mark.parametrize("kind", [kind for domain in DOMAINS for kind in domain.records], ids=lambda kind: kind.name)
def test_of_every_kind_only_what_is_public_a_choice_or_no_text_crosses(kind: Any) -> None:
    for field in crossing_fields(kind):
        assert not field.secret and not field.matched
        column = inspect(kind.model).columns[field.name]
        assert field.public or field.choices is not None or column.type.python_type is not str, field.name


def test_pages_of_any_size_give_the_last_state_of_every_row_while_rows_are_written(
    story: Story, session: Session
) -> None:
    for most in (1, 2, 3, 1000):
        after, states = 0, {}
        for turn in range(1000):
            stretch = read_stretch(session, COUNTY, COUNTY, KINDS, after, most)
            states.update({row["subject"]: row["data"]["state"] for row in stretch.rows if "approval" in row["type"]})
            if turn == 2:
                story.submitted("2026-09-16", key=f"while {most}")
            if stretch.until == after:
                break
            after = stretch.until
        whole = read_stretch(session, COUNTY, COUNTY, KINDS, 0, 100_000)
        assert states == {row["subject"]: row["data"]["state"] for row in whole.rows if "approval" in row["type"]}


def test_a_row_that_is_no_more_is_told_as_gone(story: Story, session: Session) -> None:
    gone = 350102_999_999_999
    with open_act(story.by(None, "2026-09-16")) as act:
        record(act, "power.drafted", Subject("power", gone, COUNTY))
    row = read_stretch(session, COUNTY, COUNTY, KINDS, place(session) - 1).rows[0]
    assert (row["subject"], row["data"]) == (str(gone), None)
    assert check_envelope(row, COUNTY, COUNTY, KINDS) is POWER


def test_what_was_read_travels_and_is_taken_by_the_same_kinds(story: Story, session: Session) -> None:
    sent = read_stretch(session, COUNTY, COUNTY, KINDS, 0)
    packed = make_batch(UP, sent.rows, SENDER, until=sent.until, at=AT).packed()
    (came,) = read_batches([packed], UP, SENDER.verify_key)
    rows = [json.loads(line) for line in came.lines]
    assert rows == json.loads(canonical({"rows": sent.rows}))["rows"]
    assert {check_envelope(row, COUNTY, COUNTY, KINDS).name for row in rows} == {"approval", "power"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"source": "/nodes/350103"}, "no envelope of this peer"),
        ({"specversion": "0.3"}, "no envelope of this peer"),
        ({"more": 1}, "no envelope of this peer"),
        ({"id": "350103/7"}, "no envelope of this peer"),
        ({"subject": "-1"}, "no envelope of this peer"),
        ({"type": "sunshine.penalty.v1"}, "not agreed on: sunshine.penalty.v1"),
        ({"type": ["x"]}, "not agreed on"),
        ({"subject": "350103000000001"}, "another county"),
        ({"subject": "9" * 400}, "another county"),
        ({"data": {}}, "not those that were agreed on for approval"),
        ({"data": []}, "not those that were agreed on for approval"),
    ],
)
def test_a_row_that_was_not_agreed_on_is_refused_in_a_sentence(
    story: Story, session: Session, change: dict[str, Any], sentence: str
) -> None:
    row = next(r for r in read_stretch(session, COUNTY, COUNTY, KINDS, 0).rows if "approval" in r["type"])
    assert check_envelope(row, COUNTY, COUNTY, KINDS) is APPROVAL
    with pytest.raises(Incomplete, match=sentence):
        check_envelope({**row, **change}, COUNTY, COUNTY, KINDS)


def test_a_county_cannot_send_rows_of_another_in_its_own_name(story: Story, session: Session) -> None:
    told = session.scalars(select(TrailRow).where(TrailRow.subject_kind == "power").limit(1)).one()
    row = envelope(CITY, POWER, told, None)
    with pytest.raises(Incomplete, match="no envelope of this peer"):
        check_envelope(row, COUNTY, COUNTY, KINDS)
