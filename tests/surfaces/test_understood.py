"""How what is typed is understood stands beside the field, and a server without script takes the same spellings."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.approvals.models import Case
from app.kernel.places import Official
from app.kernel.typed import read_amount
from app.surfaces.database import db
from app.surfaces.understood import understood
from tests.catalogue import CHINESE
from tests.citizen import IDENTITY, hidden_fields
from tests.forms import form_values
from tests.surfaces.sample_site import make_site


@pytest.fixture(scope="module")
def sample() -> Flask:
    return make_site(CHINESE.parents[2])


@pytest.fixture
def chinese(sample: Flask) -> Iterator[None]:
    with sample.test_request_context("/?lang=zh"):
        yield


@pytest.fixture
def english(sample: Flask) -> Iterator[None]:
    with sample.test_request_context("/?lang=en"):
        yield


def shown(how: str, value: Any, **more: Any) -> str:
    return understood({"input": how, "value": value, **more})


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("how", "value", "says"),
    [
        ("decimal", "12.5万", "125,000（12.5 万）"),
        ("decimal", Decimal("0.30"), "0.3"),
        ("date", "20261130", "2026年11月30日 星期一"),
        ("date", "2026年11月30日", "2026年11月30日 星期一"),
        ("identity", IDENTITY, f"350102 19850101 {IDENTITY[14:]}"),
        ("identity", "91 350100-M000100Y4 3", "91 350100 M000100Y4 3"),
        ("tel", "１３８００００１２３４", "138 0000 1234"),
        ("tel", "+86 138-0000-1234", "138 0000 1234"),
        ("decimal", "1.2.3", ""),
        ("date", "2026-13-01", ""),
        ("identity", "35010219850101001", ""),
        ("identity", "3501**********0017", ""),
        ("tel", "12345", ""),
        ("text", "12.5万", ""),
        ("decimal", "", ""),
        ("decimal", None, ""),
    ],
)
def test_a_value_is_said_as_it_is_understood(how: str, value: Any, says: str) -> None:
    assert shown(how, value) == says


@pytest.mark.usefixtures("chinese")
def test_a_sum_of_money_says_so() -> None:
    assert shown("decimal", "1.2亿", money=True) == "120,000,000.00 元（1.2 亿）"
    assert shown("decimal", "-5", money=True) == "-5.00 元"


@pytest.mark.usefixtures("english")
def test_in_english_nobody_counts_in_ten_thousands() -> None:
    assert shown("decimal", "12.5万", money=True) == "125,000.00 yuan"
    assert shown("date", "2026-11-30") == "2026-11-30, Monday"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_what_is_said_of_a_sum_is_read_as_that_sum_again(amount: Decimal) -> None:
    with make_site_once().test_request_context("/?lang=en"):
        said = shown("decimal", f"{amount:f}", money=True)
    assert read_amount(said.removesuffix(" yuan")) == amount


SITES: list[Flask] = []


def make_site_once() -> Flask:
    """Return one small site for all examples."""
    if not SITES:
        SITES.append(make_site(CHINESE.parents[2]))
    return SITES[0]


def drawn(**values: Any) -> str:
    source = '{% from "macros/form.html" import field %}{{ field(f) }}'
    return render_template_string(source, f={"name": "on", "label": "日期", "input": "date", "value": ""} | values)


@pytest.mark.usefixtures("chinese")
def test_a_day_that_is_none_keeps_standing_as_it_was_typed() -> None:
    assert 'type="date" value="2026-11-30"' in drawn(value="2026-11-30")
    assert 'type="date" value=""' in drawn()
    assert 'type="text" value="11月31日"' in drawn(value="11月31日", error="?")


@pytest.mark.usefixtures("chinese")
def test_a_number_with_blanks_between_its_groups_is_not_cut_off() -> None:
    page = drawn(input="identity", name="uscc", longest=18)
    assert "maxlength" not in page
    assert 'data-typed="identity"' in page


@pytest.mark.usefixtures("chinese")
def test_what_is_understood_stands_beside_the_field_without_script() -> None:
    assert '<p class="after">125,000.00 元（12.5 万）</p>' in drawn(input="decimal", money=True, value="12.5万")
    assert 'class="after"' not in drawn(input="decimal", money=True, value="1.2.3", error="?")


@pytest.mark.usefixtures("chinese")
def test_a_refused_action_leads_to_each_field_at_fault() -> None:
    source = """{% from "macros/form.html" import action %}
    {{ action("pay", "缴款", "/pay", [{"name": "amount", "label": "金额", "input": "decimal", "value": "1.2.3", "error": "不是数"}],
              "缴款", errors={"amount": "不是数", "form": "不是数"}) }}"""
    page = render_template_string(source)
    assert '<a href="#in-pay-amount"><b>金额</b> 不是数</a>' in page
    assert 'aria-invalid="true" aria-describedby=" fault-pay-amount"' in page
    assert "novalidate" in page
    assert 'value="1.2.3"' in page
    assert page.count("data-faults") == 1


def test_a_refusal_about_no_field_is_said_once(sample: Flask) -> None:
    source = """{% from "macros/form.html" import action %}
    {{ action("pay", "Pay", "/pay", [], "Pay", errors={"form": "Too late."}) }}"""
    with sample.test_request_context("/?lang=en"):
        page = render_template_string(source)
    assert page.count("Too late.") == 1
    assert "data-focus" in page


def test_a_generated_form_takes_numbers_and_days_as_people_write_them(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("city_admin")
    with site.app_context():
        pk = db.session.scalar(select(Official.id).where(Official.county == 350102).order_by(Official.id).limit(1))
        db.session.remove()
    place = f"/records/official/edit/{pk}"
    sent = form_values(client.get(place).get_data(as_text=True), "edition")
    answer = client.post(place, data=sent | {"phone": "１３８ 0000-1234", "left_on": "11月30"})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with site.app_context():
        held = db.session.get_one(Official, pk)
        year = site.config["SUNSHINE_TEST_NOW"].year
        assert (held.phone, held.left_on) == ("13800001234", date(year, 11, 30))
        db.session.remove()


def test_a_generated_form_hands_back_what_could_not_be_read(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("city_admin")
    place = "/records/agency/add"
    page = client.get(place).get_data(as_text=True)
    assert re.search(r'<form method="post" class="card form"[^>]* novalidate', page)
    typed = {"uscc": "91 350100 M000100Y4 4", "founded_on": "2026年2月30日", "phone": "0591 8755 0101"}
    answer = client.post(place, data=hidden_fields(page) | typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for text in typed.values():
        assert f'value="{text}"' in page
    assert re.search(r'<a href="#in-founded_on">', page)
    assert 'id="fault-founded_on"' in page


def test_a_citizen_pastes_numbers_as_the_phone_keeps_them(site: Flask, item: int) -> None:
    client = site.test_client()
    place = f"/portal/items/{item}/apply"
    filled = {
        "kind": "person",
        "name": "林小燕",
        "identity": f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}",
        "phone": "+86 138-0000-1234",
        "form-place": "津泰路98号门前",
        "form-kind": "施工",
    }
    page = client.get(place).get_data(as_text=True)
    answer = client.post(place, data=hidden_fields(page) | filled)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-2000:]
    with site.app_context():
        case = db.session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
        assert (case.applicant_identity, case.applicant_phone) == (IDENTITY, "13800001234")
        db.session.remove()
