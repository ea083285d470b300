"""A3 beside the register of agencies: one office that gives applicants back until one agency comes along."""

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.approvals.models import Case
from app.approvals.points.cases import about_case
from app.approvals.points.returns import granted_through_agent
from app.intermediaries.models import Agency, AgencyCase
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity
from app.kernel.words import N_
from app.parties.behind import under_one_hand


def _steered(now: datetime, limits: Limits) -> Findings:
    """Find the grant with which an office has let so many applicants through by one agency, or agencies of one hand."""
    other, link, through = aliased(Case), aliased(AgencyCase), aliased(Agency)
    before = or_(other.decided_at < Case.decided_at, and_(other.decided_at == Case.decided_at, other.id < Case.id))
    so_far = 1 + (
        select(func.count(other.id.distinct()))
        .join(link, link.case_number == other.number)
        .join(through, through.id == link.agency_id)
        .where(
            other.organisation_id == Case.organisation_id,
            before,
            or_(through.id == Agency.id, under_one_hand(through.party_id, Agency.party_id, limits["share"])),
            other.decided_at > now - timedelta(days=limits["window"]),
            granted_through_agent(other),
        )
        .correlate(Case, Agency)
        .scalar_subquery()
    )
    return (
        about_case(
            moment=Case.decided_at,
            fact=N_("Applicants were given back until one agency applied for them"),
            official=Case.decided_by,
            agency=Agency.name,
            count=so_far,
        )
        .join(AgencyCase, AgencyCase.case_number == Case.number)
        .join(Agency, Agency.id == AgencyCase.agency_id)
        .where(
            granted_through_agent(Case),
            Case.decided_at > now - timedelta(days=limits["window"]),
            so_far >= limits["cases"],
        )
    )


STEERING_POINTS = (
    Point(
        code="A3.steered",
        letter="g",
        title=N_("Applicants steered to one agency"),
        basis=N_("Administrative Licensing Law, art. 72(1); Business Environment Regulations, art. 43"),
        severity=Severity.RED,
        nature=Nature.LEAD,
        find=_steered,
        looks_back=True,
        parameters=(
            Parameter("cases", 3, N_("Applicants from whom on it is reported")),
            Parameter("share", 0.5, N_("Share of the capital that controls")),
            Parameter("window", 365, N_("Days that are looked at together"), N_("calendar days")),
        ),
        explanation=N_(
            "Again and again this office gave applicants back and granted the same item once one and the same agency "
            "of the register applied for them. Ask the applicants who sent them there and what they paid; look at "
            "who owns the agency."
        ),
        honest=N_("Many applicants use the same busy agency, and none of them had been given back before."),
    ),
)
