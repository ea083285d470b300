"""Sheets of villages' registers: names are looked up in the row's own village, days are whole days, sums stay sums."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.kernel.errors import Conflict
from app.kernel.records import RecordKind
from app.surfaces.records.writing import add_record, parse_all
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import Fate, Plan, plan_import
from app.surfaces.sheets.reading import Sheet
from app.villages.models import SubsidyBatch, SubsidyPayment, SubsidyProgramme, VillageAsset
from app.villages.registers import ASSET, CONTRACT
from app.villages.subsidies import PAYMENT
from tests.villages.building import VillageBuilder

B = VillageBuilder
HERE, THERE = "zhongshan", "qingcheng"


def batches(build: B, number: str = "DB-2026-11") -> dict[str, SubsidyBatch]:
    """Give two villages a batch of one number."""
    programme = build.add(SubsidyProgramme(county=350102, code="DB", name="低保", programme_kind="minimum", basis=""))
    return {
        code: build.add(
            SubsidyBatch(
                county=350102,
                organisation_id=home.id,
                number=number,
                programme_id=programme.id,
                period_on=date(2026, 9, 1),
                period_day=1,
                arrived_on=date(2026, 9, 2),
                arrived_day=2,
                arrived=Decimal(900),
                noted_at=build.act.at,
            )
        )
        for code, home in ((HERE, build.village), (THERE, build.other))
    }


PAID = ["organisation_id", "batch_id", "name", "identity", "household", "amount"]


def planned(build: B, kind: RecordKind, heads: list[str], *rows: list[Any]) -> Plan:
    act = build.acting_as("town_clerk")
    return plan_import(act, kind, Sheet("x", [heads, *rows]))


def reasons(plan: Plan) -> list[list[str]]:
    return [[fault.refusal.message % fault.refusal.values for fault in row.faults] for row in plan.rows]


def test_a_batch_number_is_looked_up_in_the_rows_own_village(build: B) -> None:
    own = batches(build)
    plan = planned(
        build,
        PAYMENT,
        PAID,
        [HERE, "DB-2026-11", "王甲", "11010519491231002X", "9901", 680],
        [THERE, "DB-2026-11", "王乙", "110105194912310038", "9902", 680],
    )
    assert reasons(plan) == [[], []]
    assert [row.values["batch_id"] for row in plan.rows] == [own[HERE].id, own[THERE].id]
    carry_out(build.acting_as("town_clerk"), plan)
    assert {one.batch_id for one in build.session.query(SubsidyPayment)} == {one.id for one in own.values()}


def test_a_name_that_only_another_village_has_is_still_found_and_then_refused(build: B) -> None:
    build.session.delete(batches(build)[HERE])
    plan = planned(build, PAYMENT, PAID, [HERE, "DB-2026-11", "王甲", "11010519491231002X", "9901", 680])
    assert "another village" in reasons(plan)[0][0]


def asset(build: B, home: Any, name: str = "沿街店面", code: str = "") -> VillageAsset:
    made: VillageAsset = build.add(
        VillageAsset(
            county=350102,
            organisation_id=home.id,
            name=name,
            code=code,
            asset_class="building",
            area=Decimal(1),
            state="idle",
        )
    )
    return made


LET = ["organisation_id", "number", "asset_id", "party", "start_on", "end_on", "rent", "mode", "signed_on"]


def contract(*changed: tuple[str, Any]) -> list[Any]:
    row = {
        "organisation_id": HERE,
        "number": "H5-1",
        "asset_id": "沿街店面",
        "party": "甲商贸",
        "start_on": "2026-01-01",
        "end_on": "2030-12-31",
        "rent": 36000,
        "mode": "open",
        "signed_on": "2025-12-20",
    }
    row.update(changed)
    return [row[name] for name in LET]


@pytest.mark.parametrize(
    ("field", "cell", "says"),
    [
        ("start_on", 2026, "year or a month"),
        ("signed_on", "2025-12", "year or a month"),
        ("signed_on", "12/2025", "year or a month"),
        ("start_on", "11/5/2026", "2026-05-11 or 2026-11-05"),
        ("end_on", 46172, "2026-05-30"),
        ("rent", "100,08", "comma"),
        ("rent", "3,6", "comma"),
        ("rent", "1_00.16", "Enter a number"),
        ("number", 3.501022026000001e19, "15 digits"),
        ("rent", "#REF!", "#REF!"),
    ],
)
def test_a_cell_that_can_be_read_in_two_ways_is_refused_in_words(build: B, field: str, cell: Any, says: str) -> None:
    asset(build, build.village)
    plan = planned(build, CONTRACT, LET, contract((field, cell)))
    assert plan.rows[0].fate == Fate.FAULTY
    assert [(fault.column, says in reasons(plan)[0][0]) for fault in plan.rows[0].faults] == [(field, True)]


def test_a_sum_with_the_commas_of_a_full_width_keyboard_is_read(build: B) -> None:
    asset(build, build.village)
    plan = planned(build, CONTRACT, LET, contract(("rent", "36，000")))
    assert plan.rows[0].values["rent"] == Decimal(36000)


def test_two_assets_of_one_name_are_told_apart_by_their_numbers(build: B) -> None:
    asset(build, build.village, code="ZC-001")
    second = asset(build, build.village, code="ZC-002")
    asset(build, build.other, code="ZC-002")
    plan = planned(build, CONTRACT, LET, contract(), contract(("number", "H5-2"), ("asset_id", "ZC-002")))
    assert "Several entries are called" in reasons(plan)[0][0]
    assert plan.rows[1].values["asset_id"] == second.id


def test_two_assets_of_a_village_do_not_share_a_number(build: B) -> None:
    asset(build, build.village, code="ZC-001")
    values = {
        "organisation_id": build.village.id,
        "name": "鱼塘",
        "asset_class": "building",
        "area": Decimal(1),
        "state": "idle",
    }
    with pytest.raises(Conflict):
        add_record(build.acting_as("town_clerk"), ASSET, {**values, "code": "ZC-001"})
    add_record(build.acting_as("town_clerk"), ASSET, {**values, "code": "ZC-009"})


def test_rest_looks_a_name_up_in_the_records_own_village_too(build: B) -> None:
    own, _other = asset(build, build.village), asset(build, build.other)
    raw = dict(zip(LET, contract(), strict=True))
    values = parse_all(build.acting_as("town_clerk"), CONTRACT, raw, partial=True)
    assert values["asset_id"] == own.id


def test_a_payment_handed_in_again_with_its_amount_corrected_is_corrected(build: B) -> None:
    batches(build)
    row = [HERE, "DB-2026-11", "王甲", "11010519491231002X", "9901", 680]
    carry_out(build.acting_as("town_clerk"), planned(build, PAYMENT, PAID, row))
    again = planned(build, PAYMENT, PAID, row)
    assert again.counts == {"new": 0, "changed": 0, "same": 1, "faulty": 0}
    changed = planned(build, PAYMENT, PAID, [*row[:5], 700])
    assert changed.counts == {"new": 0, "changed": 1, "same": 0, "faulty": 0}
    carry_out(build.acting_as("town_clerk"), changed)
    assert [one.amount for one in build.session.query(SubsidyPayment)] == [700]
