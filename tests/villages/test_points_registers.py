"""Every condition over officers, decisions, assets and works fires, spares what is lawful, and ceases."""

import io
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.kernel.act import start_of_day
from app.kernel.errors import Refused
from app.surfaces.records.writing import add_record, edit_record
from app.villages.measures import last_quarter, measure_rents, measure_years
from app.villages.models import (
    VillageAppraisal,
    VillageAsset,
    VillageAudit,
    VillageContract,
    VillageInstalment,
    VillageProfile,
    VillageWorks,
    VillageYear,
)
from app.villages.operations import add_works_photo, edit_voucher
from app.villages.operations.cash import Signatures
from app.villages.points import VILLAGE_POINTS
from app.villages.queries.works import staged_photos
from app.villages.registers import APPRAISAL, CONTRACT, INSTALMENT
from app.villages.words import Category, WorksStage
from tests.conftest import NOW
from tests.supervision.register import register_points
from tests.villages.building import DAY, TODAY, VillageBuilder
from tests.villages.test_points_cash import REVERSED, Scenario, put

register_points()
BY_CODE = {point.code: point for point in VILLAGE_POINTS}
_serial = count(1)
B = VillageBuilder


def row(b: B, table: Any, **values: Any) -> Any:
    return b.add(table(county=350102, organisation_id=b.village.id, **values))


def asset(b: B, **values: Any) -> VillageAsset:
    given = {"name": f"资产{next(_serial)}", "asset_class": "shop", "area": Decimal(100), "state": "own"}
    made: VillageAsset = row(b, VillageAsset, **(given | values))
    return made


def contract(b: B, *, of: VillageAsset | None = None, **values: Any) -> VillageContract:
    given: dict[str, Any] = {
        "number": f"C{next(_serial)}",
        "asset_id": (of or asset(b)).id,
        "party": "商行",
        "mode": "open",
        "signed_on": TODAY,
        "start_on": TODAY - 400 * DAY,
        "end_on": TODAY + 1400 * DAY,
        "rent": Decimal(5000),
        "years": 5.0,
        "bidders": 3,
        "publicity_days": 7,
        "decision_id": b.decision.id,
        "noted_at": NOW,
        "party_hash": "shop",
    } | values
    given |= {"start_day": given["start_on"].toordinal(), "end_day": given["end_on"].toordinal()}
    made: VillageContract = row(b, VillageContract, **given)
    return made


def instalment(b: B, late: int, paid: int = 0) -> VillageInstalment:
    due = TODAY - late * DAY
    made: VillageInstalment = row(
        b,
        VillageInstalment,
        contract_id=contract(b).id,
        due_on=due,
        due_day=due.toordinal(),
        due_at=start_of_day(due),
        amount=Decimal(100),
        paid=Decimal(paid),
    )
    return made


def works(b: B, **values: Any) -> VillageWorks:
    given = {
        "title": f"工程{next(_serial)}",
        "amount": Decimal(1000),
        "tender": "open",
        "builder": "工程队",
        "started_on": TODAY,
        "noted_at": NOW,
    }
    made: VillageWorks = row(b, VillageWorks, **(given | values))
    return made


def ended(b: B, state: str) -> VillageContract:
    return contract(b, of=asset(b, state=state), end_on=TODAY - DAY)


def kin(b: B, post: str, relation: str = "spouse") -> Any:
    member = b.officer(post)
    return b.related(member.person_hash, b.head.person_hash, relation)


def reach(b: B, party: str, **values: Any) -> VillageContract:
    b.related(b.head.person_hash, "wife")
    b.related("wife", "firm", "shareholder", share=Decimal(5))
    b.related("wife", "small", "shareholder", share=Decimal(4))
    return contract(b, party_hash=party, **values)


def bought(b: B, payee: str, category: Category = Category.WORKS) -> Any:
    reach(b, "nobody")
    return b.voucher("50", category, payee_hash=payee)


def left(b: B, days: int, *, audited: bool = False) -> Any:
    day = TODAY - days * DAY
    officer = b.officer("secretary", left_on=day, left_day=day.toordinal(), noted_at=NOW)
    if audited:
        audit(b, officer)
    return officer


def audit(b: B, officer: Any, published: date | None = TODAY - 5 * DAY) -> Any:
    return row(
        b,
        VillageAudit,
        officer_id=officer.id,
        audit_kind="departure",
        done_on=TODAY - 9 * DAY,
        published_on=published,
        noted_at=NOW,
    )


def election(b: B, published: date | None) -> Any:
    row(b, VillageProfile, households=1, population=1, next_election_on=TODAY - 3 * DAY)
    return audit(b, b.head, published)


