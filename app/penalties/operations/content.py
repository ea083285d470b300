"""Writing a penalty item down and changing its draft; a published version is never changed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.initials import initials
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties.judging.defaults import fill_grades
from app.penalties.models import ItemState, Stage, ViolationItem, ViolationVersion
from app.powers.models import Power, PowerType

RULES = ("factors", "bands", "grades", "adjustments", "gates", "general", "limitation_years")
"""Columns of a version that the engine reads."""
CONTENT = ("name", "conduct", "sector", "laws", "filing_standard", "filing_basis", *RULES, "benchmark_id", "example")
"""Columns of a version that are its content; the checksum covers them in this order."""

WRITERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.ORGAN_HEAD, Role.SECTION_HEAD)


def check_writer(act: Act, organisation_id: int, county: int) -> None:
    """Refuse unless the actor may write penalty items of this organisation."""
    act.needs(*WRITERS)
    check_scope(act, organisation_id, county)


def check_scope(act: Act, organisation_id: int, county: int) -> None:
    """Refuse an organisation outside the actor's scope."""
    if not act.actor.scope.holds(county, organisation_id):
        raise NotAllowed(N_("This organisation lies outside your region."))


def draft_item(act: Act, organisation: Organisation, code: str, name: str, power: Power | None = None) -> ViolationItem:
    """Write down a new penalty item as a draft."""
    check_writer(act, organisation.id, organisation.county)
    code, name = code.strip(), name.strip()
    if not name:
        raise Incomplete(N_("A penalty item needs a name."), field="name")
    if not code:
        raise Incomplete(N_("A penalty item needs a code."), field="code")
    if act.session.scalar(select(ViolationItem.id).where(ViolationItem.code == code)) is not None:
        raise Conflict(N_("The code %(code)s is taken by another penalty item."), field="code", code=code)
    check_power(power, organisation.id)
    item = ViolationItem(
        county=organisation.county,
        code=code,
        name=name,
        organisation_id=organisation.id,
        power_id=power.id if power else None,
        initials=initials(name),
    )
    new_version(item)
    act.session.add(item)
    record(act, "violation.drafted", item, code=code, name=name)
    return item


def check_power(power: Power | None, organisation_id: int) -> None:
    """Refuse a power that is no power to punish, or another organ's."""
    if power is None:
        return
    if power.power_type != PowerType.PENALTY:
        raise Incomplete(N_("%(name)s is not a power to punish."), field="power_id", name=power.name)
    if power.organisation_id != organisation_id:
        raise Incomplete(N_("%(name)s is the power of another organ."), field="power_id", name=power.name)


def link_power(act: Act, item: ViolationItem, power: Power | None) -> None:
    """Say by which power of the catalogue the organ punishes this violation."""
    check_writer(act, item.organisation_id, item.county)
    check_power(power, item.organisation_id)
    if item.power_id != (power.id if power else None):
        before, item.power = item.power, power
        record(act, "violation.linked", item, before=before.code if before else "", after=power.code if power else "")


def open_draft(item: ViolationItem) -> ViolationVersion | None:
    """Return the version that is not yet published, if there is one."""
    return next((version for version in item.versions if version.published_at is None), None)


def edit_item(act: Act, item: ViolationItem, content: Mapping[str, Any]) -> ViolationVersion:
    """Write content into the item's open draft; without one, a copy of the newest version is begun."""
    check_writer(act, item.organisation_id, item.county)
    if item.state == ItemState.REPEALED:
        raise OutOfOrder(N_("This penalty item has been repealed; its standard stays as it was."))
    unknown = set(content) - set(CONTENT)
    if unknown:
        raise Incomplete(N_("There is no content called %(names)s."), names="、".join(sorted(unknown)))
    draft = open_draft(item) or new_version(item)
    if draft.stage != Stage.DRAFT:
        raise OutOfOrder(N_("This version lies with a reviewer. It can be changed when it comes back."))
    for name, value in content.items():
        setattr(draft, name, value)
    follow(item, draft)
    act.session.flush()
    record(act, "violation.edited", item, version=draft.number, fields=sorted(content))
    return draft


def new_version(item: ViolationItem) -> ViolationVersion:
    """Return a fresh draft that begins as a copy of the newest published version."""
    newest = max((v for v in item.versions if v.published_at), key=lambda v: v.number, default=None)
    number = max((v.number for v in item.versions), default=0) + 1
    copied = {name: getattr(newest, name) for name in CONTENT} if newest else {"name": item.name}
    draft = ViolationVersion(county=item.county, number=number, stage=Stage.DRAFT, **copied)
    item.versions.append(draft)
    return draft


def follow(item: ViolationItem, version: ViolationVersion) -> None:
    """Let an item that is not in force yet carry its draft's name, and be found by its laws."""
    if item.current_version_id is None:
        item.name, item.initials = version.name, initials(version.name)
    item.laws = laws_line(version.laws)


def laws_line(laws: Any) -> str:
    """Return laws and articles in one line."""
    return "；".join(f"{row.get('law', '')}{row.get('article', '')}" for row in laws or ())


def rules_of(version: ViolationVersion) -> dict[str, Any]:
    """Return the part of a version that the engine reads."""
    return {name: getattr(version, name) for name in RULES}


def fill_default_grades(act: Act, item: ViolationItem) -> ViolationVersion:
    """Fill the bands that have no grades with the five of the default generator, marked as an example."""
    source = open_draft(item) or max(item.versions, key=lambda version: version.number, default=None)
    if source is None or not source.bands:
        raise OutOfOrder(N_("Write down what the law allows: at least one band."))
    rules = rules_of(source)
    filled = fill_grades(rules)
    changed = {name: value for name, value in filled.items() if value != rules[name]}
    if not changed:
        raise OutOfOrder(N_("Every band has its grades already."))
    draft = edit_item(act, item, {**changed, "example": True})
    record(act, "violation.filled", item, version=draft.number)
    return draft
