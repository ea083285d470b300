"""Change orders: the catalogue changes only by an order with a number, so that its figures are a query."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from app.kernel.act import Act
from app.kernel.audit import Named, record, record_many
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.powers.models import STANDING, ChangeLine, ChangeOrder, OrderKind, Power, PowerState, PowerVersion, Stage
from app.powers.operations import publish_version
from app.powers.texts import settle_texts

CHUNK = 500

Entry = tuple[str, Named, Mapping[str, Any]]
"""Verb, subject and facts of one row of the trail."""


def draft_order(
    act: Act,
    kind: OrderKind,
    document_number: str,
    title: str,
    effective_on: date,
    powers: Iterable[Power],
    *,
    successor: Power | None = None,
    organisation: Organisation | None = None,
    reason: str = "",
) -> ChangeOrder:
    """Draw up an order over some powers; nothing changes until it is carried out.

    ``successor`` is what they merge into, ``organisation`` who takes them over.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    named = list(dict.fromkeys(powers))
    if not named:
        raise Incomplete(N_("An order names at least one power."))
    if not document_number.strip():
        raise Incomplete(N_("An order needs the number of its document."), field="document_number")
    if kind == OrderKind.MERGE and (successor is None or successor in named):
        raise Incomplete(N_("Name the power that the others merge into; it is not one of them."), field="successor")
    if kind == OrderKind.DELEGATE and organisation is None:
        raise Incomplete(N_("Name the organisation that takes the power over."), field="organisation")
    scope = act.actor.scope
    concerned = [*named, *([successor] if successor else [])]
    if any(not scope.holds(power.county, power.organisation_id) for power in concerned):
        raise NotAllowed(N_("One of these powers lies outside your region."))
    if len({power.county for power in concerned}) > 1:
        raise Incomplete(N_("An order names powers of one county only. Write one order for each county."))
    _refuse_gone(kind, named)
    _refuse_gone(OrderKind.CONFIRM, concerned)
    order = ChangeOrder(
        county=named[0].county,
        order_kind=kind,
        document_number=document_number.strip(),
        title=title,
        effective_on=effective_on,
        organisation_id=organisation.id if organisation else None,
        reason=reason,
    )
    order.lines = [
        ChangeLine(
            county=power.county,
            power_id=power.id,
            from_version_id=power.current_version_id,
            successor_id=successor.id if successor else None,
        )
        for power in named
    ]
    act.session.add(order)
    record(act, "order.drafted", order, order_kind=kind, powers=len(named))
    return order


def _refuse_gone(kind: OrderKind, powers: Iterable[Power]) -> None:
    """Refuse powers that have left the list, and, but for confirming, those that never came onto it."""
    for power in powers:
        if power.state in (PowerState.CANCELLED, PowerState.MERGED):
            raise OutOfOrder(N_("%(name)s has been cancelled or merged already."), name=power.name)
        if kind != OrderKind.CONFIRM and power.state not in STANDING:
            raise OutOfOrder(N_("%(name)s is not on the list yet. Confirm it first."), name=power.name)


def _confirm(act: Act, power: Power, order: ChangeOrder, line: ChangeLine) -> str:
    power.state = PowerState.IN_FORCE
    return "power.confirmed"


def _merge(act: Act, power: Power, order: ChangeOrder, line: ChangeLine) -> str:
    power.state = PowerState.MERGED
    power.successor_id = line.successor_id
    return "power.merged"


def _adjust(act: Act, power: Power, order: ChangeOrder, line: ChangeLine) -> str:
    return "power.adjusted"


def _delegate(act: Act, power: Power, order: ChangeOrder, line: ChangeLine) -> str:
    assert order.organisation_id is not None
    taker = act.session.get_one(Organisation, order.organisation_id)
    power.organisation_id = taker.id
    power.level = taker.region.level
    return "power.delegated"


def _cancel(act: Act, power: Power, order: ChangeOrder, line: ChangeLine) -> str:
    power.state = PowerState.CANCELLED
    return "power.cancelled"


def _suspend(act: Act, power: Power, order: ChangeOrder, line: ChangeLine) -> str:
    power.state = PowerState.SUSPENDED
    return "power.suspended"


EFFECTS: Mapping[str, Callable[[Act, Power, ChangeOrder, ChangeLine], str]] = {
    OrderKind.CONFIRM: _confirm,
    OrderKind.MERGE: _merge,
    OrderKind.ADJUST: _adjust,
    OrderKind.DELEGATE: _delegate,
    OrderKind.CANCEL: _cancel,
    OrderKind.SUSPEND: _suspend,
}