def judged(b: B, officer: Any, day: date, failing: int = 0) -> Any:
    return row(
        b,
        VillageAppraisal,
        officer_id=officer.id,
        held_on=day,
        day=day.toordinal(),
        verdict="failing" if failing else "competent",
        failing=failing,
        noted_at=NOW,
    )


def unjudged(b: B, days: int) -> Any:
    officer = b.officer("committee", from_day=(TODAY - 900 * DAY).toordinal(), noted_at=NOW)
    for other in (b.head, b.accountant, b.supervisor):
        other.from_day = TODAY.toordinal()
    judged(b, officer, TODAY - days * DAY)
    return officer


def judge_again(b: B, officer: Any) -> None:
    judged(b, officer, TODAY)


def year(b: B, quarter: str) -> Any:
    return row(b, VillageYear, year=2026, measured_at=NOW, quarter_missed=quarter, last_booked_day=1)


def prepaid(b: B, years: int, until: date | None = None, term: int | None = None) -> VillageContract:
    if term is not None:
        row(
            b,
            VillageProfile,
            households=1,
            population=1,
            last_election_on=TODAY - 900 * DAY,
            next_election_on=TODAY + term * DAY,
        )
    return contract(b, prepaid_years=Decimal(years), prepaid_until=until)


def pictured(b: B, second: str) -> VillageWorks:
    for digest in ("same", second):
        made = works(b, photos=1)
        b.photo(made, digest)
    return made


