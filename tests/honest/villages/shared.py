"""What the honest courses of villages share: the village, a payment in cash, a voucher that was reversed."""

from datetime import date
from typing import Any

from app.villages.words import Method, PayeeKind
from tests.conftest import NOW
from tests.villages.building import TODAY, VillageBuilder

B = VillageBuilder
CASH: dict[str, Any] = {"method": Method.CASH}
BEFORE = date(2024, 6, 1)
"""Before the village's book was kept here."""
WAGE: dict[str, Any] = {"payee_kind": PayeeKind.PERSON, **CASH}
GONE = {"reversed_at": NOW}


def village(*given: Any) -> B:
    """A village whose officers came today."""
    made = B(*given)
    for officer in (made.head, made.accountant, made.supervisor):
        officer.from_day, officer.noted_at = TODAY.toordinal(), NOW
    return made


def undone(b: B, *given: Any, **values: Any) -> Any:
    """A voucher that was entered wrongly and reversed, with its reversal beside it."""
    made = b.voucher(*given, **GONE, **values)
    b.voucher(*given, reverses_id=made.id, **values)
    return made
