"""Record kinds of funds."""

from app.funds.records.access import KEEPING, MENU
from app.funds.records.budgets import KINDS as BUDGETS
from app.funds.records.ledger import ACCOUNT
from app.funds.records.ledger import KINDS as LEDGER
from app.funds.records.orders import KINDS as ORDERS
from app.funds.records.projects import KINDS as PROJECTS

KINDS = (*LEDGER, *BUDGETS, *PROJECTS, *ORDERS)

__all__ = ["ACCOUNT", "KEEPING", "KINDS", "MENU"]