SCENARIOS = {
    "V06.cheap": Scenario(
        lambda b: contract(b, unit_rent=69.0, reference=100.0, compared=5),
        lambda b: (
            contract(b, unit_rent=70.0, reference=100.0, compared=5),
            contract(b, unit_rent=9.0, reference=100.0, compared=4),
        ),
        put(unit_rent=90.0),
    ),
    "V07.long": Scenario(
        lambda b: contract(b, years=20.5),
        lambda b: (contract(b, years=20.0), contract(b, of=asset(b, asset_class="household_land"), years=30.0)),
        put(years=20.0),
    ),
    "V07.undecided": Scenario(
        lambda b: contract(b, years=10.5, decision_id=None),
        lambda b: (contract(b, years=10.5), contract(b, years=10.0, decision_id=None)),
        put(years=3.0),
    ),
    "V07.prepaid": Scenario(
        lambda b: prepaid(b, 6),
        lambda b: (prepaid(b, 5), prepaid(b, 6, until=TODAY + 90 * DAY, term=90), prepaid(b, 2)),
        put(ended_on=TODAY),
    ),
    "V08.rent": Scenario(
        lambda b: instalment(b, 31), lambda b: (instalment(b, 30), instalment(b, 40, 100)), put(paid=Decimal(100))
    ),
    "V08.arrears": Scenario(
        lambda b: instalment(b, 181), lambda b: (instalment(b, 180), instalment(b, 900, 100)), put(paid=Decimal(100))
    ),
    "V08.expired": Scenario(lambda b: ended(b, "in_use"), lambda b: ended(b, "idle"), put(ended_on=TODAY)),
    "V08.ending": Scenario(
        lambda b: contract(b, end_on=TODAY + 90 * DAY),
        lambda b: contract(b, end_on=TODAY + 91 * DAY),
        put(end_day=(TODAY + 900 * DAY).toordinal()),
    ),
    "V09.mode": Scenario(
        lambda b: contract(b, mode="negotiated", rent=Decimal(10000)),
        lambda b: (
            contract(b, mode="renewal", rent=Decimal(9999)),
            contract(b, mode="renewal", rent=Decimal(20000), exemption="鼓府〔2026〕1号"),
        ),
        put(exemption="鼓府〔2026〕2号"),
    ),
    "V09.publicity": Scenario(
        lambda b: contract(b, publicity_days=6, rent=Decimal(10000)),
        lambda b: (contract(b, publicity_days=7, rent=Decimal(10000)), contract(b, publicity_days=1)),
        put(publicity_days=7),
    ),
    "V09.single": Scenario(
        lambda b: contract(b, bidders=1, at_floor=True),
        lambda b: (contract(b, bidders=1), contract(b, bidders=2, at_floor=True)),
        put(bidders=2),
    ),
    "V10.contract": Scenario(
        lambda b: reach(b, "firm"),
        lambda b: (reach(b, "small"), contract(b, party_hash="firm", recusal="村主任回避")),
        put(recusal="村主任回避"),
    ),
    "V10.purchase": Scenario(
        lambda b: bought(b, "firm"), lambda b: (bought(b, "small"), b.voucher("5", payee_hash="firm")), REVERSED
    ),
    "V11.kin": Scenario(
        lambda b: (kin(b, "supervisor"), b.session.query(type(b.head)).order_by(type(b.head).id.desc()).first())[1],
        lambda b: (kin(b, "committee"), kin(b, "supervisor", "legal")),
        put(left_on=TODAY),
    ),
    "V12.quorum": Scenario(
        lambda b: b.decided(TODAY, attended=19, noted_at=NOW),
        lambda b: (
            b.decided(TODAY, attended=20, yes=11, noted_at=NOW),
            b.decided(TODAY, body="delegates", yes=20, noted_at=NOW),
        ),
        put(attended=25),
    ),
    "V12.notice": Scenario(
        lambda b: b.decided(TODAY, body="members", notice_days=9, noted_at=NOW),
        lambda b: b.decided(TODAY, body="members", notice_days=10, noted_at=NOW),
        put(notice_days=10),
    ),
    "V12.reserved": Scenario(
        lambda b: b.decided(TODAY, reserved=True, noted_at=NOW),
        lambda b: b.decided(TODAY, reserved=True, body="assembly", noted_at=NOW),
        put(reserved=False),
    ),
    "V12.quarter": Scenario(lambda b: year(b, "2026-Q2"), lambda b: year(b, ""), put(quarter_missed="")),
    "V19.tender": Scenario(
        lambda b: works(b, amount=Decimal(200000)),
        lambda b: (works(b, amount=Decimal(199999)), works(b, amount=Decimal(300000), tender_number="T1")),
        put(tender_number="T2"),
    ),
    "V19.over": Scenario(
        lambda b: works(b, paid=Decimal(1101)), lambda b: works(b, paid=Decimal(1100)), put(paid=Decimal(1))
    ),
    "V19.early": Scenario(
        lambda b: works(b, paid=Decimal(801)),
        lambda b: (works(b, paid=Decimal(800)), works(b, paid=Decimal(900), accepted_on=TODAY)),
        put(accepted_on=TODAY),
    ),
    "V19.photo": Scenario(
        lambda b: works(b, accepted_on=TODAY), lambda b: (works(b), works(b, accepted_on=TODAY, after=1)), put(after=1)
    ),
    "V19.reused": Scenario(lambda b: pictured(b, "same"), lambda b: pictured(b, "other"), put(photos=0)),
    "V24.missing": Scenario(
        lambda b: left(b, 181),
        lambda b: (left(b, 180), left(b, 400, audited=True)),
        lambda b, one: audit(b, one) and None,
    ),
    "V24.unpublished": Scenario(
        lambda b: election(b, None), lambda b: election(b, TODAY - 4 * DAY), put(published_on=TODAY - 4 * DAY)
    ),
    "V25.missing": Scenario(lambda b: unjudged(b, 366), lambda b: unjudged(b, 365), judge_again),
    "V25.failing": Scenario(
        lambda b: judged(b, b.head, TODAY, 2),
        lambda b: (
            judged(b, b.head, TODAY, 1),
            judged(b, b.accountant, TODAY - DAY, 2),
            judged(b, b.accountant, TODAY),
        ),
        put(failing=1),
    ),
}


@pytest.fixture
def build(build: VillageBuilder) -> VillageBuilder:
    """A village whose officers came today, so that nobody waits for an appraisal."""
    for officer in (build.head, build.accountant, build.supervisor):
        officer.from_day, officer.noted_at = TODAY.toordinal(), NOW
    build.decision.noted_at = NOW
    return build


@pytest.mark.parametrize("code", SCENARIOS)
def test_a_condition_raises_one_alert(build: B, code: str) -> None:
    SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    build.sweep(BY_CODE[code])
    assert [alert.organisation_id for alert in build.alerts(code)] == [build.village.id]


@pytest.mark.parametrize("code", SCENARIOS)
def test_what_is_lawful_raises_nothing(build: B, code: str) -> None:
    SCENARIOS[code].calm(build)
    build.sweep(BY_CODE[code])
    assert build.alerts(code) == []


@pytest.mark.parametrize("code", SCENARIOS)
def test_an_alert_ceases_with_its_condition(build: B, code: str) -> None:
    held = SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    SCENARIOS[code].ends(build, held)
    build.sweep(BY_CODE[code], at=NOW + timedelta(hours=1))
    assert [alert.ceased_at for alert in build.alerts(code)] == [NOW + timedelta(hours=1)]


