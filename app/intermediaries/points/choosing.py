"""M01 to M05: which agency was engaged, how it was chosen, and whether it might have been."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.intermediaries.models import (
    Agency,
    CreditMark,
    Engagement,
    EngagementMeasure,
    EngagementSigner,
    Practitioner,
    Qualification,
)
from app.intermediaries.points.shared import WRITTEN, about_engagement, about_measure, condition
from app.intermediaries.words import Category, Cause, Grade, Mode, Polarity, ServiceChannel
from app.kernel.act import local_day
from app.kernel.places import Organisation
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_

RED, YELLOW, BLUE = Severity.RED, Severity.YELLOW, Severity.BLUE
LICENSING = N_("Administrative Licensing Law, art. 81 (text to be verified); Asset Appraisal Law, art. 15")
CREDIT = N_("Provisional Regulations on the Publication of Enterprise Information, art. 18")
MARKET = N_("Provincial measures on the intermediary supermarket (text to be verified)")
JIANGXI = N_(
    "Measures on the intermediary supermarket, of the kind of Gan Fu Ting Fa [2022] No. 22 (text to be verified)"
)
CHANGED = WRITTEN | {"engagement.candidates"}


def _held(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    held = select(Qualification.id).where(
        Qualification.agency_id == Engagement.agency_id, Qualification.category == Engagement.category, *conditions
    )
    return held.correlate(Engagement).exists()


def _valid_then() -> ColumnElement[bool]:
    return _held(
        Qualification.valid_from <= Engagement.signed_on,
        Qualification.valid_to >= Engagement.signed_on,
        or_(Qualification.withdrawn_on.is_(None), Qualification.withdrawn_on > Engagement.signed_on),
    )


def _expired(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find engagements signed outside the term of the agency's qualification."""
    last = (
        select(func.max(Qualification.valid_to))
        .where(Qualification.agency_id == Engagement.agency_id, Qualification.category == Engagement.category)
        .correlate(Engagement)
        .scalar_subquery()
    )
    return about_engagement(fact, valid_to=last).where(_held(), ~_valid_then())


