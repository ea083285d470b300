"""V22 and V26: allowances and hospitality out of line, books that lag behind."""

from datetime import datetime
from typing import Any

from sqlalchemy import false

from app.kernel.act import local_day
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_
from app.villages.models import VillageYear, Voucher
from app.villages.points.shared import DAYS, ENTERED, condition, spent, today
from app.villages.words import Category

FRUGAL = N_(
    "Law on Administrative Discipline of Public Officials, art. 35; Organic Law of the Villagers' Committees, art. 24(1)"
)
TIMELY = N_("Rural Collective Economic Organisations Law, art. 44; Accounting Law, art. 14")


def _year(fact: str, **evidence: Any) -> Findings:
    return findings(
        kind=VillageYear.kind,
        subject=VillageYear.id,
        county=VillageYear.county,
        organisation=VillageYear.organisation_id,
        moment=VillageYear.measured_at,
        fact=fact,
        year=VillageYear.year,
        **evidence,
    )


def _share(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find years in which allowances, hospitality and travel take a large part of operating expense."""
    return _year(fact, share=VillageYear.share, operating=VillageYear.operating).where(
        VillageYear.share > limits["share"]
    )


def _peers(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find villages far above those of like size."""
    return _year(fact, deviation=VillageYear.deviation, peers=VillageYear.peers).where(
        VillageYear.deviation > limits["z"]
    )


def _hospitality(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find any hospitality where there is to be none."""
    found = spent(fact).where(Voucher.category == str(Category.HOSPITALITY))
    return found if limits["zero_hospitality"] else found.where(false())


def _silent(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find villages whose book has stood still."""
    return _year(fact).where(
        VillageYear.year == local_day(now).year, VillageYear.last_booked_day + limits["days"] < today(now)
    )


def _slow(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find villages that book long after the event."""
    return _year(fact, days=VillageYear.median_lag).where(VillageYear.median_lag > limits["lag"])


def _rush(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find villages that book in heaps at the end of a quarter."""
    return _year(fact, rate=VillageYear.late_share).where(VillageYear.late_share > limits["share"])


YEARS = (
    condition(
        "V22.share",
        N_("Allowances, hospitality and travel out of proportion"),
        FRUGAL,
        Severity.YELLOW,
        _share,
        N_("They take a larger part of operating expense than usual. Read the vouchers of these three categories."),
        honest=N_("Three kinds of expense make up exactly the share that is let pass."),
        letter="a",
        nature=Nature.LEAD,
        parameters=(Parameter("share", 0.3, N_("Share of operating expense")),),
    ),
    condition(
        "V22.peers",
        N_("Far above villages of like size"),
        FRUGAL,
        Severity.YELLOW,
        _peers,
        N_(
            "Compared by median and median deviation with villages of the county of half to twice as many inhabitants. A statistic accuses nobody; it says where to look."
        ),
        honest=N_("A large village near the upper edge of its peers."),
        letter="b",
        nature=Nature.STATISTIC,
        parameters=(Parameter("z", 3.5, N_("Robust deviations from the median")),),
    ),
    condition(
        "V22.hospitality",
        N_("Hospitality although there is to be none"),
        FRUGAL,
        Severity.YELLOW,
        _hospitality,
        N_(
            "Villages do not entertain guests at the collective's expense. A county without this rule switches the parameter off."
        ),
        honest=N_("Tea and water for a meeting, booked as office expense."),
        letter="c",
        wakes_on=ENTERED,
        parameters=(Parameter("zero_hospitality", True, N_("No hospitality at all")),),
    ),
    condition(
        "V26.silent",
        N_("Nothing booked for weeks"),
        TIMELY,
        Severity.BLUE,
        _silent,
        N_("The book of the village stands still. Ask the township whether papers are waiting in a drawer."),
        honest=N_("A village with nothing to book for forty-five days, in the slack season."),
        letter="a",
        parameters=(Parameter("days", 45, N_("Days without a booking"), DAYS),),
    ),
    condition(
        "V26.slow",
        N_("Booked long after the event"),
        TIMELY,
        Severity.BLUE,
        _slow,
        N_("Half of the year's vouchers were booked later than this many days after the event."),
        honest=N_("Half of the vouchers were booked within thirty days."),
        letter="b",
        nature=Nature.STATISTIC,
        parameters=(Parameter("lag", 30, N_("Median of days from event to booking"), DAYS),),
    ),
    condition(
        "V26.rush",
        N_("Booked in heaps at the end of the quarter"),
        TIMELY,
        Severity.BLUE,
        _rush,
        N_(
            "A large part of the year's vouchers was booked in the last five days of a quarter, just before publication."
        ),
        honest=N_("Part of the vouchers fall on the end of the quarter, because invoices come then."),
        letter="c",
        nature=Nature.STATISTIC,
        parameters=(Parameter("share", 0.3, N_("Share of the year's vouchers")),),
    ),
)
