"""D03, D05, D06, D07: what an item says, whether it stayed, and what it should not have said."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.orm import aliased

from app.disclosure.models import DisclosureDuty, DisclosureItem, DisclosureVersion, PrivacyFinding
from app.disclosure.words import HIGH, PUBLIC_STATES, ItemState, LeakDecision, TextState
from app.kernel.places import Organisation
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity, findings
from app.kernel.privacy import LeakKind
from app.kernel.words import N_

TRUE = N_("Organic Law of Villagers' Committees, art. 30 para. 4 (truth), art. 31")
STAYS = N_(
    "Organic Law of Villagers' Committees, art. 31; Regulations on Disclosure of Government Information, art. 26"
)
PERIOD = N_("Interim Measures for Social Assistance, art. 11")
PRIVACY = N_(
    "Personal Information Protection Law, art. 6, 28; Regulations on Disclosure of Government Information, art. 15; "
    "Interim Measures for Social Assistance, art. 61"
)
SHOWN = frozenset({"disclosure.published", "disclosure.taken_over", "disclosure.hidden", "disclosure.archived"})


def _item(fact: str, moment: Any, *, official: Any = None, episode: Any = None, **evidence: Any) -> Findings:
    return (
        findings(
            kind=DisclosureItem.kind,
            subject=DisclosureItem.id,
            county=DisclosureItem.county,
            organisation=DisclosureItem.organisation_id,
            official=official,
            episode=episode,
            moment=moment,
            fact=fact,
            organisation_name=Organisation.name,
            duty=DisclosureDuty.title,
            period=DisclosureItem.period,
            published_at=DisclosureItem.published_at,
            **evidence,
        )
        .select_from(DisclosureItem)
        .join(DisclosureDuty, DisclosureDuty.id == DisclosureItem.duty_id)
        .join(Organisation, Organisation.id == DisclosureItem.organisation_id)
    )


def about_public(fact: str, **evidence: Any) -> Findings:
    """Begin findings about what the public reads now, with the version that it reads."""
    return (
        _item(fact, DisclosureVersion.published_at, official=DisclosureVersion.published_by, **evidence)
        .join(DisclosureVersion, DisclosureVersion.id == DisclosureItem.public_version_id)
        .where(DisclosureItem.state.in_(PUBLIC_STATES))
    )


def _hollow(now: datetime, limits: Limits) -> Findings:
    """Find public items that say next to nothing and have neither table nor file."""
    return about_public(N_("The item says next to nothing"), length=DisclosureVersion.length).where(
        DisclosureVersion.length < limits["min_chars"],
        DisclosureVersion.nil.is_(False),
        DisclosureVersion.rows_count == 0,
        DisclosureVersion.files == 0,
    )


def _copied(now: datetime, limits: Limits) -> Findings:
    """Find public items whose text, figures included, is that of the period before under another label."""
    before, former = aliased(DisclosureItem), aliased(DisclosureVersion)
    figures = [
        or_(new.is_(None), old.is_(None), new == old)
        for new, old in (
            (DisclosureVersion.income, former.income),
            (DisclosureVersion.expense, former.expense),
            (DisclosureVersion.closing, former.closing),
        )
    ]
    return (
        about_public(N_("The text is that of the period before"), like=before.number, bits=DisclosureVersion.like_bits)
        .join(before, before.id == DisclosureVersion.like_item_id)
        .outerjoin(former, former.id == before.public_version_id)
        .where(
            DisclosureVersion.like_bits <= limits["hamming"],
            before.period != DisclosureItem.period,
            # "Nothing to tell" is one fixed sentence.
            DisclosureVersion.nil.is_(False),
            *figures,
        )
    )


def _unnoted(now: datetime, limits: Limits) -> Findings:
    """Find later versions that became public without a word about what was corrected."""
    return (
        _item(
            N_("Changed without a note of correction"),
            DisclosureVersion.published_at,
            episode=DisclosureVersion.number,
            official=DisclosureVersion.published_by,
            version=DisclosureVersion.number,
        )
        .join(DisclosureVersion, DisclosureVersion.item_id == DisclosureItem.id)
        .where(
            DisclosureVersion.number > 1,
            DisclosureVersion.note == "",
            DisclosureVersion.state.in_([str(TextState.PUBLISHED), str(TextState.REPLACED)]),
        )
    )


def _hidden(now: datetime, limits: Limits) -> Findings:
    """Find items that went without the superior's approval or without a kind of reason."""
    return _item(
        N_("Withdrawn without approval or reason"),
        DisclosureItem.hidden_at,
        hidden_at=DisclosureItem.hidden_at,
        reason=DisclosureItem.hide_reason,
    ).where(
        DisclosureItem.state == str(ItemState.WITHDRAWN),
        or_(DisclosureItem.hidden_by.is_(None), DisclosureItem.hide_code == ""),
    )


def _tampered(now: datetime, limits: Limits) -> Findings:
    """Find items whose public text no longer has the digest under which it was published."""
    return _item(
        N_("The public text is not the one that was published"),
        DisclosureItem.tampered_at,
        found_on=DisclosureItem.tampered_at,
    ).where(DisclosureItem.tampered_at.is_not(None))


