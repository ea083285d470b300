"""Projects of government investment, their contracts, plans by month and milestones."""

from sqlalchemy import true

from app.funds.checks.projects import (
    check_contract,
    check_milestone,
    check_month,
    check_project,
    settle_contracts,
    settle_months,
)
from app.funds.models import Milestone, ProjectContract, ProjectMonth, PublicProject
from app.funds.records.access import MENU, PROJECTS
from app.kernel.records import Field, RecordKind
from app.kernel.words import N_

HOME = Field("organisation_id", N_("Organisation"), picks="organisation", filtered=True, editable=False, public=True)

PROJECT = RecordKind(
    name="fund_project",
    model=PublicProject,
    title=N_("Projects of government investment"),
    menu=MENU,
    icon="building",
    key=("code",),
    order=("id", "desc"),
    check=check_project,
    public=lambda _on: true(),
    fields=(
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, public=True),
        Field("code", N_("Code"), example="2026-350102-48-01-004417", listed=True, public=True),
        Field("name", N_("Project"), example="老旧小区雨污分流改造", listed=True, searchable=True, public=True),
        Field("budget", N_("Budget (yuan)"), example="2400000", listed=True, public=True),
        Field("starts_on", N_("Begins on"), example="2026-03-01", public=True),
        Field("ends_on", N_("Planned to end on"), example="2026-12-31", listed=True, filtered=True, public=True),
        Field("document", N_("Document"), example="鼓发改〔2026〕12号", required=False, public=True),
        Field("accepted_on", N_("Accepted on"), required=False, first=False, filtered=True, public=True),
    ),
    access=PROJECTS,
)
CONTRACT = RecordKind(
    name="fund_project_contract",
    model=ProjectContract,
    title=N_("Contracts of projects"),
    menu=MENU,
    icon="file",
    key=("project_id", "number"),
    order=("id", "desc"),
    check=check_contract,
    settle=settle_contracts,
    public=lambda _on: true(),
    fields=(
        Field("project_id", N_("Project"), picks="project", listed=True, filtered=True, public=True),
        Field("number", N_("Contract number"), example="HT2026-350102-0007", listed=True, searchable=True, public=True),
        Field("supplier_code", N_("Credit code of the supplier"), example="91350100M000100Y43", public=True),
        Field(
            "supplier", N_("Supplier"), example="福州闽衡市政工程有限公司", listed=True, searchable=True, public=True
        ),
        Field("amount", N_("Amount (yuan)"), example="1180000", listed=True, public=True),
        Field(
            "advance",
            N_("Advance (%)"),
            hint=N_("What the contract allows to be paid ahead of the works"),
            example="30",
            required=False,
            public=True,
        ),
        Field("signed_on", N_("Signed on"), example="2026-03-20", listed=True, filtered=True, public=True),
        Field("party_id", N_("Party"), picks="party", editable=False),
        HOME,
    ),
    access=PROJECTS,
)
MONTH = RecordKind(
    name="fund_project_month",
    model=ProjectMonth,
    title=N_("Plans of projects by month"),
    menu=MENU,
    icon="calendar",
    key=("project_id", "month"),
    order=("id", "desc"),
    check=check_month,
    settle=settle_months,
    public=lambda _on: true(),
    fields=(
        Field("project_id", N_("Project"), picks="project", listed=True, filtered=True, public=True),
        Field(
            "month", N_("Month"), hint=N_("Year and month in six digits"), example="202606", listed=True, public=True
        ),
        Field("planned", N_("Planned (yuan)"), example="200000", listed=True, public=True),
        Field("so_far", N_("Planned up to then (yuan)"), listed=True, editable=False, public=True),
        HOME,
    ),
    access=PROJECTS,
)
MILESTONE = RecordKind(
    name="fund_milestone",
    model=Milestone,
    title=N_("Milestones of projects"),
    menu=MENU,
    icon="check",
    key=("project_id", "name"),
    order=("id", "desc"),
    check=check_milestone,
    public=lambda _on: true(),
    fields=(
        Field("project_id", N_("Project"), picks="project", listed=True, filtered=True, public=True),
        Field("name", N_("Milestone"), example="主体完工", listed=True, searchable=True, public=True),
        Field(
            "percent",
            N_("Works done (%)"),
            hint=N_("Of the whole, when it is reached"),
            example="60",
            listed=True,
            public=True,
        ),
        Field("due_on", N_("Due on"), example="2026-08-31", listed=True, filtered=True, public=True),
        Field("reported_on", N_("Reported on"), required=False, listed=True, filtered=True, public=True),
        HOME,
    ),
    access=PROJECTS,
)
KINDS = (PROJECT, CONTRACT, MONTH, MILESTONE)
