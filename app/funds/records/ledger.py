"""Accounts by list, form, sheet and REST; movements, shapes and files to read alone."""

from app.funds.checks.accounts import check_account
from app.funds.models import Account, Movement, Shape, Statement
from app.funds.operations.accounts import settle_accounts
from app.funds.records.access import ACCOUNTS, KEEPING, MENU, MOVEMENTS, WATCHING
from app.funds.words import AccountKind, ShapeWord
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.words import N_

ACCOUNT = RecordKind(
    name="fund_account",
    model=Account,
    title=N_("Bank accounts"),
    menu=MENU,
    icon="coins",
    scope="county",
    key=("number",),
    order=("id", "desc"),
    check=check_account,
    settle=settle_accounts,
    fields=(
        Field(
            "number",
            N_("Account number"),
            hint=N_("Whole; only its last four digits and a hash are kept"),
            example="35050100240700001234",
            required=True,
            listed=True,
            secret=True,
            matched="number_hash",
        ),
        Field("bank", N_("Bank"), example="建设银行福州鼓楼支行", listed=True, searchable=True),
        Field(
            "account_kind",
            N_("Kind of account"),
            choices=AccountKind,
            input=Input.CHOICE,
            example="basic",
            listed=True,
            filtered=True,
        ),
        Field(
            "owner_number",
            N_("Number of the owner"),
            hint=N_("Identity number or credit code; of a person only the ends and a hash are kept"),
            example="91350100M000100Y43",
            required=True,
            listed=True,
            secret=True,
            matched="owner_hash",
        ),
        Field(
            "owner_name",
            N_("Owner of the account"),
            hint=N_("Whole; of a person it is kept encrypted and only the surname is shown"),
            example="福州榕城资产评估有限公司",
            required=True,
            listed=True,
            secret=True,
        ),
        Field("opened_on", N_("Opened on"), example="2022-03-01", required=False, filtered=True),
        Field("closed_on", N_("Account closed on"), hint=N_("Last day"), required=False, listed=True, filtered=True),
        Field("party_id", N_("Party"), picks="party", editable=False),
    ),
    access=ACCOUNTS,
)

MOVEMENT = RecordKind(
    name="fund_movement",
    model=Movement,
    title=N_("Movements of money"),
    menu=MENU,
    icon="list",
    order=("id", "desc"),
    sheet=False,
    fields=(
        Field("booked_on", N_("Booked on"), listed=True, filtered=True, editable=False),
        Field("payer_id", N_("Payer"), picks="payer", listed=True, editable=False),
        Field("payee_id", N_("Payee"), picks="payee", listed=True, editable=False),
        Field("amount", N_("Amount (yuan)"), listed=True, filtered=True, editable=False),
        Field("purpose", N_("Purpose"), listed=True, searchable=True, editable=False),
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, editable=False),
        Field("from_account_id", N_("From account"), picks="from_account", editable=False),
        Field("to_account_id", N_("To account"), picks="to_account", editable=False),
        Field("at", N_("Paid at"), editable=False),
        Field("economic_class", N_("Economic class"), filtered=True, editable=False),
        Field("function_class", N_("Function class"), filtered=True, editable=False),
        Field("key", N_("Key of the source"), editable=False),
        Field("source", N_("Source"), editable=False),
        Field("reverses_id", N_("Takes back"), picks="reverses", editable=False),
    ),
    access=MOVEMENTS,
)

SHAPE = RecordKind(
    name="fund_shape",
    model=Shape,
    title=N_("Shapes of money"),
    menu=MENU,
    icon="list",
    order=("id", "desc"),
    sheet=False,
    fields=(
        Field("what", N_("Shape"), choices=ShapeWord, input=Input.CHOICE, listed=True, filtered=True, editable=False),
        Field("payer_id", N_("Begins with"), picks="payer", listed=True, editable=False),
        Field("payee_id", N_("Ends with"), picks="payee", listed=True, editable=False),
        Field("steps", N_("Number of payments"), listed=True, editable=False),
        Field("amount", N_("First amount (yuan)"), listed=True, filtered=True, editable=False),
        Field("total", N_("Together (yuan)"), listed=True, editable=False),
        Field("payments", N_("Payments"), editable=False),
        Field("limit", N_("Limit (yuan)"), editable=False),
        Field("percent", N_("Farthest from the first amount (%)"), editable=False),
        Field("first_at", N_("First payment"), editable=False),
        Field("last_at", N_("Last payment"), listed=True, filtered=True, editable=False),
        Field("organisation_id", N_("Organisation"), picks="organisation", filtered=True, editable=False),
        Field("ended_at", N_("None any more since"), editable=False),
    ),
    access=MOVEMENTS,
)

STATEMENT = RecordKind(
    name="fund_statement",
    model=Statement,
    title=N_("Files of movements"),
    menu=MENU,
    icon="inbox",
    scope="county",
    order=("id", "desc"),
    sheet=False,
    fields=(
        Field("name", N_("File"), listed=True, searchable=True, editable=False),
        Field("first_on", N_("First day"), listed=True, filtered=True, editable=False),
        Field("last_on", N_("Last day"), listed=True, filtered=True, editable=False),
        Field("movements", N_("New movements"), listed=True, editable=False),
        Field("total", N_("Together (yuan)"), listed=True, editable=False),
        Field("imported_at", N_("Taken over at"), listed=True, editable=False),
        Field("digest", N_("Digest (SHA-256)"), editable=False),
    ),
    access=dict.fromkeys((*WATCHING, *KEEPING), Access.READ),
)

KINDS = (ACCOUNT, MOVEMENT, SHAPE, STATEMENT)
