"""Questions about intermediaries, for pages, the public portal, and the proceedings that stand above."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.intermediaries.models import (
    Agency,
    AgencyCase,
    AgencyStep,
    CitizenReport,
    CreditMark,
    Engagement,
    Qualification,
    RatingRule,
)
from app.intermediaries.rating import Computed, compute
from app.intermediaries.words import AgencyState, MarkState, Polarity
from app.kernel.act import local_day
from app.kernel.attachments import Attachment
from app.kernel.codes import typed
from app.kernel.errors import NotFound
from app.kernel.identities import compact
from app.kernel.places import Scope
from app.kernel.words import N_

PAGE = 25
PUBLIC_STATES = (AgencyState.LISTED, AgencyState.WARNED, AgencyState.BARRED)
STANDING = (str(MarkState.PUBLIC), str(MarkState.REPAIR))
"""States in which the public sees a mark."""


def expired_qualification(session: Session, agency_id: int, category: str, on: date) -> bool:
    """Tell whether an agency lacks a qualification of a category that is valid on a day."""
    held = select(Qualification.id).where(
        Qualification.agency_id == agency_id,
        Qualification.category == category,
        Qualification.valid_from <= on,
        Qualification.valid_to >= on,
        or_(Qualification.withdrawn_on.is_(None), Qualification.withdrawn_on > on),
    )
    return session.scalars(held.limit(1)).first() is None


def active_bad_marks(session: Session, agency_id: int, at: datetime) -> list[CreditMark]:
    """Return the bad marks of an agency that were public at an instant, neither repaired nor expired then."""
    on = local_day(at)
    found = select(CreditMark).where(
        CreditMark.agency_id == agency_id,
        CreditMark.polarity == str(Polarity.BAD),
        CreditMark.public_on <= on,
        or_(CreditMark.hidden_on.is_(None), CreditMark.hidden_on > on),
    )
    return list(session.scalars(found.order_by(CreditMark.public_on, CreditMark.id)))


def usable_agencies(
    session: Session, county: int, category: str, at: datetime, text: str = "", limit: int = PAGE
) -> list[Agency]:
    """Return listed agencies of a county that are qualified for a category and carry no active bad mark."""
    on = local_day(at)
    qualified = select(Qualification.agency_id).where(
        Qualification.category == category,
        Qualification.valid_from <= on,
        Qualification.valid_to >= on,
        or_(Qualification.withdrawn_on.is_(None), Qualification.withdrawn_on > on),
    )
    marked = select(CreditMark.agency_id).where(
        CreditMark.polarity == str(Polarity.BAD),
        CreditMark.public_on <= on,
        or_(CreditMark.hidden_on.is_(None), CreditMark.hidden_on > on),
    )
    found = select(Agency).where(
        Agency.county == county,
        Agency.state == str(AgencyState.LISTED),
        Agency.id.in_(qualified),
        Agency.id.not_in(marked),
    )
    return list(session.scalars(_searched(found, text).order_by(Agency.name, Agency.id).limit(limit)))


def agencies_in_case(session: Session, case_number: str) -> list[Agency]:
    """Return the agencies that took part in an approval case."""
    taking_part = select(AgencyCase.agency_id).where(AgencyCase.case_number == case_number)
    return list(session.scalars(select(Agency).where(Agency.id.in_(taking_part)).order_by(Agency.id)))


def cases_of(session: Session, agency_id: int, most: int = 20) -> list[AgencyCase]:
    """Return the newest approval cases in which an agency took part."""
    mine = select(AgencyCase).where(AgencyCase.agency_id == agency_id)
    return list(session.scalars(mine.order_by(AgencyCase.id.desc()).limit(most)))


def _searched(found: Select[Any], text: str) -> Select[Any]:
    words = text.replace("\x00", "").strip()[:60]
    if not words:
        return found
    return found.where(or_(Agency.name.contains(words, autoescape=True), Agency.uscc == compact(words)))


def in_public(_on: date | None = None) -> ColumnElement[bool]:
    """Return the condition of agencies that everybody may read: in the register, not removed from it."""
    return Agency.state.in_([str(one) for one in PUBLIC_STATES])


def find_agencies(
    session: Session, scope: Scope | None, *, text: str = "", category: str = "", state: str = "", after: int = 0
) -> list[Agency]:
    """Return agencies by id; without a scope only those that the public may see."""
    found = select(Agency).where(Agency.id > after).options(joinedload(Agency.organisation))
    found = found.where(in_public() if scope is None else scope.where(Agency.county))
    if category:
        found = found.where(Agency.category == category)
    if state:
        found = found.where(Agency.state == state)
    return list(session.scalars(_searched(found, text).order_by(Agency.id).limit(PAGE)))


def agency_for(session: Session, scope: Scope | None, pk: int) -> Agency:
    """Return an agency inside the scope, or on the public portal when there is none; NotFound otherwise."""
    found = select(Agency).where(Agency.id == pk)
    found = found.where(in_public()) if scope is None else found.where(scope.where(Agency.county))
    agency = session.scalar(found)
    if agency is None:
        raise NotFound(N_("There is no such agency, or it lies outside your region."))
    return agency


def mark_for(session: Session, scope: Scope, pk: int) -> CreditMark:
    """Return a mark inside the scope's county."""
    mark = session.scalar(select(CreditMark).where(CreditMark.id == pk, scope.where(CreditMark.county)))
    if mark is None:
        raise NotFound(N_("There is no such mark, or it lies outside your region."))
    return mark


def step_for(session: Session, agency: Agency, pk: int) -> AgencyStep:
    """Return a step of an agency in the register."""
    step = session.scalar(select(AgencyStep).where(AgencyStep.id == pk, AgencyStep.agency_id == agency.id))
    if step is None:
        raise NotFound(N_("There is no such step of this agency."))
    return step


