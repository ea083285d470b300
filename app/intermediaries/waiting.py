"""Questions about what waits at a body: marks, applications, letters of agencies and citizens; and what a code opens."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from app.intermediaries.models import Agency, AgencyLetter, AgencyStep, CitizenReport, CreditMark, Qualification
from app.intermediaries.queries import PAGE, in_public
from app.intermediaries.words import AgencyState, MarkState
from app.kernel.act import Actor
from app.kernel.codes import typed
from app.kernel.errors import NotFound
from app.kernel.places import Organisation, Scope
from app.kernel.words import N_

MINE = {"decide": (MarkState.OBJECTED, MarkState.REPAIR), "told": (MarkState.NOTICED,), "new": (MarkState.PROPOSED,)}
OPEN = tuple(str(state) for states in MINE.values() for state in states)


def open_marks(session: Session, actor: Actor, what: str = "") -> list[CreditMark]:
    """Return the marks of my own bodies that wait for something, the nearest end first."""
    states = [str(state) for state in MINE.get(what, ())] or list(OPEN)
    found = select(CreditMark).where(
        CreditMark.state.in_(states), actor.scope.where(CreditMark.county, CreditMark.organisation_id)
    )
    return list(
        session.scalars(
            found.options(joinedload(CreditMark.agency), joinedload(CreditMark.organisation))
            .order_by(CreditMark.object_due_at.is_(None), CreditMark.object_due_at, CreditMark.id)
            .limit(PAGE)
        )
    )


def open_reports(session: Session, scope: Scope) -> list[CitizenReport]:
    """Return the reports of citizens that nobody has answered."""
    found = select(CitizenReport).where(
        CitizenReport.answered_at.is_(None), scope.where(CitizenReport.county, CitizenReport.organisation_id)
    )
    return list(
        session.scalars(found.options(joinedload(CitizenReport.agency)).order_by(CitizenReport.made_at).limit(PAGE))
    )


def applications(session: Session, scope: Scope) -> list[Agency]:
    """Return agencies that wait to be checked or listed."""
    waiting = [str(AgencyState.APPLIED), str(AgencyState.CHECKED)]
    found = select(Agency).where(Agency.state.in_(waiting), scope.where(Agency.county, Agency.organisation_id))
    return list(session.scalars(found.order_by(Agency.id).limit(PAGE)))


def expiring(session: Session, scope: Scope, on: date, days: int = 60) -> list[Qualification]:
    """Return the qualifications of listed agencies that end within some days."""
    found = (
        select(Qualification)
        .join(Agency, Agency.id == Qualification.agency_id)
        .where(
            Qualification.valid_to.between(on, on + timedelta(days=days)),
            Qualification.withdrawn_on.is_(None),
            in_public(),
            scope.where(Agency.county, Agency.organisation_id),
        )
        .options(joinedload(Qualification.agency))
        .order_by(Qualification.valid_to, Qualification.id)
        .limit(PAGE)
    )
    return list(session.scalars(found))


def work_waiting(session: Session, actor: Actor) -> int:
    """Return how many marks, reports, letters and applications wait at my bodies."""
    scope = actor.scope
    marks = select(func.count()).where(
        CreditMark.state.in_(OPEN), scope.where(CreditMark.county, CreditMark.organisation_id)
    )
    reports = select(func.count()).where(
        CitizenReport.answered_at.is_(None), scope.where(CitizenReport.county, CitizenReport.organisation_id)
    )
    waiting = select(func.count()).where(
        Agency.state.in_([str(AgencyState.APPLIED), str(AgencyState.CHECKED)]),
        scope.where(Agency.county, Agency.organisation_id),
    )
    letters = select(func.count()).where(
        AgencyLetter.answered_at.is_(None), scope.where(AgencyLetter.county, AgencyLetter.organisation_id)
    )
    appeals = select(func.count()).where(open_appeal(), scope.where(AgencyStep.county, AgencyStep.organisation_id))
    return sum(session.scalar(one) or 0 for one in (marks, reports, waiting, letters, appeals))


def letter_for(session: Session, scope: Scope, pk: int) -> AgencyLetter:
    """Return a letter of an agency to a body inside the scope."""
    inside = scope.where(AgencyLetter.county, AgencyLetter.organisation_id)
    found = session.scalar(select(AgencyLetter).where(AgencyLetter.id == pk, inside))
    if found is None:
        raise NotFound(N_("There is no such letter, or it lies outside your region."))
    return found


def letter_or_notice(session: Session, code: str) -> AgencyLetter | CreditMark | AgencyStep:
    """Return what a code belongs to: a letter of an agency, or a mark or step of which it was told."""
    wanted = typed(code)
    found: AgencyLetter | CreditMark | AgencyStep | None = (
        session.scalar(select(AgencyLetter).where(AgencyLetter.query_code == wanted))
        or session.scalar(select(CreditMark).where(CreditMark.query_code == wanted))
        or session.scalar(select(AgencyStep).where(AgencyStep.query_code == wanted))
    )
    if found is not None:
        return found
    raise NotFound(N_("There is nothing with this code. Compare it with what you were given."))


def supervising_bodies(session: Session) -> list[Organisation]:
    """Return the bodies that take applications: those at work that supervise an agency already."""
    known = select(Agency.organisation_id).where(Agency.organisation_id == Organisation.id)
    found = select(Organisation).where(known.exists(), Organisation.closed_on.is_(None))
    return list(session.scalars(found.order_by(Organisation.county, Organisation.id)))


def body_for(session: Session, pk: int) -> Organisation:
    """Return a supervising body."""
    found = session.get(Organisation, pk)
    if found is None:
        raise NotFound(N_("There is no such organisation in your scope."))
    return found


def open_letters(session: Session, scope: Scope) -> list[AgencyLetter]:
    """Return the letters of agencies that nobody has answered, oldest first."""
    waiting = select(AgencyLetter).where(
        AgencyLetter.answered_at.is_(None), scope.where(AgencyLetter.county, AgencyLetter.organisation_id)
    )
    return list(session.scalars(waiting.order_by(AgencyLetter.made_at, AgencyLetter.id).limit(PAGE)))


def open_appeals(session: Session, scope: Scope) -> list[AgencyStep]:
    """Return the steps against which an agency has appealed and that nobody has decided, oldest first."""
    waiting = select(AgencyStep).where(open_appeal(), scope.where(AgencyStep.county, AgencyStep.organisation_id))
    return list(
        session.scalars(waiting.options(joinedload(AgencyStep.agency)).order_by(AgencyStep.appealed_at).limit(PAGE))
    )


def open_appeal() -> ColumnElement[bool]:
    """Return the condition of steps whose appeal waits."""
    return and_(AgencyStep.appealed_at.is_not(None), AgencyStep.appeal_decided_at.is_(None))
