"""Budget lines, their changes, caps of the three public expenses, special transfers."""

from sqlalchemy import true

from app.funds.checks.budgets import check_appropriation, check_cap, check_change, check_line
from app.funds.models import Appropriation, BudgetChange, BudgetLine, ExpenseCap
from app.funds.records.access import BUDGETS, MENU
from app.funds.words import PublicExpense
from app.kernel.records import Field, Input, RecordKind
from app.kernel.words import N_

LINE = RecordKind(
    name="fund_budget_line",
    model=BudgetLine,
    title=N_("Budget lines"),
    menu=MENU,
    icon="list",
    key=("organisation_id", "year", "code"),
    order=("id", "desc"),
    check=check_line,
    public=lambda _on: true(),
    fields=(
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, public=True),
        Field("year", N_("Year"), example="2026", listed=True, filtered=True, public=True),
        Field("code", N_("Code"), hint=N_("What the treasury calls the line"), example="2120501-02", public=True),
        Field("name", N_("Budget line"), example="城市绿化养护", listed=True, searchable=True, public=True),
        Field(
            "function_class",
            N_("Function class"),
            hint=N_("Code of the functional classification of government spending"),
            example="2120501",
            filtered=True,
            public=True,
        ),
        Field(
            "economic_class",
            N_("Economic class"),
            hint=N_("Code of the economic classification, or its beginning; empty where any is allowed"),
            example="302",
            required=False,
            filtered=True,
            public=True,
        ),
        Field("amount", N_("Amount (yuan)"), hint=N_("As adopted"), example="860000", listed=True, public=True),
        Field("adopted_on", N_("Adopted on"), example="2026-01-20", first=False, public=True),
        Field("document", N_("Document"), example="鼓财预〔2026〕3号", first=False, public=True),
        Field("project_id", N_("Project"), picks="project", required=False, first=False, public=True),
    ),
    access=BUDGETS,
)
CHANGE = RecordKind(
    name="fund_budget_change",
    model=BudgetChange,
    title=N_("Changes of budget lines"),
    menu=MENU,
    icon="return",
    key=("line_id", "document"),
    order=("id", "desc"),
    check=check_change,
    public=lambda _on: true(),
    fields=(
        Field("line_id", N_("Budget line"), picks="line", listed=True, public=True),
        Field(
            "amount",
            N_("Amount (yuan)"),
            hint=N_("With a minus where money is taken away"),
            example="-50000",
            listed=True,
            public=True,
        ),
        Field("decided_on", N_("Decided on"), example="2026-06-30", listed=True, filtered=True, public=True),
        Field("document", N_("Document"), example="鼓财预〔2026〕41号", listed=True, public=True),
        Field("reason", N_("Reason"), example="年中调整", public=True),
        Field("organisation_id", N_("Organisation"), picks="organisation", editable=False, public=True),
    ),
    access=BUDGETS,
)
CAP = RecordKind(
    name="fund_expense_cap",
    model=ExpenseCap,
    title=N_("Caps of the three public expenses"),
    menu=MENU,
    icon="ban",
    key=("organisation_id", "year", "what"),
    order=("id", "desc"),
    check=check_cap,
    public=lambda _on: true(),
    fields=(
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, public=True),
        Field("year", N_("Year"), example="2026", listed=True, filtered=True, public=True),
        Field(
            "what",
            N_("Expense"),
            choices=PublicExpense,
            input=Input.CHOICE,
            example="reception",
            listed=True,
            filtered=True,
            public=True,
        ),
        Field(
            "amount", N_("Amount (yuan)"), hint=N_("The most of the year"), example="30000", listed=True, public=True
        ),
    ),
    access=BUDGETS,
)
APPROPRIATION = RecordKind(
    name="fund_appropriation",
    model=Appropriation,
    title=N_("Special transfers"),
    menu=MENU,
    icon="flow",
    key=("organisation_id", "document", "received_on"),
    order=("id", "desc"),
    check=check_appropriation,
    public=lambda _on: true(),
    fields=(
        Field("organisation_id", N_("Received by"), picks="organisation", listed=True, filtered=True, public=True),
        Field(
            "above_id",
            N_("Comes from the step"),
            hint=N_("What the level above received; empty for money from above this county"),
            picks="above",
            required=False,
            public=True,
        ),
        Field("programme", N_("Programme"), example="老旧小区改造补助", listed=True, searchable=True, public=True),
        Field("document", N_("Document"), example="闽财建〔2026〕18号", searchable=True, public=True),
        Field("function_class", N_("Function class"), example="2210108", filtered=True, public=True),
        Field("amount", N_("Amount (yuan)"), example="1200000", listed=True, public=True),
        Field("received_on", N_("Received on"), example="2026-03-05", listed=True, filtered=True, public=True),
        Field("sender", N_("Sent by"), example="福州市财政局", first=False, public=True),
        Field(
            "pass_on",
            N_("To be passed on (yuan)"),
            hint=N_("What belongs to the levels below"),
            example="0",
            required=False,
            first=False,
            public=True,
        ),
        Field(
            "due_on",
            N_("To be passed on by"),
            hint=N_("30 days, unless the document says otherwise"),
            required=False,
            first=False,
            public=True,
        ),
        Field("use_from", N_("Not to be spent before"), required=False, first=False, public=True),
        Field(
            "to_persons", N_("Paid to persons and households"), example="no", required=False, first=False, public=True
        ),
        Field("movement_id", N_("Movement that carried it"), picks="movement", required=False, first=False),
    ),
    access=BUDGETS,
)
KINDS = (LINE, CHANGE, CAP, APPROPRIATION)
