"""Which agency stood behind a case: the agent whom the window noted, found in the register of agencies."""

from collections.abc import Mapping

from sqlalchemy import and_, func, select

from app.approvals.models import Case
from app.intermediaries.models import Agency, AgencyCase
from app.intermediaries.operations import note_case
from app.kernel.act import Act

AT_ONCE = 2_000


def link_agencies(act: Act) -> Mapping[str, int]:
    """Note each agency of the county's register whose name, or credit code, stands as the agent of a case."""
    agent = func.trim(Case.agent_name)
    known = select(AgencyCase.id).where(AgencyCase.case_number == Case.number, AgencyCase.agency_id == Agency.id)
    found = (
        select(Case, Agency)
        .join(Agency, and_(Agency.county == Case.county, (Agency.name == agent) | (Agency.uscc == func.upper(agent))))
        .where(Case.agent_name.is_not(None), Case.agent_name != "", ~known.exists())
        .order_by(Case.id)
        .limit(AT_ONCE)
    )
    rows = act.session.execute(found).all()
    for case, agency in rows:
        note_case(act.in_county(case.county), agency, case.number, case.organisation_id)
    return {"linked": len(rows)}
