"""Verbs of funds: the only writers."""

from app.funds.operations.accounts import close_account, open_account
from app.funds.operations.movements import record_movement, reverse_movement

__all__ = ["close_account", "open_account", "record_movement", "reverse_movement"]
