"""All honest courses by the code of their point."""

from tests.honest.accounts import ACCOUNTS
from tests.honest.approvals import APPROVALS
from tests.honest.conflicts import CONFLICTS
from tests.honest.disclosure import DISCLOSURE
from tests.honest.exchange import EXCHANGE
from tests.honest.funds import FUNDS
from tests.honest.intermediaries import INTERMEDIARIES
from tests.honest.markets import MARKETS, PANELS
from tests.honest.patrol import PATROL
from tests.honest.penalties import PENALTIES
from tests.honest.registry import Course
from tests.honest.supervision import SUPERVISION
from tests.honest.trading import TRADING
from tests.honest.villages import VILLAGES

COURSES: dict[str, Course] = {
    code: course
    for courses in (
        APPROVALS,
        PENALTIES,
        DISCLOSURE,
        FUNDS,
        INTERMEDIARIES,
        TRADING,
        MARKETS,
        PANELS,
        *VILLAGES,
        SUPERVISION,
        CONFLICTS,
        PATROL,
        EXCHANGE,
        ACCOUNTS,
    )
    for code, course in courses.by_code.items()
}
WITHOUT_CLAUSE = {"P7.made", "PR.setting_changed"}
"""Every subject of the kind is shown; there is nothing that could spare one."""
