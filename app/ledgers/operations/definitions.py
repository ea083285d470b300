"""Writing a definition down and changing its draft; a published version is never changed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.initials import initials
from app.kernel.places import PREFIX, Level, Organisation, OrganisationKind, Region
from app.kernel.roles import Duty
from app.kernel.words import N_, Word
from app.ledgers.access import DEFINERS, may_define, region_digits
from app.ledgers.fields.checking import check_field, name_from
from app.ledgers.fields.field import LedgerField, fields_to
from app.ledgers.models import Ledger, LedgerVersion
from app.ledgers.words import Approver, Cadence, LedgerState

CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
MOST_DUE_DAYS = 366
RULES = (
    "name",
    "purpose",
    "basis",
    "bodies",
    "regions",
    "duties",
    "cadence",
    "due_days",
    "remind_days",
    "approver",
    "approver_duty",
    "public",
)
"""Columns of a version beside its fields that are its content."""
CONTENT = (*RULES, "fields")
LONGEST_NAME = 120
VOCABULARIES: Mapping[str, type[Word]] = {"bodies": OrganisationKind, "duties": Duty}
"""Parts of the rules that are several words of a list."""


def check_definer(act: Act, ledger: Ledger) -> None:
    """Refuse unless the actor may change what this ledger asks for."""
    act.needs(*DEFINERS)
    if not may_define(act.actor, ledger):
        raise NotAllowed(N_("This ledger is kept outside your region. Only its own administrators change it."))


def draft_ledger(act: Act, organisation: Organisation, code: str, rules: Mapping[str, Any]) -> Ledger:
    """Begin a ledger that an organisation keeps; it holds in that organisation's region."""
    act.needs(*DEFINERS)
    if not act.actor.scope.holds(organisation.county, organisation.id):
        raise NotAllowed(N_("This organisation lies outside your region."))
    code = code.strip().lower()
    if not CODE.fullmatch(code):
        raise Incomplete(
            N_("The code begins with a letter and has small letters, digits and hyphens, for example: home-visits."),
            field="code",
        )
    taken = select(Ledger.id).where(Ledger.county == organisation.county, Ledger.code == code)
    if act.session.scalar(taken) is not None:
        raise Conflict(N_("The code %(code)s is taken by another ledger."), field="code", code=code)
    digits = PREFIX[Level(organisation.region.level)]
    ledger = Ledger(
        county=organisation.county,
        code=code,
        name="",
        organisation_id=organisation.id,
        prefix=organisation.region_code[:digits],
        state=LedgerState.DRAFT,
    )
    act.session.add(ledger)
    act.session.flush()
    version = LedgerVersion(
        county=ledger.county, ledger_id=ledger.id, number=1, name="", fields=[], bodies=[], regions=[], duties=[]
    )
    ledger.versions.append(version)
    _write(act, ledger, version, rules)
    record(act, "ledger.drafted", ledger, code=code, name=ledger.name)
    return ledger


def open_draft(act: Act, ledger: Ledger) -> LedgerVersion:
    """Return the version being written; without one, a copy of the newest is begun."""
    check_definer(act, ledger)
    if ledger.state == LedgerState.RETIRED:
        raise OutOfOrder(N_("This ledger has been closed; its entries stay as they are."))
    draft = ledger.draft
    if draft is not None:
        return draft
    newest = ledger.versions[-1]
    draft = LedgerVersion(
        county=ledger.county,
        ledger_id=ledger.id,
        number=newest.number + 1,
        **{name: getattr(newest, name) for name in CONTENT},
    )
    ledger.versions.append(draft)
    act.session.flush()
    return draft


def edit_definition(act: Act, ledger: Ledger, changes: Mapping[str, Any]) -> LedgerVersion:
    """Write rules, or all fields at once, into the draft."""
    draft = open_draft(act, ledger)
    _write(act, ledger, draft, changes)
    record(act, "ledger.edited", ledger, version=draft.number, parts=sorted(changes))
    return draft


