"""Sheets that failed elsewhere, through the screen and the command: the right rows, or a sentence that names the cell.

Each is made here; the original is handed in too where it lies beside the project.
"""

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.surfaces.sheets.command import SHEETS
from app.villages.models import SubsidyBatch, SubsidyPayment, SubsidyProgramme, Voucher
from tests.catalogue import ROOT
from tests.conftest import NOW
from tests.villages.test_pages import village  # noqa: F401 - a fixture
from tests.villages.test_sheet_import import Desk
from tests.web import RunningProgram, at_work
from tests.world import World

ORIGINALS = Path(os.environ.get("SUNSHINE_TEST_CASES", ROOT.parent / "shared" / "cases"))
Client = Callable[[str], FlaskClient]
CASH = ("发生日期*", "收支类别*", "金额（元）*", "收款人（付款人）", "摘要（用途）*", "发票号码")
PAID = ("村", "批次编号*", "受益人*", "身份证号码*", "户号*", "金额（元）*", "银行账号")
LET = (
    "村",
    "合同编号*",
    "资产*",
    "承包（承租）方*",
    "起始日*",
    "截止日期*",
    "年租金（元）*",
    "承包（承租）方身份证号码或统一社会信用代码",
    "交易方式*",
    "签订日期*",
)
LATER = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
"""After every day in the samples."""
OFFICE = "办公和水电费"


@dataclass(frozen=True)
class Formula:
    """A cell with a formula and what the spreadsheet program computed last."""

    text: str
    value: Any


@dataclass(frozen=True)
class Sample:
    """A sheet and what becomes of it: number of a faulty row -> what its sentences say, and sums that are taken over."""

    door: str
    key: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    faults: dict[int, tuple[str, ...]]
    sums: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()


def cash(*rows: tuple[Any, ...], **more: Any) -> Sample:
    faults = more.pop("faults", {})
    return Sample("village.cash", "", CASH, tuple(("2026-11-05", OFFICE, *row) for row in rows), faults, **more)


SAMPLES = {
    "village-cash-20-digit-invoices.xlsx": cash(
        (100.06, "甲电力", "第一张票", 25352000000012345678),
        (100.07, "甲电力", "第二张票", 25352000000012345679),
        faults={2: ("15",), 3: ("15",)},
    ),
    "village-cash-formula-tails.xlsx": cash(
        (Formula("=0.1+0.2", 0.1 + 0.2), "甲电力", "三项合计"),
        (Formula("=1.1*3", 1.1 * 3), "甲电力", "单价乘数量"),
        (Formula("=19.99*3", 19.99 * 3), "甲电力", "59.97"),
        sums=("0.30", "3.30", "59.97"),
    ),
    "error-cells.xlsx": cash(
        (Formula("=B99*2", ""), "甲", "无缓存公式"),
        ("#REF!", "甲", "错误值"),
        ("#N/A", "甲", "NA"),
        (5, "#N/A", "收款人为NA"),
        faults={2: ("Excel",), 3: ("#REF!",), 4: ("#N/A",), 5: ("#N/A",)},
    ),
    "hidden-rows.xlsx": cash(
        (10, "甲", "一"), (11, "甲", "二"), (12, "甲", "三"), (13, "甲", "四"), hidden=(3, 4), sums=("10.00", "13.00")
    ),
    "subsidy-payments-two-villages.xlsx": Sample(
        "kind",
        "subsidy_payment",
        PAID,
        (
            ("中山社区居委会", "DB-2026-11", "王甲", "11010519491231002X", "9901", 680, "6217001820012345678"),
            ("中山社区居委会", "DB-2026-11", "王乙", "110105194912310038", "9902", 680, 6217001820012345678),
        ),
        {3: ("15",)},
    ),
    "contracts-year-as-day.xlsx": Sample(
        "kind",
        "village_contract",
        LET,
        (
            (None, "H5-1", "村东鱼塘", "甲商贸", 2026, 2030, 36000, None, "公开竞价", "2025-12"),
            (
                None,
                35010220260000012345,
                "村东鱼塘",
                "乙商贸",
                "2026-01-01",
                "2030-12-31",
                "36，000",
                None,
                "公开竞价",
                "12/2025",
            ),
            (None, "H5-3", "沿街店面1号", "丙商贸", "1/3/2026", "3/1/2030", "3,6", None, "公开竞价", "2025-12-20"),
        ),
        {2: ("2026-11-23",), 3: ("15", "2026-11-23"), 4: ("1/3/2026", "1,250.50")},
    ),
}