def _missing(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find engagements for a kind of service for which the agency holds no qualification at all."""
    return about_engagement(fact, category=Engagement.category).where(
        Engagement.category != str(Category.OTHER), ~_held()
    )


def _licence(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find reports signed by somebody whose licence had run out, or who did not belong to the agency then."""
    signer, home = EngagementSigner, aliased(Agency)
    left = and_(Practitioner.to_on.is_not(None), Practitioner.to_on < Engagement.reported_on)
    return (
        about_engagement(
            fact,
            episode=signer.id,
            licence=Practitioner.licence,
            licence_to=Practitioner.licence_to,
            signer_agency=home.name,
            from_on=Practitioner.from_on,
            until=Practitioner.to_on,
        )
        .join(signer, signer.engagement_id == Engagement.id)
        .join(Practitioner, Practitioner.id == signer.practitioner_id)
        .join(home, home.id == Practitioner.agency_id)
        .where(
            or_(
                Practitioner.licence_to < Engagement.reported_on,
                Practitioner.agency_id != Engagement.agency_id,
                Practitioner.from_on > Engagement.reported_on,
                left,
            )
        )
    )


def _ending(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find qualifications that end within the days of the reminder."""
    today = local_day(now)
    return (
        findings(
            kind=Qualification.kind,
            subject=Qualification.id,
            county=Qualification.county,
            organisation=Agency.organisation_id,
            moment=Qualification.ends_at,
            fact=fact,
            episode=Qualification.valid_to,
            agency=Agency.name,
            qualification=Qualification.number,
            valid_to=Qualification.valid_to,
        )
        .select_from(Qualification)
        .join(Agency, Agency.id == Qualification.agency_id)
        .where(
            Qualification.withdrawn_on.is_(None),
            Agency.state != "removed",
            Qualification.valid_to.between(today, today + timedelta(days=limits["days"])),
        )
    )


def _marked(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find engagements of an agency that carried an active bad mark when it was chosen."""
    return (
        about_engagement(fact, grade=CreditMark.grade, public_on=CreditMark.public_on)
        .join(CreditMark, CreditMark.agency_id == Engagement.agency_id)
        .where(
            CreditMark.polarity == str(Polarity.BAD),
            CreditMark.grade.in_([str(Grade.GENERAL), str(Grade.SERIOUS)]),
            CreditMark.public_on < Engagement.signed_on,
            or_(CreditMark.hidden_on.is_(None), CreditMark.hidden_on > Engagement.signed_on),
            func.coalesce(Engagement.exemption, "") == "",
        )
    )


def _share(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find agencies that get most of a client's orders, far beyond their share at the others."""
    return (
        about_measure(
            Cause.SHARE,
            Agency.kind,
            EngagementMeasure.agency_id,
            fact,
            agency=Agency.name,
            organisation_name=Organisation.name,
            expected=EngagementMeasure.expected,
            probability=EngagementMeasure.probability,
        )
        .join(Agency, Agency.id == EngagementMeasure.agency_id)
        .join(Organisation, Organisation.id == EngagementMeasure.organisation_id)
        .where(
            EngagementMeasure.n >= limits["n"],
            EngagementMeasure.value >= limits["share"],
            EngagementMeasure.value >= limits["times"] * EngagementMeasure.expected,
            EngagementMeasure.probability < limits["p"],
        )
    )


def _market(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find kinds of service of which few agencies hold the whole market (Herfindahl-Hirschman)."""
    return (
        about_measure(
            Cause.CONCENTRATION,
            Agency.kind,
            EngagementMeasure.agency_id,
            fact,
            agency=Agency.name,
            category=EngagementMeasure.category,
        )
        .join(Agency, Agency.id == EngagementMeasure.agency_id)
        .where(EngagementMeasure.n >= limits["n"], EngagementMeasure.value > limits["hhi"])
    )


def _outside(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find services paid with public money and chosen outside the supermarket, below the procurement limit."""
    return about_engagement(fact, amount=Engagement.amount, channel=Engagement.channel).where(
        Engagement.public_money.is_(True),
        Engagement.category != str(Category.OTHER),
        Engagement.amount < limits["limit"],
        Engagement.channel != str(ServiceChannel.SUPERMARKET),
        func.coalesce(Engagement.exemption, "") == "",
    )


def _direct(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find clients that choose directly too often."""
    return (
        about_measure(
            Cause.DIRECT,
            Organisation.kind,
            EngagementMeasure.organisation_id,
            fact,
            organisation_name=Organisation.name,
        )
        .join(Organisation, Organisation.id == EngagementMeasure.organisation_id)
        .where(EngagementMeasure.n >= limits["n"], EngagementMeasure.value > limits["share"])
    )


def _replaced(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find selections whose winner was replaced without a reason."""
    return about_engagement(fact, mode=Engagement.mode).where(
        Engagement.replaced.is_(True), func.coalesce(Engagement.replacement_reason, "") == ""
    )


def _redrawn(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find draws that were repeated."""
    return about_engagement(fact, redraws=Engagement.redraws).where(
        Engagement.mode == str(Mode.RANDOM), Engagement.redraws >= limits["times"]
    )


CHOOSING = (
    condition(
        "M01.expired",
        N_("Engaged with an expired qualification"),
        LICENSING,
        RED,
        _expired,
        N_(
            "On the day of signing the agency's qualification for this service had not begun, had run out or was withdrawn. Look at the licence, and ask who checked it."
        ),
        honest=N_("Renewed in time: the old qualification ran out and the new one had begun on the day of signing."),
        letter="a",
        wakes_on=WRITTEN,
        nature=Nature.BREACH,
    ),
    condition(
        "M01.missing",
        N_("Engaged without the qualification for this service"),
        LICENSING,
        RED,
        _missing,
        N_(
            "The register holds no qualification of the agency for this kind of service. Either the register is incomplete or the agency may not do this work."
        ),
        honest=N_("A service for which no qualification is asked, such as translation."),
        letter="b",
        wakes_on=WRITTEN,
        nature=Nature.BREACH,
    ),
    condition(
        "M01.licence",
        N_("Report signed by somebody who may not sign"),
        LICENSING,
        RED,
        _licence,
        N_(
            "The licence of who signed had run out, or he did not belong to the agency on that day. Ask for a new report by somebody who may sign."
        ),
        honest=N_("The valuer moved to another agency after the report was dated."),
        letter="c",
        wakes_on=WRITTEN,
        nature=Nature.BREACH,
    ),
    condition(
        "M01.ending",
        N_("Qualification ends soon"),
        LICENSING,
        BLUE,
        _ending,
        N_("The agency may not take on new work once its qualification has ended. Remind it to renew in time."),
        honest=N_("A qualification that ends in two months, of an agency that has left the register."),
        letter="d",
        nature=Nature.LEAD,
        ceases_by_time=True,
        parameters=(Parameter("days", 60, N_("Days before the end"), N_("calendar days")),),
    ),
    condition(
        "M02.marked",
        N_("Agency with a bad mark engaged"),
        CREDIT,
        RED,
        _marked,
        N_(
            "When it was chosen, the agency carried a public bad mark of general or grave grade, and no ground of an exception is written down. Ask why it was chosen all the same."
        ),
        honest=N_("The mark became public on the very day of signing, after the contract was signed."),
        letter="a",
        wakes_on=WRITTEN,
    ),
    condition(
        "M03.share",
        N_("One agency gets most of a client's orders"),
        MARKET,
        YELLOW,
        _share,
        N_(
            "Of this client's orders for one kind of service, one agency gets far more than of the others' orders, beyond what chance explains. A figure, no proof: look at how it was chosen each time."
        ),
        honest=N_("A small client whose few orders all went to the agency that the others use too."),
        letter="a",
        nature=Nature.STATISTIC,
        parameters=(
            Parameter("share", 0.6, N_("Lowest share of the orders")),
            Parameter("n", 5, N_("Fewest orders that are compared")),
            Parameter("times", 2, N_("Times the share among the others")),
            Parameter("p", 0.01, N_("Highest probability by chance")),
        ),
    ),
    condition(
        "M03.market",
        N_("Few agencies hold a whole market"),
        MARKET,
        YELLOW,
        _market,
        N_(
            "The orders of a year for one kind of service go to so few agencies that there is hardly competition. Ask whether others are kept out of the supermarket."
        ),
        honest=N_("A new kind of service with few orders so far."),
        letter="b",
        nature=Nature.STATISTIC,
        parameters=(
            Parameter("hhi", 0.25, N_("Highest index of concentration")),
            Parameter("n", 20, N_("Fewest orders that are compared")),
        ),
    ),
    condition(
        "M04.outside",
        N_("Agency chosen outside the supermarket"),
        JIANGXI,
        RED,
        _outside,
        N_(
            "A service paid with public money, below the limit of procurement, was not chosen in the supermarket, and no ground of an exception is written down."
        ),
        honest=N_("Chosen outside the supermarket for a matter of secrecy, with the ground written down."),
        letter="a",
        wakes_on=WRITTEN,
        nature=Nature.BREACH,
        parameters=(Parameter("limit", 1_000_000, N_("Limit of government procurement"), N_("yuan")),),
    ),
    condition(
        "M05.direct",
        N_("Agencies chosen directly too often"),
        MARKET,
        YELLOW,
        _direct,
        N_("Of the orders of a year, this client gave too many by direct choice. Look at the grounds of each."),
        honest=N_("Direct choices up to the share that is allowed."),
        letter="a",
        nature=Nature.STATISTIC,
        parameters=(
            Parameter("share", 0.3, N_("Highest share of direct choices")),
            Parameter("n", 10, N_("Fewest orders that are compared")),
        ),
    ),
    condition(
        "M05.replaced",
        N_("Chosen agency replaced without a reason"),
        MARKET,
        YELLOW,
        _replaced,
        N_("The agency that was chosen first was replaced by another, and no reason is written down."),
        honest=N_("The agency that was chosen gave the order back, and the reason stands there."),
        letter="b",
        wakes_on=WRITTEN,
    ),
    condition(
        "M05.redrawn",
        N_("Draw repeated"),
        MARKET,
        YELLOW,
        _redrawn,
        N_("The draw was repeated until another agency came out. Ask for the record of each draw."),
        honest=N_("Drawn again once because the first agency declined."),
        letter="c",
        wakes_on=WRITTEN,
        parameters=(Parameter("times", 2, N_("Repeated draws from which on it is reported")),),
    ),
)
