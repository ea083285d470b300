"""Questions to the catalogue: what may be read by pages, figures and the portal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, object_session

from app.kernel.db import contains_text
from app.kernel.errors import Incomplete, NotFound
from app.kernel.flows.models import Flow, FlowState, FlowVersion
from app.kernel.places import Organisation, Scope
from app.kernel.words import N_
from app.powers.models import PUBLIC_STATES, ChangeLine, ChangeOrder, Power, PowerState, PowerVersion
from app.powers.operations import CONTENT

PAGE = 20
LARGEST_PAGE = 100
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions; ``before`` or ``after`` is empty where a part is new or gone."""

    field: str
    label: str
    before: Any
    after: Any


LABELS: Mapping[str, str] = {
    "name": N_("Name"),
    "legal_basis": N_("Legal basis"),
    "conditions": N_("Conditions"),
    "materials": N_("Materials"),
    "form": N_("Form"),
    "object_kind": N_("Who may apply"),
    "statutory_days": N_("Statutory limit"),
    "statutory_unit": N_("Unit of the limit"),
    "statutory_basis": N_("Basis of the limit"),
    "promised_days": N_("Promised limit"),
    "joint": N_("Handled jointly"),
    "instant": N_("Decided on the spot"),
    "online": N_("Online application"),
    "public_result": N_("Result is published"),
    "correction_days": N_("Days for corrections"),
    "fee": N_("Fee"),
    "place": N_("Place"),
    "hours": N_("Office hours"),
    "phone": N_("Telephone"),
    "result": N_("Result"),
    "remedies": N_("Remedies"),
    "risks": N_("Integrity risks"),
    "quantity_limit": N_("Limit of quantity"),
    "responsibilities": N_("Responsibilities"),
    "accountability": N_("When officials are called to account"),
    "flow_version_id": N_("Flow"),
    "step_overrides": N_("Differences from the flow"),
}


def current_version(session: Session, power: Power) -> PowerVersion | None:
    """Return the version on which new cases run."""
    return session.get(PowerVersion, power.current_version_id) if power.current_version_id else None


def version_on(session: Session, power_id: int, on: date) -> PowerVersion | None:
    """Return the version that was valid on a day."""
    return session.scalars(
        select(PowerVersion)
        .where(
            PowerVersion.power_id == power_id,
            PowerVersion.valid_from <= on,
            (PowerVersion.valid_to.is_(None)) | (PowerVersion.valid_to > on),
        )
        .order_by(PowerVersion.number.desc())
    ).first()


def power_in_force(session: Session, power: Power, on: date) -> bool:
    """Tell whether new cases may begin on a power on a day, by the orders in effect that day."""
    orders = (
        select(ChangeLine.from_state, ChangeLine.to_state)
        .join(ChangeOrder, ChangeOrder.id == ChangeLine.order_id)
        .where(ChangeLine.power_id == power.id, ChangeOrder.carried_out_at.is_not(None))
    )
    newest = (ChangeOrder.effective_on.desc(), ChangeOrder.carried_out_at.desc(), ChangeLine.id.desc())
    last = session.execute(orders.where(ChangeOrder.effective_on <= on).order_by(*newest).limit(1)).first()
    if last is not None:
        return bool(last.to_state == PowerState.IN_FORCE)
    oldest = (ChangeOrder.effective_on, ChangeOrder.carried_out_at, ChangeLine.id)
    first = session.execute(orders.order_by(*oldest).limit(1)).first()
    return bool((first.from_state if first is not None else power.state) == PowerState.IN_FORCE)


