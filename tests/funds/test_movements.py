"""The ledger of movements: written once, never changed, put right by reversing, kept apart by county and organisation."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.domains import DOMAINS
from app.funds.models import Account, Movement
from app.funds.operations import close_account, open_account, record_movement, reverse_movement
from app.funds.records import ACCOUNT
from app.funds.words import AccountKind
from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, OutOfOrder
from app.kernel.guard import open_act
from app.kernel.trail.tables import compare_tables
from app.parties.jobs import forget
from app.parties.models import Party, PartyMark, PartyRule
from app.surfaces.database import db
from app.surfaces.records.writing import add_record, edit_record
from tests.conftest import NOW
from tests.parties.building import company, credit_code, person, person_number
from tests.web import form_token
from tests.world import World

NUMBER = "3505 0100 2407 0000 1234"


@pytest.fixture
def act(acting_as: Callable[..., Act]) -> Act:
    return acting_as(None)


@pytest.fixture
def pay(act: Act, world: World) -> Callable[..., Movement]:
    """Record a payment of the urban bureau to a company; what is named differs from it."""
    payer, payee = company(act, "鼓楼区城市管理局"), company(act, "福州宏达市政工程有限公司")

    def paying(**said: Any) -> Movement:
        usual: dict[str, Any] = {
            "key": "voucher:1",
            "organisation": world.organisation("gulou-urban"),
            "payer": payer,
            "payee": payee,
            "amount": Decimal("1250.50"),
            "purpose": "路灯维修款",
        }
        return record_movement(act, **{**usual, **said})

    return paying


def test_a_movement_says_who_paid_whom_and_for_what_and_stands_in_the_trail(
    session: Session, act: Act, world: World, pay: Callable[..., Movement]
) -> None:
    about = world.organisation("gulou-health")
    made = pay(subject=about, economic_class="30213", function_class="2120501", source="回单.csv:7")
    session.expire_all()
    assert (made.amount, made.booked_on, made.at) == (Decimal("1250.50"), act.on, act.at)
    assert (made.subject_kind, made.subject_id) == ("organisation", about.id)
    row = session.scalars(select(TrailRow).where(TrailRow.verb == "funds.moved")).one()
    assert (row.subject_id, '"amount":"1250.50"' in row.facts) == (made.id, True)


def test_handed_in_twice_it_is_one_movement_and_another_under_its_key_is_refused(
    session: Session, pay: Callable[..., Movement]
) -> None:
    first = pay()
    assert pay() is first
    with pytest.raises(Conflict):
        pay(amount=Decimal("1250.51"))
    with pytest.raises(Conflict):
        pay(purpose="路灯更换款")
    assert pay(key="voucher:2").id != first.id
    assert session.scalar(select(func.count()).select_from(Movement)) == 2
    assert session.scalar(select(func.count()).select_from(TrailRow).where(TrailRow.verb == "funds.moved")) == 2


@pytest.mark.parametrize("amount", ["0", "-3", "1.005", "10000000000000"])
def test_an_amount_is_above_zero_and_has_whole_cents(pay: Callable[..., Movement], amount: str) -> None:
    with pytest.raises(Incomplete) as refused:
        pay(amount=Decimal(amount))
    assert refused.value.field == "amount"


def test_a_float_is_a_bug_and_no_amount(pay: Callable[..., Movement]) -> None:
    with pytest.raises(TypeError):
        pay(amount=0.1)


def test_what_is_paid_tomorrow_or_for_nothing_or_to_oneself_is_refused(act: Act, pay: Callable[..., Movement]) -> None:
    payer = company(act)
    for wrong in (
        {"at": act.at + timedelta(seconds=1)},
        {"booked_on": act.on + timedelta(days=1)},
        {"purpose": " "},
        {"payer": payer, "payee": payer},
        {"key": ""},
        {"key": "k" * 161},
    ):
        with pytest.raises(Incomplete):
            pay(**wrong)


def test_a_reversal_runs_the_other_way_once_and_the_first_stays(
    session: Session, act: Act, pay: Callable[..., Movement]
) -> None:
    first = pay()
    back = reverse_movement(act, first, "退回：户名不符")
    assert (back.payer_id, back.payee_id, back.amount) == (first.payee_id, first.payer_id, first.amount)
    assert (back.reverses_id, back.purpose) == (first.id, "退回：户名不符")
    with pytest.raises(Conflict):
        reverse_movement(act, first, "再退一次")
    with pytest.raises(OutOfOrder):
        reverse_movement(act, back, "退回的退回")
    with pytest.raises(Incomplete):
        reverse_movement(act, pay(key="voucher:3"), "  ")
    assert session.scalar(select(func.count()).select_from(Movement)) == 3


@pytest.mark.parametrize(
    "statement", ["UPDATE fund_movement SET amount = 1", "DELETE FROM fund_movement WHERE amount > 0"]
)
def test_the_database_itself_changes_and_removes_no_movement(
    session: Session, pay: Callable[..., Movement], statement: str
) -> None:
    pay()
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def test_an_amount_that_was_changed_past_the_program_is_found(
    session: Session, act: Act, pay: Callable[..., Movement]
) -> None:
    made = pay()
    funds = next(domain for domain in DOMAINS if domain.name == "funds")
    assert compare_tables(session, {"fund_movement": Movement}, funds.kept).differences == []
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER fund_movement_no_update"))
    else:
        session.execute(text("ALTER TABLE fund_movement DISABLE TRIGGER fund_movement_no_change"))
    session.execute(text("UPDATE fund_movement SET amount = 9250.50"))
    session.expire_all()
    found = compare_tables(session, {"fund_movement": Movement}, funds.kept).differences
    assert [(one.row_id, one.column) for one in found] == [(made.id, "amount")]


def test_an_account_keeps_four_digits_and_is_a_mark_of_its_owner(session: Session, act: Act) -> None:
    owner = company(act)
    made = open_account(act, owner, NUMBER, "建设银行", AccountKind.BASIC, opened_on=date(2024, 1, 2))
    assert open_account(act, owner, "35050100240700001234", "建设银行", AccountKind.BASIC) is made
    assert made.number.strip("*") == "1234"
    mark = session.scalars(select(PartyMark).where(PartyMark.party_id == owner.id)).one()
    assert (mark.what, mark.value_hash) == ("account", made.number_hash)
    with pytest.raises(Conflict):
        open_account(act, company(act), NUMBER, "建设银行", AccountKind.BASIC)


def test_nothing_goes_through_an_account_on_a_day_when_it_was_not_open(act: Act, pay: Callable[..., Movement]) -> None:
    account = open_account(act, company(act), NUMBER, "建设银行", AccountKind.BASIC, opened_on=date(2026, 9, 1))
    with pytest.raises(OutOfOrder):
        pay(payee=account, booked_on=date(2026, 8, 31))
    made = pay(payee=account)
    assert (made.payee_id, made.to_account_id, made.from_account_id) == (account.party_id, account.id, None)
    close_account(act, account, date(2026, 9, 20))
    assert pay(key="voucher:4", payee=account, booked_on=date(2026, 9, 20)).to_account_id == account.id
    with pytest.raises(OutOfOrder):
        pay(key="voucher:5", payee=account)
    with pytest.raises(OutOfOrder):
        close_account(act, account, date(2026, 9, 21))


def test_money_between_two_accounts_of_one_owner_is_a_movement(act: Act, pay: Callable[..., Movement]) -> None:
    owner = company(act)
    basic = open_account(act, owner, NUMBER, "建设银行", AccountKind.BASIC)
    special = open_account(act, owner, "6222000000005678", "工商银行", AccountKind.SPECIAL)
    assert pay(payer=basic, payee=special).from_account_id == basic.id
    with pytest.raises(Incomplete):
        pay(key="voucher:2", payer=basic, payee=basic)


def test_an_account_that_was_typed_finds_its_owner_and_stays_his(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    act, number = acting_as("county_admin"), person_number(77)
    typed = {"bank": "农商银行", "account_kind": "person", "owner_number": number, "owner_name": "陈小明"}
    made = add_record(act, ACCOUNT, {"number": "6230361100000098765", **typed})
    assert (made.number[-5:], made.owner_number, made.owner_name) == ("*8765", "350***********" + number[-4:], "陈某")
    assert made.party.name == "陈某"
    facts = "".join(session.scalars(select(TrailRow.facts)))
    assert "6230361100000098765" not in facts and number not in facts and "陈小明" not in facts
    with pytest.raises(Conflict):
        add_record(act, ACCOUNT, {"number": "6230 3611 0000 0098 765", **typed})
    with pytest.raises(OutOfOrder):
        edit_record(act, ACCOUNT, made, {"owner_number": credit_code(3)})
    edit_record(act, ACCOUNT, made, {"owner_name": "陈小明", "closed_on": act.on})
    assert (made.owner_name, made.closed_on) == ("陈某", act.on)


def test_a_party_that_was_paid_is_not_forgotten(session: Session, act: Act, pay: Callable[..., Movement]) -> None:
    session.add(PartyRule(county=350102, party_months=1))
    paid, lonely = person(act, "陈小明"), person(act, "林大伟")
    pay(payee=paid)
    for party in session.scalars(select(Party)):
        party.noted_at = act.at - timedelta(days=400)
    session.flush()
    gone = lonely.id
    forget(act)
    session.expire_all()
    assert session.get(Party, paid.id) is not None
    assert session.get(Party, gone) is None


def test_who_reads_movements_sees_those_of_his_own_organisation(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    with site.app_context():
        session = db.session()
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            one, two = company(act), company(act)
            for code in ("gulou-urban", "gulou-health"):
                home = World(session).organisation(code)
                record_movement(
                    act, key=code, organisation=home, payer=one, payee=two, amount=Decimal(5), purpose=f"款项{code}"
                )
            session.commit()
        db.session.remove()
    shown = client_of("handler").get("/records/fund_movement/list/").get_data(as_text=True)
    assert ("款项gulou-urban" in shown, "款项gulou-health" in shown) == (True, False)
    whole = client_of("inspector").get("/records/fund_movement/list/").get_data(as_text=True)
    assert ("款项gulou-urban" in whole, "款项gulou-health" in whole) == (True, True)
    assert client_of("window").get("/records/fund_movement/list/").status_code in (302, 403)
    assert client_of("county_admin").get("/records/fund_movement/add").status_code in (302, 403, 404)


def test_an_account_is_entered_by_form_and_shown_with_four_digits(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    place = "/records/fund_account/add"
    sent = {
        "csrf_token": form_token(client.get(place)),
        "number": "35050100240700001234",
        "bank": "建设银行鼓楼支行",
        "account_kind": "basic",
        "owner_number": credit_code(9),
        "owner_name": "福州榕城工程有限公司",
        "opened_on": "2024-01-02",
    }
    assert client.post(place, data=sent).status_code == 302
    with site.app_context():
        held = db.session.scalars(select(Account)).one()
        assert held.party is not None and held.party.number == credit_code(9)
        db.session.remove()
    listed = client.get("/records/fund_account/list/").get_data(as_text=True)
    assert "1234" in listed and "35050100240700001234" not in listed
