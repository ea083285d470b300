"""The catalogue as a spreadsheet: in and out without loss, all powers or none, real sheets of other systems."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.flows.models import FlowVersion
from app.kernel.places import Organisation
from app.powers.columns import COLUMNS, MAIN, PARTS
from app.powers.exporting import export_powers, write_power_template
from app.powers.importing import carry_out_powers
from app.powers.models import Power, PowerState, PowerVersion, Stage
from app.powers.operations import open_draft, publish_version, submit_power
from app.powers.planning import PowerPlan, plan_powers
from app.surfaces.sheets.importing import Brought, Choice
from app.surfaces.sheets.mapping import apply_mapping, guess_mapping
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book, Sheet, read_book
from app.surfaces.sheets.report import book_lines, marked_copy

Acting = Callable[..., Act]
HEAD = ["Code", "Name", "Type", "Organisation", "Statutory limit", "Promised limit", "Fee", "Flow", "Court", "Joint"]


def book(*rows: list[Any], **parts: list[list[Any]]) -> Book:
    sheets = [
        Sheet(
            MAIN,
            [
                [
                    "code",
                    "name",
                    "power_type",
                    "organisation_id",
                    "statutory_days",
                    "promised_days",
                    "flow",
                    "court",
                    "joint",
                ],
                *rows,
            ],
        )
    ]
    sheets += [
        Sheet(name, [[c.name for c in part.columns], *parts[part.name]])
        for part in PARTS
        if (name := part.name) in parts
    ]
    return Book(tuple(sheets))


ONE = ["GL-XK-0001-00", "食品经营许可", "01", "gulou-urban", 20, "10", "one", "鼓楼区人民法院", "否"]
TWO = ["GL-XK-0002-00", "户外广告设置审批", "行政许可", "鼓楼区城市管理局", "", "", "", "", ""]
TWO[2] = "Administrative licence"
LISTS: dict[str, list[list[Any]]] = {
    "materials": [
        ["GL-XK-0001-00", "", "申请书", "原件", 2, "申请人", "是", "", ""],
        ["GL-XK-0001-00", "M07", "身份证明", "", "", "", "否", "", ""],
    ],
    "legal_basis": [["GL-XK-0001-00", "食品安全法", "第三十五条", "", "设定"]],
    "conditions": [["GL-XK-0001-00", "C01", "有固定场所", ""]],
}


def bring(act: Act, given: Book, choice: Choice = Choice.ALL_OR_NOTHING, **more: bool) -> Brought:
    return carry_out_powers(act, plan_powers(act, given, **more), choice)


def power(session: Session, code: str = "GL-XK-0001-00") -> Power:
    session.expire_all()
    return session.scalars(select(Power).where(Power.code == code)).one()


@pytest.fixture
def act(acting_as: Acting, flow_version: FlowVersion) -> Act:
    return acting_as("county_admin")


def test_powers_come_in_as_drafts_with_their_lists(session: Session, act: Act, flow_version: FlowVersion) -> None:
    assert bring(act, book(ONE, TWO, **LISTS)) == Brought(2, 0, 0, 0)
    one = power(session)
    (version,) = one.versions
    assert (one.state, one.initials, one.level, version.stage) == (PowerState.DRAFT, "spjyxk", "county", Stage.DRAFT)
    assert (version.statutory_days, version.promised_days, version.joint, version.online) == (20, 10, False, True)
    assert version.materials == [
        {"code": "M01", "name": "申请书", "form": "原件", "copies": 2, "source": "申请人", "required": True},
        {"code": "M07", "name": "身份证明", "required": False},
    ]
    assert version.remedies == {"court": "鼓楼区人民法院"}
    assert version.flow_version_id == flow_version.id
    assert power(session, "GL-XK-0002-00").versions == []
    verbs = session.scalars(select(TrailRow.verb).order_by(TrailRow.id.desc()).limit(3)).all()
    assert verbs == ["powers.imported", "power.imported", "power.imported"]


def test_an_import_that_is_cut_off_leaves_nothing_behind(
    session: Session, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.powers.importing.record_many", cut_off)
    with pytest.raises(KeyboardInterrupt), session.begin_nested():
        bring(act, book(ONE, TWO, **LISTS))
    assert session.scalar(select(func.count()).select_from(Power)) == 0
    assert session.scalar(select(func.count()).select_from(PowerVersion)) == 0


def test_the_same_book_twice_brings_nothing_new(session: Session, act: Act) -> None:
    bring(act, book(ONE, TWO, **LISTS))
    assert bring(act, book(ONE, TWO, **LISTS)) == Brought(0, 0, 2, 0)
    assert session.scalar(select(func.count()).select_from(PowerVersion)) == 1


def test_what_goes_out_comes_in_again_unchanged_and_into_an_empty_catalogue_whole(session: Session, act: Act) -> None:
    bring(act, book(ONE, TWO, **LISTS))
    before = [
        getattr(power(session).versions[0], name)
        for name in ("materials", "conditions", "legal_basis", "remedies", "joint")
    ]
    target = io.BytesIO()
    assert export_powers(act, target) == 2
    written = read_book(target.getvalue())
    plan = plan_powers(act, written)
    assert plan.counts == {"new": 0, "changed": 0, "same": 2, "faulty": 0}
    moved = Book(
        tuple(
            Sheet(s.name, [[str(c).replace("GL-XK", "GL-ZZ") for c in row] for row in s.rows]) for s in written.sheets
        )
    )
    assert bring(act, moved).new == 2
    copy = power(session, "GL-ZZ-0001-00").versions[0]
    assert [getattr(copy, name) for name in ("materials", "conditions", "legal_basis", "remedies", "joint")] == before


def test_the_template_brings_nothing_and_names_every_sheet(act: Act) -> None:
    target = io.BytesIO()
    write_power_template(target)
    given = read_book(target.getvalue())
    assert [sheet.name for sheet in given.sheets] == [MAIN, *(part.sheet for part in PARTS)]
    assert plan_powers(act, given).rows == []


def test_changed_content_goes_into_the_open_draft(session: Session, act: Act) -> None:
    bring(act, book(ONE, TWO, **LISTS))
    renamed = [ONE[0], "食品生产许可", *ONE[2:5], 5, *ONE[6:]]
    plan = plan_powers(act, book(renamed))
    assert sorted(plan.rows[0].changes) == ["name", "promised_days"]
    assert carry_out_powers(act, plan) == Brought(0, 1, 0, 0)
    one = power(session)
    assert (one.name, one.initials, len(one.versions), one.versions[0].promised_days) == (
        "食品生产许可",
        "spscxk",
        1,
        5,
    )
    filled = [*TWO[:4], 15, 15, *TWO[6:]]
    assert bring(act, book(filled)).changed == 1
    assert power(session, TWO[0]).versions[0].statutory_days == 15


def test_changed_content_of_a_power_on_the_list_becomes_its_next_version(
    session: Session, act: Act, acting_as: Acting
) -> None:
    bring(act, book(ONE, **LISTS))
    one = power(session)
    version = open_draft(one)
    assert version is not None
    version.place, version.phone = "大厅", "12345"
    publish_version(acting_as(None), version)
    act = acting_as("county_admin")
    renamed = [ONE[0], "新名", *ONE[2:5], 5, *ONE[6:]]
    assert bring(act, book(renamed)).changed == 1
    one = power(session)
    assert (one.name, [v.number for v in one.versions]) == ("食品经营许可", [1, 2])
    assert (one.versions[1].name, one.versions[1].promised_days, one.versions[1].place) == ("新名", 5, "大厅")
    assert one.versions[0].promised_days == 10
    other_type = [ONE[0], ONE[1], "02", *ONE[3:]]
    assert plan_powers(act, book(other_type)).rows[0].faults[0].column == "power_type"
    submit_power(acting_as("organ_head"), one)
    waiting = plan_powers(acting_as("county_admin"), book([*ONE[:5], 3, *ONE[6:]]))
    assert "reviewer" in book_lines(waiting)[0].sentence
    one.state = PowerState.CANCELLED
    session.flush()
    assert "cancelled" in book_lines(plan_powers(acting_as("county_admin"), book([*ONE[:5], 3, *ONE[6:]])))[0].sentence


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["", *TWO[1:]], "Code"),
        ([TWO[0], "", *TWO[2:]], "Name"),
        ([*TWO[:2], "什么", *TWO[3:]], "Type"),
        ([*TWO[:3], "没有这个局", *TWO[4:]], "Organisation"),
        ([*TWO[:3], "taijiang-urban", *TWO[4:]], "Organisation"),
        ([*TWO[:4], "很多天", *TWO[5:]], "Statutory limit"),
        ([*TWO[:6], "no-flow", *TWO[7:]], "Flow"),
        ([*TWO[:8], "也许"], "Handled jointly"),
        (ONE, "Code"),
    ],
)
def test_a_faulty_row_keeps_the_whole_book_out_and_is_named_by_row_and_column(
    session: Session, act: Act, row: list[Any], column: str
) -> None:
    plan = plan_powers(act, book(ONE, row))
    assert [(line.row, line.column) for line in book_lines(plan) if line.fate == "Faulty"] == [(3, column)]
    with pytest.raises(Incomplete):
        carry_out_powers(act, plan)
    assert session.scalar(select(func.count()).select_from(Power)) == 0
    assert carry_out_powers(act, plan, Choice.GOOD_ROWS) == Brought(1, 0, 0, 1)


@pytest.mark.parametrize(
    ("entry", "column"),
    [
        (["GL-XK-0001-00", "M03", "", "", "", "", "", "", ""], "Material"),
        (["GL-XK-0001-00", "M03", "图", "", "两份", "", "", "", ""], "Copies"),
        (["GL-XK-0001-00", "M03", "图", "", "", "", "随便", "", ""], "Required"),
    ],
)
def test_a_faulty_entry_of_a_list_keeps_its_power_out(
    session: Session, act: Act, entry: list[Any], column: str
) -> None:
    plan = plan_powers(act, book(ONE, TWO, materials=[entry]))
    assert [row.fate for row in plan.rows] == [Fate.FAULTY, Fate.NEW]
    report = book_lines(plan)
    assert (report[-1].sheet, report[-1].row, report[-1].column) == ("materials", 2, column)
    target = io.BytesIO()
    marked_copy(target, plan.sections)
    assert len(read_book(target.getvalue()).sheets) == 2
    assert carry_out_powers(act, plan, Choice.GOOD_ROWS).left_out == 1


def test_an_entry_of_an_unknown_power_is_reported(act: Act) -> None:
    plan = plan_powers(act, book(ONE, conditions=[["GL-XK-9999-00", "C01", "条件", ""]]))
    assert "no power GL-XK-9999-00" in book_lines(plan)[-1].sentence
    with pytest.raises(Incomplete):  # what belongs to no power is not left out in silence
        carry_out_powers(act, plan)


def test_a_book_without_codes_and_an_actor_without_the_role_are_refused(act: Act, acting_as: Acting) -> None:
    with pytest.raises(Incomplete):
        plan_powers(act, Book((Sheet("x", [["name", "power_type", "organisation_id"], ["a", "01", "gulou"]]),)))
    with pytest.raises(NotAllowed):
        plan_powers(acting_as("handler"), book(ONE))


def test_a_code_of_another_county_is_not_taken_over(act: Act, acting_as: Acting) -> None:
    other = acting_as("other_county_admin")
    bring(other, book([TWO[0], *TWO[1:3], "taijiang-urban", *TWO[4:]]))
    plan = plan_powers(acting_as("county_admin"), book(TWO))
    assert "outside your region" in book_lines(plan)[0].sentence


def real_book() -> Book:
    folder = Path(os.environ.get("SUNSHINE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
    file = folder / "guangan_service_items.csv"
    if not file.exists():
        pytest.skip(f"no {file.name} in {folder}")
    sheet = read_book(file).sheets[0]
    matches = guess_mapping(sheet, COLUMNS)
    assert {m.column: m.heading for m in matches if m.heading} == {
        "code": "item_code",
        "name": "name",
        "power_type": "task_type",
        "organisation_id": "department",
        "organisation_code": "dept_code",
    }
    return Book((apply_mapping(sheet, COLUMNS, matches),))


def test_1135_real_items_of_34_departments_come_in_through_a_mapping(session: Session, acting_as: Acting) -> None:
    act = acting_as("county_admin")
    given = real_book()
    without: PowerPlan = plan_powers(act, given)
    assert without.counts["faulty"] == 1135
    assert len(without.unknown) == 34
    plan = plan_powers(act, given, create_organisations=True)
    assert plan.counts == {"new": 1135, "changed": 0, "same": 0, "faulty": 0}
    assert sum(1 for row in plan.rows if row.warnings) >= 1135 - 709
    assert carry_out_powers(act, plan) == Brought(1135, 0, 0, 0)
    assert (
        session.scalar(select(func.count()).select_from(Organisation).where(Organisation.name.startswith("区"))) == 33
    )
    again = plan_powers(acting_as("city_admin"), given)
    assert again.counts == {"new": 0, "changed": 0, "same": 1135, "faulty": 0}


def test_departments_are_made_only_by_an_administrator_of_a_county_with_a_government(
    session: Session, acting_as: Acting, flow_version: FlowVersion
) -> None:
    unknown = [*TWO[:3], "新设局", *TWO[4:]]
    with pytest.raises(NotAllowed):
        bring(acting_as("organ_head"), book(unknown), create_organisations=True)
    act = acting_as("county_admin")
    assert bring(act, book(ONE), create_organisations=True).new == 1
    with pytest.raises(Incomplete, match="no government"):
        bring(act.in_county(350999), book(unknown), create_organisations=True)
