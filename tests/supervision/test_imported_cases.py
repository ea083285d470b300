"""The points that leave imported cases out are named in the guide to importing, and no others."""

import re

from sqlalchemy.orm import Session

from app.kernel.points import POINTS
from app.supervision.queries.limits import Settings
from tests.approvals.logs import NOW, ROOT
from tests.supervision.register import register_points
from tests.world import World

register_points()
CODE = re.compile(r"\b[A-Z]+\d*\.[a-z_]+")


def test_the_guide_names_the_points_that_leave_imported_cases_out(session: Session, world: World) -> None:
    guide = (ROOT / "docs" / "import-log.md").read_text("utf-8")
    chinese = guide.split("**不适用于导入办件的监察点**")[1].split("\n\n")[0]
    english = guide.split("### What is not asked of imported cases")[1].split("###")[0]
    settings, silent = Settings(session, NOW), set()
    for point in POINTS:
        (regime, *_) = settings.regimes(point, [350102])
        asked = str(point.find(NOW, regime.limits).compile())
        if re.search(r"approval_case(_\d+)?\.source != ", asked):
            silent.add(point.code)
    assert set(CODE.findall(english)) == set(CODE.findall(chinese)) == silent