def _write(act: Act, ledger: Ledger, draft: LedgerVersion, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(CONTENT) - {"note"}
    if unknown:
        raise Incomplete(N_("There is no content called %(names)s."), names="、".join(sorted(unknown)))
    for name, value in changes.items():
        setattr(draft, name, _checked(act, ledger, name, value))
    if not draft.name:
        raise Incomplete(N_("A ledger needs a name."), field="name")
    if ledger.current_version_id is None:
        ledger.name = draft.name
        ledger.initials = initials(draft.name)
    act.session.flush()


def _checked(act: Act, ledger: Ledger, name: str, value: Any) -> Any:
    """Return a part of the rules as its column holds it; Incomplete names the part."""
    if name in VOCABULARIES:
        return _words(VOCABULARIES[name], name, value)
    if name in ("cadence", "approver"):
        return _words(Cadence if name == "cadence" else Approver, name, [value])[0]
    if name == "approver_duty":
        return _words(Duty, name, [value])[0] if value else ""
    if name == "regions":
        return _regions(act, ledger, value)
    return _plain(name, value)


def _plain(name: str, value: Any) -> Any:
    if name == "fields":
        return fields_to(value)
    if name == "public":
        return bool(value)
    if name in ("due_days", "remind_days"):
        if not isinstance(value, int) or not 0 <= value <= MOST_DUE_DAYS:
            raise Incomplete(N_("Enter a whole number from 0 to %(most)d."), field=name, most=MOST_DUE_DAYS)
        return value
    text = str(value).strip()
    if name == "name" and len(text) > LONGEST_NAME:
        raise Incomplete(N_("A name has at most %(most)d characters."), field="name", most=LONGEST_NAME)
    return text


def _words(vocabulary: type[Word], name: str, values: Sequence[str]) -> list[str]:
    known = {member.value for member in vocabulary}
    for value in values:
        if value not in known:
            raise Incomplete(N_("“%(value)s” is not on the list."), field=name, value=str(value)[:40])
    return [member.value for member in vocabulary if member.value in values]


def _regions(act: Act, ledger: Ledger, codes: Sequence[str]) -> list[str]:
    for code, digits in zip(codes, region_digits(list(codes)), strict=True):
        found = act.session.get(Region, code)
        if found is None or not digits.startswith(ledger.prefix):
            raise Incomplete(N_("%(code)s is no region in which this ledger holds."), field="regions", code=code[:20])
    return sorted(set(codes))


def find_field(version: LedgerVersion, name: str) -> LedgerField:
    """Return a field of a version by its name."""
    found = next((item for item in version.items if item.name == name), None)
    if found is None:
        raise NotFound(N_("There is no such field."))
    return found


def add_field(act: Act, ledger: Ledger, item: LedgerField) -> LedgerField:
    """Put a field at the end of the draft; one without a name gets it from its label."""
    draft = open_draft(act, ledger)
    used = {i.name for version in ledger.versions for i in version.items}
    if not item.name:
        item = _renamed(item, name_from(item.label, sorted(used)))
    elif any(i.name == item.name for i in draft.items):
        raise Conflict(N_("Two fields are called %(name)s."), field="name", name=item.name)
    items = (*draft.items, item)
    check_field(item, items)
    _put(act, ledger, draft, items, added=item.name)
    return item


def _renamed(item: LedgerField, name: str) -> LedgerField:
    return LedgerField.from_data({**item.to_data(), "name": name})


def change_field(act: Act, ledger: Ledger, name: str, item: LedgerField) -> LedgerField:
    """Put a field in the place of the one of this name; the name itself stays."""
    draft = open_draft(act, ledger)
    find_field(draft, name)
    item = _renamed(item, name)
    items = tuple(item if i.name == name else i for i in draft.items)
    check_field(item, items)
    _put(act, ledger, draft, items, changed=name)
    return item


def move_field(act: Act, ledger: Ledger, name: str, places: int) -> None:
    """Move a field up (negative) or down by so many places; the ends hold it."""
    draft = open_draft(act, ledger)
    item = find_field(draft, name)
    items = [i for i in draft.items if i.name != name]
    place = max(0, min(len(items), [i.name for i in draft.items].index(name) + places))
    items.insert(place, item)
    _put(act, ledger, draft, tuple(items), moved=name)


def remove_field(act: Act, ledger: Ledger, name: str) -> None:
    """Take a field out of the draft; entries that hold it keep it under their own version."""
    draft = open_draft(act, ledger)
    find_field(draft, name)
    _put(act, ledger, draft, tuple(i for i in draft.items if i.name != name), removed=name)


def _put(act: Act, ledger: Ledger, draft: LedgerVersion, items: tuple[LedgerField, ...], **facts: str) -> None:
    draft.fields = fields_to(items)
    record(act, "ledger.edited", ledger, version=draft.number, **facts)


def retire_ledger(act: Act, ledger: Ledger, reason: str) -> None:
    """Close a ledger: nothing is asked for any more, what was entered stays readable."""
    check_definer(act, ledger)
    if ledger.state != LedgerState.IN_FORCE:
        raise OutOfOrder(N_("Only a ledger in use can be closed."))
    if not reason.strip():
        raise Incomplete(N_("Say why the ledger is closed."), field="reason")
    ledger.state = LedgerState.RETIRED
    record(act, "ledger.retired", ledger, reason=reason.strip())
