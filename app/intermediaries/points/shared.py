"""What the points of intermediaries share: findings about an engagement, an agency, and a condition as a point."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from app.intermediaries.models import Agency, Engagement, EngagementMeasure
from app.intermediaries.words import Cause
from app.kernel.points import Findings, Limits, Nature, Point, Severity, findings

WRITTEN = frozenset({"record.added", "record.changed"})
"""Verbs after which a row written by form, sheet or REST is looked at."""
Find = Callable[[str, datetime, Limits], Findings]
"""Of the fact, the present and the parameters."""


def condition(
    code: str, title: str, basis: str, severity: Severity, find: Find, explanation: str, **more: Any
) -> Point:
    """Return a point whose fact is its title; a lead unless told otherwise."""
    given = {"nature": Nature.LEAD, **more}
    return Point(
        code=code,
        title=title,
        basis=basis,
        severity=severity,
        find=partial(find, title),
        explanation=explanation,
        **given,
    )


def about_engagement(fact: str, **evidence: Any) -> Findings:
    """Begin findings whose subject is an engagement and whose organisation is the client."""
    return (
        findings(
            kind=Engagement.kind,
            subject=Engagement.id,
            county=Engagement.county,
            organisation=Engagement.organisation_id,
            moment=Engagement.signed_at,
            fact=fact,
            engagement=Engagement.number,
            agency=Agency.name,
            signed_on=Engagement.signed_on,
            **evidence,
        )
        .select_from(Engagement)
        .join(Agency, Agency.id == Engagement.agency_id)
    )


def about_measure(what: Cause, kind: str, subject: Any, fact: str, **evidence: Any) -> Findings:
    """Begin findings of what the night computed; one episode for each agency, kind of service and month."""
    return (
        findings(
            kind=kind,
            subject=subject,
            county=EngagementMeasure.county,
            organisation=EngagementMeasure.organisation_id,
            moment=EngagementMeasure.measured_at,
            fact=fact,
            episode=EngagementMeasure.what + ":" + EngagementMeasure.category,
            handled=EngagementMeasure.n,
            measured=EngagementMeasure.value,
            **evidence,
        )
        .select_from(EngagementMeasure)
        .where(EngagementMeasure.what == str(what))
    )
