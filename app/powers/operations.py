"""Verbs of the catalogue: draft, submit, review, publish; and the content that a version freezes."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.checks import longest_path
from app.kernel.flows.models import FlowState
from app.kernel.initials import initials
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.powers.models import (
    APPLIED_FOR,
    STANDING,
    ChangeLine,
    ChangeOrder,
    FormInput,
    OrderKind,
    Power,
    PowerState,
    PowerType,
    PowerVersion,
    Stage,
)
from app.powers.numbering import next_code
from app.powers.texts import settle_texts

CONTENT = (
    "name",
    "legal_basis",
    "conditions",
    "materials",
    "form",
    "object_kind",
    "statutory_days",
    "statutory_unit",
    "statutory_basis",
    "promised_days",
    "joint",
    "instant",
    "online",
    "public_result",
    "correction_days",
    "fee",
    "place",
    "hours",
    "phone",
    "result",
    "remedies",
    "risks",
    "quantity_limit",
    "responsibilities",
    "accountability",
    "flow_version_id",
    "step_overrides",
)
"""Columns of a version that are its content; the checksum covers them in this order."""

WRITERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.ORGAN_HEAD, Role.SECTION_HEAD)
GONE = (PowerState.CANCELLED, PowerState.MERGED)


def check_writer(act: Act, organisation_id: int, county: int) -> None:
    """Refuse unless the actor may write powers of this organisation."""
    act.needs(*WRITERS)
    check_scope(act, organisation_id, county)


def check_scope(act: Act, organisation_id: int, county: int) -> None:
    """Refuse an organisation outside the actor's scope."""
    if not act.actor.scope.holds(county, organisation_id):
        raise NotAllowed(N_("This organisation lies outside your region."))


def draft_power(act: Act, organisation: Organisation, name: str, power_type: PowerType, code: str = "") -> Power:
    """Write down a new power as a draft; a code is made when none is given."""
    check_writer(act, organisation.id, organisation.county)
    if not name.strip():
        raise Incomplete(N_("A power needs a name."), field="name")
    code = code.strip() or next_code(act, organisation, power_type)
    if act.session.scalar(select(Power.id).where(Power.code == code)) is not None:
        raise Conflict(N_("The code %(code)s is taken by another power."), field="code", code=code)
    power = Power(
        county=organisation.county,
        code=code,
        name=name.strip(),
        power_type=power_type,
        organisation_id=organisation.id,
        state=PowerState.DRAFT,
        initials=initials(name),
        level=organisation.region.level,
    )
    act.session.add(power)
    record(act, "power.drafted", power, code=code, name=name.strip())
    return power


def open_draft(power: Power) -> PowerVersion | None:
    """Return the version of a power that is not yet published, if there is one."""
    return next((version for version in power.versions if version.published_at is None), None)


def edit_draft(act: Act, power: Power, content: Mapping[str, Any], seen: str | None = None) -> PowerVersion:
    """Write content into the power's open draft version; a published one is never changed.

    A draft that lies with a reviewer stays as it was submitted until it comes back. ``seen`` is the
    ``edition`` of the content as the person saw it; when somebody else has changed it since, Conflict.
    """
    check_writer(act, power.organisation_id, power.county)
    if power.state in GONE:
        raise OutOfOrder(N_("This power has been cancelled or merged; its content stays as it was."))
    unknown = set(content) - set(CONTENT)
    if unknown:
        raise Incomplete(N_("There is no content called %(names)s."), names="、".join(sorted(unknown)))
    if seen is not None and seen != edition(power):
        raise Conflict(
            N_(
                "Somebody else changed this content while you were working on it. Your text is kept: compare "
                "it with the draft in another window, then save again."
            )
        )
    draft = open_draft(power) or new_version(power)
    if draft.stage != Stage.DRAFT:
        raise OutOfOrder(N_("This version lies with a reviewer. It can be changed when it comes back."))
    for name, value in content.items():
        setattr(draft, name, value)
    if power.current_version_id is None:
        power.name, power.initials = draft.name, initials(draft.name)
    act.session.flush()
    record(act, "power.edited", power, version=draft.number, fields=sorted(content))
    return draft


def new_version(power: Power) -> PowerVersion:
    """Return a fresh draft that begins as a copy of the newest published version."""
    newest = max((v for v in power.versions if v.published_at), key=lambda v: v.number, default=None)
    number = max((v.number for v in power.versions), default=0) + 1
    copied = {name: getattr(newest, name) for name in CONTENT} if newest else {"name": power.name}
    draft = PowerVersion(county=power.county, number=number, stage=Stage.DRAFT, **copied)
    power.versions.append(draft)
    return draft


