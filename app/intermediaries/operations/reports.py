"""Reports of citizens about agencies: anybody may make one; the supervising body answers."""

from app.intermediaries import notices
from app.intermediaries.flows import WORKERS
from app.intermediaries.guards import holds, worded
from app.intermediaries.models import Agency, CitizenReport
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import Limit, Unit
from app.kernel.clocks import ClockKind, start_clock, stop_clock
from app.kernel.codes import new_code
from app.kernel.errors import NotAllowed, OutOfOrder
from app.kernel.words import N_

ANSWER = Limit(60, Unit.CALENDAR_DAY, basis=N_("Rules on complaints: sixty days to answer"))


def report_agency(act: Act, agency: Agency, text: str, contact: str = "") -> CitizenReport:
    """Take a report about an agency; what it says and who made it are kept encrypted."""
    made = CitizenReport(
        county=agency.county,
        agency_id=agency.id,
        organisation_id=agency.organisation_id,
        text=worded(text, "text"),
        contact=contact.replace("\x00", "").strip()[:120] or None,
        query_code=new_code(12),
        made_at=act.at,
    )
    act.session.add(made)
    act.session.flush()
    start_clock(act, made, ClockKind.ANSWER, ANSWER)
    record(act, "agency.reported", made, agency=agency.uscc)
    notices.tell_heads(act, agency.organisation_id, notices.REPORTED, made, agency=agency.name)
    return made


def answer_report(act: Act, report: CitizenReport, answer: str, *, upheld: bool) -> None:
    """Answer a report; one that was right may then be turned into a mark."""
    if not holds(act, (report.organisation_id,), WORKERS):
        raise NotAllowed(N_("Only the body that supervises this agency does this."))
    if report.answered_at is not None:
        raise OutOfOrder(N_("This report has been answered already."))
    report.answer, report.upheld = worded(answer, "answer"), upheld
    report.answered_at, report.answered_by = act.at, act.actor.official_id
    stop_clock(act, report, ClockKind.ANSWER)
    record(act, "agency.report_answered", report, upheld=upheld)
