"""What becomes of bid bonds after the award: the forms behind the buttons, and the rows of the table."""

from collections.abc import Iterable
from typing import Any

from app.kernel.act import Act
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.words import N_
from app.surfaces.actions import ActForm, Form, chosen, field, the_day
from app.trading import operations as verbs
from app.trading.models import Project, TradeBond
from app.trading.operations.bonds import forfeited
from app.trading.paid import bidders_by_pass, bonds_held, bonds_of

Fields = list[dict[str, Any]]


def _pick(act: Act, project: Project, bonds: Iterable[TradeBond]) -> dict[str, Any]:
    names = bidders_by_pass(act.session, project)
    rows = [(one.id, f"{names.get(one.pass_hash, '')} {one.amount:,.2f}".strip()) for one in bonds]
    return field("bond", N_("Bid bond"), "choice", choices=rows)


def _held(act: Act, project: Project) -> list[TradeBond]:
    return list(bonds_held(act.session, project))


def _refund_fields(act: Act, project: Project) -> Fields:
    return [
        _pick(act, project, _held(act, project)),
        field("booked_on", N_("Sent back on"), "date", value=act.on.isoformat(), hint=N_("As the bank booked it")),
    ]


def _refund(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    verbs.refund_bond(act, chosen(_held(act, project), form, "bond"), the_day(form, "booked_on"))


def _forfeited(act: Act, project: Project) -> list[TradeBond]:
    lost = forfeited(act, project)
    return [one for one in _held(act, project) if one.pass_hash in lost]


def _keep_fields(act: Act, project: Project) -> Fields:
    return [_pick(act, project, _forfeited(act, project)), field("reason", N_("Reason"))]


def _keep(act: Act, project: Project, form: Form, _edition: int | None) -> None:
    verbs.keep_bond(act, chosen(_forfeited(act, project), form, "bond"), form.get("reason", ""))


FORMS: dict[str, ActForm[Project]] = {
    "refund": ActForm(_refund_fields, _refund, when=lambda act, project: bool(_held(act, project))),
    "keep": ActForm(_keep_fields, _keep, danger=True, when=lambda act, project: bool(_forfeited(act, project))),
}
"""By the code of the move in the course."""


def bond_rows(act: Act, project: Project) -> list[dict[str, Any]]:
    """Return the bonds of an opened trade: whoever bid under their pass, who paid, and until when they go back."""
    names = bidders_by_pass(act.session, project)
    rows = []
    for one in bonds_of(act.session, project):
        clock = clock_of(act.session, one, ClockKind.REFUND)
        rows.append(
            {
                "bond": one,
                "bidder": names.get(one.pass_hash, ""),
                "payer": one.movement.payer.name if one.movement else "",
                "late": bool(project.notice and one.paid_at > project.notice.deadline),
                "due": clock.due_on if clock and clock.stopped_at is None else None,
            }
        )
    return rows