def edition(power: Power) -> str:
    """Return a mark of the content on which a next edit builds: the draft's, else the newest version's."""
    newest = max(power.versions, key=lambda version: version.number, default=None)
    return checksum(newest)[:16] if newest is not None else ""


def submit_power(act: Act, power: Power) -> PowerVersion:
    """Submit the draft to legal review; what is missing is told now and not by the reviewer."""
    check_writer(act, power.organisation_id, power.county)
    draft = _at(power, Stage.DRAFT)
    faults = find_faults(draft)
    if faults:
        raise Unfit(faults)
    draft.submitted_by = act.actor.official_id
    draft.opinion = ""
    _move(power, draft, Stage.SUBMITTED)
    record(act, "power.submitted", power, version=draft.number)
    return draft


def legal_review(act: Act, power: Power, *, passed: bool, opinion: str = "") -> PowerVersion:
    """Pass a submitted version on to the staffing office, or send it back with reasons."""
    return _review(act, power, Role.LEGAL_REVIEWER, Stage.SUBMITTED, Stage.LEGAL_REVIEW, passed, opinion)


def org_review(act: Act, power: Power, *, passed: bool, opinion: str = "") -> PowerVersion:
    """Release a legally reviewed version for publication, or send it back with reasons."""
    draft = _at(power, Stage.LEGAL_REVIEW)
    if draft.reviewed_by is not None and draft.reviewed_by == act.actor.official_id:
        raise NotAllowed(N_("You did the legal review of this version. The second review is another's."))
    return _review(act, power, Role.COUNTY_ADMIN, Stage.LEGAL_REVIEW, Stage.ORG_REVIEW, passed, opinion)


def _review(
    act: Act, power: Power, role: Role, stage: Stage, following: Stage, passed: bool, opinion: str
) -> PowerVersion:
    act.needs(role, Role.CITY_ADMIN)
    check_scope(act, power.organisation_id, power.county)
    draft = _at(power, stage)
    if draft.submitted_by is not None and draft.submitted_by == act.actor.official_id:
        raise NotAllowed(N_("You submitted this version yourself. Somebody else must review it."))
    if not passed and not opinion.strip():
        raise Incomplete(N_("Say what has to be changed before it is submitted again."), field="opinion")
    draft.opinion = opinion.strip()
    if passed and following == Stage.LEGAL_REVIEW:
        draft.reviewed_by = act.actor.official_id
    _move(power, draft, following if passed else Stage.DRAFT)
    record(act, "power.reviewed" if passed else "power.sent_back", power, version=draft.number, stage=draft.stage)
    return draft


def _at(power: Power, stage: Stage) -> PowerVersion:
    draft = open_draft(power)
    if draft is None or draft.stage != stage:
        raise OutOfOrder(N_("No version of this power waits for this. Look at its versions for where it stands."))
    return draft


def _move(power: Power, draft: PowerVersion, stage: Stage) -> None:
    """Move a version; a power that is not on the list yet shows the same stage."""
    draft.stage = stage
    if power.state not in (*STANDING, *GONE):
        power.state = stage


def find_faults(version: PowerVersion) -> list[tuple[str, str]]:
    """Return (field, sentence) for everything that keeps a version from being published."""
    faults: list[tuple[str, str]] = []
    if not version.legal_basis:
        faults.append(("legal_basis", N_("Name the law and the article that give this power.")))
    if version.promised_days > version.statutory_days:
        faults.append(("promised_days", N_("The promised limit is longer than the statutory one.")))
    if version.fee and "条" not in version.fee and "article" not in version.fee.lower():
        faults.append(("fee", N_("A fee needs its legal basis (Licensing Law art. 58).")))
    codes = [material.get("code") for material in version.materials or []]
    if not all(codes) or len(set(codes)) != len(codes):
        faults.append(("materials", N_("Every material needs a code of its own.")))
    names = [field.get("name") for field in version.form or []]
    if not all(names) or len(set(names)) != len(names):
        faults.append(("form", N_("Every field of the form needs a code of its own.")))
    if any(field.get("input") == FormInput.CHOICE and not field.get("choices") for field in version.form or []):
        faults.append(("form", N_("A field with answers to choose from needs these answers.")))
    if version.power.power_type in APPLIED_FOR:
        faults += [(name, sentence) for name, sentence in GUIDE if not getattr(version, name)]
    return faults + _flow_faults(version)


