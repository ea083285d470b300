"""From the definition to the public portal: filled in, submitted, returned, approved, shown, corrected."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.notices import Message
from app.kernel.typed import Faulty
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerValue
from app.ledgers.operations import (
    approve_entry,
    correct_entry,
    discard_entry,
    draft_entry,
    edit_entry,
    hide_entry,
    publish_entry,
    report_nothing,
    retire_ledger,
    return_entry,
    submit_entry,
    withdraw_entry,
)
from app.ledgers.queries import fills_somewhere, homes_for
from app.ledgers.sheets.entries import EntryPlan, carry_out_entries, plan_entries
from app.ledgers.words import Approver, EntryState
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Sheet
from tests.ledgers.samples import RAW, make_ledger
from tests.world import World

Acting = Callable[..., Act]
LATER = datetime(2026, 9, 22, 2, 0, tzinfo=UTC)


def fill(act: Act, world: World, ledger: Ledger, home: str = "zhongshan", **changes: object) -> LedgerEntry:
    return draft_entry(act, ledger, world.organisation(home), "", {**RAW, **changes})


def test_a_village_fills_in_its_town_approves_and_the_public_sees_it(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("village_clerk")
    entry = fill(act, world, ledger)
    assert (entry.state, entry.period, entry.title) == ("draft", "2026-09", "低保户走访")
    assert entry.content["total"] == "38.75"
    assert entry.content["spent"] == "3.1"
    assert entry.content["held_on"] == "2026-09-08"
    assert entry.content["place"] == {"code": "350102001001", "name": "中山社区"}
    submit_entry(act, entry)
    approve_entry(acting_as("town_clerk"), entry)
    assert entry.state == EntryState.APPROVED
    publish_entry(acting_as("town_clerk"), entry)
    assert entry.state == EntryState.PUBLISHED
    verbs = list(
        session.scalars(select(TrailRow.verb).where(TrailRow.subject_kind == "ledger_entry").order_by(TrailRow.place))
    )
    assert verbs == ["ledger.entry_drafted", "ledger.submitted", "ledger.approved", "ledger.shown"]


def test_the_trail_holds_no_content(session: Session, world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("village_clerk")
    submit_entry(act, fill(act, world, ledger))
    assert not [facts for facts in session.scalars(select(TrailRow.facts)) if "陈建国" in facts]


def test_a_draft_may_have_gaps_but_is_not_submitted_with_them(world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("village_clerk")
    entry = draft_entry(act, ledger, world.organisation("zhongshan"), "", {"grade": "重大"})
    with pytest.raises(Faulty) as refused:
        submit_entry(act, entry)
    assert set(refused.value.faults) == {"subject", "held_on"}


def test_what_is_malformed_is_not_even_kept_as_a_draft(world: World, acting_as: Acting, ledger: Ledger) -> None:
    with pytest.raises(Faulty) as refused:
        fill(acting_as("village_clerk"), world, ledger, area="一百", held_on="2026-14-05", grade="重 大")
    assert set(refused.value.faults) == {"area", "held_on", "grade"}


def test_a_returned_entry_without_a_reason_is_refused(world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("village_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    with pytest.raises(Incomplete, match="corrected"):
        return_entry(acting_as("town_clerk"), entry, " ")


def test_a_returned_entry_is_corrected_and_its_author_is_told(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("village_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    return_entry(acting_as("town_clerk"), entry, "缺照片")
    message = session.scalars(select(Message).where(Message.subject_id == entry.id)).one()
    assert "缺照片" in message.text
    act = acting_as("village_clerk")
    edit_entry(act, entry, {**RAW, "grade": "重大"})
    submit_entry(act, entry)
    assert (entry.state, entry.reason) == ("submitted", "")


def test_nobody_approves_what_he_submitted(world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("town_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    with pytest.raises(NotAllowed, match="yourself"):
        approve_entry(acting_as("town_clerk"), entry)


@pytest.mark.parametrize(
    "who", ["village_clerk", "handler", "inspector", "auditor", "leader", "county_admin", "other_county_admin"]
)
def test_only_the_organisation_above_approves(world: World, acting_as: Acting, ledger: Ledger, who: str) -> None:
    act = acting_as("village_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    with pytest.raises(NotAllowed):
        approve_entry(acting_as(who), entry)


@pytest.mark.parametrize("who", ["handler", "inspector", "auditor", "leader", "other_handler", "other_county_admin"])
def test_only_those_who_fill_in_for_an_organisation_enter(
    world: World, acting_as: Acting, ledger: Ledger, who: str
) -> None:
    with pytest.raises(NotAllowed):
        fill(acting_as(who), world, ledger)


def test_a_village_does_not_enter_for_its_neighbour(world: World, acting_as: Acting, ledger: Ledger) -> None:
    with pytest.raises(NotAllowed):
        fill(acting_as("village_clerk"), world, ledger, home="qingcheng")


def test_an_organisation_that_is_not_asked_has_no_entry(world: World, acting_as: Acting, ledger: Ledger) -> None:
    with pytest.raises(NotAllowed):
        fill(acting_as("town_clerk"), world, ledger, home="gudong")


def test_without_an_approver_an_entry_counts_when_it_is_submitted(world: World, acting_as: Acting) -> None:
    ledger = make_ledger(
        acting_as("county_admin"), world.organisation("gulou"), "plain", approver=Approver.NOBODY, public=False
    )
    act = acting_as("village_clerk")
    assert submit_entry(act, fill(act, world, ledger)).state == EntryState.APPROVED


def test_the_keeper_approves_where_the_ledger_says_so(world: World, acting_as: Acting) -> None:
    ledger = make_ledger(
        acting_as("county_admin"),
        world.organisation("gulou-urban"),
        "kept",
        approver=Approver.KEEPER,
        approver_duty="section_head",
    )
    act = acting_as("village_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    with pytest.raises(NotAllowed):
        approve_entry(acting_as("handler"), entry)
    assert approve_entry(acting_as("section_head"), entry).state == EntryState.APPROVED


def test_a_correction_is_a_new_entry_and_the_old_one_stays(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("village_clerk")
    old = submit_entry(act, fill(act, world, ledger))
    approve_entry(acting_as("town_clerk"), old, at_once=True)
    act = acting_as("village_clerk", LATER)
    new = correct_entry(act, old, "面积写错")
    with pytest.raises(Conflict):
        correct_entry(act, old, "再来一次")
    assert (new.edition, new.previous_id, new.content, old.state) == (2, old.id, old.content, "published")
    edit_entry(act, new, {**RAW, "area": "13"})
    submit_entry(act, new)
    approve_entry(acting_as("town_clerk", LATER), new)
    assert (new.state, old.state, old.content["area"]) == ("published", "corrected", "12.5")


def test_what_has_been_submitted_is_not_changed(world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("village_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    for write in (lambda: edit_entry(act, entry, RAW), lambda: discard_entry(act, entry)):
        with pytest.raises(OutOfOrder):
            write()


def test_two_people_do_not_overwrite_each_other(world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("village_clerk")
    entry = fill(act, world, ledger)
    shown = entry.revision
    edit_entry(act, entry, {**RAW, "grade": "重大"}, revision=shown)
    with pytest.raises(Conflict):
        edit_entry(act, entry, RAW, revision=shown)


def test_a_discarded_draft_leaves_no_value_behind(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("village_clerk")
    discard_entry(act, fill(act, world, ledger))
    assert session.scalars(select(LedgerEntry)).all() == []
    assert session.scalars(select(LedgerValue)).all() == []


def test_an_entry_is_taken_from_the_portal_with_a_reason(world: World, acting_as: Acting, ledger: Ledger) -> None:
    act = acting_as("village_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    act = acting_as("town_clerk")
    approve_entry(act, entry, at_once=True)
    with pytest.raises(Incomplete):
        hide_entry(act, entry, "")
    assert hide_entry(act, entry, "涉及隐私").state == EntryState.APPROVED


def test_values_stand_typed_in_the_index(session: Session, world: World, acting_as: Acting, ledger: Ledger) -> None:
    entry = fill(acting_as("village_clerk"), world, ledger)
    rows = {row.field: row for row in session.scalars(select(LedgerValue))}
    assert {row.entry_id for row in rows.values()} == {entry.id}
    assert rows["area"].amount == 125_000
    assert rows["total"].amount == 387_500
    assert rows["held_on"].day == date(2026, 9, 8)
    assert rows["place"].text == "350102001001"
    assert rows["person"].text == "陈建国"
    assert "spent" not in rows  # neither listed nor filtered


def test_publication_opens_the_duty_of_the_running_period_by_a_working_day(
    session: Session, ledger: Ledger, world: World
) -> None:
    duties = session.scalars(select(LedgerDuty)).all()
    assert {duty.organisation_id for duty in duties} == {
        world.organisation("zhongshan").id,
        world.organisation("qingcheng").id,
    }
    # Five days after 30 September lies in the National Day holiday, which ends on 7 October.
    assert {(duty.period, duty.due_on) for duty in duties} == {("2026-09", date(2026, 10, 8))}


def test_a_submitted_entry_meets_the_duty_and_a_returned_one_opens_it_again(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    act = acting_as("village_clerk")
    entry = submit_entry(act, fill(act, world, ledger))
    duty = session.scalars(select(LedgerDuty).where(LedgerDuty.organisation_id == entry.organisation_id)).one()
    assert duty.met_at == act.at
    return_entry(acting_as("town_clerk"), entry, "缺照片")
    assert duty.met_at is None


def test_a_village_states_that_there_was_nothing(
    session: Session, world: World, acting_as: Acting, ledger: Ledger
) -> None:
    home = world.organisation("zhongshan")
    duty = session.scalars(select(LedgerDuty).where(LedgerDuty.organisation_id == home.id)).one()
    with pytest.raises(NotAllowed):
        report_nothing(acting_as("handler"), duty)
    report_nothing(acting_as("village_clerk"), duty)
    assert duty.nil and duty.met_at is not None
    with pytest.raises(OutOfOrder):
        report_nothing(acting_as("village_clerk"), duty)


def test_a_closed_ledger_takes_nothing_new(world: World, acting_as: Acting, ledger: Ledger) -> None:
    retire_ledger(acting_as("county_admin"), ledger, "并入其他台账")
    with pytest.raises(OutOfOrder):
        fill(acting_as("village_clerk"), world, ledger)


def test_a_period_to_come_is_refused(world: World, acting_as: Acting, ledger: Ledger) -> None:
    with pytest.raises(Incomplete, match="not begun"):
        draft_entry(acting_as("village_clerk"), ledger, world.organisation("zhongshan"), "2026-10", RAW)


@pytest.mark.parametrize("who", ["village_clerk", "town_clerk", "county_admin", "inspector", "handler"])
@pytest.mark.parametrize("duties", [[], ["legal_reviewer"]])
def test_whoever_has_a_home_to_fill_in_for_is_told_so_without_a_list_of_them(
    session: Session, world: World, acting_as: Acting, who: str, duties: list[str]
) -> None:
    ledger = make_ledger(acting_as("county_admin"), world.organisation("gulou"), duties=duties)
    actor = acting_as(who).actor
    homes = homes_for(session, actor, ledger, ledger.versions[0])
    assert fills_somewhere(session, actor, ledger, ledger.versions[0]) == bool(homes)


def test_what_was_submitted_is_withdrawn_until_somebody_decides(
    world: World, acting_as: Acting, ledger: Ledger, session: Session
) -> None:
    entry = fill(acting_as("village_clerk"), world, ledger)
    submit_entry(acting_as("village_clerk"), entry)
    withdraw_entry(acting_as("village_clerk"), entry)
    assert (entry.state, entry.submitted_at) == (EntryState.DRAFT, None)
    duty = session.scalars(select(LedgerDuty).where(LedgerDuty.organisation_id == entry.organisation_id)).first()
    assert duty is not None
    assert duty.met_at is None
    with pytest.raises(OutOfOrder):
        withdraw_entry(acting_as("village_clerk"), entry)
    edit_entry(acting_as("village_clerk"), entry, {**RAW, "area": "7"})
    submit_entry(acting_as("village_clerk"), entry)
    approve_entry(acting_as("town_clerk"), entry)
    with pytest.raises(OutOfOrder):
        withdraw_entry(acting_as("village_clerk"), entry)
    other = fill(acting_as("village_clerk"), world, ledger)
    submit_entry(acting_as("village_clerk"), other)
    withdraw_entry(acting_as("village_clerk"), other)
    discard_entry(acting_as("village_clerk"), other)


def test_a_row_of_a_sheet_handed_in_again_corrects_its_entry(
    world: World, acting_as: Acting, ledger: Ledger, session: Session
) -> None:
    def hand_in(area: float) -> EntryPlan:
        act = acting_as("village_clerk")
        heads = ["organisation", "subject", "area", "price", "held_on", "grade"]
        row = ["zhongshan", "低保户走访", area, 3.1, "2026-09-08", "一般"]
        return plan_entries(act, ledger, Sheet("x", [heads, row]))

    def rows() -> list[tuple[str, str]]:
        session.expire_all()
        held = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
        return [(one.state, one.content["area"]) for one in held]

    carry_out_entries(acting_as("village_clerk"), hand_in(12.5))
    plan = hand_in(21.5)
    assert [(row.fate, row.likely, row.changes["area"]) for row in plan.rows] == [
        (Fate.CHANGED, True, ("12.5", "21.5"))
    ]
    carry_out_entries(acting_as("village_clerk"), plan)
    assert rows() == [("submitted", "21.5")]
    assert [row.fate for row in hand_in(21.5).rows] == [Fate.SAME]
    approve_entry(acting_as("town_clerk"), session.scalars(select(LedgerEntry)).one())
    carry_out_entries(acting_as("village_clerk"), hand_in(9))
    assert sorted(rows()) == [("approved", "21.5"), ("submitted", "9")]
    assert [row.fate for row in hand_in(9).rows] == [Fate.SAME]
