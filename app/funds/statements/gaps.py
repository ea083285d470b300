"""Days that no file has told of: told beside an import, for nothing is known of what happened in them."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.funds.models import StatementAccount
from app.funds.statements.checking import GAP, Checked, Course
from app.funds.statements.register import Register
from app.kernel.errors import Refused
from app.kernel.words import N_

MOST = 50


def gaps(session: Session, checked: Checked, register: Register) -> list[Refused]:
    """Return what is missing within a file and between it and the files before; balances that join prove that nothing is."""
    found: list[Refused] = []
    register.look_up(session, checked.courses)
    for key, course in sorted(checked.courses.items()):
        account = f"*{course.owner.account[-4:]}"
        found += [_gap(account, first, last) for first, last in course.gaps]
        held = register.accounts.get(key)
        if held is not None:
            found += _before(session, held.id, account, course)
    return found[:MOST]


def _before(session: Session, account_id: int, account: str, course: Course) -> list[Refused]:
    """Compare with the last file of the account that ends before this one begins."""
    earlier = session.scalar(
        select(StatementAccount)
        .where(StatementAccount.account_id == account_id, StatementAccount.last_on < course.first_on)
        .order_by(StatementAccount.last_on.desc(), StatementAccount.id.desc())
        .limit(1)
    )
    if earlier is None:
        return []
    opening = course.ends()[0]
    if opening is not None and earlier.closing is not None:
        if opening == earlier.closing:
            return []
        return [
            Refused(
                N_(
                    "Account %(account)s ended on %(last)s with %(closing)s and begins on %(first)s with %(opening)s: "
                    "a statement in between is missing."
                ),
                account=account,
                last=earlier.last_on.isoformat(),
                closing=f"{earlier.closing:,.2f}",
                first=course.first_on.isoformat(),
                opening=f"{opening:,.2f}",
            )
        ]
    return [_gap(account, earlier.last_on, course.first_on)] if course.first_on - earlier.last_on > GAP else []


def _gap(account: str, first: date, last: date) -> Refused:
    said: dict[str, Any] = {"account": account, "first": first.isoformat(), "last": last.isoformat()}
    return Refused(
        N_("Account %(account)s has no line between %(first)s and %(last)s. Make sure that no statement is missing."),
        **said,
    )