def find_powers(
    session: Session,
    scope: Scope | None = None,
    text: str = "",
    *,
    organisation_id: int | None = None,
    county: int | None = None,
    power_type: str = "",
    state: str = "",
    open_only: bool = False,
    applicant: str = "",
    after: int = 0,
    size: int = PAGE,
) -> list[Power]:
    """Return powers whose name, code or pinyin initials contain a text, in order of id.

    Without a scope the public asks: only powers in force that have a published version. The next
    page begins ``after`` the last id of this one. ``open_only``: those that one can apply for now;
    ``applicant``: those that are open to a ``person`` or a ``company``.
    """
    statement = select(Power).options(joinedload(Power.organisation)).where(Power.id > after)
    if scope is None:
        statement = statement.where(in_public())
    else:
        statement = statement.where(scope.where(Power.county, Power.organisation_id))
    conditions = (
        (text, lambda: _contains(text)),
        (organisation_id, lambda: Power.organisation_id == organisation_id),
        (county, lambda: Power.county == county),
        (power_type, lambda: Power.power_type == power_type),
        (state, lambda: Power.state == state),
        (open_only, lambda: Power.takes_applications),
        (applicant, lambda: _open_to(applicant)),
    )
    statement = statement.where(*(condition() for given, condition in conditions if given))
    return list(session.scalars(statement.order_by(Power.id).limit(min(size, LARGEST_PAGE))))


def _open_to(applicant: str) -> ColumnElement[bool]:
    version = select(PowerVersion.id).where(PowerVersion.object_kind.contains(applicant, autoescape=True))
    return Power.current_version_id.in_(version)


def in_public(_on: date | None = None) -> ColumnElement[bool]:
    """Return the condition of powers that everybody may read: in force, with a published version."""
    return and_(Power.state.in_(PUBLIC_STATES), Power.current_version_id.is_not(None))


def find_public_powers(
    session: Session,
    text: str = "",
    organisation_id: int | None = None,
    county: int | None = None,
    *,
    after: int = 0,
    size: int = PAGE,
    open_only: bool = False,
    applicant: str = "",
) -> list[Power]:
    """Return powers in force, as the public may find them; ``open_only``: those that one can apply for now."""
    more: Any = {"county": county, "after": after, "size": size, "open_only": open_only, "applicant": applicant}
    return find_powers(session, None, text, organisation_id=organisation_id, **more)


def _contains(text: str) -> ColumnElement[bool]:
    text = text.replace("\x00", "").strip()[:LONGEST_SEARCH]
    found = or_(
        contains_text(Power.name, text), contains_text(Power.code, text), contains_text(Power.national_code, text)
    )
    if text.isascii() and text.isalpha():
        found = or_(found, Power.initials.contains(text.lower(), autoescape=True))
    return found


def public_power(session: Session, power_id: int) -> tuple[Power, PowerVersion]:
    """Return a power in force with its version; NotFound for drafts, cancelled ones and unknown ids."""
    power = session.get(Power, power_id)
    version = current_version(session, power) if power and power.state in PUBLIC_STATES else None
    if power is None or version is None:
        raise NotFound(N_("There is no such item in force. It may have been cancelled or merged."))
    return power, version


def public_organs(
    session: Session, county: int | None = None, *, open_only: bool = False
) -> list[tuple[Organisation, int]]:
    """Return organs with the number of their powers in force; ``open_only``: of those one can apply for."""
    statement = (
        select(Organisation, func.count(Power.id))
        .join(Power, Power.organisation_id == Organisation.id)
        .where(Power.takes_applications if open_only else in_public())
        .group_by(*Organisation.__table__.columns)
        .order_by(Organisation.id)
    )
    inside = Organisation.county == county if county else true()
    return [(row[0], int(row[1])) for row in session.execute(statement.where(inside))]


def flows_for(session: Session, county: int, current: PowerVersion | None) -> list[tuple[int, str]]:
    """Return the paths that a power of a county may run along: (version, name), the newest of each flow.

    The path that the power has now stays among them, even where a newer version of it was published.
    """
    shared = county // 100 * 100
    rows = session.execute(
        select(FlowVersion.id, FlowVersion.flow_id, FlowVersion.number, Flow.name)
        .join(Flow)
        .where(
            FlowVersion.state == FlowState.PUBLISHED, Flow.proceeding == "approval", Flow.county.in_([county, shared])
        )
        .order_by(Flow.name, FlowVersion.number)
    ).all()
    newest = {row.flow_id: row.id for row in rows}
    kept = {*newest.values(), current.flow_version_id if current is not None else None}
    return [(row.id, f"{row.name} v{row.number}") for row in rows if row.id in kept]