GUIDE = (
    ("conditions", N_("Say on which conditions an application is granted (Licensing Law art. 30).")),
    ("place", N_("Say where to apply.")),
    ("phone", N_("Give a telephone number for questions.")),
)
"""Parts of the public guide that a power on application cannot do without."""


def _flow_faults(version: PowerVersion) -> list[tuple[str, str]]:
    flow = version.flow_version
    if flow is None or flow.state == FlowState.DRAFT:
        return [("flow_version_id", N_("Choose a published flow."))]
    steps = {step.code: step for step in flow.steps}
    if longest_path(steps, flow.transitions, version.step_overrides) > version.statutory_days:
        return [("flow_version_id", N_("The steps of the flow take longer than the statutory limit."))]
    return []


class Unfit(Incomplete):
    """A version cannot be published; each fault names its field."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(N_("This version cannot be published yet. What is missing stands beside each field."))
        self.faults = faults


def publish_version(act: Act, version: PowerVersion, document_number: str = "") -> PowerVersion:
    """Publish a reviewed version: from now on it never changes, and new cases run on it.

    A power that is not on the list yet comes onto it by a confirming order with this document
    number, so that the figures of the catalogue stay a count of orders. The platform itself may
    publish what was reviewed on paper.
    """
    power = version.power
    check_writer(act, power.organisation_id, power.county)
    if version.published_at is not None:
        raise OutOfOrder(N_("This version is published already. Make a new version to change the power."))
    if power.state in GONE:
        raise OutOfOrder(N_("This power has been cancelled or merged; its content stays as it was."))
    if version.stage != Stage.ORG_REVIEW and not act.actor.is_platform:
        raise OutOfOrder(
            N_("This version has not passed the legal review and that of the staffing office. Submit it first.")
        )
    faults = find_faults(version)
    if faults:
        raise Unfit(faults)
    for older in power.versions:
        if older.published_at is not None and older.valid_to is None:
            older.valid_to = act.on
    version.published_at, version.valid_from, version.stage = act.at, act.on, Stage.PUBLISHED
    version.checksum = checksum(version)
    act.session.flush()
    power.current_version_id = version.id
    power.name, power.initials = version.name, initials(version.name)
    if power.state not in STANDING:
        _confirm_first(act, power, version, document_number or f"{power.code}/{version.number}")
    record(act, "power.published", power, version=version.number, checksum=version.checksum)
    settle_texts(act, [power])
    return version


def _confirm_first(act: Act, power: Power, version: PowerVersion, document_number: str) -> None:
    order = ChangeOrder(
        county=power.county,
        order_kind=OrderKind.CONFIRM,
        document_number=document_number,
        title=power.name[:200],
        effective_on=act.on,
        organisation_id=power.organisation_id,
        carried_out_at=act.at,
    )
    order.lines = [
        ChangeLine(
            county=power.county,
            power_id=power.id,
            to_version_id=version.id,
            from_state=power.state,
            to_state=PowerState.IN_FORCE,
        )
    ]
    act.session.add(order)
    power.state = PowerState.IN_FORCE
    act.session.flush()
    record(act, "order.carried_out", order, lines=1)


def checksum(version: PowerVersion) -> str:
    """Return the SHA-256 of a version's content."""
    content = [getattr(version, name) for name in CONTENT]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


VERBS = {
    "power.drafted": N_("Power drafted"),
    "power.edited": N_("Draft changed"),
    "power.submitted": N_("Submitted to legal review"),
    "power.reviewed": N_("Review passed"),
    "power.sent_back": N_("Sent back by the review"),
    "power.published": N_("Version published"),
    "power.merged": N_("Merged into another power"),
    "power.cancelled": N_("Power cancelled"),
    "power.suspended": N_("Power suspended"),
    "power.delegated": N_("Power delegated"),
    "power.confirmed": N_("Power confirmed"),
    "power.adjusted": N_("Power adjusted"),
    "power.withdrawn": N_("Import of a power withdrawn"),
    "power.imported": N_("Power brought in from a sheet"),
    "powers.imported": N_("Powers imported from a sheet"),
    "powers.exported": N_("Powers exported to a sheet"),
    "order.drafted": N_("Change order drafted"),
    "order.carried_out": N_("Change order carried out"),
}
