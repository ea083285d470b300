"""Honest courses of villages, one file a topic."""

from tests.honest.villages.assets import ASSETS
from tests.honest.villages.cash import CASH_BOX
from tests.honest.villages.people import PEOPLE
from tests.honest.villages.shared import village
from tests.honest.villages.subsidies import SUBSIDIES
from tests.honest.villages.vouchers import VOUCHERS

VILLAGES = (ASSETS, CASH_BOX, PEOPLE, SUBSIDIES, VOUCHERS)

__all__ = ["VILLAGES", "village"]
