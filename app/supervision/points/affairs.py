"""D03 and D04 where they compare: what a village published of its money, beside its own book."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_

from app.disclosure.models import DisclosureItem, DisclosureVersion
from app.disclosure.points.items import TRUE, about_public
from app.kernel.points import Findings, Limits, Parameter, Point, Severity
from app.kernel.words import N_
from app.villages.models import VillageMonth

RIGHT = N_("Organic Law of Villagers' Committees, art. 30; Rural Collective Economic Organisations Law, art. 45(1)")
SHOWN = frozenset({"disclosure.published", "disclosure.taken_over"})
V, M = DisclosureVersion, VillageMonth
EMPTY = and_(V.income == 0, V.expense == 0)


def _compared(fact: str) -> Findings:
    """Begin findings about public statements of a month of which the village has published its book as well."""
    evidence: dict[str, Any] = {
        "income_published": V.income,
        "income_book": M.income,
        "expense_published": V.expense,
        "expense_book": M.expense,
        "closing_published": V.closing,
        "closing_book": M.closing,
    }
    return (
        about_public(fact, **evidence)
        .join(M, and_(M.organisation_id == DisclosureItem.organisation_id, M.period == DisclosureItem.period))
        .where(V.income.is_not(None))
    )


def _empty(now: datetime, limits: Limits) -> Findings:
    """Find statements that come to zero although money came or went."""
    return _compared(N_("The statement shows nothing, the book shows money")).where(EMPTY, M.income + M.expense > 0)


def _differs(now: datetime, limits: Limits) -> Findings:
    """Find statements whose income, expense or closing balance is not that of the book."""
    apart = [
        func.abs(shown - held) > limits["tol"]
        for shown, held in ((V.income, M.income), (V.expense, M.expense), (V.closing, M.closing))
    ]
    return _compared(N_("The statement differs from the book")).where(~EMPTY, or_(*apart))


AFFAIRS_POINTS = (
    Point(
        code="D03.empty",
        title=N_("Accounts published as zero"),
        basis=TRUE,
        severity=Severity.YELLOW,
        find=_empty,
        letter="c",
        wakes_on=SHOWN,
        explanation=N_(
            "The published table of the month comes to zero, or says that there was nothing to tell, and the "
            "village's own book has income or expense. Have it corrected from the book."
        ),
        honest=N_("Nothing came in or went out, and the village's book says the same."),
    ),
    Point(
        code="D04.differs",
        title=N_("Published figures differ from the book"),
        basis=RIGHT,
        severity=Severity.RED,
        find=_differs,
        wakes_on=SHOWN,
        parameters=(Parameter("tol", 0.01, N_("Sum that may differ"), N_("yuan")),),
        explanation=N_(
            "Income, expense or closing balance of the published table are not those of the village's book of the same "
            "month. One of the two is wrong: compare both with the vouchers."
        ),
        honest=N_("The statement leaves the closing balance out and agrees in everything else."),
    ),
)
