"""Every route as every role: no row outside the scope is read or written."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import inspect, select

from app.approvals.models import Case, Complaint
from app.disclosure.models import TABLES as DISCLOSURE
from app.domains import DOMAINS
from app.exchange.models import TABLES as EXCHANGE
from app.funds.models import (
    Account,
    Appropriation,
    BudgetChange,
    BudgetLine,
    Charge,
    ExpenseCap,
    Milestone,
    Movement,
    PaymentOrder,
    ProjectContract,
    ProjectMonth,
    PublicProject,
    Shape,
    Statement,
)
from app.intermediaries.models import (
    Agency,
    AgencyLetter,
    AgencyStep,
    CitizenReport,
    CreditMark,
    CreditRule,
    Engagement,
    Practitioner,
    Qualification,
    RatingRule,
)
from app.kernel.places import Official, Organisation
from app.ledgers.models import Ledger, LedgerDuty, LedgerEntry, LedgerVersion
from app.parties.models import Declaration, Office, Party, PartyMark, PartyRule, Tie
from app.patrol.models import TABLES as PATROL
from app.penalties.cases.acts import PenaltyComplaint
from app.penalties.cases.models import LegalQualification, OfficerCertificate, PenaltyCase
from app.penalties.models import Benchmark, ViolationItem, ViolationVersion
from app.powers.models import ChangeOrder, Power
from app.supervision.models import Alert, FollowUp
from app.supervision.own.models import OwnPoint, OwnPointVersion
from app.surfaces.database import db
from app.trading.models import (
    Addendum,
    Objection,
    Project,
    ScreenAnswer,
    ScreenedBid,
    ScreenedTrade,
    TradeComplaint,
    TradePattern,
    TradeQuestion,
)
from app.villages.models import (
    SubsidyBatch,
    SubsidyPayment,
    SubsidyProgramme,
    VillageAccount,
    VillageAppraisal,
    VillageArticle,
    VillageAsset,
    VillageAudit,
    VillageContract,
    VillageDecision,
    VillageGuarantee,
    VillageOfficer,
    VillageProfile,
    VillageQuestion,
    VillageWorks,
    Voucher,
)
from tests.planted.county import plant
from tests.planted.words import SECRET
from tests.routes import first_rows, paths
from tests.web import RunningProgram, form_token, refusal
from tests.world import OFFICIALS

HERE = [short for short, (_n, home, _r, _d) in OFFICIALS.items() if not home.startswith(("taijiang", "city"))]
ROLES = (
    "village_clerk",
    "town_clerk",
    "window",
    "handler",
    "section_head",
    "organ_head",
    "inspector",
    "county_admin",
    "auditor",
    "leader",
)
FUNDS: tuple[type[Any], ...] = (
    Appropriation,
    BudgetChange,
    BudgetLine,
    Charge,
    ExpenseCap,
    Milestone,
    PaymentOrder,
    ProjectContract,
    ProjectMonth,
    PublicProject,
)
VILLAGE_TABLES: tuple[type[Any], ...] = (
    SubsidyBatch,
    SubsidyPayment,
    SubsidyProgramme,
    VillageAppraisal,
    VillageAsset,
    VillageAudit,
    VillageContract,
    VillageWorks,
    VillageAccount,
    VillageArticle,
    VillageDecision,
    VillageGuarantee,
    VillageOfficer,
    VillageProfile,
    VillageQuestion,
    Voucher,
)
KINDS = {kind.name: kind for domain in DOMAINS for kind in domain.records}


def readable(answer: Any) -> str:
    """Return what an answer says; of a workbook, the text of its cells."""
    content: bytes = answer.get_data()
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return "".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


@pytest.fixture
def planted(program: RunningProgram) -> dict[str, Any]:
    """Ids of the other county's rows by kind."""
    with program.app.app_context():
        ids = first_rows(db.session(), 350103) | plant(db.session())
        db.session.remove()
    return ids


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_a_row_of_another_county(
    program: RunningProgram, planted: dict[str, Any], client_of: Callable[[str], FlaskClient], role: str
) -> None:
    client = client_of(role)
    seen = 0
    for rule, path in paths(program.app, planted, "GET"):
        answer = client.get(path)
        assert answer.status_code < 500, path
        assert SECRET not in readable(answer), path
        seen += answer.status_code == 200 and not rule.arguments
    assert seen >= 2  # the walk was not refused everywhere


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_another_county_can_be_written(
    program: RunningProgram, planted: dict[str, Any], client_of: Callable[[str], FlaskClient], role: str
) -> None:
    client = client_of(role)
    before = _rows(program)
    token = form_token(client.get("/"))
    body = {"csrf_token": token, "name": "x", "reason": "x", "text": "x", "organisation_id": planted["organisation"]}
    for method in ("POST", "PUT", "DELETE"):
        for rule, path in paths(program.app, planted, method):
            if rule.endpoint == "login.leave":
                continue
            send = getattr(client, method.lower())
            if path.startswith("/api/"):
                answer = send(path, json={"organisation_id": planted["organisation"]}, headers={"X-CSRFToken": token})
            else:
                answer = send(path, data=body)
            assert answer.status_code < 500, path
    assert _rows(program) == before


