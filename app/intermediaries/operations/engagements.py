"""Engagements: who stood for a selection, when the agency delivered, what the client thinks of it; cases with an agency."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from app.intermediaries.guards import holds
from app.intermediaries.models import Agency, AgencyCase, Candidate, Engagement
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import working_calendar
from app.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, OutOfOrder
from app.kernel.identities import compact
from app.kernel.roles import Duty
from app.kernel.words import N_

SCORES = range(1, 6)
QUESTIONS = ("quality", "speed", "attitude", "fee")


def name_candidates(act: Act, engagement: Engagement, codes: Iterable[str]) -> list[Candidate]:
    """Enter the agencies that stood for a selection, by their credit codes; each once.

    Raises NotFound for a code that is not in the register.
    """
    _client(act, engagement)
    wanted = list(dict.fromkeys(compact(code) for code in codes if code.strip()))
    if not wanted:
        raise Incomplete(N_("Enter the credit code of each agency, one a line."), field="codes")
    if len(wanted) > 100:
        raise Incomplete(N_("A selection has at most 100 candidates."), field="codes")
    found = {
        agency.uscc: agency
        for agency in act.session.scalars(
            select(Agency).where(Agency.uscc.in_(wanted), Agency.county == engagement.county)
        )
    }
    lost = [code for code in wanted if code not in found]
    if lost:
        raise NotFound(N_("The register holds no agency with the code %(code)s."), code=lost[0][:18], field="codes")
    standing = {one.agency_id for one in engagement.candidates}
    made = [
        Candidate(county=engagement.county, engagement_id=engagement.id, agency_id=found[code].id)
        for code in wanted
        if found[code].id not in standing
    ]
    act.session.add_all(made)
    record(act, "engagement.candidates", engagement, count=len(made))
    act.session.expire(engagement, ["candidates"])
    return made


def deliver(act: Act, engagement: Engagement, on: date) -> None:
    """Note the day on which the agency delivered; how late it was is computed now."""
    _client(act, engagement)
    if engagement.delivered_on is not None:
        raise OutOfOrder(N_("The delivery has been noted already."))
    if not engagement.signed_on <= on <= act.on:
        raise Incomplete(N_("The day of delivery lies between the signing and today."), field="delivered_on")
    set_delivery(act, engagement, on)
    record(act, "engagement.delivered", engagement, on=on, late_days=engagement.late_days)


def set_delivery(act: Act, engagement: Engagement, on: date) -> None:
    """Write the day of delivery and its lateness in working days."""
    assert engagement.promised_on is not None
    engagement.delivered_on = on
    engagement.late_days = max(working_calendar(act.session).between(engagement.promised_on, on), 0)


def rate(act: Act, engagement: Engagement, scores: dict[str, int]) -> None:
    """Write the client's rating of quality, speed, attitude and fee, one to five each; once."""
    _client(act, engagement)
    if engagement.delivered_on is None:
        raise OutOfOrder(N_("An agency is rated after it has delivered. Note the delivery first."))
    if engagement.quality is not None:
        raise Conflict(N_("This engagement has been rated already."))
    for name in QUESTIONS:
        if scores.get(name) not in SCORES:
            raise Incomplete(N_("Choose one to five stars."), field=name)
    for name in QUESTIONS:
        setattr(engagement, name, scores[name])
    record(act, "engagement.rated", engagement, **{name: scores[name] for name in QUESTIONS})


def _client(act: Act, engagement: Engagement) -> None:
    if not holds(act, (engagement.organisation_id,), frozenset(Duty)):
        raise NotAllowed(N_("Only the body that engaged the agency enters this."))


def note_case(act: Act, agency: Agency, case_number: str, organisation_id: int) -> AgencyCase:
    """Note that an agency took part in an approval case; noting it twice changes nothing."""
    number = case_number.strip()[:60]
    if not number:
        raise Incomplete(N_("Enter the case number."), field="case_number")
    standing = act.session.scalar(
        select(AgencyCase).where(AgencyCase.case_number == number, AgencyCase.agency_id == agency.id)
    )
    if standing is not None:
        return standing
    made = AgencyCase(
        county=agency.county, agency_id=agency.id, case_number=number, organisation_id=organisation_id, noted_at=act.at
    )
    act.session.add(made)
    record(act, "agency.in_case", made, case=number, agency=agency.uscc)
    return made
