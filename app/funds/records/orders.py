"""Payment orders: those of other systems by sheet and REST, those of this platform to read; and what is charged."""

from app.funds.checks.orders import check_order, settle_orders
from app.funds.models import Charge, PaymentOrder
from app.funds.records.access import BUDGETS, MENU, MOVEMENTS
from app.funds.words import ChargeWord, OrderState
from app.kernel.records import Field, Input, RecordKind
from app.kernel.words import N_

ORDER = RecordKind(
    name="fund_order",
    model=PaymentOrder,
    title=N_("Payment orders"),
    menu=MENU,
    icon="coins",
    key=("number",),
    order=("id", "desc"),
    check=check_order,
    settle=settle_orders,
    fields=(
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True),
        Field("number", N_("Number"), example="GK-2026-004417", listed=True, searchable=True),
        Field(
            "system",
            N_("Taken over from"),
            hint=N_("The system in which it was asked for and approved"),
            example="国库集中支付系统",
            required=True,
        ),
        Field(
            "payee_number",
            N_("Number of the payee"),
            hint=N_("Identity number or credit code; of a person only the ends and a hash are kept"),
            example="91350100M000100Y43",
            required=True,
            secret=True,
            matched="payee_hash",
        ),
        Field("payee_name", N_("Payee"), example="福州立印办公设备有限公司", required=True, listed=True, secret=True),
        Field("amount", N_("Amount (yuan)"), example="38600", listed=True, filtered=True),
        Field("purpose", N_("Purpose"), example="采购复印机", listed=True, searchable=True),
        Field("state", N_("State"), choices=OrderState, listed=True, filtered=True, editable=False),
        Field("line_id", N_("Budget line"), picks="line", required=False, first=False),
        Field("appropriation_id", N_("Special transfer"), picks="appropriation", required=False, first=False),
        Field("project_id", N_("Project"), picks="project", required=False, first=False),
        Field("contract_id", N_("Contract"), picks="contract", required=False, first=False),
        Field("invoice", N_("Invoice"), example="25352000000123456789", required=False, first=False),
        Field("economic_class", N_("Economic class"), example="31002", required=False, first=False),
        Field("asked_by", N_("Asked for by"), example="陈志强", first=False),
        Field(
            "asked_key",
            N_("Account of whoever asked"),
            hint=N_("By which the other system tells people apart"),
            example="czq01",
            first=False,
        ),
        Field("asked_at", N_("Asked for at"), example="2026-05-12 10:30", first=False, filtered=True),
        Field("approved_by", N_("Approved by"), example="林建国", required=False, first=False),
        Field("approved_key", N_("Account of whoever approved"), example="ljg02", required=False, first=False),
        Field("approved_at", N_("Approved at"), example="2026-05-12 15:10", required=False, first=False),
        Field("paid_by", N_("Paid by"), example="王小红", required=False, first=False),
        Field("paid_at", N_("Paid at"), example="2026-05-13 09:20", required=False, first=False),
        Field("to_account_id", N_("To account"), picks="to_account", editable=False),
        Field("movement_id", N_("Movement of money"), picks="movement", editable=False),
        Field("reason", N_("Reason"), editable=False),
    ),
    access=BUDGETS,
)
CHARGE = RecordKind(
    name="fund_charge",
    model=Charge,
    title=N_("What movements are charged to"),
    menu=MENU,
    icon="link",
    order=("id", "desc"),
    sheet=False,
    listed_in_menu=False,
    fields=(
        Field("movement_id", N_("Movement of money"), picks="movement", listed=True, editable=False),
        Field(
            "what", N_("What it is"), choices=ChargeWord, input=Input.CHOICE, listed=True, filtered=True, editable=False
        ),
        Field("line_id", N_("Budget line"), picks="line", listed=True, filtered=True, editable=False),
        Field("appropriation_id", N_("Special transfer"), picks="appropriation", filtered=True, editable=False),
        Field("project_id", N_("Project"), picks="project", listed=True, filtered=True, editable=False),
        Field("contract_id", N_("Contract"), picks="contract", editable=False),
        Field("order_id", N_("Payment order"), picks="order", editable=False),
        Field("organisation_id", N_("Organisation"), picks="organisation", filtered=True, editable=False),
    ),
    access=MOVEMENTS,
)
KINDS = (ORDER, CHARGE)
