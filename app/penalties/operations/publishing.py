"""Submitting, reviewing and publishing a standard (art. 34); repealing an item."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties.judging.ceilings import Sector
from app.penalties.judging.checking import check_standard
from app.penalties.judging.findings import Finding
from app.penalties.models import Benchmark, ItemState, Stage, ViolationItem, ViolationVersion
from app.penalties.operations.content import CONTENT, check_scope, check_writer, follow, open_draft, rules_of
from app.powers.models import STANDING

PUBLISHERS = (Role.ORGAN_HEAD, Role.COUNTY_ADMIN, Role.CITY_ADMIN)
FIRST_ARTICLE = N_("Name the law and the article that the violation breaks and that punish it.")


def find_findings(version: ViolationVersion, on: date | None = None) -> list[Finding]:
    """Return what keeps a version from being published, row by row, and what should be looked at."""
    item = version.item
    found: list[Finding] = []
    if not version.laws:
        found.append(Finding("laws", None, "", FIRST_ARTICLE))
    for place, row in enumerate(version.laws or ()):
        if not row.get("law") or not row.get("article"):
            found.append(Finding("laws", place, str(row.get("law", "")), N_("Name the law and the article.")))
    if not version.filing_standard:
        found.append(Finding("filing_standard", None, "", N_("Say when a case must be filed (art. 54).")))
    if item.power is None or item.power.state not in STANDING:
        sentence = N_("Link the item to a power to punish that is in the catalogue.")
        found.append(Finding("power_id", None, "", sentence))
    document = version.benchmark.number if version.benchmark else ""
    return found + check_standard(rules_of(version), item.county, Sector(version.sector), document, on)


class Unfit(Incomplete):
    """A version cannot be published; each finding names its part and row."""

    def __init__(self, code: str, findings: Iterable[Finding]) -> None:
        super().__init__(
            N_("The standard %(code)s cannot be published yet. What is wrong stands row by row below."), code=code
        )
        self.findings = list(findings)


def _refuse_unfit(act: Act, version: ViolationVersion) -> None:
    severe = [finding for finding in find_findings(version, act.on) if finding.severe]
    if severe:
        raise Unfit(version.item.code, severe)


def submit_item(act: Act, item: ViolationItem) -> ViolationVersion:
    """Submit the draft to legal review; what is wrong is told now and not by the reviewer."""
    check_writer(act, item.organisation_id, item.county)
    draft = _at(item, Stage.DRAFT)
    _refuse_unfit(act, draft)
    draft.submitted_by, draft.opinion, draft.stage = act.actor.official_id, "", Stage.SUBMITTED
    record(act, "violation.submitted", item, version=draft.number)
    return draft


def review_item(act: Act, item: ViolationItem, *, passed: bool, opinion: str = "") -> ViolationVersion:
    """Release a submitted version for publication, or send it back with reasons."""
    act.needs(Role.LEGAL_REVIEWER)
    check_scope(act, item.organisation_id, item.county)
    draft = _at(item, Stage.SUBMITTED)
    if draft.submitted_by is not None and draft.submitted_by == act.actor.official_id:
        raise NotAllowed(N_("You submitted this version yourself. Somebody else must review it."))
    if not passed and not opinion.strip():
        raise Incomplete(N_("Say what has to be changed before it is submitted again."), field="opinion")
    draft.opinion = opinion.strip()
    draft.reviewed_by = act.actor.official_id if passed else None
    draft.stage = Stage.REVIEWED if passed else Stage.DRAFT
    verb = "violation.reviewed" if passed else "violation.sent_back"
    record(act, verb, item, version=draft.number, opinion=draft.opinion)
    return draft


def _at(item: ViolationItem, stage: Stage) -> ViolationVersion:
    draft = open_draft(item)
    if draft is None or draft.stage != stage:
        raise OutOfOrder(N_("No version of this item waits for this. Look at its versions for where it stands."))
    return draft


def publish_item(act: Act, item: ViolationItem, valid_from: date | None = None) -> ViolationVersion:
    """Publish a reviewed version: from now on it never changes, and acts from its first day on are judged by it.

    It governs from ``valid_from``, else from the day on which its benchmark took effect, else from
    today. The platform itself may publish what was reviewed on paper.
    """
    act.needs(*PUBLISHERS)
    check_scope(act, item.organisation_id, item.county)
    if item.state == ItemState.REPEALED:
        raise OutOfOrder(N_("This penalty item has been repealed; its standard stays as it was."))
    draft = open_draft(item)
    if draft is None or (draft.stage != Stage.REVIEWED and not act.actor.is_platform):
        raise OutOfOrder(N_("No version of this item has passed the legal review. Submit it first."))
    _refuse_unfit(act, draft)
    _publish(act, item, draft, valid_from)
    return draft


def _publish(act: Act, item: ViolationItem, draft: ViolationVersion, valid_from: date | None) -> None:
    start = valid_from or first_day(item, draft, act.on)
    for older in item.versions:
        if older.published_at is None or older.valid_from is None:
            continue
        if start <= older.valid_from:
            raise OutOfOrder(
                N_("Version %(number)d holds from %(day)s. A newer one must begin later."),
                field="valid_from",
                number=older.number,
                day=older.valid_from.isoformat(),
            )
        if older.valid_to is None:
            older.valid_to = start
    draft.published_at, draft.valid_from, draft.stage = act.at, start, Stage.PUBLISHED
    draft.checksum = checksum(draft)
    act.session.flush()
    item.current_version_id, item.state = None, ItemState.IN_FORCE
    follow(item, draft)
    item.current_version_id = draft.id
    record(act, "violation.published", item, version=draft.number, checksum=draft.checksum, valid_from=start)


def first_day(item: ViolationItem, draft: ViolationVersion, today: date) -> date:
    """Return the day from which a draft would govern: that of a benchmark new to the item, else today."""
    older = {v.benchmark_id for v in item.versions if v.published_at is not None}
    if draft.benchmark is None or draft.benchmark_id in older:
        return today
    return draft.benchmark.effective_on


def publish_document(
    act: Act, benchmark: Benchmark, items: Iterable[ViolationItem], review: str
) -> list[ViolationItem]:
    """Publish all drafts of one benchmark document, which was reviewed as a whole; all or none.

    ``review`` is the number of the legal review of the document.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    if not review.strip():
        raise Incomplete(N_("Give the number of the legal review of this document."), field="review")
    published: list[ViolationItem] = []
    for item in items:
        check_scope(act, item.organisation_id, item.county)
        draft = open_draft(item)
        if draft is None or draft.benchmark_id != benchmark.id:
            continue
        _refuse_unfit(act, draft)
        draft.opinion = review.strip()
        _publish(act, item, draft, None)
        published.append(item)
    return published


def repeal_item(act: Act, item: ViolationItem, reason: str) -> None:
    """Take an item out of force from today on; acts of before are still judged by its versions."""
    check_writer(act, item.organisation_id, item.county)
    if item.state != ItemState.IN_FORCE:
        raise OutOfOrder(N_("Only an item in force can be repealed."))
    if not reason.strip():
        raise Incomplete(N_("Say by which document it is repealed."), field="reason")
    for version in item.versions:
        if version.published_at is not None and version.valid_to is None:
            version.valid_to = act.on
    item.state = ItemState.REPEALED
    record(act, "violation.repealed", item, reason=reason.strip())


def checksum(version: ViolationVersion) -> str:
    """Return the SHA-256 of a version's content."""
    content = [getattr(version, name) for name in CONTENT]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
