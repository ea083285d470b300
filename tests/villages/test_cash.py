"""The cash book: entered once, stamped, checked, booked, published month by month, reversed in red."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import inspect, select, update

from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, Refused, TooLate
from app.kernel.trail.tables import Compared, compare_tables
from app.kernel.typed import Faulty
from app.villages.amounts import capitals
from app.villages.domain import VILLAGES
from app.villages.entry import read_entry
from app.villages.models import VillageAccount, VillageCashDay, Voucher
from app.villages.operations import (
    book_voucher,
    check_voucher,
    edit_voucher,
    enter_voucher,
    enter_vouchers,
    publish_month,
    return_voucher,
    reverse_voucher,
    stamp_voucher,
)
from app.villages.words import Category, Method, VoucherState
from tests.villages.building import DAY, TODAY, VillageBuilder

OCTOBER = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)


def raw(**values: Any) -> dict[str, Any]:
    """Return what a form sends."""
    return {
        "occurred_on": "2026-09-20",
        "category": "office",
        "amount": "120.50",
        "purpose": "路灯电费",
        "payee": "供电公司",
        "method": "transfer",
        "receipt": "invoice",
    } | values


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1200", "壹仟贰佰元整"),
        ("1250.50", "壹仟贰佰伍拾元伍角整"),
        ("10005.03", "壹万零伍元零叁分"),
        ("0.08", "捌分"),
        ("100000000", "壹亿元整"),
        ("20300", "贰万零叁佰元整"),
        ("0", "零元整"),
        ("-5", "负伍元整"),
        ("1010101", "壹佰零壹万零壹佰零壹元整"),
    ],
)
def test_an_amount_is_said_in_capitals(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("written", "amount"), [("1,250.50", "1250.50"), ("１２５０", "1250"), ("1.5万", "15000"), ("300元", "300")]
)
def test_an_amount_is_read_as_clerks_write_it(written: str, amount: str) -> None:
    assert read_entry(raw(amount=written), TODAY).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("amount", "一百"),
        ("amount", "-1"),
        ("amount", "9" * 30),
        ("amount", "²"),
        ("occurred_on", "2026-02-30"),
        ("occurred_on", "2026-12-01"),
        ("category", "music"),
        ("purpose", ""),
        ("payee", ""),
        ("payee_identity", "350102"),
        ("purpose", "长" * 201),
        ("amount", "1.234"),
        ("amount", "NaN"),
    ],
)
def test_what_cannot_be_taken_is_refused_beside_its_field(field: str, written: str) -> None:
    with pytest.raises(Faulty) as refused:
        read_entry(raw(**{field: written}), TODAY)
    assert list(refused.value.faults) == [field]


def test_an_identity_number_is_kept_as_a_hash_only(build: VillageBuilder) -> None:
    entry = read_entry(raw(payee_identity="11010519491231002x"), TODAY)
    voucher = enter_voucher(build.act, build.village, entry)
    assert voucher.payee_identity == "110***********002X"
    assert voucher.payee_hash and len(voucher.payee_hash) == 64
    facts = "".join(build.session.scalars(build.session.query(TrailRow.facts).statement))
    assert "11010519491231" not in facts and "供电公司" not in facts


def test_the_same_sending_makes_one_voucher(build: VillageBuilder) -> None:
    first = enter_voucher(build.act, build.village, build.entry("70"), once_key="k1")
    again = enter_voucher(build.act, build.village, build.entry("70"), once_key="k1")
    assert again is first
    assert build.bank.balance == Decimal(-70)


def test_balances_are_computed_when_a_voucher_is_written(build: VillageBuilder) -> None:
    build.voucher("900", Category.OPERATING, method=Method.CASH, occurred_on=TODAY - 5 * DAY)
    build.voucher("200", method=Method.CASH, occurred_on=TODAY - 2 * DAY)
    build.voucher("100", method=Method.CASH, occurred_on=TODAY - 4 * DAY)
    build.voucher("500", Category.MOVE, method=Method.CASH, account=build.box, to_account=build.bank)
    assert (build.box.balance, build.bank.balance) == (Decimal(100), Decimal(500))
    days = build.session.query(VillageCashDay).order_by(VillageCashDay.day)
    assert [day.balance for day in days] == [Decimal(900), Decimal(800), Decimal(600), Decimal(100)]


def test_a_change_moves_the_balance_along(build: VillageBuilder) -> None:
    voucher = build.voucher("100", method=Method.CASH)
    edit_voucher(build.act, voucher, build.entry("130", method=Method.CASH), edit_number=voucher.edit_number)
    assert build.box.balance == Decimal(-130)
    with pytest.raises(Conflict):
        edit_voucher(build.act, voucher, build.entry("140"), edit_number=1)


def test_a_reversal_stands_beside_what_it_takes_back(build: VillageBuilder) -> None:
    voucher = build.voucher("100")
    red = reverse_voucher(build.act, voucher, "重复录入")
    assert (red.amount, red.reverses_id, build.bank.balance) == (Decimal(-100), voucher.id, Decimal(0))
    assert voucher.reversed_at is not None
    for one in (voucher, red):
        with pytest.raises(OutOfOrder):
            reverse_voucher(build.act, one, "再来")
    with pytest.raises(Incomplete):
        reverse_voucher(build.act, build.voucher("1"), " ")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"category": Category.MOVE}, "to_account"), ({"occurred_on": date(2024, 12, 31)}, "occurred_on")],
)
def test_money_goes_only_where_it_can(build: VillageBuilder, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        enter_voucher(build.act, build.village, build.entry("5", **{"payee_hash": None, **values}))
    assert refused.value.field == field


def test_accounts_of_another_village_are_refused(build: VillageBuilder) -> None:
    foreign = build.account("bank", build.other)
    with pytest.raises(Refused):
        enter_voucher(build.act, build.village, build.entry("5"), account=foreign)
    with pytest.raises(Refused):
        enter_voucher(build.act, build.village, build.entry("5"), account=build.box)
    with pytest.raises(Refused):
        enter_voucher(build.act, build.village, build.entry("5"), to_account=build.box)
    with pytest.raises(Refused):
        enter_voucher(build.act, build.other, build.entry("5", method=Method.CASH))


def test_a_month_goes_from_entry_to_the_village_page(build: VillageBuilder) -> None:
    vouchers = [build.voucher("300", Category.RENT), build.voucher("120"), build.voucher("50", method=Method.CASH)]
    clerk = build.acting_as("village_clerk")
    for one in vouchers:
        stamp_voucher(clerk, one, build.supervisor)
    town = build.acting_as("town_clerk", at=OCTOBER)
    with pytest.raises(Incomplete):
        publish_month(town, build.village, "2026-09")
    for one in vouchers:
        check_voucher(town, one, "原件在所内核对")
        book_voucher(town, one)
    statement = publish_month(build.acting_as("village_clerk", at=OCTOBER), build.village, "2026-09")
    assert (statement.opening, statement.income, statement.expense, statement.closing) == (0, 300, 170, 130)
    assert (statement.closing_cash, statement.vouchers) == (-50, 3)
    assert statement.lines[0] == {"category": "rent", "direction": "in", "amount": "300.00", "count": 1}
    assert {one.state for one in vouchers} == {VoucherState.PUBLISHED}
    late = enter_voucher(build.acting_as("village_clerk", at=OCTOBER), build.village, build.entry("9"))
    assert late.period == "2026-10"
    with pytest.raises(Conflict):
        publish_month(town, build.village, "2026-09")


@pytest.mark.parametrize("period", ["2026-09", "2027-01", "x", "2026-13"])
def test_only_a_month_that_is_over_is_published(build: VillageBuilder, period: str) -> None:
    with pytest.raises((TooLate, Refused)):
        publish_month(build.act, build.village, period)


def test_months_follow_one_another(build: VillageBuilder) -> None:
    build.voucher(occurred_on=date(2026, 7, 3))
    with pytest.raises(Incomplete):
        publish_month(build.act, build.village, "2026-08")


def test_who_changed_a_voucher_does_not_check_it(build: VillageBuilder) -> None:
    town = build.acting_as("town_clerk")
    theirs = build.voucher()
    edit_voucher(town, theirs, build.entry("9"))
    with pytest.raises(NotAllowed, match="entered or changed"):
        check_voucher(town, theirs)


def test_a_voucher_is_what_the_trail_says_until_somebody_changes_its_table(build: VillageBuilder) -> None:
    voucher = build.voucher("70")
    edit_voucher(build.acting_as("village_clerk"), voucher, build.entry("71"))
    reverse_voucher(build.acting_as("town_clerk"), build.voucher("30"), "记错账户")
    subjects, kept = {one.word: one.model for one in VILLAGES.subjects}, VILLAGES.kept
    build.session.flush()
    assert compare_tables(build.session, subjects, kept) == Compared(3, [])
    build.session.execute(update(Voucher).where(Voucher.id == voucher.id).values(amount=7))
    (found,) = compare_tables(build.session, subjects, kept).differences
    assert (found.row_id, found.column, Decimal(found.told), Decimal(found.found)) == (voucher.id, "amount", 71, 7)


def test_who_enters_does_not_check_and_who_is_returned_corrects(build: VillageBuilder) -> None:
    town = build.acting_as("town_clerk")
    mine = enter_voucher(town, build.village, build.entry())
    with pytest.raises(NotAllowed):
        check_voucher(town, mine)
    theirs = build.voucher()
    return_voucher(town, theirs, "照片不清")
    with pytest.raises(OutOfOrder):
        check_voucher(town, theirs)
    edit_voucher(build.acting_as("village_clerk"), theirs, build.entry())
    with pytest.raises(Incomplete, match="no photo"):
        check_voucher(build.acting_as("town_clerk"), theirs)
    check_voucher(build.acting_as("town_clerk"), theirs, "原件在所内核对")
    with pytest.raises(OutOfOrder):
        edit_voucher(build.acting_as("village_clerk"), theirs, build.entry())


def test_only_the_supervision_committee_stamps(build: VillageBuilder) -> None:
    voucher = build.voucher()
    left = build.officer("supervisor", left_on=TODAY - DAY)
    double = build.officer("supervisor", person_hash=build.head.person_hash)
    for one in (build.head, left, double):
        with pytest.raises(NotAllowed):
            stamp_voucher(build.act, voucher, one)
    stamp_voucher(build.act, voucher, build.supervisor)
    with pytest.raises(OutOfOrder):
        stamp_voucher(build.act, voucher, build.supervisor)


@pytest.mark.parametrize("who", ["inspector", "handler", "other_county_admin"])
def test_others_write_nothing_into_the_book(build: VillageBuilder, who: str) -> None:
    with pytest.raises(NotAllowed):
        enter_voucher(build.acting_as(who), build.village, build.entry())


def test_a_village_clerk_writes_his_own_village_only(build: VillageBuilder) -> None:
    build.account("bank", build.other)
    clerk = build.acting_as("village_clerk")
    with pytest.raises(NotAllowed):
        enter_voucher(clerk, build.other, build.entry())
    with pytest.raises(NotAllowed):
        check_voucher(clerk, build.voucher())
    assert build.session.query(Voucher).count() == 1


def test_many_vouchers_at_once_make_the_same_book_as_one_by_one(build: VillageBuilder) -> None:
    other = build.other
    for account in (build.bank, build.box):
        twin = {
            name: getattr(account, name)
            for name in ("county", "name", "medium", "owner", "opening", "balance", "opened_on")
        }
        build.add(type(account)(**twin, organisation_id=other.id))
    before = build.entry("30", method=Method.CASH, occurred_on=date(2026, 9, 10))
    entries = [
        build.entry("12.50", method=Method.CASH, occurred_on=date(2026, 9, 12)),
        build.entry("7", method=Method.TRANSFER, occurred_on=date(2026, 9, 3), invoice_number="25352000000012345678"),
        build.entry("100", method=Method.CASH, occurred_on=date(2026, 9, 10), category=Category.RENT),
        build.entry("1", method=Method.CASH, occurred_on=date(2026, 9, 8), payee_identity="110***********002X"),
    ]
    for village in (build.village, other):
        enter_voucher(build.act, village, before)
    for number, entry in enumerate(entries):
        enter_voucher(build.act, build.village, entry, once_key=f"k{number}")
    enter_vouchers(build.act, other, [(entry, f"k{number}") for number, entry in enumerate(entries)])
    build.session.flush()

    apart = {"id", "organisation_id", "account_id", "purpose_key"}

    def book(village: Any) -> list[list[Any]]:
        found = []
        table: Any
        for table, order in ((Voucher, "number"), (VillageCashDay, "day"), (VillageAccount, "medium")):
            rows = build.session.query(table).filter_by(organisation_id=village.id).order_by(order).populate_existing()
            names = [one.key for one in inspect(table).column_attrs if one.key not in apart]
            found.append([[getattr(row, name) for name in names] for row in rows])
        return found

    assert book(build.village) == book(other)
    entered = select(TrailRow.facts).where(TrailRow.verb == "village.voucher_entered").order_by(TrailRow.place)
    facts = build.session.scalars(entered).all()
    assert facts[2:6] == facts[6:10]


def test_a_closed_village_takes_no_sheet(build: VillageBuilder) -> None:
    build.village.closed_on = TODAY
    build.session.flush()
    with pytest.raises(OutOfOrder, match="nothing new begins there"):
        enter_vouchers(build.act, build.village, [(build.entry("5"), "k")])