def carry_out_order(act: Act, order: ChangeOrder) -> int:
    """Carry an order out on or after its day; returns how many powers it names.

    From its day on no new case begins on a cancelled, merged or suspended power; running cases
    finish on the version that they began with. The last version of a power that leaves the list
    ends on that day. Versions that have passed their reviews are published with it.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    if not act.actor.scope.holds(order.county):
        raise NotAllowed(N_("One of these powers lies outside your region."))
    if order.carried_out_at is not None:
        raise OutOfOrder(N_("This order has been carried out already."))
    if order.effective_on > act.on:
        raise OutOfOrder(N_("This order takes effect on %(day)s, not before."), day=order.effective_on)
    powers = _powers_of(act, [line.power_id for line in order.lines])
    effect = EFFECTS[order.order_kind]
    entries: list[Entry] = []
    for line in order.lines:
        power = powers[line.power_id]
        _refuse_gone(OrderKind(order.order_kind), [power])
        line.from_state = power.state
        verb = effect(act, power, order, line)
        line.to_state = power.state
        entries.append((verb, power, {"order": order.document_number}))
    if order.order_kind == OrderKind.MERGE:
        entries += _bring_in_successors(act, order)
    _publish_reviewed(act, [line.power_id for line in order.lines if line.to_state == PowerState.IN_FORCE])
    _end_versions(act, order, [power for power in powers.values() if power.state not in STANDING])
    for line in order.lines:
        if line.power_id in powers:
            line.to_version_id = powers[line.power_id].current_version_id
    order.carried_out_at = act.at
    settle_texts(act, powers.values())
    record_many(act, [*entries, ("order.carried_out", order, {"lines": len(order.lines)})])
    return len(powers)


def carry_out_due(act: Act) -> dict[str, int]:
    """Carry out every order whose day has come; returns how many, and how many could not be."""
    due = act.session.scalars(
        select(ChangeOrder)
        .where(ChangeOrder.carried_out_at.is_(None), ChangeOrder.effective_on <= act.on)
        .order_by(ChangeOrder.effective_on, ChangeOrder.id)
    ).all()
    done = refused = 0
    for order in due:
        try:
            with act.session.begin_nested():
                carry_out_order(act.in_county(order.county), order)
            done += 1
        except Refused:
            refused += 1
    return {"carried_out": done, "refused": refused}


def _powers_of(act: Act, ids: Sequence[int]) -> dict[int, Power]:
    found: dict[int, Power] = {}
    for start in range(0, len(ids), CHUNK):
        part = act.session.scalars(select(Power).where(Power.id.in_(ids[start : start + CHUNK])))
        found.update({power.id: power for power in part})
    return found


def _bring_in_successors(act: Act, order: ChangeOrder) -> list[Entry]:
    """Let the powers into which others merge come onto the list, each with a line of its own."""
    entries: list[Entry] = []
    for power in _powers_of(act, sorted({line.successor_id for line in order.lines if line.successor_id})).values():
        if power.state in STANDING:
            continue
        _refuse_gone(OrderKind.CONFIRM, [power])
        line = ChangeLine(county=order.county, power_id=power.id, from_state=power.state, to_state=PowerState.IN_FORCE)
        order.lines.append(line)
        power.state = PowerState.IN_FORCE
        entries.append(("power.confirmed", power, {"order": order.document_number}))
    return entries


def _publish_reviewed(act: Act, ids: Sequence[int]) -> None:
    """Publish the versions that have passed their reviews and waited for this order."""
    for start in range(0, len(ids), CHUNK):
        waiting = act.session.scalars(
            select(PowerVersion).where(
                PowerVersion.power_id.in_(ids[start : start + CHUNK]), PowerVersion.stage == Stage.ORG_REVIEW
            )
        ).all()
        for version in waiting:
            publish_version(act, version)


def _end_versions(act: Act, order: ChangeOrder, gone: Sequence[Power]) -> None:
    ids = [power.current_version_id for power in gone if power.current_version_id]
    for start in range(0, len(ids), CHUNK):
        act.session.execute(
            update(PowerVersion)
            .where(PowerVersion.id.in_(ids[start : start + CHUNK]), PowerVersion.valid_to.is_(None))
            .values(valid_to=order.effective_on)
        )
