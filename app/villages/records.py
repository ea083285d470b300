"""Record kinds of villages: registers that a village or its township keeps, and the book to read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.identities import conceal
from app.kernel.places import OrganisationKind
from app.kernel.records import Field, Input, RecordKind
from app.kernel.words import N_
from app.parties.known import Known, kept
from app.parties.operations.knowing import know_loose
from app.villages.access import KEPT_BY_TOWN, KEPT_BY_VILLAGE, READ_BY_ALL
from app.villages.models import (
    VillageAccount,
    VillageDecision,
    VillageGuarantee,
    VillageOfficer,
    VillageProfile,
    Voucher,
)
from app.villages.registers import REGISTERS, VILLAGE
from app.villages.rules import in_order, not_below, of_village
from app.villages.subsidies import SUBSIDIES
from app.villages.words import (
    AccountMedium,
    AccountOwner,
    Category,
    DecidingBody,
    Direction,
    Method,
    OfficerPost,
    Receipt,
    VoucherState,
)

MENU = N_("Villages")
OFFICERS = "村干部名册"


def _check_account(act: Act, row: VillageAccount, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    in_order(row.opened_on, row.closed_on, "closed_on")
    row.opening = row.opening if row.opening is not None else 0
    if row.tail and not (row.tail.isdecimal() and len(row.tail) == 4):
        raise Incomplete(N_("Enter the last four digits of the account only."), field="tail")
    used = row.id is not None and act.session.scalar(
        select(Voucher.id).where((Voucher.account_id == row.id) | (Voucher.to_account_id == row.id)).limit(1)
    )
    if used and {"opening", "medium", "organisation_id", "opened_on"} & changes.keys():
        raise Incomplete(
            N_("Vouchers rest on this account. Its village, kind, opening balance and first day stay as they are."),
            field=next(iter(changes)),
        )
    if not used:
        row.balance = row.opening


def _check_officer(act: Act, row: VillageOfficer, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id, OrganisationKind.TOWN)
    in_order(row.from_on, row.left_on, "left_on")
    held = row.person_hash
    conceal(row, "identity", "person_hash")
    if held != row.person_hash:
        row.party_id = None
    row.noted_at = row.noted_at or act.at
    row.from_day = row.from_on.toordinal()
    row.left_day = row.left_on.toordinal() if row.left_on else None


def settle_officers(act: Act) -> None:
    """Let every officer be the person that he is among the parties."""

    def told(row: VillageOfficer) -> Known | None:
        return kept(row.person_hash, row.name, row.identity, source=OFFICERS) if row.person_hash else None

    know_loose(act, VillageOfficer, told)


def _check_decision(act: Act, row: VillageDecision, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    not_below(row, "members", "attended", "yes")
    if not row.yes <= row.attended <= row.members:
        raise Incomplete(
            N_("Votes in favour are at most those who attended, and those at most the members."), field="yes"
        )
    in_order(row.notice_on, row.held_on, "notice_on")
    for earlier, later in (
        ("proposed_on", "held_on"),
        ("consulted_on", "held_on"),
        ("party_on", "held_on"),
        ("held_on", "decided_public_on"),
        ("decided_public_on", "result_public_on"),
    ):
        in_order(getattr(row, earlier), getattr(row, later), later)
    if row.held_on > act.on:
        raise Incomplete(N_("This day has not come yet."), field="held_on")
    row.noted_at = row.noted_at or act.at
    row.held_day = row.held_on.toordinal()
    row.notice_days = row.held_day - row.notice_on.toordinal() if row.notice_on else 0


def _check_profile(act: Act, row: VillageProfile, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    not_below(row, "households", "population", "members", "arable")


def _check_guarantee(act: Act, row: VillageGuarantee, changes: Mapping[str, Any]) -> None:
    of_village(act, row.organisation_id)
    not_below(row, "amount")
    in_order(row.given_on, row.ended_on, "ended_on")
    row.noted_at = row.noted_at or act.at


VOUCHER = RecordKind(
    name="village_voucher",
    model=Voucher,
    title=N_("Vouchers of villages"),
    menu=MENU,
    icon="table",
    sheet=True,
    key=("organisation_id", "number"),
    order=("id", "desc"),
    listed_in_menu=False,
    fields=(
        Field("number", N_("Voucher number"), listed=True, searchable=True, editable=False),
        Field("organisation_id", N_("Village"), picks="organisation", listed=True, filtered=True, editable=False),
        Field("period", N_("Month"), listed=True, filtered=True, editable=False),
        Field("occurred_on", N_("Day of the event"), filtered=True, editable=False),
        Field("direction", N_("Income or expense"), choices=Direction, filtered=True, editable=False),
        Field("category", N_("What for"), choices=Category, listed=True, filtered=True, editable=False),
        Field("amount", N_("Amount (yuan)"), listed=True, filtered=True, editable=False),
        Field("payee", N_("Payee or payer"), searchable=True, editable=False),
        Field("purpose", N_("Purpose"), listed=True, searchable=True, editable=False),
        Field("method", N_("How it was paid"), choices=Method, filtered=True, editable=False),
        Field("receipt", N_("Kind of paper"), choices=Receipt, filtered=True, editable=False),
        Field("photos", N_("Photos"), filtered=True, editable=False),
        Field("state", N_("State"), choices=VoucherState, listed=True, filtered=True, editable=False),
    ),
    access=READ_BY_ALL,
    links=((N_("The voucher"), "villages.voucher"),),
)

ACCOUNT = RecordKind(
    name="village_account",
    model=VillageAccount,
    title=N_("Accounts of villages"),
    menu=MENU,
    icon="coins",
    key=("organisation_id", "name"),
    order=("id", "desc"),
    check=_check_account,
    fields=(
        VILLAGE,
        Field("name", N_("Name of the account"), example="基本存款账户", listed=True, searchable=True),
        Field("medium", N_("Bank or cash"), choices=AccountMedium, listed=True, filtered=True),
        Field(
            "owner",
            N_("In whose name"),
            choices=AccountOwner,
            listed=True,
            filtered=True,
            hint=N_("Money of the collective never lies in a person's name (Collective Organisations Law art. 44)"),
        ),
        Field("bank", N_("Bank"), example="农村商业银行鼓山支行", required=False),
        Field("tail", N_("Last four digits"), example="6688", required=False),
        Field("opening", N_("Opening balance (yuan)"), example="12500.00", required=False),
        Field("opened_on", N_("Book kept from"), example="2026-01-01", first=False),
        Field("closed_on", N_("Closed on"), filtered=True, first=False),
        Field("balance", N_("Balance (yuan)"), listed=True, editable=False),
    ),
    access=KEPT_BY_TOWN,
)

OFFICER = RecordKind(
    name="village_officer",
    model=VillageOfficer,
    title=N_("Village officers"),
    menu=MENU,
    icon="badge",
    key=("organisation_id", "post", "name"),
    order=("id", "desc"),
    check=_check_officer,
    settle=settle_officers,
    fields=(
        VILLAGE,
        Field("name", N_("Name"), example="林国平", listed=True, searchable=True),
        Field("post", N_("Post"), choices=OfficerPost, listed=True, filtered=True),
        Field(
            "identity",
            N_("Identity number"),
            input=Input.IDENTITY,
            hint=N_("Kept as a hash for matching; only its ends are shown"),
            example="350102198501010017",
            secret=True,
            matched="person_hash",
        ),
        Field("from_on", N_("In office from"), example="2024-12-01", listed=True, filtered=True),
        Field("left_on", N_("Left office on"), listed=True, filtered=True),
    ),
    access=KEPT_BY_TOWN,
)

DECISION = RecordKind(
    name="village_decision",
    model=VillageDecision,
    title=N_("Decisions of villages"),
    menu=MENU,
    icon="users",
    key=("organisation_id", "title", "held_on"),
    order=("held_on", "desc"),
    check=_check_decision,
    public=lambda _on: VillageDecision.decided_public_on.is_not(None),
    fields=(
        VILLAGE,
        Field("title", N_("Matter"), example="修建村道路灯", listed=True, searchable=True, public=True),
        Field("body", N_("Who decided"), choices=DecidingBody, listed=True, filtered=True, public=True),
        Field("held_on", N_("Day of the meeting"), example="2026-05-12", listed=True, filtered=True, public=True),
        Field("members", N_("Entitled to vote"), example="45", public=True),
        Field("attended", N_("Attended"), example="38", listed=True, public=True),
        Field("yes", N_("Votes in favour"), example="35", listed=True, public=True),
        Field("notice_on", N_("Day of the notice"), first=False, public=True),
        Field(
            "reserved",
            N_("Reserved to the full assembly"),
            hint=N_("Matters that only the assembly of all may decide"),
            first=False,
        ),
        Field("text", N_("Text of the decision"), required=False, first=False, public=True),
        Field("proposed_on", N_("Proposed by the party branch on"), first=False, public=True),
        Field("consulted_on", N_("Consulted in both committees on"), first=False, public=True),
        Field("party_on", N_("Examined by the party members on"), first=False, public=True),
        Field("decided_public_on", N_("Decision made public on"), first=False, public=True),
        Field("result", N_("What came of it"), required=False, first=False, public=True),
        Field("result_public_on", N_("Result made public on"), first=False, public=True),
    ),
    access=KEPT_BY_VILLAGE,
)

PROFILE = RecordKind(
    name="village_profile",
    model=VillageProfile,
    title=N_("Size of villages"),
    menu=MENU,
    icon="village",
    key=("organisation_id",),
    order=("id", "asc"),
    check=_check_profile,
    fields=(
        VILLAGE,
        Field("households", N_("Households"), example="420", listed=True),
        Field("population", N_("Inhabitants"), example="1650", listed=True),
        Field("members", N_("Members of the collective"), example="1500", required=False),
        Field("arable", N_("Arable land (mu)"), example="860.5", listed=True, required=False),
        Field("last_election_on", N_("Last election on"), filtered=True),
        Field("next_election_on", N_("Next election on"), filtered=True),
    ),
    access=KEPT_BY_TOWN,
)

GUARANTEE = RecordKind(
    name="village_guarantee",
    model=VillageGuarantee,
    title=N_("Guarantees of villages"),
    menu=MENU,
    icon="shield",
    key=("organisation_id", "debtor", "given_on"),
    order=("given_on", "desc"),
    check=_check_guarantee,
    fields=(
        VILLAGE,
        Field("debtor", N_("Whose debt"), example="某某合作社", listed=True, searchable=True),
        Field("creditor", N_("Creditor"), example="农村商业银行", listed=True),
        Field("property", N_("Property given as security"), example="村综合楼二层", listed=True),
        Field("amount", N_("Amount (yuan)"), example="200000", listed=True),
        Field("given_on", N_("Given on"), example="2026-03-01", listed=True, filtered=True),
        Field("ended_on", N_("Ended on"), filtered=True),
    ),
    access=KEPT_BY_TOWN,
)

KINDS: tuple[RecordKind, ...] = (VOUCHER, ACCOUNT, OFFICER, DECISION, PROFILE, GUARANTEE, *REGISTERS, *SUBSIDIES)
