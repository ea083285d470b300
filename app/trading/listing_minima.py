"""What the law asks of a listing at least or at most: rows by what is listed, each with its article.

``verified`` tells whether somebody has read the article itself.
"""

from datetime import date
from decimal import Decimal

from app.kernel.words import N_
from app.trading.minima import Minimum
from app.trading.models import TradeListing
from app.trading.words import ListingWhat

PROPERTY_RULES, LAND_RULES = date(2016, 6, 24), date(2007, 11, 1)
EQUITY, ASSET, LAND = ListingWhat.EQUITY, ListingWhat.ASSET, ListingWhat.LAND
SMALL = "listed_small"

LISTING_MINIMA = (
    Minimum("listed", N_("Working days of the listing"), Decimal(20), True, "企业国有资产交易监督管理办法第十三条", PROPERTY_RULES, kind=EQUITY, verified=False),
    Minimum("listed", N_("Working days of the listing"), Decimal(20), True, "企业国有资产交易监督管理办法第四十九条", PROPERTY_RULES, kind=ASSET, verified=False),
    Minimum(SMALL, N_("Working days of the listing"), Decimal(10), True, "企业国有资产交易监督管理办法第四十九条", PROPERTY_RULES, kind=ASSET, verified=False),
    Minimum("bond_most", N_("Bond in percent of the start price"), Decimal(30), False, "企业国有产权交易操作规则第二十七条", PROPERTY_RULES, kind=EQUITY, verified=False),
    Minimum("bond_most", N_("Bond in percent of the start price"), Decimal(30), False, "企业国有产权交易操作规则第二十七条", PROPERTY_RULES, kind=ASSET, verified=False),
    Minimum("notice", N_("Days from the notice to the listing"), Decimal(20), True, "招标拍卖挂牌出让国有建设用地使用权规定第八条", LAND_RULES, kind=LAND, verified=False),
    Minimum("listed", N_("Days of the listing"), Decimal(10), True, "招标拍卖挂牌出让国有建设用地使用权规定第十八条", LAND_RULES, kind=LAND, verified=False),
    Minimum("bond_least", N_("Bond in percent of the start price"), Decimal(20), True, "国土资发〔2010〕34号第（四）项", LAND_RULES, kind=LAND, verified=False),
)  # fmt: skip


def measured(listing: TradeListing) -> dict[str, Decimal]:
    """Return by code what a plan gives for each limit: days of notice and listing, bond in percent of the start price."""
    assert listing.start is not None and listing.bond is not None
    share = listing.bond * 100 / listing.start
    return {
        SMALL if listing.small else "listed": Decimal(listing.listed_days),
        "notice": Decimal(listing.notice_days),
        "bond_most": share,
        "bond_least": share,
    }


def broken_by(listing: TradeListing, day: date) -> list[Minimum]:
    """Return the limits of the law of a day that a listing falls short of."""
    given = measured(listing)
    return [
        one
        for one in LISTING_MINIMA
        if one.kind == listing.what and one.code in given and one.holds_on(day) and not one.is_met(given[one.code])
    ]
