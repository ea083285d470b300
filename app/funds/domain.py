"""The door of funds."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.funds.commands import SHAPES_COMMAND
from app.funds.figures import FIGURES
from app.funds.importing import IMPORT_MOVEMENTS, VERIFY_MOVEMENTS
from app.funds.jobs import JOBS
from app.funds.models import (
    Account,
    Appropriation,
    BudgetChange,
    BudgetLine,
    Charge,
    ExpenseCap,
    Milestone,
    MonthPaid,
    Movement,
    PaymentOrder,
    ProjectContract,
    ProjectMonth,
    PublicProject,
    RoundPaid,
    Shape,
    ShapeStep,
    Statement,
    StatementAccount,
)
from app.funds.pages import PAGES
from app.funds.pages.direction import READERS
from app.funds.pages.orders import READING as ORDERING
from app.funds.points import GROUPS, POINTS
from app.funds.queries.orders import waiting_orders
from app.funds.records import KEEPING, KINDS
from app.funds.records import MENU as GROUP
from app.funds.words import PublicExpense
from app.kernel.domain import Domain, MenuItem, PartyPart
from app.kernel.evidence import Evidence, Shown, titles
from app.kernel.subjects import SubjectKind, beside_place, tables
from app.kernel.words import N_
from app.parties.models import Party

VERBS = {
    "funds.account_opened": N_("An account was noted"),
    "funds.account_closed": N_("An account was closed"),
    "funds.moved": N_("A movement of money was recorded"),
    "funds.reversed": N_("A movement of money was reversed"),
    "funds.imported": N_("Movements were taken over from a file"),
    "funds.shape_found": N_("Movements of money look like a round trip or a split payment"),
    "funds.shape_grown": N_("A split payment gained or lost a part"),
    "funds.shape_ended": N_("A round trip or split payment is none any more"),
    "funds.charged": N_("A movement was charged to what it paid for"),
    "funds.recharged": N_("A movement was charged to something else"),
    "funds.order_asked": N_("A payment was asked for"),
    "funds.order_approved": N_("A payment was approved"),
    "funds.order_refused": N_("A payment was refused"),
    "funds.order_paid": N_("An order was paid"),
    "funds.order_withdrawn": N_("An order that was taken over was withdrawn"),
}

_begins, _ends = aliased(Party), aliased(Party)

SUBJECTS = (
    SubjectKind(Account, select(Account.id, Account.bank + " " + Account.number), N_("Open the account")),
    SubjectKind(
        Movement,
        select(Movement.id, Movement.purpose),
        N_("Open the movement"),
        woken_by=((Charge, select(Charge.movement_id, Charge.id)),),
    ),
    SubjectKind(
        Shape,
        select(Shape.id, _begins.name + " → " + _ends.name)
        .join(_begins, _begins.id == Shape.payer_id)
        .join(_ends, _ends.id == Shape.payee_id),
        N_("Open the payments"),
    ),
    SubjectKind(Statement, select(Statement.id, Statement.name), N_("Open the file")),
    SubjectKind(
        BudgetLine,
        beside_place(BudgetLine, BudgetLine.name),
        N_("Open the budget line"),
        woken_by=((Charge, select(Charge.line_id, Charge.id).where(Charge.line_id.is_not(None))),),
    ),
    SubjectKind(ExpenseCap, beside_place(ExpenseCap), N_("Open the cap")),
    SubjectKind(Appropriation, beside_place(Appropriation, Appropriation.programme), N_("Open the transfer")),
    SubjectKind(
        PublicProject,
        select(PublicProject.id, PublicProject.name),
        N_("Open the project"),
        woken_by=((Charge, select(Charge.project_id, Charge.id).where(Charge.project_id.is_not(None))),),
    ),
    SubjectKind(PaymentOrder, select(PaymentOrder.id, PaymentOrder.purpose), N_("Open the payment order")),
    *tables(
        BudgetChange,
        Charge,
        Milestone,
        MonthPaid,
        ProjectContract,
        ProjectMonth,
        RoundPaid,
        ShapeStep,
        StatementAccount,
    ),
)

EVIDENCE = {
    "first_at": Evidence(N_("First payment")),
    "last_at": Evidence(N_("Last payment")),
    "limit": Evidence(N_("Limit (yuan)"), Shown.YUAN),
    "allowed": Evidence(N_("Allowed (yuan)"), Shown.YUAN),
    "among": Evidence(N_("Payments of the year")),
    "asked_by": Evidence(N_("Asked for by")),
    "budget": Evidence(N_("Budget (yuan)"), Shown.YUAN),
    "built": Evidence(N_("Reported as built (%)")),
    "economic_class": Evidence(N_("Economic class")),
    "expense": Evidence(N_("Expense"), words=titles(PublicExpense)),
    "function_class": Evidence(N_("Function class")),
    "given_class": Evidence(N_("Function class of the money")),
    "line_class": Evidence(N_("Economic class of the line")),
    "month": Evidence(N_("Month")),
    "others": Evidence(N_("Share below which nearly all others stay"), Shown.SHARE),
    "passed": Evidence(N_("Passed on (yuan)"), Shown.YUAN),
    "planned": Evidence(N_("Planned up to then (yuan)"), Shown.YUAN),
    "same": Evidence(N_("Most of the same month before (yuan)"), Shown.YUAN),
    "signed_on": Evidence(N_("Signed on")),
    "spread": Evidence(N_("Spread (yuan)"), Shown.YUAN),
    "system": Evidence(N_("Taken over from")),
    "usual": Evidence(N_("Median of the months before (yuan)"), Shown.YUAN),
    "hhi": Evidence(N_("Sum of the squares of the payees' parts")),
    "payee": Evidence(N_("Payee")),
    "purpose": Evidence(N_("Purpose")),
    "share": Evidence(N_("Share"), Shown.SHARE),
    "payments": Evidence(N_("Payments")),
    "steps": Evidence(N_("Number of payments")),
    "total": Evidence(N_("Together (yuan)"), Shown.YUAN),
}

PARTY_PARTS = (
    PartyPart(N_("Bank accounts"), Account, Account.opened_on, lambda party: Account.owner_hash == party),
    PartyPart(
        N_("Money paid or received"),
        Movement,
        Movement.booked_on,
        lambda party: (
            Movement.payer_id.in_(select(Party.id).where(Party.key_hash == party))
            | Movement.payee_id.in_(select(Party.id).where(Party.key_hash == party))
        ),
    ),
)

MENU = (
    MenuItem(
        N_("Where money goes"),
        GROUP,
        "funds.direction",
        frozenset(READERS),
        "flow",
        5,
        None,
        N_("From a programme or a budget to the last payee, and back"),
    ),
    MenuItem(
        N_("How much is paid"),
        GROUP,
        "funds.volume",
        frozenset(READERS),
        "chart",
        6,
        None,
        N_("Month by month beside the past, the plan and the year before"),
    ),
    MenuItem(
        N_("How fast it is spent"),
        GROUP,
        "funds.velocity",
        frozenset(READERS),
        "clock",
        7,
        None,
        N_("Days from arrival to payment, and what lies still"),
    ),
    MenuItem(
        N_("Payments to be made"),
        GROUP,
        "funds.orders",
        frozenset(ORDERING),
        "check",
        8,
        waiting_orders,
        N_("Ask for a payment, approve it, pay it"),
    ),
    MenuItem(
        N_("Take over a statement"),
        GROUP,
        "funds.upload",
        frozenset(KEEPING),
        "inbox",
        60,
        None,
        N_("Hand in what the bank or the treasury tells of its accounts"),
    ),
)

FUNDS = Domain(
    name="funds",
    title=N_("Funds"),
    manual="funds",
    verbs=VERBS,
    subjects=SUBJECTS,
    kept={verb: {"amount": "amount", "booked_on": "booked_on"} for verb in ("funds.moved", "funds.reversed")},
    records=KINDS,
    points=POINTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    figures=FIGURES,
    pages=(PAGES,),
    menu=MENU,
    jobs=JOBS,
    party_parts=PARTY_PARTS,
    commands=(SHAPES_COMMAND, IMPORT_MOVEMENTS, VERIFY_MOVEMENTS),
)
