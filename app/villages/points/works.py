"""V19: works without a tender, too dear, paid before they were accepted, without genuine photos."""

from datetime import datetime
from typing import Any

from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.villages.models import VillageWorks
from app.villages.points.shared import KEPT, YUAN, above, condition
from app.villages.points.vouchers import reused

BUILDING = N_("Organic Law of the Villagers' Committees, art. 24(3); Government Investment Regulations, art. 23")
WATCHED = KEPT | {"village.photo_added"}


def _works(fact: str, **evidence: Any) -> Findings:
    w = VillageWorks
    return findings(
        kind=w.kind,
        subject=w.id,
        county=w.county,
        organisation=w.organisation_id,
        moment=w.noted_at,
        fact=fact,
        amount=w.amount,
        paid=w.paid,
        **evidence,
    )


def _untendered(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find works of some size without a tender."""
    return _works(fact).where(VillageWorks.amount >= limits["threshold"], VillageWorks.tender_number == "")


def _over(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find works that cost more than their contract allows."""
    return _works(fact).where(above(VillageWorks.paid, VillageWorks.amount * limits["factor"]))


def _early(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find works paid almost wholly before they were accepted."""
    return _works(fact).where(
        VillageWorks.accepted_on.is_(None), above(VillageWorks.paid, VillageWorks.amount * limits["share"])
    )


def _unseen(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find works accepted without a photo of the finished state."""
    return _works(fact, accepted_on_day=VillageWorks.accepted_on).where(
        VillageWorks.accepted_on.is_not(None), VillageWorks.after == 0
    )


def _reused(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find works with a photo that belongs to other works, or to a voucher, already."""
    return _works(fact).where(VillageWorks.photos > 0, reused(VillageWorks))


WORKS = (
    condition(
        "V19.tender",
        N_("Works without a tender"),
        BUILDING,
        Severity.RED,
        _untendered,
        N_("Works of this size are given by tender. No tender is on record."),
        honest=N_("A road of many small parts, below the sum for tenders."),
        letter="a",
        wakes_on=KEPT,
        parameters=(Parameter("threshold", 200000, N_("Sum from which works are tendered"), YUAN),),
    ),
    condition(
        "V19.over",
        N_("Works dearer than their contract"),
        BUILDING,
        Severity.RED,
        _over,
        N_("What was paid exceeds the contract. Ask for the supplement and who approved it."),
        honest=N_("A supplement of ten per cent by approval."),
        letter="b",
        parameters=(Parameter("factor", 1.1, N_("Share of the contract sum")),),
    ),
    condition(
        "V19.early",
        N_("Paid before the works were accepted"),
        BUILDING,
        Severity.RED,
        _early,
        N_("Most of the sum is paid although nobody has accepted the works."),
        honest=N_("The advance payments came to four fifths before acceptance."),
        letter="c",
        parameters=(Parameter("share", 0.8, N_("Share of the contract sum")),),
    ),
    condition(
        "V19.photo",
        N_("Accepted without a photo"),
        BUILDING,
        Severity.RED,
        _unseen,
        N_("Works are photographed before, during and after. No photo of the finished state is with them."),
        honest=N_("Works that are not accepted yet: the last photo is still to come."),
        letter="d",
        wakes_on=WATCHED,
    ),
    condition(
        "V19.reused",
        N_("Photo of other works"),
        BUILDING,
        Severity.RED,
        _reused,
        N_(
            "The very same photo was handed in before, for other works or for a voucher. Go and look whether the works are there."
        ),
        honest=N_("The photo of a voucher that was reversed is used again for the works."),
        letter="e",
        nature=Nature.LEAD,
        wakes_on=WATCHED,
    ),
)
