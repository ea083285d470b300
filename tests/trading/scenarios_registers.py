"""Conditions about purchases without an open tender and listings: how each comes about, how the like is no alert, how it ends."""

from decimal import Decimal

from app.kernel.points import Severity
from app.trading.words import ListingWhat
from tests.trading import registers as kept
from tests.trading.course import DAY
from tests.trading.scenario import Scenario

RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE
REGISTERS: dict[str, Scenario] = {
    "T01.split": Scenario(
        YELLOW,
        lambda t: (kept.purchase(t, 150, 40), kept.purchase(t, 250)),
        lambda t: (kept.purchase(t, 150, 40), kept.purchase(t, 249)),
        kept.corrected(approval="鼓发改〔2026〕9号"),
    ),
    "T01.below": Scenario(
        BLUE,
        lambda t: (kept.purchase(t, 360, 40, item="A1"), kept.purchase(t, 399, item="A2")),
        lambda t: (kept.purchase(t, 359, 40, item="A1"), kept.purchase(t, 399, item="A2")),
        kept.corrected(estimate=Decimal(4_000_000)),
    ),
    "T02.unapproved": Scenario(
        RED,
        lambda t: kept.purchase(t, 400),
        lambda t: (kept.purchase(t, 399), kept.purchase(t, 400, approval="鼓发改〔2026〕9号")),
        kept.corrected(approval="鼓发改〔2026〕9号"),
    ),
    "T02.failed": Scenario(
        YELLOW,
        lambda t: kept.purchase(t, 90, approval="鼓发改〔2026〕9号", failed_rounds=1),
        lambda t: (
            kept.purchase(t, 90, approval="鼓发改〔2026〕9号", failed_rounds=2),
            kept.purchase(t, 90, approval="鼓财〔2026〕9号", failed_rounds=1, trade_kind="procurement"),
        ),
        kept.corrected(failed_rounds=2),
    ),
    "T16.listed": Scenario(
        BLUE,
        lambda t: kept.deal(t, bidders=1, deal=Decimal(5_100_000)),
        lambda t: (kept.deal(t, bidders=2), kept.deal(t), kept.listing(t, bidders=1)),
        kept.corrected(bidders=2),
    ),
    "T22.start": Scenario(
        YELLOW,
        lambda t: kept.deal(t, bidders=2, start=Decimal(5_000_000)),
        lambda t: (
            kept.deal(t, bidders=2, start=Decimal(4_999_999)),
            kept.deal(t, bidders=1, start=Decimal(5_000_000)),
        ),
        kept.corrected(bidders=1),
    ),
    "T36.short": Scenario(
        YELLOW,
        lambda t: kept.listing(t, days=20),
        lambda t: (kept.listing(t, days=40), kept.listing(t, ListingWhat.ASSET, days=20, appraisal=Decimal(5_000_000))),
        lambda t, row: kept.corrected(listed_to=row.listed_to + 20 * DAY)(t, row),
    ),
    "T36.reserve": Scenario(
        RED,
        lambda t: kept.listing(t, appraisal=Decimal("5000000.01")),
        lambda t: kept.listing(t, appraisal=Decimal(5_500_000), rounds=2),
        kept.corrected(approval="鼓国资〔2026〕4号"),
    ),
    "T36.stale": Scenario(
        YELLOW,
        lambda t: kept.listing(t, appraised_on=kept.ago(t, 90 + 366)),
        lambda t: kept.listing(t, appraised_on=kept.ago(t, 90 + 365)),
        lambda t, row: kept.corrected(appraised_on=kept.ago(t, 200))(t, row),
    ),
    "T36.deal": Scenario(
        RED, lambda t: kept.deal(t, deal=Decimal("4999999.99")), kept.deal, kept.corrected(deal=Decimal(5_000_000))
    ),
    "T36.first": Scenario(
        YELLOW,
        lambda t: kept.deal(t, first_paid=None, first_paid_on=None),
        kept.deal,
        lambda t, row: kept.corrected(first_paid=Decimal(1_500_000), first_paid_on=row.first_due_on)(t, row),
    ),
    "T37.notice": Scenario(
        YELLOW,
        lambda t: kept.land(t, notice_on=kept.ago(t, 109)),
        lambda t: kept.land(t, notice_on=kept.ago(t, 110)),
        lambda t, row: kept.corrected(notice_on=kept.ago(t, 120))(t, row),
    ),
    "T37.listing": Scenario(
        YELLOW,
        lambda t: kept.land(t, days=9),
        lambda t: kept.land(t, days=10),
        lambda t, row: kept.corrected(listed_to=row.listed_to + DAY)(t, row),
    ),
    "T37.decision": Scenario(
        RED, lambda t: kept.land(t, approval=""), kept.land, kept.corrected(approval="鼓自然资〔2026〕3号")
    ),
    "T37.floor": Scenario(
        RED,
        lambda t: kept.land(t, floor=Decimal("5000000.01")),
        lambda t: kept.land(t, floor=Decimal(5_000_000)),
        kept.corrected(floor=Decimal(4_000_000)),
    ),
    "T37.result": Scenario(
        YELLOW,
        lambda t: kept.deal(t, ListingWhat.LAND, result_on=None),
        lambda t: kept.deal(t, ListingWhat.LAND),
        lambda t, row: kept.corrected(result_on=row.result_due_on)(t, row),
    ),
    "T37.unpaid": Scenario(
        YELLOW,
        lambda t: kept.deal(t, ListingWhat.LAND, paid_up_on=None),
        lambda t: kept.deal(t, ListingWhat.LAND),
        lambda t, row: kept.corrected(paid_up_on=row.pay_due_on)(t, row),
    ),
}