def engagement_for(session: Session, scope: Scope, pk: int) -> Engagement:
    """Return an engagement of a client inside the scope."""
    found = session.scalar(
        select(Engagement).where(Engagement.id == pk, scope.where(Engagement.county, Engagement.organisation_id))
    )
    if found is None:
        raise NotFound(N_("There is no such engagement, or it lies outside your region."))
    return found


def report_for(session: Session, scope: Scope, pk: int) -> CitizenReport:
    """Return a citizen's report to a body inside the scope."""
    found = session.scalar(
        select(CitizenReport).where(
            CitizenReport.id == pk, scope.where(CitizenReport.county, CitizenReport.organisation_id)
        )
    )
    if found is None:
        raise NotFound(N_("There is no such report, or it lies outside your region."))
    return found


def report_by_code(session: Session, code: str) -> CitizenReport:
    """Return a report by the code that its author was given."""
    found = session.scalar(select(CitizenReport).where(CitizenReport.query_code == typed(code)))
    if found is None:
        raise NotFound(N_("There is no report with this code. Compare it with what you were given."))
    return found


def steps_of(session: Session, agency_id: int) -> list[AgencyStep]:
    """Return the steps of an agency in the register, newest first."""
    steps = select(AgencyStep).where(AgencyStep.agency_id == agency_id)
    return list(session.scalars(steps.order_by(AgencyStep.at.desc(), AgencyStep.id.desc()).limit(50)))


def public_marks(session: Session, agency_id: int) -> list[CreditMark]:
    """Return the marks of an agency that the public sees now; repaired and expired ones are gone."""
    marks = select(CreditMark).where(CreditMark.agency_id == agency_id, CreditMark.state.in_(STANDING))
    return list(session.scalars(marks.options(joinedload(CreditMark.organisation)).order_by(CreditMark.public_on)))


def marks_of(session: Session, agency_id: int) -> list[CreditMark]:
    """Return all marks of an agency, newest first, for officials."""
    marks = select(CreditMark).where(CreditMark.agency_id == agency_id)
    return list(
        session.scalars(marks.options(joinedload(CreditMark.organisation)).order_by(CreditMark.id.desc()).limit(100))
    )


def engagements_of(session: Session, agency_id: int) -> list[Engagement]:
    """Return the latest engagements of an agency."""
    found = select(Engagement).where(Engagement.agency_id == agency_id)
    return list(
        session.scalars(
            found.options(joinedload(Engagement.organisation))
            .order_by(Engagement.signed_on.desc(), Engagement.id.desc())
            .limit(PAGE)
        )
    )


def engagements_by(session: Session, organisation_id: int) -> list[Engagement]:
    """Return the latest engagements by a public body."""
    found = select(Engagement).where(Engagement.organisation_id == organisation_id)
    return list(
        session.scalars(
            found.options(joinedload(Engagement.agency))
            .order_by(Engagement.signed_on.desc(), Engagement.id.desc())
            .limit(PAGE)
        )
    )


def rating_rule(session: Session, county: int, on: date) -> RatingRule:
    """Return the version of the rating's parameters in force; the defaults when the county has set none."""
    found = session.scalars(
        select(RatingRule)
        .where(RatingRule.county == county, RatingRule.valid_from <= on)
        .order_by(RatingRule.valid_from.desc())
    ).first()
    return found or RatingRule(
        county=county,
        regulator_points=70,
        government_points=10,
        society_points=20,
        minor=3,
        general=8,
        serious=20,
        good=2,
        valid_from=on,
        source="",
        verified=False,
    )


def rating_of(session: Session, agency: Agency, on: date) -> Computed:
    """Return the rating of an agency with all that it follows from."""
    mean = (Engagement.quality + Engagement.speed + Engagement.attitude + Engagement.fee) / 4.0
    rated, stars = session.execute(
        select(func.count(), func.avg(mean)).where(Engagement.agency_id == agency.id, Engagement.quality.is_not(None))
    ).one()
    rule = rating_rule(session, agency.county, on)
    marks = public_marks(session, agency.id)
    return compute(rule, agency.organisation_id, marks, int(rated), None if stars is None else round(float(stars), 2))


def files_of(session: Session, kind: str, subject_id: int) -> list[Attachment]:
    """Return the files of a report or a mark."""
    files = select(Attachment).where(Attachment.subject_kind == kind, Attachment.subject_id == subject_id)
    return list(session.scalars(files.order_by(Attachment.id).limit(50)))


def find_engagements(session: Session, scope: Scope, *, text: str = "", before: int | None = None) -> list[Engagement]:
    """Return engagements of clients inside the scope, newest first."""
    found = select(Engagement).where(scope.where(Engagement.county, Engagement.organisation_id))
    words = text.replace("\x00", "").strip()[:60]
    if words:
        named = select(Agency.id).where(Agency.name.contains(words, autoescape=True))
        found = found.where(
            or_(
                Engagement.project.contains(words, autoescape=True),
                Engagement.number == words,
                Engagement.agency_id.in_(named),
            )
        )
    if before is not None:
        found = found.where(Engagement.id < before)
    return list(
        session.scalars(
            found.options(joinedload(Engagement.agency), joinedload(Engagement.organisation))
            .order_by(Engagement.id.desc())
            .limit(PAGE)
        )
    )


def counts_by_category(session: Session) -> Mapping[str, int]:
    """Return how many agencies of each category the public sees."""
    rows: Sequence[Any] = session.execute(
        select(Agency.category, func.count()).where(in_public()).group_by(Agency.category)
    ).all()
    return {str(row[0]): int(row[1]) for row in rows}
