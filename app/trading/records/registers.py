"""Record kinds of purchases without an open tender and of listings: entered by form, sheet and REST."""

from app.kernel.records import Field, RecordKind
from app.kernel.words import N_
from app.trading.models import DirectPurchase, TradeListing
from app.trading.records.course import ENTERED, MENU
from app.trading.registering import check_listing, check_purchase
from app.trading.words import DirectMethod, ListingState, ListingWhat, TradeCategory, TradeKind

PURCHASE = RecordKind(
    name="trade_direct",
    model=DirectPurchase,
    title=N_("Purchases without an open tender"),
    menu=MENU,
    icon="inbox",
    key=("organisation_id", "number"),
    order=("decided_on", "desc"),
    check=check_purchase,
    fields=(
        Field("organisation_id", N_("Buyer"), picks="organisation", listed=True, filtered=True),
        Field("number", N_("Number"), example="ZJ2026-001", listed=True, searchable=True),
        Field("name", N_("What is bought"), example="办公楼屋面维修", listed=True, searchable=True),
        Field("trade_kind", N_("By which law"), choices=TradeKind, filtered=True),
        Field("category", N_("Works, goods or services"), choices=TradeCategory, listed=True, filtered=True),
        Field("how", N_("How it was given"), choices=DirectMethod, listed=True, filtered=True),
        Field("estimate", N_("Estimate (yuan)"), example="380000", listed=True, filtered=True),
        Field(
            "item",
            N_("Code of the item or project"),
            hint=N_("The same code for all parts of one thing"),
            example="A02010104",
            searchable=True,
            first=False,
        ),
        Field("decided_on", N_("Decided on"), example="2026-03-02", listed=True, filtered=True, first=False),
        Field("supplier", N_("Who got it"), example="福州宏达市政工程有限公司", required=False, first=False),
        Field("approval", N_("Document that approves the method"), required=False, first=False),
        Field("failed_rounds", N_("Tenders for it that failed before"), example="0", required=False, first=False),
    ),
    access=ENTERED,
)

LISTING = RecordKind(
    name="trade_listing",
    model=TradeListing,
    title=N_("Listings of property and land"),
    menu=MENU,
    icon="flag",
    key=("organisation_id", "number"),
    order=("listed_from", "desc"),
    check=check_listing,
    links=((N_("Open the listing"), "trading.listing"),),
    fields=(
        Field("organisation_id", N_("Who transfers it"), picks="organisation", listed=True, filtered=True),
        Field("number", N_("Number"), example="GP2026-001", listed=True, searchable=True),
        Field("name", N_("What is listed"), example="原粮站仓库", listed=True, searchable=True),
        Field("what", N_("Property or land"), choices=ListingWhat, listed=True, filtered=True),
        Field("state", N_("State"), choices=ListingState, listed=True, filtered=True, editable=False),
        Field("reserve", N_("Reserve price (yuan)"), example="5200000", required=True, listed=True),
        Field("notice_on", N_("Notice published on"), example="2026-03-02"),
        Field("listed_from", N_("Listed from"), example="2026-03-24", listed=True, filtered=True),
        Field("listed_to", N_("Listed until"), example="2026-04-22", first=False),
        Field("rounds", N_("Which listing of it"), example="1", required=False, first=False),
        Field(
            "approval",
            N_("Decision or approval"),
            hint=N_("Of land the collective decision; of property the paper that lets the price be lower"),
            required=False,
            first=False,
        ),
        Field("appraisal", N_("Appraised value (yuan)"), example="5000000", required=False, first=False),
        Field("appraised_on", N_("Appraised on"), required=False, first=False),
        Field("floor", N_("Lowest price of the state (yuan)"), required=False, first=False),
        Field("start", N_("Start price (yuan)"), required=False, first=False),
        Field("bidders", N_("Bidders"), required=False, first=False),
        Field("deal", N_("Price agreed (yuan)"), required=False, first=False),
        Field("deal_on", N_("Agreed on"), required=False, first=False),
        Field("result_on", N_("Result published on"), required=False, first=False),
        Field("contract_on", N_("Contract signed on"), required=False, first=False),
        Field("pay_due_on", N_("Whole price due on"), required=False, first=False),
        Field("first_paid", N_("First payment (yuan)"), required=False, first=False),
        Field("first_paid_on", N_("First payment on"), required=False, first=False),
        Field("paid_up_on", N_("Paid in full on"), required=False, first=False),
        Field("listed_days", N_("Days of the listing"), editable=False),
        Field("notice_days", N_("Days of notice"), editable=False),
    ),
    access=ENTERED,
)
KINDS = (PURCHASE, LISTING)
