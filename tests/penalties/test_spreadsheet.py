"""Penalty items as a workbook: in and out without loss, all or none; published tables turned into it."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed
from app.penalties import operations as verbs
from app.penalties import queries
from app.penalties.judging.amounts import Range
from app.penalties.judging.engine import judge
from app.penalties.judging.judgement import Outcome
from app.penalties.models import Benchmark, ItemState, ViolationItem, ViolationVersion
from app.penalties.operations.content import CONTENT, open_draft
from app.penalties.sheets import wording
from app.penalties.sheets.columns import MAIN, MAIN_COLUMNS, PARTS
from app.penalties.sheets.exporting import export_items, write_item_template
from app.penalties.sheets.importing import carry_out_items
from app.penalties.sheets.planning import ItemPlan, plan_items
from app.penalties.sheets.tables import is_plain_table, turn_table
from app.powers.models import Power
from app.surfaces.sheets.importing import Brought, Choice
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book, Sheet, read_book
from app.surfaces.sheets.report import book_lines

Acting = Callable[..., Act]


def book(main: list[dict[str, Any]], **parts: list[dict[str, Any]]) -> Book:
    sheets = [
        Sheet(MAIN, [[c.name for c in MAIN_COLUMNS], *[[row.get(c.name, "") for c in MAIN_COLUMNS] for row in main]])
    ]
    for part in PARTS:
        rows = parts.get(part.name)
        if rows is not None:
            cells = [[row.get(c.name, "") for c in part.columns] for row in rows]
            sheets.append(Sheet(part.sheet, [[c.name for c in part.columns], *cells]))
    return Book(tuple(sheets))


ITEM = {
    "code": "CF-1",
    "name": "擅自设置户外广告",
    "organisation_id": "gulou-urban",
    "power": "GL-CF-0001-00",
    "filing_standard": "发现未经批准的户外广告",
    "sector": "general",
}
LISTS: dict[str, list[dict[str, Any]]] = {
    "laws": [{"item": "CF-1", "law": "城市市容和环境卫生管理条例", "article": "第三十六条第二项"}],
    "factors": [
        {"item": "CF-1", "code": "area", "label": "面积", "unit": "平方米"},
        {"item": "CF-1", "code": "party", "label": "当事人", "kind": "choice", "choices": "unit=单位；person=个人"},
    ],
    "bands": [
        {
            "item": "CF-1",
            "code": "a",
            "lo": "500",
            "hi": "0.2万",
            "law_level": "regulation",
            "basis": "城市市容和环境卫生管理条例第三十六条",
        }
    ],
    "grades": [
        {"item": "CF-1", "level": 1, "name": "轻", "lo": 0, "hi": "30%", "when": "面积<5", "basis": "基准"},
        {
            "item": "CF-1",
            "level": 2,
            "name": "重",
            "lo": "30%",
            "hi": 1,
            "when": "area>=5 且 area<10；面积≥10",
            "basis": "基准",
        },
    ],
    "adjustments": [
        {
            "item": "CF-1",
            "name": "单位违法",
            "effect": "heavier",
            "share": "10%",
            "when": "party=unit/person",
            "basis": "基准",
        }
    ],
    "gates": [{"item": "CF-1", "name": "巴掌大", "verdict": "none", "when": "area<0.1", "basis": "基准"}],
}


def bring(act: Act, given: Book, choice: Choice = Choice.ALL_OR_NOTHING) -> tuple[ItemPlan, Brought]:
    plan = plan_items(act, given)
    return plan, carry_out_items(act, plan, choice)


def contents(session: Session) -> list[dict[str, Any]]:
    return [
        {name: getattr(v, name) for name in CONTENT}
        for v in session.scalars(select(ViolationVersion).order_by(ViolationVersion.id))
    ]


def test_a_workbook_makes_drafts_that_pass_the_check(power: Power, session: Session, acting_as: Acting) -> None:
    _plan, brought = bring(acting_as("county_admin"), book([ITEM], **LISTS))
    assert brought == Brought(1, 0, 0, 0)
    item = session.scalars(select(ViolationItem)).one()
    assert (item.state, item.initials, item.laws) == (
        ItemState.DRAFT,
        "szszhwgg",
        "城市市容和环境卫生管理条例第三十六条第二项",
    )
    draft = open_draft(item)
    assert draft is not None and draft.bands[0]["hi"] == "2000"
    assert draft.grades[1]["any"] == [[["area", ">=", "5"], ["area", "<", "10"]], [["area", ">=", "10"]]]
    assert draft.adjustments[0]["when"] == [["party", "in", ["unit", "person"]]]
    verbs.submit_item(acting_as("organ_head"), item)


def test_an_imported_standard_judges(power: Power, session: Session, acting_as: Acting) -> None:
    bring(acting_as("county_admin"), book([ITEM], **LISTS))
    version = session.scalars(select(ViolationVersion)).one()
    standard = queries.standard_of(version)
    assert standard.bands[0].hi == Decimal(2000) and len(standard.grades) == 2


def test_the_same_workbook_twice_brings_nothing_new(power: Power, session: Session, acting_as: Acting) -> None:
    bring(acting_as("county_admin"), book([ITEM], **LISTS))
    rows = session.scalar(select(func.count()).select_from(TrailRow))
    _plan, brought = bring(acting_as("county_admin"), book([ITEM], **LISTS))
    assert brought == Brought(0, 0, 1, 0)
    assert session.scalar(select(func.count()).select_from(TrailRow)) == rows


def test_an_export_is_imported_again_without_a_change(
    in_force: ViolationItem, session: Session, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    bring(act, book([ITEM], **LISTS))
    before = contents(session)
    kept = io.BytesIO()
    assert export_items(act, kept) == 2
    plan = plan_items(act, read_book(kept.getvalue()))
    assert [(row.fate, row.changes) for row in plan.rows if row.key == "CF-1"] == [(Fate.SAME, {})]
    assert plan.faulty == []
    assert contents(session) == before


def test_the_template_is_read_as_an_empty_workbook(acting_as: Acting) -> None:
    kept = io.BytesIO()
    write_item_template(kept)
    assert plan_items(acting_as("county_admin"), read_book(kept.getvalue())).rows == []


def test_a_changed_standard_of_an_item_in_force_becomes_a_draft(
    in_force: ViolationItem, session: Session, acting_as: Acting
) -> None:
    row = {"code": "CF-0001", "conduct": "新的说法"}
    _plan, brought = bring(acting_as("county_admin"), book([row]))
    assert brought == Brought(0, 1, 0, 0)
    session.refresh(in_force)
    assert [v.number for v in in_force.versions] == [1, 2]
    assert in_force.versions[0].conduct != "新的说法" == in_force.versions[1].conduct
    assert in_force.versions[1].grades == in_force.versions[0].grades


FAULTS: list[tuple[str, dict[str, Any], str, int, str]] = [
    ("grades", {"item": "CF-1", "lo": 0, "hi": 1, "when": "colour=red"}, "when", 4, "no factor"),
    ("grades", {"item": "CF-1", "lo": 0, "hi": 1, "when": "area"}, "when", 4, "no condition"),
    ("grades", {"item": "CF-1", "lo": "viel", "hi": 1, "when": "不限"}, "lo", 4, "number"),
    ("grades", {"item": "CF-1", "lo": 1, "hi": "0.5", "when": "不限"}, "hi", 4, "below"),
    ("bands", {"item": "CF-1", "kind": "multiple", "base": "party", "lo": 1, "hi": 3}, "base", 3, "multiple"),
    ("bands", {"item": "CF-1", "kind": "kiloton", "lo": 1, "hi": 3}, "kind", 3, "words allowed"),
    ("gates", {"item": "CF-1", "name": "空", "verdict": "none"}, "when", 3, "conditions"),
    ("laws", {"item": "NOBODY", "law": "某法"}, "item", 3, "NOBODY"),
    ("factors", {"item": "CF-1", "code": "relief", "label": "x"}, "code", 4, "general part"),
]


@pytest.mark.parametrize(("part", "row", "field", "number", "says"), FAULTS, ids=lambda value: str(value)[:20])
def test_a_faulty_row_is_told_where_it_stands_and_nothing_is_half_imported(
    part: str,
    row: dict[str, Any],
    field: str,
    number: int,
    says: str,
    power: Power,
    session: Session,
    acting_as: Acting,
) -> None:
    act = acting_as("county_admin")
    second = {**ITEM, "code": "CF-2"}
    plan = plan_items(act, book([ITEM, second], **{**LISTS, part: [*LISTS[part], row]}))
    sheet = next(p.sheet for p in PARTS if p.name == part)
    told = [line for line in book_lines(plan) if line.sheet == sheet and line.sentence]
    assert [(line.row, says in line.sentence) for line in told] == [(number, True)]
    if row["item"] == "CF-1":
        assert [r.key for r in plan.faulty] == ["CF-1"]
        with pytest.raises(Incomplete):
            carry_out_items(act, plan)
        assert session.scalar(select(func.count()).select_from(ViolationItem)) == 0
        assert carry_out_items(act, plan, Choice.GOOD_ROWS) == Brought(1, 0, 0, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation_id": "taijiang-urban"}, "organisation_id"),
        ({"power": "XX"}, "power"),
        ({"name": ""}, "name"),
        ({"benchmark": "无此文号"}, "benchmark"),
        ({"code": ""}, "code"),
        ({"sector": "space"}, "sector"),
    ],
)
def test_a_faulty_item_names_its_column(change: dict[str, Any], field: str, power: Power, acting_as: Acting) -> None:
    plan = plan_items(acting_as("county_admin"), book([{**ITEM, **change}]))
    assert [fault.column for fault in plan.rows[0].faults] == [field]


def test_two_rows_of_one_code_are_refused(power: Power, acting_as: Acting) -> None:
    plan = plan_items(acting_as("county_admin"), book([ITEM, ITEM]))
    assert [row.fate for row in plan.rows] == [Fate.NEW, Fate.FAULTY]


def test_officers_do_not_import(acting_as: Acting) -> None:
    with pytest.raises(NotAllowed):
        plan_items(acting_as("enforcement_officer"), book([ITEM]))


HEAD = ["序号", "违法行为", "法定依据", "裁量阶次", "适用条件", "处罚标准"]
ROAD = (
    "《中华人民共和国道路运输条例》第六十三条：有违法所得的，没收违法所得，处违法所得2倍以上10倍以下的罚款；"
    "没有违法所得或者违法所得不足2万元的，处1万元以上10万元以下的罚款"
)
TABLE = Sheet(
    "表",
    [
        ["某局行政处罚裁量基准"],
        HEAD,
        [
            1,
            "未经批准设置户外广告",
            "《城市市容和环境卫生管理条例》第三十六条：处五百元以上二千元以下罚款",
            "较轻",
            "面积不足5平方米的",
            "处500元以上不满1000元罚款",
        ],
        ["", "", "", "一般", "面积5平方米以上不足10平方米的", "处1000元以上不满1500元罚款"],
        ["", "", "", "严重", "面积10平方米以上的", "处1500元以上2000元以下罚款"],
        [2, "擅自从事道路客运经营", ROAD, "轻微", "初次被查处的", "处1万元以上2万元以下罚款"],
        ["", "", "", "严重", "造成恶劣社会影响的", "处违法所得8倍以上10倍以下罚款"],
        [3, "随地吐痰", "《某市市容条例》第九条：处警告或者五十元以下罚款", "轻微", "初次违法", "警告"],
    ],
)


def test_a_published_table_becomes_items_with_grades_that_judge(
    benchmark: Benchmark, session: Session, acting_as: Acting
) -> None:
    act = acting_as("county_admin")
    assert is_plain_table(Book((TABLE,)))
    turned = turn_table(TABLE, "gulou-urban", "CF-", benchmark.number)
    _plan, brought = bring(act, turned.book)
    assert brought.new == 3
    item = session.scalars(select(ViolationItem).where(ViolationItem.code == "CF-0001")).one()
    standard = queries.standard_of(item.versions[0])
    facts = {"F01": Decimal(7)}
    judged = judge(standard, facts)
    assert judged.range == Range(Decimal(1000), Decimal(1500), hi_open=True)
    assert judged.legal == Range(Decimal(500), Decimal(2000))
    assert [n.item for n in turned.notes if n.item == "CF-0001"] == []


def test_a_condition_that_cannot_be_read_is_judged_by_hand_and_said(acting_as: Acting, session: Session) -> None:
    turned = turn_table(TABLE, "gulou-urban", "CF-")
    assert [(note.row, note.item) for note in turned.notes] == [(7, "CF-0002")]
    bring(acting_as("county_admin"), turned.book)
    item = session.scalars(select(ViolationItem).where(ViolationItem.code == "CF-0002")).one()
    standard = queries.standard_of(item.versions[0])
    assert [band.kind.value for band in standard.bands] == ["multiple", "amount"]
    judged = judge(standard, {"times": Decimal(2), "F01": Decimal(50_000)})
    assert judged.outcome == Outcome.MANUAL
    assert "造成恶劣社会影响的" in str(judged.explain[-1].values["texts"])
    spat = session.scalars(select(ViolationItem).where(ViolationItem.code == "CF-0003")).one()
    warned = judge(queries.standard_of(spat.versions[0]), {"times": Decimal(1)})
    assert warned.kinds == ("警告",)
    assert warned.range == Range(Decimal(0), Decimal(0))


def test_our_own_workbook_is_no_plain_table() -> None:
    assert not is_plain_table(book([ITEM]))


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("初次被查处的", [[["times", "=", "1"]]]),
        ("三次以上被查处的", [[["times", ">=", "3"]]]),
        ("货值金额不足一万元的", [[["F01", "<", "10000"]]]),
        ("货值金额1万元以上5万元以下", [[["F01", ">=", "10000"], ["F01", "<=", "50000"]]]),
        ("首次违法且面积5平方米以下", [[["times", "=", "1"], ["F02", "<=", "5"]]]),
        ("超过10吨；第三次被查处", None),
        ("排放量超过10吨不满50吨的；第三次被查处", [[["F01", ">", "10"], ["F01", "<", "50"]], [["times", "=", "3"]]]),
        ("造成恶劣影响的", None),
        ("面积5平方米以上，且拒不改正的", None),
        ("不限", [[]]),
    ],
)
def test_a_wording_is_read_whole_or_not_at_all(text: str, conditions: Any) -> None:
    assert wording.read_condition(text, wording.Wording()) == conditions


def test_one_name_in_two_units_is_not_compared() -> None:
    read = wording.Wording()
    assert wording.read_condition("经营时间不足3个月", read) is not None
    assert wording.read_condition("经营时间1年以上", read) is None


def test_each_row_shows_how_it_was_read_beside_the_original() -> None:
    turned = turn_table(TABLE, "gulou-urban", "CF-")
    told = {one.original: one.words for one in turned.readings}
    assert told["处500元以上不满1000元罚款"] == "罚款为500元（含）至1000元（不含）"
    assert told["处警告或者五十元以下罚款"] == "可以不罚，罚则为0元（含）至50元（含），可以警告"


def table(legal: str, *penalties: str) -> dict[str, list[dict[str, Any]]]:
    """Return bands and grades of a table of one violation with these penalties by area."""
    head = ["违法行为", "法定依据", "法定处罚标准", "裁量阶次", "适用条件", "处罚标准"]
    rows = [
        ["占道", "《条例》第一条", legal if not n else "", "一般", f"面积{n + 1}平方米以下的", text]
        for n, text in enumerate(penalties)
    ]
    turned = turn_table(Sheet("表", [head, *rows]), "gulou-urban", "CF-")
    found: dict[str, list[dict[str, Any]]] = {}
    for name in ("处罚幅度", "裁量阶次"):
        heading, *lines = next(sheet for sheet in turned.book.sheets if sheet.name == name).rows
        found[name] = [
            {str(key): cell for key, cell in zip(heading, line, strict=True) if cell != ""} for line in lines
        ]
    return found


def ends(row: dict[str, Any]) -> tuple[str, str, str]:
    return str(row["kind"]), str(row["lo"]), str(row["hi"])


def test_a_part_of_the_highest_fine_is_no_multiple() -> None:
    found = table("处1万元以上5万元以下罚款", "处最高限额的44%以上76%以下罚款")
    assert [ends(row) for row in found["裁量阶次"]] == [("amount", "22000", "38000")]


def test_the_equal_value_is_a_minimum_and_may_stays_may() -> None:
    found = table(
        "没收违法所得，可以并处违法所得等值以上三倍以下罚款；情节严重的，吊销许可证", "并处违法所得二倍以上三倍以下罚款"
    )
    (band,) = found["处罚幅度"]
    assert ends(band) == ("multiple", "1", "3")
    assert (band["optional"], band["kinds"]) == ("是", "没收违法所得")
    assert "may" not in band  # the licence is for the grave case only
    assert ends(found["裁量阶次"][0]) == ("multiple", "2", "3")


def test_two_parties_have_two_bands_and_each_grade_divides_its_own() -> None:
    found = table(
        "对单位处500元以上3000元以下罚款，对个人处200元以上1000元以下罚款",
        "对单位处500元以上1500元以下罚款，对个人处200元以上400元以下罚款",
    )
    assert [row["when"] for row in found["处罚幅度"]] == ["party=unit", "party=person"]
    assert [(row["band"], *ends(row)) for row in found["裁量阶次"]] == [
        ("B01", "amount", "500", "1500"),
        ("B02", "amount", "200", "400"),
    ]


@pytest.mark.parametrize(
    ("legal", "penalty"),
    [
        ("处1万元以上3万元以下罚款", "处违法所得2倍以上3倍以下罚款"),
        ("处1万元以上3万元以下罚款", "情节严重的，处3万元罚款"),
        ("处1万元以上3万元以下罚款", "处1万元以上罚款"),
        ("处违法所得1倍以上3倍以下罚款", "处1万元罚款"),
    ],
)
def test_what_fits_no_band_is_judged_by_hand(legal: str, penalty: str) -> None:
    (grade,) = table(legal, penalty)["裁量阶次"]
    assert "when" not in grade


@pytest.mark.slow
def test_5399_items_come_in_one_go(power: Power, session: Session, acting_as: Acting) -> None:
    main = [{**ITEM, "code": f"CF-{n:05d}", "name": f"违法行为{n}"} for n in range(5399)]
    parts = {name: [{**row, "item": item["code"]} for item in main for row in rows] for name, rows in LISTS.items()}
    plan, brought = bring(acting_as("county_admin"), book(main, **parts))
    assert brought.new == 5399 and len(book_lines(plan)) == 5399
    assert session.scalar(select(func.count()).select_from(ViolationVersion)) == 5399


def test_a_sheet_without_codes_is_refused(acting_as: Acting) -> None:
    with pytest.raises(Incomplete):
        plan_items(acting_as("county_admin"), Book((Sheet(MAIN, [["name"], ["甲"]]),)))
