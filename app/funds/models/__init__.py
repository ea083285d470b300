"""Tables of funds."""

from app.funds.models.budgets import Appropriation, BudgetChange, BudgetLine, ExpenseCap
from app.funds.models.ledger import Account, Money, Movement, Shape, ShapeCursor, ShapeStep, Statement, StatementAccount
from app.funds.models.measures import MonthPaid, RoundPaid
from app.funds.models.orders import Charge, PaymentOrder
from app.funds.models.projects import Milestone, ProjectContract, ProjectMonth, PublicProject

__all__ = [
    "Account",
    "Appropriation",
    "BudgetChange",
    "BudgetLine",
    "Charge",
    "ExpenseCap",
    "Milestone",
    "Money",
    "MonthPaid",
    "Movement",
    "PaymentOrder",
    "ProjectContract",
    "ProjectMonth",
    "PublicProject",
    "RoundPaid",
    "Shape",
    "ShapeCursor",
    "ShapeStep",
    "Statement",
    "StatementAccount",
]
