"""Honest courses of papers, signatures, decisions and tiers."""

from decimal import Decimal
from typing import Any

from app.villages.operations.cash import Signatures
from app.villages.words import Category, Receipt
from tests.conftest import NOW
from tests.honest.registry import Courses
from tests.honest.villages.shared import GONE, B, undone, village
from tests.villages import test_points_cash as cash
from tests.villages.building import DAY, TODAY


def entered_again(b: B) -> None:
    """Reversed and entered again; no number at all; used by an income; used later only."""
    undone(b, invoice_number="A1", invoice_code="35")
    b.voucher(invoice_number="A1", invoice_code="35")
    for number in ("A2", "A3"):
        b.voucher(invoice_number=number, invoice_code="35")
    b.voucher()
    b.voucher()
    undone(b, invoice_number="A2", invoice_code="35")
    for place, number in ((b.other, "A4"), (b.village, "A5")):
        kind = Category.OPERATING if number == "A5" else Category.OFFICE
        b.voucher(
            "60",
            kind,
            invoice_number=number,
            invoice_code="35",
            invoice_total=Decimal("60"),
            village=place,
            account=b.account("bank", place),
        )
    b.voucher("60", invoice_number="A5", invoice_code="35", invoice_total=Decimal("60"))
    b.voucher("60", Category.OPERATING, invoice_number="A5", invoice_code="35")


def in_instalments(b: B) -> None:
    """Three parts of a third each come to the cent to the whole; its amount stands in one of them; and what spares others."""
    entered_again(b)
    for part in ("33.33", "33.33", "33.34"):
        whole = Decimal("100.00") if part == "33.34" else None
        b.voucher(part, invoice_number="B1", invoice_code="35", invoice_total=whole)
    b.voucher("50", invoice_number="B2", invoice_code="35", invoice_total=Decimal("100"))
    b.voucher("50", invoice_number="B2", invoice_code="36", invoice_total=Decimal("80"))
    undone(b, "70", invoice_number="B3", invoice_code="35", invoice_total=Decimal("70"))
    b.voucher("70", invoice_number="B3", invoice_code="35", invoice_total=Decimal("70"))
    for _ in range(2):
        b.voucher("40", invoice_total=Decimal("40"))
    of_sixty: dict[str, Any] = {"invoice_code": "35", "invoice_total": Decimal("60")}
    b.voucher("30", Category.OPERATING, invoice_number="C1", **(of_sixty | {"invoice_total": Decimal("50")}))
    undone(b, "30", invoice_number="C2", **(of_sixty | {"invoice_total": Decimal("50")}))
    for number in ("C1", "C2"):
        for _ in range(2):
            b.voucher("30", invoice_number=number, **of_sixty)
    b.voucher("60", invoice_number="C3", **of_sixty)
    undone(b, "60", invoice_number="C3", **of_sixty)
    for number, kinds in (("C4", (Category.OFFICE, Category.OPERATING)), ("C5", (Category.OPERATING, Category.OFFICE))):
        for kind in kinds:
            b.voucher("60", kind, invoice_number=number)


def pictured(b: B) -> None:
    cash._pictured(b, "own", reversed_at=NOW)
    cash._pictured(b, "other")
    for more in ({}, GONE):
        made = b.voucher(photos=1, **more)
        b.photo(made, "last")
    twice = b.voucher(photos=2)
    for _ in range(2):
        b.photo(twice, "the same paper twice")


def on_its_way(b: B) -> None:
    unsigned = Signatures(b.accountant.id, None, None)
    b.voucher(state="submitted", signed=unsigned)
    b.voucher(state="checked", supervised_at=NOW)
    undone(b, state="checked", signed=unsigned)
    b.voucher("9", Category.OPERATING, state="checked", signed=unsigned)


def one_hand(b: B) -> None:
    b.voucher()
    same = b.officer("secretary", person_hash=b.head.person_hash)
    own = Signatures(b.head.id, same.id, None)
    b.voucher("9", Category.OPERATING, signed=own)
    undone(b, signed=own)


def decided_sums(b: B) -> None:
    alone = Signatures(b.accountant.id, b.head.id, None)
    b.voucher("50000", Category.MOVE, account=b.bank, to_account=b.account("bank"), signed=alone)
    b.voucher("10000")
    b.voucher("9999", signed=alone)
    b.voucher("50000", urgent_reason="台风决堤抢险", occurred_on=TODAY - 30 * DAY, signed=alone)
    b.voucher("50000", Category.OPERATING, signed=alone)
    undone(b, "50000", signed=alone)


def decided_that_day(b: B) -> None:
    then = Signatures(b.accountant.id, b.head.id, b.decided(TODAY - DAY).id)
    late = Signatures(b.accountant.id, b.head.id, b.decided(TODAY).id)
    b.voucher(signed=then)
    b.voucher("9", Category.OPERATING, signed=late)
    undone(b, signed=late)
    weeks = Signatures(b.accountant.id, b.head.id, b.decided(TODAY - 10 * DAY).id)
    b.voucher(signed=weeks, urgent_reason="台风损毁道路抢通", occurred_on=TODAY - 40 * DAY)


def apart(b: B) -> None:
    """Of each tier: eleven days apart; one of two reversed or of another village; below the share; at the tier; other payees; one in."""
    for low, high, tier in (("1700", "1800", "2500"), ("8500", "9000", "12000")):
        cash._split(b, low, high, 11, "same")
        b.voucher(low, payee_hash=f"alone {low}")
        payees = iter(range(100))
        for first, second in (
            ({}, GONE),
            (GONE, {}),
            ({"reverses_id": b.voucher("1").id}, {}),
            ({}, {"reverses_id": b.voucher("1").id}),
            ({}, {"sum_": "500"}),
            ({"sum_": "500"}, {}),
            ({}, {"sum_": tier}),
            ({"sum_": tier}, {}),
            ({}, {"kind": Category.OPERATING}),
            ({"kind": Category.OPERATING}, {}),
            ({"village": b.other, "account": b.account("bank", b.other)}, {}),
            ({"payee_hash": "another"}, {}),
        ):
            payee = f"payee {low} {next(payees)}"
            for more in (first, second):
                given = {"payee_hash": payee, "kind": Category.OFFICE, "sum_": high, **more}
                if given["payee_hash"] == "another":
                    given["payee_hash"] = f"another than {payee}"
                b.voucher(given.pop("sum_"), given.pop("kind"), **given)


def booked(b: B) -> None:
    cash._booked(b, 180)
    b.voucher(state="booked", booked_day=TODAY.toordinal())
    undone(b, invoice_number="Z8", invoice_on=TODAY - 300 * DAY, state="booked", booked_day=TODAY.toordinal())


VOUCHERS = Courses(village)
VOUCHERS.note(
    {
        "V03.slip": lambda b: (
            b.voucher("200", receipt=Receipt.NONE),
            b.voucher("900"),
            undone(b, "900", receipt=Receipt.NONE),
            b.voucher("900", Category.OPERATING, receipt=Receipt.NONE),
        ),
        "V03.twice": in_instalments,
        "V03.again": in_instalments,
        "V03.stale": booked,
        "V03.photo": lambda b: (
            b.voucher(),
            b.voucher(state="checked", photos=1),
            undone(b, state="checked"),
            b.voucher("9", Category.OPERATING, state="checked"),
        ),
        "V03.reused": pictured,
        "V04.signatures": on_its_way,
        "V04.same": one_hand,
        "V04.decision": decided_sums,
        "V04.after": decided_that_day,
        "V05.split": apart,
    }
)
