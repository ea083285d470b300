"""Buttons that carry something out: what is typed is read in one way everywhere, and a refusal keeps it."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.kernel.errors import Incomplete
from app.kernel.typed import Faulty
from app.kernel.words import N_, Word
from app.surfaces import actions
from app.surfaces.language import faults_of
from tests.conftest import NOW


class Way(Word):
    """How something goes."""

    POST = "post", N_("By post")


@pytest.fixture
def in_request(site: Flask) -> Iterator[None]:
    """Read as a page does, on the day of the program."""
    with site.test_request_context("/"):
        yield


def form(**values: str) -> MultiDict[str, str]:
    return MultiDict(values)


@pytest.mark.usefixtures("in_request")
def test_a_day_is_read_as_people_write_it_and_may_be_left_out_only_where_it_may() -> None:
    assert actions.the_day(form(on="2026年11月3日"), "on") == date(2026, 11, 3)
    assert actions.the_day(form(on="11-3"), "on") == date(NOW.year, 11, 3)
    assert actions.a_day(form(on=" "), "on", must=False) is None
    for wrong in ("", "2026", "11/5/2026", "gestern"):
        with pytest.raises(Incomplete) as refused:
            actions.the_day(form(on=wrong), "on")
        assert refused.value.field == "on"


@pytest.mark.usefixtures("in_request")
def test_an_instant_is_read_in_chinese_time() -> None:
    read = actions.a_moment(form(at="2026-11-03T09:30"), "at")
    assert isinstance(read, datetime)
    assert read.isoformat() == "2026-11-03T09:30:00+08:00"
    assert actions.a_moment(form(), "at") is None


@pytest.mark.parametrize("wrong", ["", "-1", "1.5", "九", "９" * 19, "1" * 19])
def test_an_id_that_no_list_offers_is_refused_at_its_field(wrong: str) -> None:
    with pytest.raises(Incomplete) as refused:
        actions.an_id(form(organ=wrong), "organ")
    assert refused.value.field == "organ"


def test_sums_ids_words_and_lines() -> None:
    assert actions.yuan(form(fine="1.5万"), "fine") == Decimal(15_000)
    for wrong in ("", "-1", "1.2.3", "9" * 15):
        with pytest.raises(Incomplete) as refused:
            actions.yuan(form(fine=wrong), "fine")
        assert refused.value.field == "fine"
    assert actions.ids(MultiDict([("o", "3"), ("o", "x"), ("o", "5")]), "o") == [3, 5]
    assert actions.a_word(form(way="post"), "way", Way) is Way.POST
    with pytest.raises(Incomplete):
        actions.a_word(form(way="pigeon"), "way", Way)
    assert actions.lines(form(codes=" a \n\n b"), "codes") == ("a", "b")


def test_the_button_that_was_refused_keeps_what_was_typed_and_no_other_does(site: Flask) -> None:
    with site.test_request_context("/", method="POST", data={"reason": "因为", "people": ["1", "2"]}):
        fields = [actions.field("reason", N_("Reason")), actions.field("people", N_("Officers"), "many")]
        mine = actions.button("refuse", N_("Refuse"), fields, rare=True, failed="refuse", errors={"reason": "太短"})
        other = actions.button(
            "grant",
            N_("Grant"),
            [actions.field("reason", N_("Reason"))],
            rare=True,
            failed="refuse",
            errors={"reason": "太短"},
        )
    assert [one["value"] for one in mine["fields"]] == ["因为", ["1", "2"]]
    assert mine["fields"][0]["error"] == "太短" and not mine["rare"]
    assert other["fields"][0]["value"] == "" and other["errors"] == {} and other["rare"]


def test_usual_buttons_come_first_and_dangerous_ones_last() -> None:
    made = [
        {"code": "a", "main": False, "danger": True},
        {"code": "b", "main": False, "danger": False},
        {"code": "c", "main": True, "danger": False},
    ]
    assert [one["code"] for one in actions.in_order(made)] == ["c", "b", "a"]


def test_several_faults_stand_each_beside_its_field(site: Flask) -> None:
    with site.test_request_context("/", headers={"Accept-Language": "en"}):
        told = faults_of(Faulty({"a": Incomplete("Too short."), "b": Incomplete("Too long.")}))
        assert told == {"a": "Too short.", "b": "Too long."}
        assert faults_of(Incomplete("Nothing.")) == {"form": "Nothing."}
