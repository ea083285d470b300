"""Record kinds of the course of a trade: bidders and the pool of experts are entered, everything else comes from the course."""

from collections.abc import Mapping

from sqlalchemy import select, true

from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_
from app.trading.checks import check_bidder, check_expert, settle_bidders, settle_experts
from app.trading.completions import check_completion
from app.trading.models import Bidder, Candidate, Expert, Lot, Notice, Offer, Project, TradeCompletion, TradeContract
from app.trading.words import Rejection, TradeCategory, TradeKind, TradeMethod, TradeState

MENU = N_("Trading")
DOING = (Role.WINDOW, Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD)
WATCHING = (Role.INSPECTOR, Role.AUDITOR, Role.LEADER)
KEEPING = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
READERS: Mapping[Role, Access] = dict.fromkeys((*DOING, *WATCHING, *KEEPING), Access.READ)
ENTERED: Mapping[Role, Access] = {**READERS, **dict.fromkeys((Role.WINDOW, Role.HANDLER, *KEEPING), Access.WRITE)}
REGISTER: Mapping[Role, Access] = {**READERS, **dict.fromkeys((Role.WINDOW, *KEEPING), Access.WRITE)}
POOL: Mapping[Role, Access] = {
    **dict.fromkeys((Role.INSPECTOR, Role.AUDITOR), Access.READ),
    **dict.fromkeys(KEEPING, Access.WRITE),
}
"""Buyers do not see the pool: they never learn who may be drawn."""

PROJECT = RecordKind(
    name="trade_project",
    found_everywhere=True,
    model=Project,
    title=N_("Projects for tender"),
    menu=MENU,
    icon="flag",
    sheet=False,
    fields=(
        Field("number", N_("Number"), listed=True, searchable=True, editable=False),
        Field("name", N_("Name of the project"), listed=True, searchable=True, editable=False),
        Field("organisation_id", N_("Buyer"), picks="organisation", listed=True, filtered=True, editable=False),
        Field("centre_id", N_("Trading centre"), picks="centre", editable=False),
        Field("supervisor_id", N_("Supervising department"), picks="supervisor", editable=False),
        Field("category", N_("What is bought"), choices=TradeCategory, editable=False),
        Field("trade_kind", N_("Kind of trade"), choices=TradeKind, filtered=True, editable=False),
        Field("method", N_("Method of tender"), choices=TradeMethod, filtered=True, editable=False),
        Field("state", N_("State"), choices=TradeState, listed=True, filtered=True, editable=False),
        Field("approval", N_("Approval of the project"), editable=False),
        Field("registered_at", N_("Registered at"), filtered=True, editable=False),
        Field("receipts", N_("Receipts given"), editable=False),
        Field("receipts_root", N_("Root of the receipts"), editable=False),
        Field("shown_from", N_("Candidates shown from"), editable=False),
        Field("shown_to", N_("Candidates shown until"), editable=False),
    ),
    access=READERS,
)

NOTICE = RecordKind(
    name="trade_notice",
    model=Notice,
    title=N_("Tender notices"),
    menu=MENU,
    icon="megaphone",
    scope="county",
    sheet=False,
    public=lambda _on: Notice.published_at.is_not(None),
    fields=(
        Field("project_id", N_("Project for tender"), picks="project", listed=True, public=True, editable=False),
        Field("text", N_("What is bought and who may bid"), public=True, editable=False),
        Field("sale_from", N_("Documents given out from"), listed=True, public=True, editable=False),
        Field("sale_to", N_("Documents given out until"), public=True, editable=False),
        Field("deadline", N_("Deadline for bids"), listed=True, filtered=True, public=True, editable=False),
        Field("bond", N_("Bid bond (yuan)"), public=True, editable=False),
        Field("published_at", N_("Published at"), listed=True, filtered=True, public=True, editable=False),
        Field("broken_reason", N_("Why it falls short of the law"), public=True, editable=False),
    ),
    access=READERS,
)

BIDDER = RecordKind(
    name="trade_bidder",
    model=Bidder,
    title=N_("Registered bidders"),
    menu=MENU,
    icon="building",
    scope="county",
    key=("uscc",),
    order=("name", "asc"),
    check=check_bidder,
    settle=settle_bidders,
    fields=(
        Field(
            "uscc",
            N_("Unified social credit code"),
            input=Input.IDENTITY,
            hint=N_("18 characters, as on the licence"),
            example="91350100M000100Y43",
            listed=True,
            searchable=True,
        ),
        Field("name", N_("Name"), example="福州宏达市政工程有限公司", listed=True, searchable=True),
        Field("contact", N_("Contact"), example="张工", listed=True),
        Field("phone", N_("Telephone"), input=Input.TELEPHONE, example="0591-83310088"),
        Field("registered_at", N_("Registered at"), listed=True, filtered=True, editable=False),
    ),
    access=REGISTER,
)

