"""What the law asks of a trade at least or at most: rows by kind and method, each with its article and its time.

A trade is judged by the law of its notice day. ``verified`` tells whether somebody has read the article itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from app.kernel.act import local_day
from app.kernel.calendar import ONE_DAY
from app.kernel.words import N_
from app.trading.models import Notice, NoticeMinimum
from app.trading.words import ListingWhat, TradeKind, TradeMethod

BIDDING_LAW = date(2000, 1, 1)
REGULATIONS = date(2012, 2, 1)
PLACES = Decimal("0.0001")
PROCUREMENT_LAW, PROCUREMENT_REGULATIONS = date(2003, 1, 1), date(2015, 3, 1)


@dataclass(frozen=True, slots=True)
class Minimum:
    """One limit that the law sets."""

    code: str
    title: str
    limit: Decimal
    at_least: bool
    article: str
    valid_from: date
    valid_to: date | None = None
    kind: TradeKind | ListingWhat = TradeKind.WORKS
    method: TradeMethod = TradeMethod.OPEN
    verified: bool = True

    def is_met(self, value: Decimal | int) -> bool:
        """Tell whether a value keeps the limit."""
        return value >= self.limit if self.at_least else value <= self.limit

    def short(self, value: Decimal) -> Decimal:
        """Return by how much a value misses the limit; zero when it keeps it."""
        return max(self.limit - value if self.at_least else value - self.limit, Decimal(0))

    def holds_on(self, day: date) -> bool:
        """Tell whether it was law on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


MINIMA = (
    Minimum("sale", N_("Days on which the tender documents are given out"), Decimal(5), True, "招标投标法实施条例第十六条", REGULATIONS),
    Minimum("prepare", N_("Days from the first of these to the deadline"), Decimal(20), True, "招标投标法第二十四条", BIDDING_LAW),
    Minimum("amend", N_("Days from an addendum to the deadline"), Decimal(15), True, "招标投标法第二十三条", BIDDING_LAW),
    Minimum("bond", N_("Bid bond in percent of the estimate"), Decimal(2), False, "招标投标法实施条例第二十六条", REGULATIONS),
    Minimum("bond_most", N_("Bid bond in yuan"), Decimal(800_000), False, "工程建设项目施工招标投标办法第三十七条", REGULATIONS, verified=False),
    Minimum("bids", N_("Bids for each lot"), Decimal(3), True, "招标投标法第二十八条", BIDDING_LAW),
    Minimum("committee", N_("Members of the committee"), Decimal(5), True, "招标投标法第三十七条", BIDDING_LAW),
    Minimum("show", N_("Days on which the candidates are shown"), Decimal(3), True, "招标投标法实施条例第五十四条", REGULATIONS),
    Minimum("show_start", N_("Days from the report to the publication of the candidates"), Decimal(3), False, "招标投标法实施条例第五十四条", REGULATIONS),
    Minimum("contract", N_("Days from the award to the contract"), Decimal(30), False, "招标投标法第四十六条", BIDDING_LAW),
    Minimum("prepare", N_("Days from the first of these to the deadline"), Decimal(20), True, "政府采购法第三十五条", PROCUREMENT_LAW, kind=TradeKind.PROCUREMENT),
    Minimum("amend", N_("Days from an addendum to the deadline"), Decimal(15), True, "政府采购法实施条例第三十一条", PROCUREMENT_REGULATIONS, kind=TradeKind.PROCUREMENT),
    Minimum("bond", N_("Bid bond in percent of the estimate"), Decimal(2), False, "政府采购法实施条例第三十三条", PROCUREMENT_REGULATIONS, kind=TradeKind.PROCUREMENT),
    Minimum("bids", N_("Bids for each lot"), Decimal(3), True, "政府采购法第三十六条", PROCUREMENT_LAW, kind=TradeKind.PROCUREMENT),
    Minimum("committee", N_("Members of the committee"), Decimal(5), True, "政府采购货物和服务招标投标管理办法第四十七条", PROCUREMENT_REGULATIONS, kind=TradeKind.PROCUREMENT, verified=False),
    Minimum("contract", N_("Days from the award to the contract"), Decimal(30), False, "政府采购法第四十六条", PROCUREMENT_LAW, kind=TradeKind.PROCUREMENT),
)  # fmt: skip


def minimum(code: str, notice: Notice, day: date | None = None) -> Minimum | None:
    """Return a limit as it holds for a trade by its notice day, or on another day; None where the law sets none."""
    project = notice.project
    judged = day or (local_day(notice.published_at) if notice.published_at else None)
    for one in MINIMA:
        mine = (one.code, one.kind, one.method) == (code, project.trade_kind, project.method)
        if mine and judged is not None and one.holds_on(judged):
            return one
    return None


def measured(notice: Notice) -> dict[str, Decimal]:
    """Return by code what a notice gives for each limit that it can be judged by when it is published."""
    estimate = sum((lot.estimate for lot in notice.project.lots), Decimal(0))
    return {
        "sale": Decimal((notice.sale_to - notice.sale_from) // ONE_DAY + 1),
        "prepare": Decimal((local_day(notice.deadline) - notice.sale_from) // ONE_DAY),
        "bond": notice.bond * 100 / estimate,
        "bond_most": notice.bond,
    }


def broken(notice: Notice, day: date) -> list[Minimum]:
    """Return the limits that a notice published on a day would break."""
    found = ((minimum(code, notice, day), value) for code, value in measured(notice).items())
    return [one for one, value in found if one is not None and not one.is_met(value)]


def last_day(code: str, notice: Notice, begun: date) -> date | None:
    """Return the last day of a limit in calendar days that began on a day; None where the law sets none."""
    found = minimum(code, notice)
    return None if found is None else begun + int(found.limit) * ONE_DAY


def kept_minima(notice: Notice, day: date) -> list[NoticeMinimum]:
    """Return rows of what a notice gives for each limit of the law of a day."""
    held = [(value, minimum(code, notice, day)) for code, value in measured(notice).items()]
    return [
        NoticeMinimum(
            county=notice.county,
            notice_id=notice.id,
            code=one.code,
            given=round(value, 4),
            asked=one.limit,
            short=one.short(value).quantize(PLACES, ROUND_UP),  # a cent too much is too much
        )
        for value, one in held
        if one is not None
    ]


def titles(found: Iterable[Minimum]) -> list[tuple[str, str]]:
    """Return article and title of limits, as a refusal lists them."""
    return [(one.article, one.title) for one in found]
