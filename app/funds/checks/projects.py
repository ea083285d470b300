"""What projects, their contracts, plans and milestones must hold."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.funds.checks.shared import above_zero, not_to_come, percentage
from app.funds.models import Milestone, ProjectContract, ProjectMonth, PublicProject
from app.kernel.act import Act, start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete
from app.kernel.identities import credit_code
from app.kernel.words import N_
from app.parties.known import known
from app.parties.operations.knowing import know_loose

REGISTER = "政府投资项目合同"


def check_project(act: Act, row: PublicProject, changes: Mapping[str, Any]) -> None:
    """A project ends after it begins, and is accepted on a day that has come."""
    above_zero(row, "budget")
    not_to_come(act, row, "accepted_on")
    if row.ends_on < row.starts_on:
        raise Incomplete(N_("The last day lies before the first."), field="ends_on")


def _join(act: Act, row: ProjectContract | ProjectMonth | Milestone) -> PublicProject:
    """Let a row stand where its project does."""
    project = act.session.get_one(PublicProject, row.project_id)
    row.organisation_id, row.county = project.organisation_id, project.county
    return project


def check_contract(act: Act, row: ProjectContract, changes: Mapping[str, Any]) -> None:
    """A contract names its supplier by credit code."""
    _join(act, row)
    above_zero(row, "amount")
    not_to_come(act, row, "signed_on")
    row.advance = row.advance or 0
    percentage(row, "advance")
    row.supplier_code = credit_code(row.supplier_code, "supplier_code")
    if {"supplier_code", "supplier"} & set(changes):
        row.party_id = None


def settle_contracts(act: Act) -> None:
    """Let every supplier be the company that it is among the parties."""
    know_loose(act, ProjectContract, lambda one: known(one.supplier_code, one.supplier, source=REGISTER))


def check_month(act: Act, row: ProjectMonth, changes: Mapping[str, Any]) -> None:
    """A month is written as 202611 and lies within the project."""
    project = _join(act, row)
    year, month = divmod(row.month or 0, 100)
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        raise Incomplete(N_("Write year and month in six digits, for example 202611."), field="month")
    row.until_on = date(year, month, monthrange(year, month)[1])
    row.ends_at = start_of_day(row.until_on + ONE_DAY)
    if row.until_on < project.starts_on:
        raise Incomplete(N_("This month lies before the project begins."), field="month")
    if row.planned is None or row.planned < 0:
        raise Incomplete(N_("Enter a number that is not below zero."), field="planned")
    row.so_far = row.so_far or Decimal(0)


def settle_months(act: Act) -> None:
    """Add the months of each plan up, so that points compare sums alone."""
    act.session.flush()
    here = act.actor.scope.where(ProjectMonth.county, ProjectMonth.organisation_id)
    months = select(ProjectMonth).where(here).order_by(ProjectMonth.project_id, ProjectMonth.month)
    project, so_far = 0, Decimal(0)
    for row in act.session.scalars(months):
        so_far = row.planned if row.project_id != project else so_far + row.planned
        project = row.project_id
        if row.so_far != so_far:
            row.so_far = so_far
    act.session.flush()


def check_milestone(act: Act, row: Milestone, changes: Mapping[str, Any]) -> None:
    """A milestone says how far the works are; it is reported on a day that has come."""
    _join(act, row)
    percentage(row, "percent", 1)
    not_to_come(act, row, "reported_on")