def _rows(program: RunningProgram) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the other county in the tables that matter."""
    tables: tuple[Any, ...] = (
        Organisation,
        Official,
        Power,
        ChangeOrder,
        Case,
        Alert,
        FollowUp,
        Complaint,
        Benchmark,
        ViolationItem,
        ViolationVersion,
        OwnPoint,
        OwnPointVersion,
        Ledger,
        LedgerVersion,
        LedgerEntry,
        LedgerDuty,
        PenaltyCase,
        OfficerCertificate,
        LegalQualification,
        PenaltyComplaint,
        Account,
        *FUNDS,
        Movement,
        Shape,
        Statement,
        Agency,
        AgencyLetter,
        AgencyStep,
        CitizenReport,
        CreditMark,
        CreditRule,
        Engagement,
        Practitioner,
        Qualification,
        RatingRule,
        Party,
        PartyMark,
        Tie,
        Office,
        Declaration,
        PartyRule,
        ScreenAnswer,
        ScreenedBid,
        ScreenedTrade,
        TradePattern,
        Project,
        TradeQuestion,
        Addendum,
        Objection,
        TradeComplaint,
        *DISCLOSURE,
        *PATROL,
        *EXCHANGE,
        *VILLAGE_TABLES,
    )
    with program.app.app_context():
        found = {
            table.__tablename__: [
                tuple(row)
                for row in db.session.execute(
                    select(*(c for c in inspect(table).columns if "Encrypted" not in type(c.type).__name__))
                    .where(table.county == 350103)
                    .order_by(table.id)
                )
            ]
            for table in tables
        }
        db.session.remove()
    return {name: [tuple(map(str, row)) for row in rows] for name, rows in found.items()}


def test_an_add_over_rest_cannot_name_another_countys_organisation(
    program: RunningProgram, planted: dict[str, Any], client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/"))
    body = {"name": "外来人", "organisation_id": planted["organisation"]}
    answer = client.post("/api/v1/official/", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 422
    assert "organisation_id" in answer.get_json()["errors"]


def test_a_change_over_rest_by_cookie_needs_the_form_token(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("county_admin").post("/api/v1/official/", json={"name": "某"})
    assert refusal(answer) == (403, "请求缺少防伪令牌，请刷新页面后重试。")


def test_a_field_that_the_form_does_not_show_cannot_be_set(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/"))
    answer = client.post("/api/v1/official/", json={"name": "某", "county": 350103}, headers={"X-CSRFToken": token})
    assert answer.status_code == 422
    assert "county" in answer.get_json()["errors"]


@pytest.mark.parametrize(
    "query",
    ["order=password", "order=;drop", "colour=red", "name__from=x", "after=xxx", "code=' OR 1=1--", "q=%00%27--"],
)
def test_a_list_answers_odd_questions_in_words(client_of: Callable[[str], FlaskClient], query: str) -> None:
    client = client_of("county_admin")
    for place in ("/records/organisation/list/", "/api/v1/organisation/"):
        answer = client.get(f"{place}?{query}")
        assert answer.status_code == 200 or all(refusal(answer)), place


def test_a_percent_sign_is_searched_for_as_it_stands(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("county_admin").get("/api/v1/organisation/?q=%25")
    assert answer.get_json()["count"] == 0


def test_the_largest_page_has_a_hundred_rows(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("county_admin").get("/api/v1/working_day/?size=999")
    assert len(answer.get_json()["result"]) == 100
