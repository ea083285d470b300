"""What budget lines, their changes, caps and transfers must hold."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.funds.checks.shared import above_zero, check_class, keeps, not_to_come, span_year, within
from app.funds.models import Appropriation, BudgetChange, BudgetLine, ExpenseCap, Movement, PublicProject
from app.funds.round_trips import stands
from app.kernel.act import Act, start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.errors import Incomplete
from app.kernel.words import N_

PASS_ON_DAYS = 30
"""Within which a county passes on what belongs to the levels below (Budget Law, art. 52)."""


def check_line(act: Act, row: BudgetLine, changes: Mapping[str, Any]) -> None:
    """A line keeps its amount once adopted: what changes it is a row of its own."""
    keeps(row, changes, "amount", "year", "organisation_id")
    span_year(row)
    check_class(row, "function_class", "economic_class")
    if row.amount is None or row.amount < 0:
        raise Incomplete(N_("Enter a number that is not below zero."), field="amount")
    not_to_come(act, row, "adopted_on")
    project = act.session.get(PublicProject, row.project_id) if row.project_id else None
    if project is not None and project.organisation_id != row.organisation_id:
        raise Incomplete(N_("This project belongs to another body."), field="project_id")


def available(act: Act, line: BudgetLine) -> Decimal:
    """Return what a line allows today: as adopted, and every change of it."""
    changed = select(func.sum(BudgetChange.amount)).where(BudgetChange.line_id == line.id)
    return line.amount + (act.session.scalar(changed) or Decimal(0))


def check_change(act: Act, row: BudgetChange, changes: Mapping[str, Any]) -> None:
    """A change stays as it was decided, and takes no more than the line holds."""
    keeps(row, changes, "line_id", "amount", "decided_on")
    line = act.session.get_one(BudgetLine, row.line_id)
    row.organisation_id, row.county = line.organisation_id, line.county
    if row.id is not None:
        return
    if row.amount == 0:
        raise Incomplete(N_("Enter what is added, or with a minus what is taken away."), field="amount")
    if not line.adopted_on <= row.decided_on <= act.on:
        raise Incomplete(N_("A change lies between the day of the budget and today."), field="decided_on")
    within(available(act, line), -row.amount, "amount")


def check_cap(act: Act, row: ExpenseCap, changes: Mapping[str, Any]) -> None:
    """A cap is a sum of a year."""
    span_year(row)
    if row.amount is None or row.amount < 0:
        raise Incomplete(N_("Enter a number that is not below zero."), field="amount")


def passed_on(act: Act, step: Appropriation) -> Decimal:
    """Return what the levels below have received of a step."""
    below = select(func.sum(Appropriation.amount)).where(Appropriation.above_id == step.id)
    return act.session.scalar(below) or Decimal(0)


def check_appropriation(act: Act, row: Appropriation, changes: Mapping[str, Any]) -> None:
    """A step comes from the one above it and takes no more than that has to pass on; the last day follows."""
    keeps(row, changes, "above_id", "amount", "received_on", "organisation_id")
    check_class(row, "function_class")
    above_zero(row, "amount")
    not_to_come(act, row, "received_on")
    row.pass_on = row.pass_on or Decimal(0)
    if not 0 <= row.pass_on <= row.amount:
        raise Incomplete(N_("No more can be passed on than was received."), field="pass_on")
    row.due_on = row.due_on or row.received_on + timedelta(days=PASS_ON_DAYS)
    row.use_from = row.use_from or row.received_on
    row.received_at, row.due_at = start_of_day(row.received_on), start_of_day(row.due_on + ONE_DAY)
    if row.due_on < row.received_on:
        raise Incomplete(N_("The last day lies before the first."), field="due_on")
    if row.id is not None and row.pass_on < passed_on(act, row):
        raise Incomplete(N_("More than this has been passed on already."), field="pass_on")
    if row.above_id is not None and row.id is None:
        _check_above(act, row, act.session.get_one(Appropriation, row.above_id))
    if row.movement_id is not None:
        _check_movement(act, row, act.session.get_one(Movement, row.movement_id))


def _check_above(act: Act, row: Appropriation, above: Appropriation) -> None:
    if above.county != row.county or above.organisation_id == row.organisation_id:
        raise Incomplete(N_("A step comes from another body of the same county."), field="above_id")
    if row.received_on < above.received_on:
        raise Incomplete(N_("It cannot have been passed on before it was received above."), field="received_on")
    within(above.pass_on - passed_on(act, above), row.amount, "amount")
    row.programme, row.document = above.programme, row.document or above.document
    row.function_class = row.function_class or above.function_class
    row.sender = above.organisation.name


def _check_movement(act: Act, row: Appropriation, moved: Movement) -> None:
    """The movement that carried a step is of its amount, and stands."""
    standing = act.session.scalar(select(Movement.id).where(Movement.id == moved.id, stands(Movement)))
    if standing is None or moved.amount != row.amount or moved.county != row.county:
        raise Incomplete(
            N_("This movement is over another amount, or was taken back. Choose the one that carried the money."),
            field="movement_id",
        )
