"""Versions of a flow: drafted, edited, checked and published; a published version never changes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import canonical, record
from app.kernel.calendar import Unit
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.models import Flow, FlowState, FlowStep, FlowTransition, FlowVersion, OrgScope, StepKind
from app.kernel.flows.soundness import Finding, Gravity, check_flow, longest_path
from app.kernel.places import Post, PostHolder
from app.kernel.roles import Duty, Role
from app.kernel.words import N_, Sentences, Word

__all__ = [
    "STEP_COLUMNS",
    "TRANSITION_COLUMNS",
    "VERBS",
    "Faults",
    "Finding",
    "Gravity",
    "check_flow",
    "checksum",
    "content",
    "create_flow",
    "edit_flow",
    "longest_path",
    "missing_holders",
    "new_version",
    "publish_flow",
]

Row = Mapping[str, Any]

STEP_COLUMNS = (
    "place",
    "code",
    "name",
    "node",
    "duty",
    "org_scope",
    "limit_value",
    "limit_unit",
    "min_officers",
    "four_eyes_with",
    "opinion_required",
    "document_required",
    "public_name",
    "basis",
    "risk",
    "join_rule",
)
TRANSITION_COLUMNS = ("place", "from_code", "to_code", "action", "label", "condition", "needs_reason", "is_default")
_STEP_DEFAULTS: Row = {
    "node": StepKind.TASK,
    "org_scope": OrgScope.OWN,
    "limit_unit": Unit.WORKING_DAY,
    "min_officers": 1,
    "opinion_required": False,
    "join_rule": "all",
    "name": "",
}
_TRANSITION_DEFAULTS: Row = {"label": "", "needs_reason": False, "is_default": False, "condition": None}
_VOCABULARIES: Mapping[str, type[Word]] = {"node": StepKind, "duty": Duty, "org_scope": OrgScope, "limit_unit": Unit}

VERBS: Mapping[str, str] = {
    "flow.created": N_("Flow created"),
    "flow.edited": N_("Flow edited"),
    "flow.published": N_("Flow published"),
}


class Faults(Incomplete):
    """A flow cannot be published or written; every finding is named, each at its step."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        told = Sentences([(finding.step, finding.sentence) for finding in findings])
        super().__init__(N_("The flow has faults that must be put right first: %(faults)s"), faults=told)
        self.findings = tuple(findings)


def missing_holders(
    session: Session, version: FlowVersion, organisation_id: int, on: date | None = None
) -> list[Finding]:
    """Return a warning for each step of the organ itself whose duty nobody there holds.

    With ``on`` the post must have a holder on that day; else a post is enough.
    """
    posts = select(Post.duty).where(Post.organisation_id == organisation_id)
    if on is not None:
        posts = posts.join(PostHolder, PostHolder.post_id == Post.id).where(
            PostHolder.from_on <= on, PostHolder.to_on.is_(None) | (PostHolder.to_on >= on)
        )
    held = set(session.scalars(posts))
    return [
        Finding(step.code, N_("Nobody in the organisation holds the duty of this step."), Gravity.WARNING)
        for step in version.steps
        if step.duty is not None and step.org_scope == OrgScope.OWN and step.duty not in held
    ]


def create_flow(act: Act, code: str, name: str, proceeding: str = "approval") -> FlowVersion:
    """Write a new flow of the act's county and return its first draft, empty as yet."""
    _needs_administrator(act, act.county)
    if not code.strip() or not name.strip():
        raise Incomplete(N_("A flow needs a code and a name."), field="code" if not code.strip() else "name")
    if act.session.scalar(select(Flow.id).where(Flow.code == code.strip())) is not None:
        raise Conflict(N_("There is a flow with the code %(code)s already. Choose another."), field="code", code=code)
    flow = Flow(county=act.county, code=code.strip(), name=name.strip(), proceeding=proceeding)
    draft = FlowVersion(county=act.county, flow=flow, number=1, state=FlowState.DRAFT)
    act.session.add_all([flow, draft])
    act.session.flush()
    record(act, "flow.created", flow, code=flow.code, proceeding=proceeding)
    return draft


def new_version(act: Act, flow: Flow) -> FlowVersion:
    """Return a draft that is a copy of the newest version; running cases keep the one they began with."""
    _needs_administrator(act, flow.county)
    newest = flow.versions[-1]
    if newest.state == FlowState.DRAFT:
        raise Conflict(N_("This flow has a draft already. Edit or publish that one."))
    draft = FlowVersion(county=flow.county, flow=flow, number=newest.number + 1, state=FlowState.DRAFT)
    act.session.add(draft)
    rows = content(newest)
    return edit_flow(act, draft, rows["steps"], rows["transitions"])


