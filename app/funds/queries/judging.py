"""What cannot be judged of a body, and what is missing: data that are not there never mean that nothing is wrong."""

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.funds.models import (
    Account,
    Appropriation,
    BudgetLine,
    Charge,
    ExpenseCap,
    Milestone,
    MonthPaid,
    Movement,
    PaymentOrder,
    ProjectContract,
    ProjectMonth,
    PublicProject,
    RoundPaid,
)
from app.funds.operations.measures import ENOUGH
from app.kernel.places import Organisation
from app.kernel.words import N_

NO_CHARGES = N_("No payment is charged to a budget line, a transfer or a project.")
NO_LINES = N_("No budget of this year has been entered.")
NO_CAPS = N_("No cap of the three public expenses has been entered for this year.")
NO_CLASSES = N_("No payment bears its economic class.")
NO_CONTRACTS = N_("No contract of a project has been entered.")
NO_REPORTS = N_("No milestone of a project has been reported.")
NO_PLANS = N_("No project has a plan by month.")
NO_TRANSFERS = N_("No special transfer has been entered.")
NO_ORDERS = N_("Fewer than twenty payment orders are known.")
NO_PAST = N_("In fewer than 20 of the last 24 months payments are known.")
NO_PEERS = N_("Too few payments of last year, or too few other bodies with as many.")
NO_KINDS = N_("Of no account into which this body paid the kind is known.")


def unjudged(session: Session, body: Organisation, on: date) -> list[tuple[str, str]]:
    """Return by condition what is missing; whatever is not among them can be judged."""

    def has(found: Select[Any]) -> bool:
        return session.scalar(found.limit(1)) is not None

    def here(model: Any) -> Select[Any]:
        return select(model.id).where(model.organisation_id == body.id)

    charged = has(here(Charge))
    lines = has(here(BudgetLine).where(BudgetLine.year == on.year))
    contracts = has(here(ProjectContract))
    kinds = (
        select(Account.id)
        .join(Movement, Movement.to_account_id == Account.id)
        .where(Movement.organisation_id == body.id, Account.account_kind != "")
    )
    lacking = {
        "F01.payee": "" if charged and contracts else NO_CONTRACTS if charged else NO_CHARGES,
        "F01.personal": "" if charged and has(kinds) else NO_KINDS if charged else NO_CHARGES,
        "F01.class": ""
        if charged and has(here(Movement).where(Movement.economic_class != ""))
        else NO_CLASSES
        if charged
        else NO_CHARGES,
        "F02.month": "" if has(here(MonthPaid).where(MonthPaid.months >= ENOUGH)) else NO_PAST,
        "F09.round": "" if has(here(RoundPaid).where(RoundPaid.peers >= 10)) else NO_PEERS,
        "F10.hours": ""
        if (session.scalar(select(func.count()).select_from(here(PaymentOrder).subquery())) or 0) >= 20
        else NO_ORDERS,
        "F12.over": "" if lines and charged else NO_CHARGES if lines else NO_LINES,
        "F12.none": "" if lines and charged else NO_CHARGES if lines else NO_LINES,
        "F12.three_public": "" if has(here(ExpenseCap).where(ExpenseCap.year == on.year)) else NO_CAPS,
    }
    if has(here(PublicProject)):
        lacking |= {
            "F13.before_contract": "" if charged and contracts else NO_CONTRACTS if charged else NO_CHARGES,
            "F13.ahead": ""
            if charged and has(here(Milestone).where(Milestone.reported_on.is_not(None)))
            else NO_REPORTS
            if charged
            else NO_CHARGES,
            "F15.behind": "" if charged and has(here(ProjectMonth)) else NO_PLANS if charged else NO_CHARGES,
        }
    received = has(here(Appropriation))
    for code in ("F03.idle", "F06.slow", "F06.two_years"):
        lacking[code] = "" if received and charged else NO_CHARGES if received else NO_TRANSFERS
    lacking["F16.held"] = "" if received else NO_TRANSFERS
    return sorted((code, why) for code, why in lacking.items() if why)
