"""Subsidies: persons by hash, reference sets, the matrix of exclusions, and what the villager says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.sealing import keyed_hash
from app.surfaces.records.writing import add_record
from app.villages.models import (
    SubsidyBatch,
    SubsidyExclusion,
    SubsidyPayment,
    SubsidyProgramme,
    SubsidyReference,
    VillageProfile,
)
from app.villages.operations import bring_reference, confirm_payment, payment_by_code, print_slips
from app.villages.operations.cash import Signatures
from app.villages.points import VILLAGE_POINTS
from app.villages.subsidies import PAYMENT
from app.villages.words import Confirmation, RefKind
from tests.conftest import NOW
from tests.supervision.register import register_points
from tests.villages.building import DAY, TODAY, VillageBuilder, number_of
from tests.villages.test_points_cash import Scenario, gone, put
from tests.villages.test_site import post
from tests.web import RunningProgram, at_work

register_points()
BY_CODE = {point.code: point for point in VILLAGE_POINTS}
B = VillageBuilder
_serial = count(1)


def programme(b: B, kind: str = "relief") -> SubsidyProgramme:
    made: SubsidyProgramme = b.add(
        SubsidyProgramme(county=350102, code=f"P{next(_serial)}", name="低保", programme_kind=kind)
    )
    return made


def batch(b: B, of: SubsidyProgramme, **values: Any) -> SubsidyBatch:
    given = {
        "county": 350102,
        "organisation_id": b.village.id,
        "number": f"N{next(_serial)}",
        "programme_id": of.id,
        "period_on": TODAY,
        "period_day": TODAY.toordinal(),
        "arrived_on": TODAY,
        "arrived_day": TODAY.toordinal(),
        "arrived": Decimal(1000),
        "noted_at": NOW,
    }
    made: SubsidyBatch = b.add(SubsidyBatch(**(given | values)))
    return made


def paid(b: B, person: str, of: SubsidyProgramme | None = None, **values: Any) -> SubsidyPayment:
    scheme = of or programme(b)
    held = batch(b, scheme)
    serial = next(_serial)
    given = {
        "county": 350102,
        "organisation_id": b.village.id,
        "batch_id": held.id,
        "programme_id": scheme.id,
        "period_day": held.period_day,
        "name": "陈美玲",
        "identity": "3501****",
        "person_hash": person,
        "household": f"H{serial}",
        "amount": Decimal(100),
        "noted_at": NOW,
        "noted_day": TODAY.toordinal(),
        "confirm_code": f"CODE{serial}",
    }
    made: SubsidyPayment = b.add(SubsidyPayment(**(given | values)))
    return made


def known(b: B, kind: str, person: str, value: int) -> SubsidyReference:
    made: SubsidyReference = b.add(
        SubsidyReference(county=350102, ref_kind=kind, person_hash=person, value=Decimal(value), as_of=TODAY)
    )
    return made


def dead(b: B, days: int) -> Any:
    known(b, "death", "p", (TODAY - days * DAY).toordinal())
    return paid(b, "p")


def again(b: B, second: str) -> Any:
    of = programme(b)
    paid(b, "p", of)
    return paid(b, second, of)


def both(b: B, *, excluded: bool) -> Any:
    one, two = programme(b), programme(b)
    if excluded:
        b.add(SubsidyExclusion(county=350102, programme_id=two.id, other_id=one.id))
    paid(b, "p", one)
    return paid(b, "p", two)


def rich(b: B, kind: str, value: int, scheme: str = "relief") -> Any:
    known(b, kind, kind, value)
    return paid(b, kind, programme(b, scheme))


def relative(b: B, days: int, **values: Any) -> Any:
    b.related("cousin", b.head.person_hash, "sibling")
    return paid(b, "cousin", noted_day=(TODAY - days * DAY).toordinal(), **values)


def pool(b: B, households: tuple[str, ...]) -> Any:
    return [paid(b, f"p{n}", account_hash="card", household=home) for n, home in enumerate(households)][-1]


def field(b: B, claimed: str) -> Any:
    b.add(VillageProfile(county=350102, organisation_id=b.village.id, households=1, population=1, arable=Decimal(100)))
    return batch(b, programme(b, "farm"), claimed=Decimal(claimed))


def land(b: B, days: int, sum_paid: int) -> Any:
    day = TODAY - days * DAY
    return batch(b, programme(b, "land"), arrived_on=day, arrived_day=day.toordinal(), paid=Decimal(sum_paid))


def official(b: B, person: str, household: str, *, left: bool = False) -> Any:
    if left:
        b.head.left_on = TODAY
    paid(b, person, account_hash="card", household="own")
    return paid(b, "p", account_hash="card", household=household)


def farmer(b: B, code: str, scheme: str = "farm") -> Any:
    known(b, "member", "somebody", 350102001001)
    known(b, "member", "p", int(code))
    return paid(b, "p", programme(b, scheme))


def decided(b: B, given: int, own: str = "", *, named: bool = True) -> Any:
    made = batch(
        b,
        programme(b, "land"),
        paid=Decimal(600),
        allotted=Decimal(given),
        decision_id=b.decision.id if named else None,
    )
    if own:
        b.voucher(own, signed=Signatures(b.accountant.id, b.head.id, b.decision.id))
    return made


def answered(b: B, *devices: str, printed_on: str = "office", early: bool = False) -> Any:
    """Slips of one batch printed on a device, then answered from these devices, a household each."""
    held = batch(b, programme(b))
    town = replace(b.acting_as("town_clerk"), device=printed_on)
    made = [paid(b, f"p{number}", held.programme, batch_id=held.id) for number in range(len(devices))]
    if not early:
        print_slips(town, held, len(made), 1)
    for payment, device in zip(made, devices, strict=True):
        confirm_payment(replace(b.act, device=device), payment, Confirmation.RECEIVED)
    if early:
        print_slips(replace(town, at=town.at + timedelta(hours=1)), held, len(made), 1)
    b.session.flush()
    return made[0]


def elsewhere(b: B) -> None:
    """Slips of another batch were printed on the device; answers to this one have nothing to do with it."""
    other = batch(b, programme(b))
    print_slips(replace(b.acting_as("town_clerk"), device="phone"), other, 1, 1)
    answered(b, "phone", "phone")


SCENARIOS = {
    "V23.self": Scenario(
        lambda b: answered(b, "office", "office", "phone"),
        lambda b: (
            answered(b, "a", "b", "c"),
            answered(b, "office", "b"),
            answered(b, "a", "a", early=True),
            elsewhere(b),
        ),
        put(answer_device=None),
    ),
    "V13.dead": Scenario(lambda b: dead(b, 32), lambda b: dead(b, 31), gone),
    "V14.twice": Scenario(lambda b: again(b, "p"), lambda b: again(b, "q"), gone),
    "V14.exclusive": Scenario(lambda b: both(b, excluded=True), lambda b: both(b, excluded=False), gone),
    "V15.means": Scenario(
        lambda b: rich(b, "house", 2),
        lambda b: (rich(b, "house", 1), rich(b, "vehicle", 50000), rich(b, "payroll", 1, "farm")),
        gone,
    ),
    "V16.unfiled": Scenario(
        lambda b: relative(b, 31), lambda b: (relative(b, 30), relative(b, 90, filed_on=TODAY)), put(filed_on=TODAY)
    ),
    "V16.filed": Scenario(lambda b: relative(b, 9, filed_on=TODAY), lambda b: relative(b, 9), gone),
    "V17.pooled": Scenario(
        lambda b: pool(b, ("a", "b", "c")), lambda b: pool(b, ("a", "a", "b")), put(account_hash=None)
    ),
    "V17.official": Scenario(
        lambda b: official(b, b.head.person_hash, "p1"),
        lambda b: (
            official(b, "stranger", "p1"),
            official(b, b.head.person_hash, "own"),
            official(b, b.head.person_hash, "p2", left=True),
        ),
        put(account_hash=None),
    ),
    "V18.member": Scenario(
        lambda b: farmer(b, "350102001002"),
        lambda b: (farmer(b, b.village.region_code), farmer(b, "350102001002", "relief")),
        gone,
    ),
    "V18.claim": Scenario(
        lambda b: paid(b, "p", claimed=Decimal("11.1"), contracted=Decimal(10)),
        lambda b: paid(b, "p", claimed=Decimal(11), contracted=Decimal(10)),
        put(claimed=Decimal(10)),
    ),
    "V18.village": Scenario(lambda b: field(b, "100.5"), lambda b: field(b, "100"), put(claimed=Decimal(90))),
    "V23.held": Scenario(
        lambda b: land(b, 61, 940), lambda b: (land(b, 60, 0), land(b, 90, 950)), put(paid=Decimal(1000))
    ),
    "V23.undecided": Scenario(lambda b: decided(b, 600, named=False), lambda b: decided(b, 600), put(paid=Decimal(0))),
    "V23.use": Scenario(lambda b: decided(b, 599), lambda b: decided(b, 600, "400"), put(allotted=Decimal(600))),
    "V23.denied": Scenario(
        lambda b: paid(b, "p", confirmed="missing"), lambda b: paid(b, "p"), put(confirmed="received")
    ),
}


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
    row = SCENARIOS[code].fires(build)
    build.sweep(BY_CODE[code])
    SCENARIOS[code].ends(build, row)
    build.sweep(BY_CODE[code], at=NOW + timedelta(hours=1))
    assert [alert.ceased_at for alert in build.alerts(code)] == [NOW + timedelta(hours=1)]


def test_what_the_village_spends_of_compensation_beyond_its_share_is_found(build: B) -> None:
    made = decided(build, 600, "400.02")
    build.sweep(BY_CODE["V23.use"])
    assert [one.subject_id for one in build.alerts("V23.use")] == [made.id]


def test_a_set_of_members_names_villages_by_their_codes(build: B) -> None:
    act = build.acting_as("county_admin")
    taken = bring_reference(
        act,
        350102,
        RefKind.MEMBER,
        TODAY,
        [["身份证号", "村码"], [number_of(811), "350102001001"], [number_of(812), "中山"]],
    )
    assert (taken.kept, [row for row, _fault in taken.faults]) == (1, [3])
    assert build.session.scalars(select(SubsidyReference.value)).one() == Decimal(350102001001)


def test_a_payment_keeps_hashes_and_a_code_for_the_villager(build: B) -> None:
    held = batch(build, programme(build))
    number = number_of(next(_serial))
    values = {
        "organisation_id": build.village.id,
        "batch_id": held.id,
        "name": "陈美玲",
        "identity": number,
        "household": "7",
        "amount": Decimal(680),
        "account": "6217001820012345678",
        "claimed": None,
        "contracted": None,
    }
    made = add_record(build.act, PAYMENT, values)
    assert (made.person_hash, made.account[:3], len(made.confirm_code)) == (keyed_hash(number), "621", 8)
    assert "*" in made.identity and "*" in made.account
    assert (held.paid, held.households) == (Decimal(680), 1)
    facts = "".join(build.session.scalars(select(TrailRow.facts)))
    assert number not in facts and "6217001820012345678" not in facts and made.confirm_code not in facts
    for wrong in ({"account": "12a"}, {"amount": Decimal(0)}, {"batch_id": None}, {"identity": "1"}):
        with pytest.raises(Refused):
            add_record(build.act, PAYMENT, values | wrong)


def test_an_answer_can_be_changed_once_and_the_first_one_stays_to_be_seen(build: B) -> None:
    for first, second in ((Confirmation.MISSING, Confirmation.RECEIVED), (Confirmation.RECEIVED, Confirmation.MISSING)):
        found = payment_by_code(build.act, paid(build, "p").confirm_code.lower())
        confirm_payment(build.act, found, first)
        with pytest.raises(OutOfOrder, match="already"):
            confirm_payment(build.act, found, first)
        assert found.first_answer is None
        confirm_payment(build.act, found, second)
        assert (found.confirmed, found.first_answer) == (second, first)
        for answer in (first, second):
            with pytest.raises(OutOfOrder):
                confirm_payment(build.act, found, answer)
    with pytest.raises(Incomplete):
        confirm_payment(build.act, paid(build, "q"), Confirmation.OPEN)
    for code in ("", "NOPE"):
        with pytest.raises(Refused):
            payment_by_code(build.act, code)


def test_a_reference_set_replaces_the_former_one_and_holds_no_number(build: B) -> None:
    one, two = number_of(801), number_of(802)
    taken = bring_reference(
        build.act, 350102, RefKind.HOUSE, TODAY, [["身份证号", "套数"], [one, "1"], [one, "2"], ["123", "1"], ["", ""]]
    )
    assert (taken.kept, [number for number, _ in taken.faults]) == (1, [4])
    bring_reference(build.act, 350102, RefKind.DEATH, TODAY, [[two, "2026-05-01"]])
    rows = {row.ref_kind: row for row in build.session.scalars(select(SubsidyReference))}
    assert (rows["house"].person_hash, rows["house"].value) == (keyed_hash(one), 3)
    assert rows["death"].value == date(2026, 5, 1).toordinal()
    bring_reference(build.act, 350102, RefKind.HOUSE, TODAY, [[two, "5"]])
    assert build.session.scalars(select(SubsidyReference.value).where(SubsidyReference.ref_kind == "house")).all() == [
        5
    ]
    with pytest.raises(Incomplete):
        bring_reference(build.act, 350102, RefKind.HOUSE, TODAY, [["x", "y"]])
    with pytest.raises(NotAllowed):
        bring_reference(build.acting_as("town_clerk"), 350102, RefKind.HOUSE, TODAY, [[two, "5"]])


def test_a_set_comes_in_over_the_screen_and_a_villager_answers_on_the_portal(
    program: RunningProgram, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    rows = f"{number_of(811)},1\n{number_of(812)},2\n"
    assert post(client, "/villages/reference", ref_kind="house", as_of="2026-09-01", pasted=rows).status_code == 302
    assert post(client, "/villages/reference", ref_kind="x", as_of="2026-09-01", pasted=rows).status_code == 422
    assert (
        post(client, "/villages/reference", ref_kind="house", as_of="2026-09-01", pasted=rows + "5,1\n").status_code
        == 200
    )
    with at_work(program.app) as session:
        assert len(session.scalars(select(SubsidyReference)).all()) == 2
    street = program.app.test_client()
    assert post(street, "/portal/villages/subsidy", code="NOPE").status_code == 404
    assert street.get("/portal/villages/subsidy").status_code == 200


def test_neighbours_who_answer_at_home_or_with_one_helper_accuse_nobody(build: B) -> None:
    """A villager on the network of the town's hall, one whom the clerk helped, a family with one phone."""
    answered(build, "phone of Lin", "phone of Chen", "office")
    answered(build, "phone of the family", "phone of the family", "phone of the family")
    build.sweep(BY_CODE["V23.self"])
    assert build.alerts("V23.self") == []