EXPERT = RecordKind(
    name="trade_expert",
    model=Expert,
    title=N_("Pool of experts"),
    menu=MENU,
    icon="users",
    scope="county",
    key=("number",),
    order=("id", "asc"),
    check=check_expert,
    settle=settle_experts,
    fields=(
        Field(
            "number",
            N_("Identity number"),
            hint=N_("Only its ends and a hash are kept"),
            example="350102198501010017",
            required=True,
            listed=True,
            secret=True,
            matched="number_hash",
        ),
        Field("name", N_("Name"), example="林建国", listed=True, searchable=True),
        Field("specialty", N_("Specialty"), example="市政公用工程", listed=True, filtered=True),
        Field(
            "employer",
            N_("Employer"),
            hint=N_("Two of one employer never sit in one committee"),
            example="福州市规划设计研究院",
            listed=True,
            filtered=True,
        ),
        Field(
            "source",
            N_("Source"),
            hint=N_("Such as the province's pool, and the day"),
            example="福建省综合性评标专家库 2026-09-01",
            required=False,
        ),
        Field("active", N_("May be drawn"), input=Input.YES_NO, required=False, listed=True, filtered=True),
    ),
    access=POOL,
)

OFFER = RecordKind(
    name="trade_offer",
    model=Offer,
    title=N_("Bids read out"),
    menu=MENU,
    icon="inbox",
    scope="county",
    sheet=False,
    public=lambda _on: true(),
    fields=(
        Field("lot_id", N_("Lot"), picks="lot", listed=True, public=True, editable=False),
        Field("bidder_id", N_("Bidder"), picks="bidder", listed=True, public=True, editable=False),
        Field("price", N_("Price (yuan)"), listed=True, filtered=True, public=True, editable=False),
        Field("days", N_("Days for the work"), listed=True, public=True, editable=False),
        Field("rejected", N_("Ground of rejection"), choices=Rejection, listed=True, filtered=True, editable=False),
        Field("rejection_text", N_("Passage that fails"), editable=False),
    ),
    access=READERS,
)

CANDIDATE = RecordKind(
    name="trade_candidate",
    model=Candidate,
    title=N_("Candidates for award"),
    menu=MENU,
    icon="list",
    scope="county",
    sheet=False,
    public=lambda _on: Candidate.lot_id.in_(
        select(Lot.id).join(Project, Project.id == Lot.project_id).where(Project.shown_from.is_not(None))
    ),
    fields=(
        Field("lot_id", N_("Lot"), picks="lot", listed=True, public=True, editable=False),
        Field("rank", N_("Place in the ranking"), listed=True, filtered=True, public=True, editable=False),
        Field("offer_id", N_("Bid"), picks="offer", listed=True, public=True, editable=False),
        Field("price_points", N_("Points for the price"), public=True, editable=False),
        Field("total", N_("Points in all"), listed=True, public=True, editable=False),
    ),
    access=READERS,
)

CONTRACT = RecordKind(
    name="trade_contract",
    model=TradeContract,
    title=N_("Contracts from tenders"),
    menu=MENU,
    icon="stamp",
    scope="county",
    sheet=False,
    public=lambda _on: true(),
    fields=(
        Field("number", N_("Number"), listed=True, searchable=True, public=True, editable=False),
        Field("name", N_("Name of the contract"), listed=True, searchable=True, public=True, editable=False),
        Field("supplier", N_("Contractor"), listed=True, searchable=True, public=True, editable=False),
        Field("amount", N_("Amount (yuan)"), listed=True, filtered=True, public=True, editable=False),
        Field("signed_on", N_("Signed on"), listed=True, filtered=True, public=True, editable=False),
        Field("complete_by", N_("Last day of the work"), filtered=True, public=True, editable=False),
        Field("performance_bond", N_("Performance bond (yuan)"), editable=False),
        Field("late_reason", N_("Why it was signed late"), editable=False),
    ),
    access=READERS,
)

COMPLETION = RecordKind(
    name="trade_completion",
    model=TradeCompletion,
    title=N_("Contracts finished and accepted"),
    menu=MENU,
    icon="check",
    scope="county",
    key=("contract_id",),
    check=check_completion,
    fields=(
        Field("contract_id", N_("Contract"), picks="contract", listed=True, filtered=True),
        Field("completed_on", N_("Finished on"), example="2026-06-30", listed=True, filtered=True),
        Field("accepted_on", N_("Accepted on"), example="2026-07-10", required=False, listed=True, filtered=True),
        Field("note", N_("Paper that says so"), example="竣工验收报告", required=False),
    ),
    access=ENTERED,
)

KINDS = (PROJECT, NOTICE, BIDDER, EXPERT, OFFER, CANDIDATE, CONTRACT, COMPLETION)