def edit_flow(act: Act, version: FlowVersion, steps: Iterable[Row], transitions: Iterable[Row]) -> FlowVersion:
    """Replace the content of a draft by rows of ``STEP_COLUMNS`` and ``TRANSITION_COLUMNS``.

    Columns may be left out where they have a default; ``place`` then follows the order of the rows.
    A draft need not be sound yet, but every row must be of the right form.
    """
    _needs_administrator(act, version.county)
    if version.state != FlowState.DRAFT:
        raise OutOfOrder(N_("This version is published and never changes. Make a new version."))
    new_steps = [_complete(row, STEP_COLUMNS, _STEP_DEFAULTS, n) for n, row in enumerate(steps, 1)]
    new_ways = [_complete(row, TRANSITION_COLUMNS, _TRANSITION_DEFAULTS, n) for n, row in enumerate(transitions, 1)]
    codes = [row["code"] for row in new_steps]
    faults = [fault for row in (*new_steps, *new_ways) for fault in _row_faults(row)]
    faults += [Finding(code, N_("Two steps have the same code.")) for code in {c for c in codes if codes.count(c) > 1}]
    if faults:
        raise Faults(faults)
    act.session.flush()
    for old in (*version.steps, *version.transitions):
        act.session.delete(old)
    act.session.flush()
    act.session.add_all(FlowStep(county=version.county, version_id=version.id, **row) for row in new_steps)
    act.session.add_all(FlowTransition(county=version.county, version_id=version.id, **row) for row in new_ways)
    act.session.flush()
    act.session.refresh(version, ["steps", "transitions"])
    record(act, "flow.edited", version, number=version.number, steps=len(new_steps), transitions=len(new_ways))
    return version


def publish_flow(act: Act, version: FlowVersion) -> list[Finding]:
    """Publish a draft, refused with every error at once; returns the warnings that remain.

    The version published before retires: cases and powers that have it keep it.
    """
    _needs_administrator(act, version.county)
    if version.state != FlowState.DRAFT:
        raise OutOfOrder(N_("This version is published already. Make a new version to change the flow."))
    findings = check_flow(version.steps, version.transitions)
    errors = [finding for finding in findings if not finding.warning]
    if errors:
        raise Faults(errors)
    for older in version.flow.versions:
        if older is not version and older.state == FlowState.PUBLISHED:
            older.state = FlowState.RETIRED
    version.state, version.published_on = FlowState.PUBLISHED, act.on
    version.checksum = checksum(version)
    record(act, "flow.published", version, code=version.flow.code, number=version.number, checksum=version.checksum)
    return [finding for finding in findings if finding.warning]


def content(version: FlowVersion) -> dict[str, list[dict[str, Any]]]:
    """Return the steps and transitions of a version as plain rows, in order."""
    return {
        "steps": [{name: getattr(step, name) for name in STEP_COLUMNS} for step in version.steps],
        "transitions": [{name: getattr(way, name) for name in TRANSITION_COLUMNS} for way in version.transitions],
    }


def checksum(version: FlowVersion) -> str:
    """Return the SHA-256 of a version's content, 64 hexadecimal digits, so that a later change would show.

    A column that came with a later release counts only where it is filled in, so that versions that
    were published before keep their checksum.
    """
    held = content(version)
    for step in held["steps"]:
        if step["basis"] is None:
            del step["basis"]
    return hashlib.sha256(canonical(held).encode()).hexdigest()


def _needs_administrator(act: Act, county: int) -> None:
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    if not act.actor.scope.holds(county):
        raise NotAllowed(
            N_("This flow belongs to another county or to the city. Copy it into a flow of your own county.")
        )


def _complete(row: Row, columns: tuple[str, ...], defaults: Row, place: int) -> dict[str, Any]:
    unknown = sorted(set(row) - set(columns))
    if unknown:
        raise Incomplete(N_("A flow has no column %(column)s. Use the columns of the template."), column=unknown[0])
    given = {name: value for name, value in row.items() if value not in (None, "")}
    return dict.fromkeys(columns) | {"place": place} | dict(defaults) | given


def _row_faults(row: Row) -> Iterable[Finding]:
    at = str(row.get("code") or row.get("from_code") or "")
    for name in {"code", "from_code", "to_code", "action"} & row.keys():
        if not isinstance(row[name], str) or len(row[name]) > 30:
            yield Finding(at, N_("Codes of steps and actions are words of at most thirty letters."))
    for name in {"place", "limit_value", "min_officers"} & row.keys():
        if row[name] is not None and (not isinstance(row[name], int) or isinstance(row[name], bool)):
            yield Finding(at, N_("Place, limit and number of officers are whole numbers."))
    for name, words in _VOCABULARIES.items():
        if row.get(name) is not None and row[name] not in list(words):
            yield Finding(at, N_("A kind, duty, scope or unit is not one of the known words."))
