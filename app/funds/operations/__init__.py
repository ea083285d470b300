"""Verbs of funds: the only writers."""

from app.funds.operations.accounts import close_account, open_account
from app.funds.operations.charging import charge_movement, recharge_movement
from app.funds.operations.movements import record_movement, reverse_movement
from app.funds.operations.orders import approve_order, ask_payment, pay_order, refuse_order, withdraw_order

__all__ = [
    "approve_order",
    "ask_payment",
    "charge_movement",
    "close_account",
    "open_account",
    "pay_order",
    "recharge_movement",
    "record_movement",
    "refuse_order",
    "reverse_movement",
    "withdraw_order",
]