def _short(now: datetime, limits: Limits) -> Findings:
    """Find items that were withdrawn before their days of publicity were over."""
    return _item(
        N_("Withdrawn before its days of publicity were over"),
        DisclosureItem.hidden_at,
        hidden_at=DisclosureItem.hidden_at,
        until=DisclosureItem.public_until,
        days=DisclosureDuty.publicity_days,
    ).where(DisclosureItem.hidden_at < DisclosureItem.public_until)


def _leak(now: datetime, limits: Limits) -> Findings:
    """Find personal data in what the public reads: undecided, or a number of identity or bank card that was kept."""
    return (
        findings(
            kind=DisclosureItem.kind,
            subject=DisclosureItem.id,
            county=DisclosureItem.county,
            organisation=DisclosureItem.organisation_id,
            moment=PrivacyFinding.found_at,
            fact=N_("Personal data stands before the public"),
            episode=PrivacyFinding.id,
            official=DisclosureVersion.published_by,
            organisation_name=Organisation.name,
            leak=PrivacyFinding.leak,
            shown=PrivacyFinding.shown,
            reason=PrivacyFinding.reason,
        )
        .select_from(PrivacyFinding)
        .join(DisclosureVersion, DisclosureVersion.id == PrivacyFinding.version_id)
        .join(
            DisclosureItem,
            and_(
                DisclosureItem.id == DisclosureVersion.item_id,
                DisclosureItem.state.in_(PUBLIC_STATES),
                DisclosureVersion.state.in_([str(TextState.PUBLISHED), str(TextState.REPLACED)]),
            ),
        )
        .join(Organisation, Organisation.id == DisclosureItem.organisation_id)
        .where(
            or_(
                and_(PrivacyFinding.decision == str(LeakDecision.OPEN), PrivacyFinding.leak != str(LeakKind.UNREAD)),
                and_(PrivacyFinding.decision == str(LeakDecision.KEPT), PrivacyFinding.leak.in_(HIGH)),
            )
        )
    )


Find = Callable[[datetime, Limits], Findings]


def _point(code: str, title: str, basis: str, find: Find, explanation: str, **more: Any) -> Point:
    return Point(
        code=code, title=title, basis=basis, find=find, explanation=explanation, **({"wakes_on": SHOWN} | more)
    )


ITEM_POINTS = (
    _point(
        "D03.hollow",
        N_("Empty disclosure"),
        TRUE,
        _hollow,
        N_(
            "A published item has fewer characters than the parameter says and neither table nor file. Read it as a villager would."
        ),
        honest=N_("A short sentence with the whole table below it; and a statement that there was nothing to tell."),
        severity=Severity.YELLOW,
        letter="a",
        nature=Nature.LEAD,
        parameters=(Parameter("min_chars", 30, N_("Characters below which a text says nothing")),),
    ),
    _point(
        "D03.copied",
        N_("Copied disclosure"),
        TRUE,
        _copied,
        N_(
            "The text has the fingerprint of the item of the period before (simhash, bits that differ), only the label of the "
            "period is new. Compare both with the papers."
        ),
        honest=N_("The same introduction every month, with a new table of figures below it."),
        severity=Severity.YELLOW,
        letter="b",
        nature=Nature.LEAD,
        parameters=(Parameter("hamming", 3, N_("Bits up to which two texts count as the same")),),
    ),
    _point(
        "D05.unnoted",
        N_("Published text changed without a note"),
        STAYS,
        _unnoted,
        N_(
            "A later version became public and nobody wrote what was corrected. Compare both versions on the public page."
        ),
        honest=N_("A first version that is published without a note, for nothing was corrected."),
        severity=Severity.RED,
        letter="a",
    ),
    _point(
        "D05.hidden",
        N_("Published item withdrawn without approval"),
        STAYS,
        _hidden,
        N_(
            "An item is not public any more, and the organisation above did not approve it, or no kind of reason was given."
        ),
        honest=N_("Withdrawn by the township with the kind of reason."),
        severity=Severity.RED,
        letter="b",
    ),
    _point(
        "D05.tampered",
        N_("Published text silently changed"),
        STAYS,
        _tampered,
        N_(
            "The nightly sweep compares each public text with the digest under which it was published; this one differs, so "
            "somebody changed it behind the program."
        ),
        honest=N_("Corrected in the proper way: the new version has its own digest."),
        severity=Severity.RED,
        letter="c",
        wakes_on=frozenset({"disclosure.tampered"}),
    ),
    _point(
        "D06.short",
        N_("Publicity period cut short"),
        PERIOD,
        _short,
        N_(
            "An item had to stay public for a number of days, which stands in its duty, and was withdrawn earlier. People who "
            "could have objected did not see it: it must be shown again for the whole time."
        ),
        honest=N_("Withdrawn on the day after the last day of publicity."),
        severity=Severity.YELLOW,
    ),
    _point(
        "D07.leak",
        N_("Personal data in a public item"),
        PRIVACY,
        _leak,
        N_(
            "A number of an identity card (with its check digit), of a bank card (Luhn) or of a mobile telephone, or a home "
            "address beside a name, stands in what the public reads, and nobody decided that it may; identity and bank card "
            "numbers never may. Have it corrected at once and tell the person concerned."
        ),
        honest=N_("A duty telephone that somebody decided to keep; and a number in a draft that nobody reads yet."),
        severity=Severity.RED,
        wakes_on=SHOWN | {"disclosure.leak_decided", "disclosure.leaks_found"},
    ),
)