def powers_by_code(session: Session, scope: Scope, codes: Sequence[str], *, field: str) -> list[Power]:
    """Return the powers of these codes in their order; refuses, by name, codes that no power in scope has."""
    wanted = list(dict.fromkeys(codes))
    found: dict[str, Power] = {}
    for start in range(0, len(wanted), 500):
        rows = select(Power).where(
            Power.code.in_(wanted[start : start + 500]), scope.where(Power.county, Power.organisation_id)
        )
        found |= {power.code: power for power in session.scalars(rows)}
    missing = [code for code in wanted if code not in found]
    if missing:
        raise Incomplete(
            N_("No power in your region has the code %(codes)s. Compare it with the catalogue."),
            field=field,
            codes="、".join(missing[:10]),
        )
    return [found[code] for code in wanted]


def order_lines(session: Session, scope: Scope, order: ChangeOrder) -> list[tuple[Any, ...]]:
    """Return (id, code, name, state before, state after) of the powers of an order inside a scope."""
    rows = session.execute(
        select(Power.id, Power.code, Power.name, ChangeLine.from_state, ChangeLine.to_state)
        .join(ChangeLine, ChangeLine.power_id == Power.id)
        .where(ChangeLine.order_id == order.id, scope.where(Power.county, Power.organisation_id))
        .order_by(Power.code)
    )
    return [tuple(row) for row in rows]


def difference(old: PowerVersion | None, new: PowerVersion) -> list[Change]:
    """Return what a version changed: lists are compared element by element, by their code."""
    changes: list[Change] = []
    for name in CONTENT:
        before = getattr(old, name) if old is not None else None
        after = getattr(new, name)
        if before == after or (not before and not after):
            continue
        if isinstance(before, list) or isinstance(after, list):
            changes += _list_changes(name, before or [], after or [])
        else:
            changes.append(Change(name, LABELS[name], _plain(name, old, before), _plain(name, new, after)))
    return changes


def joint_organs(version: PowerVersion) -> list[str]:
    """Return the names of the organs that handle a power together with the leading one."""
    session = object_session(version)
    ids = (version.step_overrides or {}).get("joint", ())
    if session is None or not ids:
        return []
    rows = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    names = {pk: name for pk, name in rows}  # noqa: C416 - a result row is no pair to mypy
    return [names[pk] for pk in ids if pk in names]


def _plain(name: str, version: PowerVersion | None, value: Any) -> Any:
    """Return a value as a reader knows it: the name of a path in place of its number."""
    if name == "flow_version_id":
        flow = version.flow_version if version is not None else None
        return f"{flow.flow.name} v{flow.number}" if flow is not None else ""
    if name == "step_overrides" and version is not None and value:
        steps = {step.code: step.name for step in version.flow_version.steps} if version.flow_version else {}
        shown = {steps.get(code, code): own for code, own in value.items() if code != "joint"}
        return shown | {"joint": joint_organs(version)}
    return "" if value is None else value


def _list_changes(name: str, before: list[Any], after: list[Any]) -> list[Change]:
    old, new = ({_key(item): item for item in items} for items in (before, after))
    keys = [*old, *(key for key in new if key not in old)]
    return [
        Change(name, LABELS[name], old.get(key, ""), new.get(key, "")) for key in keys if old.get(key) != new.get(key)
    ]


def _key(item: Any) -> str:
    if isinstance(item, dict):
        return str(item.get("code") or item.get("name") or item.get("law", "")) + str(item.get("article", ""))
    return str(item)


def catalogue_size(session: Session, scope: Scope) -> dict[str, int]:
    """Return how many powers stand in each state inside a scope."""
    rows = session.execute(
        select(Power.state, func.count()).where(scope.where(Power.county, Power.organisation_id)).group_by(Power.state)
    )
    return {state: int(count) for state, count in rows}
