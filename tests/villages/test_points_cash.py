"""Every condition over the cash book fires, spares what is lawful, and ceases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from app.kernel.calendar import WorkingDay
from app.villages.measures import measure_years
from app.villages.models import VillageGuarantee, VillageProfile, VillageYear
from app.villages.operations.cash import Signatures
from app.villages.points import VILLAGE_POINTS
from app.villages.words import Category, Method, Receipt
from tests.conftest import NOW
from tests.supervision.register import register_points
from tests.villages.building import DAY, TODAY, VillageBuilder

register_points()
BY_CODE = {point.code: point for point in VILLAGE_POINTS}


@dataclass(frozen=True)
class Scenario:
    """How a condition comes about, how the like is no alert, and how it ends."""

    fires: Callable[[VillageBuilder], Any]
    calm: Callable[[VillageBuilder], Any]
    ends: Callable[[VillageBuilder, Any], None]


def put(**values: Any) -> Callable[[VillageBuilder, Any], None]:
    def end(build: VillageBuilder, row: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        build.session.flush()

    return end


def gone(build: VillageBuilder, row: Any) -> None:
    build.session.delete(row)
    build.session.flush()


REVERSED = put(reversed_at=NOW)
CASH: dict[str, Any] = {"method": Method.CASH}


def _three(b: VillageBuilder, payees: tuple[str, ...]) -> Any:
    return [b.voucher("400", payee_hash=payee, **CASH) for payee in payees][-1]


def _box(b: VillageBuilder, amount: str, back: int, *, emptied: bool = False) -> Any:
    day = TODAY - back * DAY
    b.voucher(amount, Category.OPERATING, occurred_on=day, **CASH)
    if emptied:
        b.voucher(
            amount, Category.MOVE, occurred_on=day + 2 * DAY, method=Method.CASH, account=b.box, to_account=b.bank
        )
    return b.box


def _empty(b: VillageBuilder, row: Any) -> None:
    day = TODAY - 9 * DAY
    b.voucher("2500", Category.MOVE, occurred_on=day, method=Method.CASH, account=b.box, to_account=b.bank)


def _direct(b: VillageBuilder, *, banked: bool) -> Any:
    day = TODAY - 10 * DAY
    taken = b.voucher("900", Category.OPERATING, occurred_on=day, **CASH)
    if banked:
        b.voucher("900", Category.MOVE, occurred_on=day + DAY, method=Method.CASH, account=b.box, to_account=b.bank)
    b.voucher("300", occurred_on=day + 2 * DAY, **CASH)
    return taken


def _personal(b: VillageBuilder, owner: str) -> Any:
    account = b.account("bank", owner=owner)
    b.voucher("5000", Category.RENT, account=account)
    return account


def _loan(b: VillageBuilder, who: str) -> Any:
    b.related(b.head.person_hash, "cousin")
    return b.voucher("3000", Category.LOAN, payee_hash={"head": b.head.person_hash}.get(who, who))


def _guarantee(b: VillageBuilder, ended: date | None) -> Any:
    return b.add(
        VillageGuarantee(
            county=350102,
            organisation_id=b.village.id,
            debtor="合作社",
            creditor="银行",
            property="综合楼",
            amount=Decimal(1000),
            given_on=TODAY,
            ended_on=ended,
            noted_at=NOW,
        )
    )


def _invoice(b: VillageBuilder, second: str, total: str = "") -> Any:
    b.voucher(invoice_number="A1", invoice_code="35")
    whole = Decimal(total) if total else None
    return b.voucher(invoice_number=second, invoice_code="35", village=b.village, invoice_total=whole)


def _urgent(b: VillageBuilder, days: int, reason: str = "抢险") -> Any:
    """A payment a while ago, decided some days after it."""
    paid_on = TODAY - 60 * DAY
    signed = Signatures(b.accountant.id, b.head.id, b.decided(paid_on + days * DAY).id)
    return b.voucher(signed=signed, occurred_on=paid_on, urgent_reason=reason)


def _waiting(b: VillageBuilder, days: int) -> Any:
    signed = Signatures(b.accountant.id, b.head.id, None)
    return b.voucher("10000", signed=signed, occurred_on=TODAY - days * DAY, urgent_reason="抢险")


def _booked(b: VillageBuilder, old: int) -> Any:
    day = TODAY - old * DAY
    return b.voucher(invoice_number="Z9", invoice_on=day, state="booked", booked_day=TODAY.toordinal(), photos=1)


def _split(b: VillageBuilder, first: str, second: str, apart: int, payee: str = "same") -> Any:
    b.voucher(first, occurred_on=TODAY - (apart + 1) * DAY, payee_hash="same")
    return b.voucher(second, payee_hash=payee)


def _year(b: VillageBuilder, **values: Any) -> Any:
    given = {
        "county": 350102,
        "organisation_id": b.village.id,
        "year": 2026,
        "measured_at": NOW,
        "last_booked_day": TODAY.toordinal(),
    }
    return b.add(VillageYear(**(given | values)))


def _pictured(b: VillageBuilder, second: str, **first: Any) -> Any:
    for place, digest in enumerate(("same", second)):
        made = b.voucher(photos=1, **(first if place == 0 else {}))
        b.photo(made, digest)
    return made


SCENARIOS = {
    "V01.limit": Scenario(
        lambda b: b.voucher("1000.01", **CASH), lambda b: (b.voucher("1000", **CASH), b.voucher("5000")), REVERSED
    ),
    "V01.payee": Scenario(lambda b: _three(b, ("p", "p", "p")), lambda b: _three(b, ("p", "q", "p")), REVERSED),
    "V02.held": Scenario(
        lambda b: _box(b, "2500", 10), lambda b: (_box(b, "2500", 10, emptied=True), _box(b, "1000", 30)), _empty
    ),
    "V02.direct": Scenario(lambda b: _direct(b, banked=False), lambda b: _direct(b, banked=True), REVERSED),
    "V20.personal": Scenario(
        lambda b: _personal(b, "person"), lambda b: _personal(b, "agency"), put(owner="collective")
    ),
    "V21.loan": Scenario(lambda b: _loan(b, "cousin"), lambda b: _loan(b, "stranger"), REVERSED),
    "V21.guarantee": Scenario(lambda b: _guarantee(b, None), lambda b: _guarantee(b, TODAY), put(ended_on=TODAY)),
    "V03.slip": Scenario(
        lambda b: b.voucher("200.01", receipt=Receipt.HANDWRITTEN),
        lambda b: b.voucher("200", receipt=Receipt.NONE),
        REVERSED,
    ),
    "V03.twice": Scenario(
        lambda b: _invoice(b, "a1", "199.99"),
        lambda b: (
            _invoice(b, "A1", "200"),
            b.voucher("90", invoice_number="A2", invoice_code="35", invoice_total=Decimal(90)),
        ),
        put(invoice_total=Decimal(200)),
    ),
    "V03.again": Scenario(lambda b: _invoice(b, "a1"), lambda b: _invoice(b, "A2"), put(invoice_total=Decimal(200))),
    "V03.stale": Scenario(lambda b: _booked(b, 181), lambda b: _booked(b, 180), put(booked_day=None)),
    "V03.reused": Scenario(
        lambda b: _pictured(b, "same"),
        lambda b: (_pictured(b, "other"), _pictured(b, "own", reversed_at=NOW)),
        REVERSED,
    ),
    "V03.photo": Scenario(
        lambda b: b.voucher(state="checked"),
        lambda b: (b.voucher(), b.voucher(state="checked", photos=1)),
        put(photos=1),
    ),
    "V04.signatures": Scenario(
        lambda b: b.voucher(state="checked", supervised_at=NOW, signed=Signatures(b.accountant.id, None, None)),
        lambda b: (b.voucher(), b.voucher(state="checked", supervised_at=NOW)),
        REVERSED,
    ),
    "V04.same": Scenario(
        lambda b: b.voucher(
            signed=Signatures(b.head.id, b.officer("secretary", person_hash=b.head.person_hash).id, None)
        ),
        lambda b: b.voucher(),
        REVERSED,
    ),
    "V04.decision": Scenario(
        lambda b: b.voucher("10000", signed=Signatures(b.accountant.id, b.head.id, None)),
        lambda b: (b.voucher("10000"), b.voucher("9999", signed=Signatures(b.accountant.id, b.head.id, None))),
        REVERSED,
    ),
    "V04.after": Scenario(
        lambda b: b.voucher(signed=Signatures(b.accountant.id, b.head.id, b.decided(TODAY).id)),
        lambda b: b.voucher(),
        REVERSED,
    ),
    "V05.split": Scenario(
        lambda b: _split(b, "1700", "1800", 5),
        lambda b: (_split(b, "1500", "1800", 5), _split(b, "1700", "1800", 30, "third")),
        REVERSED,
    ),
    "V22.share": Scenario(lambda b: _year(b, share=0.31), lambda b: _year(b, share=0.3), put(share=0.1)),
    "V22.peers": Scenario(lambda b: _year(b, deviation=3.6), lambda b: _year(b, deviation=3.5), put(deviation=1.0)),
    "V22.hospitality": Scenario(lambda b: b.voucher("80", Category.HOSPITALITY), lambda b: b.voucher("80"), REVERSED),
    "V26.silent": Scenario(
        lambda b: _year(b, last_booked_day=(TODAY - 46 * DAY).toordinal()),
        lambda b: _year(b, last_booked_day=(TODAY - 45 * DAY).toordinal()),
        put(last_booked_day=TODAY.toordinal()),
    ),
    "V26.slow": Scenario(lambda b: _year(b, median_lag=30.5), lambda b: _year(b, median_lag=30), put(median_lag=2)),
    "V26.rush": Scenario(lambda b: _year(b, late_share=0.31), lambda b: _year(b, late_share=0.3), put(late_share=0)),
}


@pytest.mark.parametrize(
    ("code", "make", "count"),
    [
        ("V04.after", lambda b: _urgent(b, 31), 1),
        ("V04.after", lambda b: _urgent(b, 30), 0),
        ("V04.after", lambda b: _urgent(b, 1, ""), 1),
        ("V04.decision", lambda b: _waiting(b, 31), 1),
        ("V04.decision", lambda b: _waiting(b, 30), 0),
    ],
)
def test_an_urgent_payment_is_ratified_within_thirty_days(
    build: VillageBuilder, code: str, make: Callable[[VillageBuilder], Any], count: int
) -> None:
    make(build)
    build.sweep(BY_CODE[code])
    assert len(build.alerts(code)) == count


@pytest.mark.parametrize(("last", "count"), [(date(2026, 2, 26), 0), (date(2026, 2, 27), 1)])
@pytest.mark.parametrize("code", ["V02.held", "V02.direct"])
def test_days_on_which_banks_are_closed_do_not_count(build: VillageBuilder, code: str, last: date, count: int) -> None:
    """Spring Festival 2026: free from 15 to 23 February; the third open day after the 14th is the 26th."""
    eve = date(2026, 2, 14)
    build.voucher("2500", Category.OPERATING, occurred_on=eve, **CASH)
    build.voucher("300", occurred_on=eve + DAY, **CASH)
    build.voucher("2200", Category.MOVE, occurred_on=last, account=build.box, to_account=build.bank, **CASH)
    build.sweep(BY_CODE[code])
    assert len(build.alerts(code)) == count


def test_where_the_calendar_ends_nobody_is_accused(build: VillageBuilder) -> None:
    build.session.execute(delete(WorkingDay).where(WorkingDay.day >= TODAY - 11 * DAY))
    _box(build, "2500", 10)
    _direct(build, banked=False)
    for code in ("V02.held", "V02.direct"):
        build.sweep(BY_CODE[code])
        assert build.alerts(code) == []


@pytest.mark.parametrize("code", SCENARIOS)
def test_a_condition_raises_one_alert(build: VillageBuilder, code: str) -> None:
    SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    build.sweep(BY_CODE[code])
    alerts = build.alerts(code)
    assert len(alerts) == 1
    assert alerts[0].organisation_id == build.village.id
    assert alerts[0].severity == BY_CODE[code].severity
    assert alerts[0].ceased_at is None


@pytest.mark.parametrize("code", SCENARIOS)
def test_what_is_lawful_raises_nothing(build: VillageBuilder, code: str) -> None:
    SCENARIOS[code].calm(build)
    build.sweep(BY_CODE[code])
    assert build.alerts(code) == []


@pytest.mark.parametrize("code", SCENARIOS)
def test_an_alert_ceases_with_its_condition(build: VillageBuilder, code: str) -> None:
    row = SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    SCENARIOS[code].ends(build, row)
    build.sweep(BY_CODE[code], at=NOW + timedelta(hours=1))
    assert [alert.ceased_at for alert in build.alerts(code)] == [NOW + timedelta(hours=1)]


def test_an_officer_is_matched_by_number_and_a_namesake_is_not(build: VillageBuilder) -> None:
    build.voucher("3000", Category.LOAN, payee=build.head.name, payee_hash="a namesake")
    build.sweep(BY_CODE["V21.loan"])
    assert build.alerts() == []


def test_a_village_is_measured_beside_its_like(build: VillageBuilder) -> None:
    villages = [build.village, build.other]
    for village in villages:
        build.add(VillageProfile(county=350102, organisation_id=village.id, households=1, population=1000))
    build.account("bank", build.other)
    build.voucher("300", Category.TRAVEL, state="booked", booked_day=TODAY.toordinal())
    build.voucher("700", Category.SALARY, occurred_on=TODAY - 10 * DAY, state="booked", booked_day=TODAY.toordinal())
    assert measure_years(build.act) == {"villages": 2}
    assert measure_years(build.act) == {"villages": 2}
    rows = {row.organisation_id: row for row in build.session.query(VillageYear)}
    mine = rows[build.village.id]
    assert (mine.operating, mine.soft, mine.share, mine.vouchers) == (1000, 300, 0.3, 2)
    assert (mine.median_lag, mine.peers, mine.deviation) == (5.5, 1, 0)
    assert rows[build.other.id].last_booked_day == date(2025, 1, 1).toordinal()
