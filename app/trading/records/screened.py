"""Record kinds of what is screened: nothing of it is entered by hand."""

from collections.abc import Mapping

from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_
from app.trading.checks import check_shared
from app.trading.models import NetworkRun, ScreenAnswer, ScreenedBid, ScreenedTrade, TradePattern, TradeShared
from app.trading.records.course import KEEPING, MENU, READERS, WATCHING
from app.trading.words import (
    CompetitionMethod,
    Outcome,
    PatternReason,
    PatternWord,
    ScreenedBidStatus,
    ScreenedStatus,
    SharedWord,
    TradeCategory,
)

WATCHERS: Mapping[Role, Access] = dict.fromkeys((*WATCHING, *KEEPING), Access.READ)

TRADE_SHARED = RecordKind(
    name="trade_shared",
    model=TradeShared,
    title=N_("Shared by right"),
    menu=MENU,
    icon="inbox",
    fields=(
        Field(
            "organisation_id",
            N_("Trading centre that vouches for it"),
            picks="organisation",
            listed=True,
            filtered=True,
        ),
        Field("what", N_("What it is"), choices=SharedWord, listed=True, filtered=True),
        Field("name", N_("Whose it is"), example=N_("Terminal 3 of the trading hall"), listed=True, searchable=True),
        Field(
            "value",
            N_("Address, number, contact or text"),
            hint=N_("As it stands in the files of the bids; of a template the whole text"),
            example="36.248.10.5",
            input=Input.LONG,
        ),
        Field("noted_at", N_("Noted at"), editable=False),
    ),
    key=("organisation_id", "what", "name"),
    check=check_shared,
    access={**WATCHERS, **dict.fromkeys(KEEPING, Access.WRITE)},
)

SCREENED_TRADE = RecordKind(
    name="screened_trade",
    model=ScreenedTrade,
    title=N_("Trades that are screened"),
    menu=MENU,
    icon="inbox",
    sheet=False,
    fields=(
        Field("ocid", N_("Number of the process (OCID)"), listed=True, searchable=True, editable=False),
        Field("lot_number", N_("Lot"), listed=True, editable=False),
        Field("title", N_("What is traded"), listed=True, searchable=True, editable=False),
        Field("source", N_("Where it was run"), hint=N_("own: on this platform"), filtered=True, editable=False),
        Field("organisation_id", N_("Who answers for it"), picks="organisation", filtered=True, editable=False),
        Field("buyer_name", N_("Buyer"), listed=True, searchable=True, editable=False),
        Field("agency_name", N_("Agency"), searchable=True, editable=False),
        Field("category", N_("Goods, works or services"), choices=TradeCategory, filtered=True, editable=False),
        Field("method", N_("Competition"), choices=CompetitionMethod, filtered=True, editable=False),
        Field("method_details", N_("Method as its source calls it"), editable=False),
        Field("status", N_("State"), choices=ScreenedStatus, listed=True, filtered=True, editable=False),
        Field("estimate", N_("Estimate"), editable=False),
        Field("ceiling", N_("Highest price that is taken"), editable=False),
        Field("currency", N_("Currency"), editable=False),
        Field("bidders", N_("Number of bidders"), editable=False),
        Field("bids_told", N_("The bids are published"), input=Input.YES_NO, editable=False),
        Field("published_at", N_("Published at"), editable=False),
        Field("deadline", N_("Deadline for bids"), editable=False),
        Field("opened_at", N_("Bids opened at"), editable=False),
        Field("awarded_at", N_("Awarded at"), listed=True, filtered=True, editable=False),
    ),
    access=WATCHERS,
)

SCREENED_BID = RecordKind(
    name="screened_bid",
    model=ScreenedBid,
    title=N_("Bids that are screened"),
    menu=MENU,
    icon="inbox",
    scope="county",
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("trade_id", N_("Trade"), picks="trade", listed=True, filtered=True, editable=False),
        Field("bidder_name", N_("Bidder"), listed=True, searchable=True, editable=False),
        Field("members", N_("Firms that bid together"), editable=False),
        Field("amount", N_("Price"), listed=True, editable=False),
        Field("currency", N_("Currency"), listed=True, editable=False),
        Field("status", N_("State"), choices=ScreenedBidStatus, listed=True, filtered=True, editable=False),
        Field("rank", N_("Place in the ranking"), editable=False),
        Field("won", N_("Won"), input=Input.YES_NO, listed=True, filtered=True, editable=False),
        Field("awarded", N_("Awarded for"), editable=False),
        Field("handed_in_at", N_("Handed in at"), editable=False),
    ),
    access=WATCHERS,
)

SCREEN_ANSWER = RecordKind(
    name="screen_answer",
    model=ScreenAnswer,
    title=N_("What the conditions say of trades"),
    menu=MENU,
    icon="list",
    scope="county",
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("trade_id", N_("Trade"), picks="trade", listed=True, filtered=True, editable=False),
        Field("code", N_("Condition"), listed=True, searchable=True, filtered=True, editable=False),
        Field("outcome", N_("Answer"), choices=Outcome, listed=True, filtered=True, editable=False),
        Field("why", N_("What is missing, or why it does not apply"), listed=True, editable=False),
        Field("computed_at", N_("Computed at"), listed=True, filtered=True, editable=False),
    ),
    access=WATCHERS,
)

TRADE_PATTERN = RecordKind(
    name="trade_pattern",
    model=TradePattern,
    title=N_("Trades taken together"),
    menu=MENU,
    icon="users",
    sheet=False,
    fields=(
        Field("name", N_("Who"), listed=True, searchable=True, editable=False),
        Field("what", N_("What was asked"), choices=PatternWord, listed=True, filtered=True, editable=False),
        Field("outcome", N_("Answer"), choices=Outcome, listed=True, filtered=True, editable=False),
        Field("why", N_("What is missing, or why it does not apply"), choices=PatternReason, editable=False),
        Field("organisation_id", N_("Who answers for it"), picks="organisation", filtered=True, editable=False),
        Field("category", N_("Goods, works or services"), choices=TradeCategory, filtered=True, editable=False),
        Field("tenders", N_("Tenders"), listed=True, editable=False),
        Field("wins", N_("Won, or sat in"), listed=True, editable=False),
        Field("chance", N_("Chance of as much"), listed=True, editable=False),
        Field("asked", N_("Pairs, groups or firms that were asked that night"), listed=True, editable=False),
        Field("first_at", N_("First award"), editable=False),
        Field("last_at", N_("Last award"), editable=False),
        Field("measured_at", N_("Computed at"), filtered=True, editable=False),
    ),
    access=READERS,  # a buyer explains what is found at it
)

NETWORK_RUN = RecordKind(
    name="trade_network_run",
    model=NetworkRun,
    title=N_("Nights that looked at trades together"),
    menu=MENU,
    icon="list",
    scope="county",
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("computed_at", N_("Computed at"), listed=True, filtered=True, editable=False),
        Field("from_at", N_("Awards from"), listed=True, editable=False),
        Field("tenders", N_("Tenders"), listed=True, editable=False),
        Field("bids", N_("Bids"), listed=True, editable=False),
        Field("unnamed", N_("Bids whose bidder cannot be told from others"), listed=True, editable=False),
        Field("firms", N_("Firms"), listed=True, editable=False),
        Field("pairs", N_("Pairs of firms that were asked"), listed=True, editable=False),
    ),
    access=WATCHERS,
)

KINDS = (SCREENED_TRADE, SCREENED_BID, SCREEN_ANSWER, TRADE_PATTERN, NETWORK_RUN, TRADE_SHARED)
