"""Courses of events around every point of funds that looks at rows, not at shapes."""

from tests.funds.budget_scenarios import SCENARIOS as BUDGETS
from tests.funds.scenarios import SCENARIOS as PAYEES
from tests.funds.volume_scenarios import SCENARIOS as VOLUME

SCENARIOS = {**PAYEES, **BUDGETS, **VOLUME}
