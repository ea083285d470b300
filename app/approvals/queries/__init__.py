"""Questions about cases: what the desk, the case page, the portal and the figures may read."""

from app.approvals.queries.cases import (
    Button,
    CaseFilter,
    Page,
    case_for,
    complaints_for,
    find_cases,
    in_scope,
    possible_moves,
)
from app.approvals.queries.desk import DeskFilter, DeskRow, deadlines, desk, step_deadlines, tiles, work_waiting
from app.approvals.queries.files import attachments_of
from app.approvals.queries.public import (
    Progress,
    applicants_papers,
    case_by_code,
    cases_of_applicant,
    progress,
    published_cases,
)
from app.kernel.clocks.lights import Light, light_of

__all__ = [
    "Button",
    "CaseFilter",
    "DeskFilter",
    "DeskRow",
    "Light",
    "Page",
    "Progress",
    "applicants_papers",
    "attachments_of",
    "case_by_code",
    "case_for",
    "cases_of_applicant",
    "complaints_for",
    "deadlines",
    "desk",
    "find_cases",
    "in_scope",
    "light_of",
    "possible_moves",
    "progress",
    "published_cases",
    "step_deadlines",
    "tiles",
    "work_waiting",
]