def test_a_contract_brings_its_instalments_and_hides_its_partner(build: B) -> None:
    made = add_record(
        build.act,
        CONTRACT,
        {
            "organisation_id": build.village.id,
            "number": "N1",
            "asset_id": asset(build).id,
            "party": "榕城公司",
            "party_identity": "91350100M000100Y43",
            "mode": "open",
            "signed_on": TODAY,
            "start_on": date(2024, 2, 29),
            "end_on": date(2027, 2, 28),
            "rent": Decimal(1200),
            "prepaid_years": Decimal(1),
            "exemption": "",
            "recusal": "",
        },
    )
    rents = build.session.scalars(select(VillageInstalment).order_by(VillageInstalment.due_on)).all()
    assert [(one.due_on.isoformat(), one.paid) for one in rents] == [
        ("2024-02-29", 1200),
        ("2025-02-28", 0),
        ("2026-02-28", 0),
    ]
    assert (made.party_identity, made.party_person, made.unit_rent) == ("913***********0Y43", False, 12.0)
    with pytest.raises(Refused):
        edit_record(build.act, INSTALMENT, rents[1], {"paid": Decimal(5)})
    with pytest.raises(Refused):
        edit_record(build.act, CONTRACT, made, {"end_on": date(2199, 1, 1)})


@pytest.mark.parametrize(
    ("signed", "until", "fires"), [(TODAY, 91, True), (TODAY, 90, False), (TODAY - 901 * DAY, 90, True)]
)
def test_rent_taken_at_once_counts_beyond_the_term_of_who_took_it(
    build: B, signed: date, until: int, fires: bool
) -> None:
    prepaid(build, 6, until=TODAY + until * DAY, term=90).signed_on = signed
    build.sweep(BY_CODE["V07.prepaid"])
    assert bool(build.alerts("V07.prepaid")) is fires


def test_two_failing_appraisals_in_a_row_are_counted(build: B) -> None:
    for number, day in enumerate((date(2025, 1, 5), date(2026, 1, 5)), start=1):
        made = add_record(
            build.act,
            APPRAISAL,
            {"organisation_id": build.village.id, "officer_id": build.head.id, "held_on": day, "verdict": "failing"},
        )
        assert made.failing == number


def test_rents_are_compared_within_their_class(build: B) -> None:
    for rent in (10, 20, 30, 40, 50):
        contract(build, unit_rent=float(rent))
    contract(build, of=asset(build, asset_class="water"), unit_rent=7.0)
    assert measure_rents(build.act) == {"contracts": 6}
    found = build.session.scalars(select(VillageContract.reference).order_by(VillageContract.id)).all()
    assert found == [30.0] * 5 + [7.0]


def test_a_quarter_without_a_meeting_is_noted(build: B) -> None:
    assert last_quarter(date(2026, 1, 5))[0] == "2025-Q4" and last_quarter(TODAY)[0] == "2026-Q2"
    measure_years(build.act)
    assert build.session.scalars(select(VillageYear.quarter_missed)).one() == "2026-Q2"
    build.decided(date(2026, 6, 30))
    measure_years(build.act)
    assert build.session.scalars(select(VillageYear.quarter_missed)).one() == ""


def test_vouchers_and_photos_are_counted_into_their_works(build: B, tmp_path: Path) -> None:
    made = works(build)
    voucher = build.voucher("300", Category.WORKS, signed=Signatures(build.accountant.id, build.head.id, None, made.id))
    assert made.paid == 300
    edit_voucher(build.act, voucher, build.entry("200", Category.WORKS), signed=Signatures(works_id=made.id))
    assert made.paid == 200
    target = io.BytesIO()
    Image.new("RGB", (30, 30), "blue").save(target, "JPEG")
    for _ in range(2):
        target.seek(0)
        add_works_photo(build.act, tmp_path, made, WorksStage.AFTER, "完工.jpg", target)
    assert (made.photos, made.after, made.before) == (1, 1, 0)
    Image.new("RGB", (30, 30), "green").save(second := io.BytesIO(), "JPEG")
    second.seek(0)
    told = {"at": "2026-09-20T10:30:00+08:00", "lat": "26.082131", "lon": "119.301424"}
    add_works_photo(build.act, tmp_path, made, WorksStage.DURING, "施工.jpg", second, told)
    before, during, after = staged_photos(build.session, made)
    assert (before.photos, len(after.photos), after.photos[0].place) == ([], 1, "")
    assert (during.photos[0].taken, during.photos[0].place) == ("2026-09-20 10:30", "26.08213, 119.30142")
