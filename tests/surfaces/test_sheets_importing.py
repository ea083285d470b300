"""Imports: planned before they write, all rows or none, idempotent, reported row by row."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, NotFound
from app.kernel.guard import SilentWrite
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.places import Level, Region
from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.powers.models import Power, PowerType
from app.powers.records import CHANGE_ORDER, POWER
from app.surfaces.sheets.columns import columns_of
from app.surfaces.sheets.importing import Brought, Choice, carry_out
from app.surfaces.sheets.mapping import (
    Match,
    apply_mapping,
    find_mapping,
    guess_mapping,
    headings_of,
    mapping_names,
    save_mapping,
    unknown_values,
)
from app.surfaces.sheets.planning import Fate, plan_import
from app.surfaces.sheets.reading import Sheet, read_book
from app.surfaces.sheets.report import marked_copy, report_lines

Acting = Callable[..., Act]
REGION = RecordKind(
    name="region",
    model=Region,
    title="Regions",
    menu="x",
    key=("code",),
    order=("code", "asc"),
    scope=None,
    access={Role.PUBLIC: Access.READ},
    fields=(
        Field("code", "Code", example="1"),
        Field("name", "Name"),
        Field("level", "Level", choices=Level),
        Field("parent_code", "Above", required=False),
    ),
)
HEAD = ["Name", "Code", "Type", "Organisation"]
GOOD = [
    ["食品经营许可", "GL-XK-0001-00", "Administrative licence", "鼓楼区卫生健康局"],
    ["户外广告设置审批", "GL-XK-0002-00", "01", "gulou-urban"],
]


def sheet(*rows: list[object]) -> Sheet:
    return Sheet("职权", [HEAD, *rows])  # type: ignore[list-item]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Power)) or 0


def test_a_plan_writes_nothing_and_tells_the_fate_of_every_row(session: Session, acting_as: Acting) -> None:
    plan = plan_import(acting_as("county_admin"), POWER, sheet(*GOOD))
    assert plan.counts == {"new": 2, "changed": 0, "same": 0, "faulty": 0}
    assert [row.number for row in plan.rows] == [2, 3]
    session.flush()
    assert count(session) == 0


def test_the_same_sheet_twice_brings_nothing_new(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    assert carry_out(act, plan_import(act, POWER, sheet(*GOOD))) == Brought(2, 0, 0, 0)
    again = plan_import(act, POWER, sheet(*GOOD))
    assert carry_out(act, again) == Brought(0, 0, 2, 0)
    assert count(session) == 2
    power = session.scalars(select(Power).where(Power.code == "GL-XK-0001-00")).one()
    assert (power.initials, power.organisation.code, power.power_type) == ("spjyxk", "gulou-health", PowerType.LICENCE)
    verbs = session.scalars(select(TrailRow.verb).where(TrailRow.subject_kind == "power")).all()
    assert verbs == ["record.added", "record.added"]


def test_a_changed_row_names_what_changes_and_the_trail_keeps_before_and_after(
    session: Session, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    carry_out(act, plan_import(act, POWER, sheet(*GOOD)))
    renamed = ["食品生产许可", *GOOD[0][1:]]
    plan = plan_import(act, POWER, sheet(renamed, GOOD[1]))
    assert plan.rows[0].fate == Fate.CHANGED
    assert plan.rows[0].changes == {"name": ("食品经营许可", "食品生产许可"), "initials": ("spjyxk", "spscxk")}
    assert [(line.fate, line.sentence) for line in report_lines(plan.rows, plan.columns)] == [
        ("Changed", "Name"),
        ("Unchanged", ""),
    ]
    carry_out(act, plan)
    assert session.scalars(select(Power.name).order_by(Power.code)).all() == ["食品生产许可", "户外广告设置审批"]
    facts = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "record.changed")).one()
    assert '"before":{"initials":"spjyxk","name":"食品经营许可"}' in facts


def test_three_bad_rows_keep_all_rows_out_until_the_good_ones_are_chosen(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    bad: list[list[object]] = [
        ["", "GL-XK-0003-00", "01", "gulou-urban"],
        ["没有的部门", "GL-XK-0004-00", "01", "没有这个局"],
        ["错的类型", "GL-XK-0005-00", "99", "gulou-urban"],
    ]
    plan = plan_import(act, POWER, sheet(GOOD[0], *bad, GOOD[1]))
    assert [(f.row, f.column) for f in report_lines(plan.rows, plan.columns) if f.fate == "Faulty"] == [
        (3, "Name"),
        (4, "Organisation"),
        (5, "Type"),
    ]
    with pytest.raises(Incomplete, match="3 rows are faulty"):
        carry_out(act, plan)
    assert count(session) == 0
    assert carry_out(act, plan, Choice.GOOD_ROWS) == Brought(2, 0, 0, 3)
    assert count(session) == 2


def test_the_marked_copy_is_red_where_it_is_wrong_and_can_be_given_again(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    plan = plan_import(act, POWER, sheet(GOOD[0], ["=1+1", "GL-XK-0003-00", "99", "gulou-urban"]))
    target = io.BytesIO()
    marked_copy(target, plan.sections)
    page = openpyxl.load_workbook(target).active
    assert page["E1"].value == "What is wrong"
    assert page["C3"].fill.fgColor.rgb == "FFFFC7CE"
    assert page["C2"].fill.fill_type is None
    assert "Choose one of" in page["E3"].value
    assert page["A3"].data_type == "s"
    again = plan_import(act, POWER, read_book(target.getvalue()).sheets[0])
    assert [row.fate for row in again.rows] == [Fate.NEW, Fate.FAULTY]


def test_the_same_key_twice_in_one_sheet_is_a_fault(session: Session, acting_as: Acting) -> None:
    plan = plan_import(acting_as("county_admin"), POWER, sheet(GOOD[0], GOOD[0]))
    assert [row.fate for row in plan.rows] == [Fate.NEW, Fate.FAULTY]
    assert "Row 2" in report_lines(plan.rows, plan.columns)[1].sentence


def test_rows_outside_the_region_are_refused_new_or_standing(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    foreign = ["别区", "TJ-XK-0001-00", "01", "taijiang-urban"]
    assert plan_import(act, POWER, sheet(foreign)).rows[0].fate == Fate.FAULTY
    other = acting_as("other_county_admin")
    carry_out(other, plan_import(other, POWER, sheet(foreign)))
    act = acting_as("county_admin")
    taken = ["抢来", "TJ-XK-0001-00", "01", "gulou-urban"]
    assert plan_import(act, POWER, sheet(taken)).rows[0].fate == Fate.FAULTY


def test_an_ambiguous_name_asks_for_the_code(session: Session, acting_as: Acting, world: object) -> None:
    act = acting_as("city_admin")
    for organisation in (world.organisation("gulou-urban"), world.organisation("taijiang-urban")):  # type: ignore[attr-defined]
        organisation.name = "城市管理局"
    session.flush()
    plan = plan_import(act, POWER, sheet(["广告", "GL-XK-0009-00", "01", "城市管理局"]))
    assert "Write the code" in report_lines(plan.rows, plan.columns)[0].sentence


def test_a_sheet_without_its_key_or_a_required_column_is_refused(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    with pytest.raises(Incomplete, match="lacks these columns: Code"):
        plan_import(act, POWER, Sheet("x", [["Name", "Type", "Organisation"], ["a", "01", "gulou"]]))
    with pytest.raises(NotAllowed):
        plan_import(act, CHANGE_ORDER, sheet())


def test_headings_below_a_title_in_any_case_and_unknown_columns_are_understood(
    session: Session, acting_as: Acting
) -> None:
    rows = [
        ["鼓楼区权力清单"],
        [],
        ["序号", "code", "NAME ", "power_type", "Organisation（单位）"],
        [1, "A1", "名", "01", "gulou"],
        [],
        [2, "A2", "字", "02", "gulou"],
    ]
    plan = plan_import(acting_as("county_admin"), POWER, Sheet("x", rows))  # type: ignore[arg-type]
    assert [(row.number, row.key) for row in plan.rows] == [(4, "A1"), (6, "A2")]
    assert plan.table.ignored == ("序号",)


def test_kinds_without_numbers_of_their_own_are_imported_too(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    rows = [
        ["Code", "Name", "Level", "Above"],
        ["350102002000", "鼓西街道", "Town", "350102000000"],
        ["350103001000", "外区", "planet", ""],
    ]
    plan = plan_import(act, REGION, Sheet("x", rows))  # type: ignore[arg-type]
    assert carry_out(act, plan, Choice.GOOD_ROWS) == Brought(1, 0, 0, 1)
    rows[1][1] = "鼓西"
    assert carry_out(act, plan_import(act, REGION, Sheet("x", rows[:2]))) == Brought(0, 1, 0, 0)  # type: ignore[arg-type]
    assert session.get_one(Region, "350102002000").name == "鼓西"
    assert session.scalars(select(TrailRow.subject_id).where(TrailRow.verb == "record.changed")).one() == 350102002000


def test_nothing_is_written_in_bulk_without_an_act(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    session.info["act"] = None
    with pytest.raises(SilentWrite):
        take_ids(act, 350102, 3)
    with pytest.raises(SilentWrite):
        insert_rows(session, Power, [{}])


FOREIGN = Sheet(
    "",
    [
        ["task_type", "事项名", "Code", "department"],
        [1, "甲", "A1", "gulou"],
        [20, "乙", "A2", "gulou"],
        [77, "丙", "A3", "gulou"],
    ],
)


def test_a_foreign_sheet_is_guessed_translated_and_imported(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    columns = columns_of(POWER, {"power_type": ("task_type",), "name": ("事项名称",)})
    guessed = {match.column: match for match in guess_mapping(FOREIGN, columns)}
    assert guessed["power_type"] == Match("power_type", "task_type", values={"1": "01"})
    assert guessed["name"].heading == "事项名"
    assert guessed["organisation_id"].heading == ""
    heading, _texts = headings_of(FOREIGN, columns)
    assert unknown_values(columns[2], guessed["power_type"], FOREIGN, heading) == ["77"]
    chosen = [
        Match("power_type", "task_type", values={"1": "01", "77": "10"}),
        guessed["name"],
        guessed["code"],
        Match("organisation_id", constant="gulou-urban"),
    ]
    save_mapping(act, "省平台", "power", chosen)
    save_mapping(act, "省平台", "power", chosen)
    assert mapping_names(session, act.county, "power") == ["省平台"]
    mapped = apply_mapping(FOREIGN, columns, find_mapping(session, act.county, "power", "省平台"))
    assert carry_out(act, plan_import(act, POWER, mapped, columns)).new == 3
    found = session.execute(select(Power.code, Power.power_type).order_by(Power.code)).all()
    assert [tuple(row) for row in found] == [("A1", "01"), ("A2", "20"), ("A3", "10")]


def test_a_mapping_that_does_not_fit_or_does_not_exist_is_refused(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    with pytest.raises(Incomplete, match="no column 类型"):
        apply_mapping(FOREIGN, columns_of(POWER), [Match("power_type", "类型")])
    with pytest.raises(NotFound):
        find_mapping(session, act.county, "power", "x")
    with pytest.raises(Incomplete):
        save_mapping(act, " ", "power", [])
