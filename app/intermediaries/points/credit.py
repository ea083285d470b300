"""M11: marks hidden too early, repaired by who engaged the agency, repaired again and again."""

from datetime import datetime

from sqlalchemy import select

from app.intermediaries.models import Agency, CreditMark, Engagement, EngagementMeasure
from app.intermediaries.points.shared import about_measure, condition
from app.intermediaries.words import Cause, MarkState
from app.kernel.points import Findings, Limits, Nature, Parameter, Severity, findings
from app.kernel.words import N_

REPAIR = N_(
    "Measures on the repair of credit information (trial), NDRC Order No. 58; Guo Ban Fa [2025] No. 22 (texts to be verified)"
)
MARKED = frozenset({"mark.repaired", "mark.expired", "mark.published"})


def _repaired(fact: str, **evidence: object) -> Findings:
    return (
        findings(
            kind=CreditMark.kind,
            subject=CreditMark.id,
            county=CreditMark.county,
            organisation=CreditMark.organisation_id,
            official=CreditMark.repair_decided_by,
            moment=CreditMark.repair_decided_at,
            fact=fact,
            agency=Agency.name,
            grade=CreditMark.grade,
            public_on=CreditMark.public_on,
            hidden_on=CreditMark.hidden_on,
            **evidence,
        )
        .select_from(CreditMark)
        .join(Agency, Agency.id == CreditMark.agency_id)
        .where(CreditMark.state == str(MarkState.REPAIRED), CreditMark.repair_decided_at.is_not(None))
    )


def _early(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find marks hidden before their shortest publication was over."""
    return _repaired(fact, min_until=CreditMark.min_until).where(CreditMark.hidden_on < CreditMark.min_until)


def _own(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find repairs decided by a body that engages the agency itself."""
    engaged = select(Engagement.id).where(
        Engagement.agency_id == CreditMark.agency_id, Engagement.organisation_id == CreditMark.repair_organisation_id
    )
    return _repaired(fact).where(engaged.correlate(CreditMark).exists())


def _often(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find agencies whose credit was repaired again and again within two years."""
    return (
        about_measure(Cause.REPAIRS, Agency.kind, EngagementMeasure.agency_id, fact, agency=Agency.name)
        .join(Agency, Agency.id == EngagementMeasure.agency_id)
        .where(EngagementMeasure.n >= limits["times"])
    )


CREDIT = (
    condition(
        "M11.early",
        N_("Bad mark hidden too early"),
        REPAIR,
        Severity.RED,
        _early,
        N_(
            "The mark vanished from the public portal before the shortest publication of its grade was over. Ask who hid it, and put it back."
        ),
        honest=N_("Hidden on the day on which the shortest publication ended."),
        letter="a",
        wakes_on=MARKED,
        nature=Nature.BREACH,
    ),
    condition(
        "M11.own",
        N_("Repair decided by the agency's own client"),
        REPAIR,
        Severity.RED,
        _own,
        N_("The body that forgave the agency is one that engages it. Let another body decide again."),
        honest=N_("The body that decided the repair never engaged the agency; another body did."),
        letter="b",
        wakes_on=MARKED,
    ),
    condition(
        "M11.often",
        N_("Credit repaired again and again"),
        REPAIR,
        Severity.RED,
        _often,
        N_(
            "The credit of this agency was repaired several times within two years. Marks that are always forgiven warn nobody."
        ),
        honest=N_("Repaired twice in two years for two different matters."),
        letter="c",
        nature=Nature.STATISTIC,
        parameters=(Parameter("times", 3, N_("Times from which on it is repeated")),),
    ),
)
