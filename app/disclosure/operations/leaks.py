"""What the privacy filter found in a text: noted, decided on, masked."""

from app.disclosure.access import needs_writer
from app.disclosure.freezing import leaks_of, mark_of, measure
from app.disclosure.models import DisclosureVersion, PrivacyFinding
from app.disclosure.words import HIGH, LeakDecision, TextState
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, OutOfOrder
from app.kernel.privacy import leaks_in
from app.kernel.words import N_


def find_leaks(act: Act, version: DisclosureVersion) -> int:
    """Note the personal data in title, text and table; what was decided before stays decided. Returns how many are new."""
    held = {one.mark: one for one in version.findings}
    standing: set[str] = set()
    new = 0
    for place, leak in leaks_of(version):
        mark = mark_of(leak, place)
        standing.add(mark)
        if mark not in held:
            held[mark] = _note(act, version, str(leak.kind), place, leak.shown, mark)
            new += 1
    for mark, one in held.items():
        if one.place != "file" and mark not in standing and one.decision == LeakDecision.OPEN:
            act.session.delete(one)
    if new:
        record(act, "disclosure.leaks_found", version.item, version=version.number, count=new)
        act.session.expire(version, ["findings"])
    return new


def _note(act: Act, version: DisclosureVersion, leak: str, place: str, shown: str, mark: str) -> PrivacyFinding:
    made = PrivacyFinding(
        county=version.county,
        item_id=version.item_id,
        version_id=version.id,
        organisation_id=version.organisation_id,
        leak=leak,
        place=place,
        shown=shown[:120],
        mark=mark,
        found_at=act.at,
    )
    act.session.add(made)
    return made


def decide_leak(act: Act, finding: PrivacyFinding, *, mask: bool, reason: str = "") -> None:
    """Mask what the filter found, or keep it for a reason; a person decides on each."""
    version = finding.version
    needs_writer(act, version.county, version.organisation_id)
    if version.state in (TextState.PUBLISHED, TextState.REPLACED):
        raise OutOfOrder(N_("This text is public. Begin a correction and mask it there."))
    if mask and finding.place == "file":
        raise Incomplete(
            N_("A file cannot be masked here. Take it out, mask it and hand it in again."), field="decision"
        )
    if not mask and not reason.strip():
        raise Incomplete(N_("Say why this may be public, for example “telephone of the office”."), field="reason")
    finding.decision = LeakDecision.MASKED if mask else LeakDecision.KEPT
    finding.reason, finding.decided_at, finding.decided_by = (reason.strip()[:200], act.at, act.actor.official_id)
    if mask:
        _mask(version, finding.place, finding.mark)
        measure(version)
        if version.item.public_version_id is None:
            version.item.title = version.title
    record(act, "disclosure.leak_decided", version.item, leak=finding.leak, decision=str(finding.decision))


def _mask(version: DisclosureVersion, place: str, mark: str) -> None:
    def clean(text: str) -> str:
        for leak in reversed(list(leaks_in(text))):
            if mark_of(leak, place) == mark:
                text = text[: leak.start] + leak.shown + text[leak.end :]
        return text

    if place == "table":
        version.rows = [{name: clean(str(cell)) for name, cell in row.items()} for row in version.rows]
    else:
        setattr(version, place, clean(getattr(version, place)))


def undecided(version: DisclosureVersion) -> list[PrivacyFinding]:
    """Return the findings that block publication."""
    return [one for one in version.findings if one.leak in HIGH and one.decision == LeakDecision.OPEN]