def made(sample: Sample) -> bytes:
    """Return the sheet of a sample."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet("当月凭证")
        for at, row in enumerate([sample.heads, *sample.rows]):
            for place, cell in enumerate(row):
                if isinstance(cell, Formula):
                    page.write_formula(at, place, cell.text, None, cell.value)
                else:
                    page.write(at, place, cell)
        for number in sample.hidden:
            page.set_row(number - 1, None, None, {"hidden": True})
    return target.getvalue()


@pytest.fixture(params=["made", "original"])
def content(request: pytest.FixtureRequest, name: str) -> bytes:
    if request.param == "made":
        return made(SAMPLES[name])
    if not (ORIGINALS / name).is_file():
        pytest.skip(f"no {name} in {ORIGINALS}")
    return (ORIGINALS / name).read_bytes()


def batches(program: RunningProgram) -> None:
    """Give two villages a batch of the same number."""
    with at_work(program.app) as session:
        world = World(session)
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)):
            programme = SubsidyProgramme(county=350102, code="DB", name="低保", programme_kind="minimum", basis="")
            session.add(programme)
            session.flush()
            for home in ("zhongshan", "qingcheng"):
                session.add(
                    SubsidyBatch(
                        county=350102,
                        organisation_id=world.organisation(home).id,
                        number="DB-2026-11",
                        programme_id=programme.id,
                        period_on=date(2026, 9, 1),
                        period_day=1,
                        arrived_on=date(2026, 9, 2),
                        arrived_day=2,
                        arrived=Decimal(9000),
                        noted_at=NOW,
                    )
                )
            session.commit()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_taken_over_right_or_refused_by_cell(
    program: RunningProgram,
    client_of: Client,
    village: int,  # noqa: F811 - the fixture
    tmp_path: Path,
    content: bytes,
    name: str,
) -> None:
    sample = SAMPLES[name]
    program.app.config["SUNSHINE_TEST_NOW"] = LATER
    batches(program)
    file = tmp_path / name
    file.write_bytes(content)
    command = ["import", sample.door, "--key", sample.key or str(village), str(file), "--county", "350102"]
    run = program.app.test_cli_runner()
    told = run.invoke(SHEETS, [*command, "--dry-run", "--json"])
    assert told.exit_code == 0, told.output
    by_row: dict[int, str] = {}
    for line in json.loads(told.output)["rows"]:
        if line["column"] and line["sentence"]:
            by_row[line["row"]] = by_row.get(line["row"], "") + line["sentence"]
    desk = Desk(client_of("town_clerk" if sample.door == "kind" else "village_clerk"), village)
    desk.client.get("/language/zh?next=/")
    if sample.door == "kind":
        desk.place = f"/sheets/{sample.key}/import"
    page = desk.hand_in(io.BytesIO(content), name)
    for number, says in sample.faults.items():
        for text in says:
            assert text in by_row[number], (number, by_row)
            assert text in page
        assert f'name="fix-{number}-' in page
    if not sample.faults:
        assert by_row == {} and 'name="fix-' not in page
    refused = run.invoke(SHEETS, command)
    assert refused.exit_code == (1 if sample.faults or sample.hidden else 0), refused.output
    if sample.hidden:
        assert "--hidden" in refused.output
        assert run.invoke(SHEETS, [*command, "--hidden", "leave"]).exit_code == 0
    with at_work(program.app) as session:
        sums = session.scalars(select(Voucher.amount).order_by(Voucher.id)).all()
        paid = session.scalars(select(SubsidyPayment)).all()
    assert paid == [] and (sums == [] if sample.faults else set(map(Decimal, sample.sums)) <= set(sums))
