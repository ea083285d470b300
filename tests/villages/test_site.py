"""The village's page from the first day: articles, accounts, questions, subscriptions; persons are masked."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder, Refused
from app.kernel.notices import Message
from app.kernel.search import Wanted, search_texts
from app.villages import texts
from app.villages.models import VillageArticle, VillageQuestion, VillageSubscription
from app.villages.operations import (
    answer_question,
    ask,
    book_voucher,
    check_voucher,
    confirm_subscription,
    edit_article,
    end_subscription,
    enter_voucher,
    hide_article,
    publish_article,
    publish_month,
    return_article,
    submit_article,
    subscribe,
    write_article,
)
from app.villages.queries.articles import published_articles, question_for
from app.villages.queries.public import home_of, public_vouchers
from app.villages.words import ArticleKind, PayeeKind, QuestionKind
from tests.forms import form_values
from tests.villages.building import VillageBuilder
from tests.villages.test_cash import OCTOBER
from tests.web import RunningProgram, at_work
from tests.world import World

CODE = "350102001001"
Client = Callable[[str], FlaskClient]


def written(build: VillageBuilder, **values: Any) -> VillageArticle:
    return write_article(
        build.acting_as("village_clerk"), build.village, ArticleKind.VILLAGE, "修路", values.get("body", "本月修路。")
    )


def test_what_the_platform_itself_brings_in_it_may_publish(build: VillageBuilder) -> None:
    article = write_article(build.acting_as(None), build.village, ArticleKind.VILLAGE, "修路", "本月修路。")
    submit_article(build.acting_as(None), article)
    publish_article(build.acting_as(None), article)
    voucher = enter_voucher(build.acting_as(None), build.village, build.entry())
    check_voucher(build.acting_as(None), voucher, "在村委会看过原件")
    assert (article.state, voucher.state) == ("published", "checked")


def test_who_changed_an_article_does_not_publish_it(build: VillageBuilder) -> None:
    article = written(build)
    town = build.acting_as("town_clerk")
    edit_article(town, article, ArticleKind.RESULT, "修路", "路修好了。", article.edit_number)
    submit_article(town, article)
    with pytest.raises(NotAllowed, match="wrote or changed"):
        publish_article(town, article)


def test_an_article_is_read_by_the_public_only_after_the_township_has_checked_it(build: VillageBuilder) -> None:
    article = written(build)
    submit_article(build.act, article)
    assert list(published_articles(build.session)) == []
    with pytest.raises(NotAllowed):
        publish_article(build.acting_as("village_clerk"), article)
    town = build.acting_as("town_clerk")
    return_article(town, article, "日期不对")
    edit_article(
        build.acting_as("village_clerk"), article, ArticleKind.RESULT, "修路", "路修好了。", article.edit_number
    )
    submit_article(build.act, article)
    publish_article(build.acting_as("town_clerk"), article)
    row = next(published_articles(build.session))
    assert row[:6] == (article.id, build.village.id, CODE, "result", "修路", "路修好了。")
    assert list(published_articles(build.session, article.id)) == []
    found = Wanted("修好", region=CODE)
    assert [hit.subject_id for hit in search_texts(build.session, found).rows] == [article.id]
    assert [text.subject_id for text in texts.published(build.session)] == [article.id]
    hide_article(build.acting_as("town_clerk"), article, "有误")
    assert list(published_articles(build.session)) == []
    assert search_texts(build.session, found).count == 0


@pytest.mark.parametrize("body", ["", "身份证11010519491231002X", "电话13800001234", "长" * 20_001])
def test_a_text_with_personal_numbers_or_without_words_is_refused(build: VillageBuilder, body: str) -> None:
    with pytest.raises(Incomplete):
        written(build, body=body)


def test_an_article_moves_only_in_its_order(build: VillageBuilder) -> None:
    article = written(build)
    for step in (
        publish_article,
        lambda act, one: hide_article(act, one, "x"),
        lambda act, one: return_article(act, one, "x"),
    ):
        with pytest.raises(OutOfOrder):
            step(build.acting_as("town_clerk"), article)
    with pytest.raises(Conflict):
        edit_article(build.act, article, ArticleKind.PARTY, "甲", "乙", 99)
    submit_article(build.act, article)
    with pytest.raises(OutOfOrder):
        edit_article(build.act, article, ArticleKind.PARTY, "甲", "乙")
    with pytest.raises(Incomplete):
        return_article(build.acting_as("town_clerk"), article, " ")
    own = write_article(build.acting_as("town_clerk"), build.village, ArticleKind.PARTY, "甲", "乙")
    submit_article(build.act, own)
    with pytest.raises(NotAllowed):
        publish_article(build.acting_as("town_clerk"), own)


def test_a_subscription_is_confirmed_by_its_code_before_anything_is_sent(build: VillageBuilder) -> None:
    act, region = build.act, build.village.region
    one = subscribe(act, region, "13800001234")
    article = written(build)
    submit_article(build.act, article)
    publish_article(build.acting_as("town_clerk"), article)
    assert len(build.session.scalars(select(Message)).all()) == 1
    with pytest.raises(Refused):
        confirm_subscription(act, region, "13800001234", "XXXXXX")
    confirm_subscription(act, region, "13800001234", one.code.lower())
    voucher = build.voucher()
    check_voucher(build.acting_as("town_clerk", at=OCTOBER), voucher, "原件在所内核对")
    book_voucher(build.acting_as("town_clerk", at=OCTOBER), voucher)
    publish_month(build.acting_as("town_clerk", at=OCTOBER), build.village, "2026-09")
    assert len(build.session.scalars(select(Message)).all()) == 2
    end_subscription(act, region, "13800001234", one.code)
    assert one.ended_at is not None
    for wrong in ("138", "a@b", "x" * 90):
        with pytest.raises(Incomplete):
            subscribe(act, region, wrong)


def test_a_report_is_read_by_the_inspectors_and_never_by_the_village(build: VillageBuilder) -> None:
    made = ask(build.act, build.village, build.village.region, QuestionKind.REPORT, "村里私卖鱼塘")
    for who in ("village_clerk", "town_clerk"):
        with pytest.raises(Refused):
            question_for(build.session, build.acting_as(who).actor, made.id)
        with pytest.raises(NotAllowed):
            answer_question(build.acting_as(who), made, "没有", shown=True)
    inspector = build.acting_as("inspector")
    answer_question(inspector, question_for(build.session, inspector.actor, made.id), "已查", shown=True)
    assert not made.shown
    with pytest.raises(OutOfOrder):
        answer_question(build.acting_as("inspector"), made, "又", shown=False)
    with pytest.raises(Incomplete):
        ask(build.act, build.village, build.village.region, QuestionKind.ASK, " ")


def test_who_answers_for_a_village_is_its_committee_or_the_township(
    build: VillageBuilder, acting_as: Callable[..., Act]
) -> None:
    assert home_of(build.session, build.village.region).id == build.village.id
    build.village.closed_on = build.act.on
    build.session.flush()
    assert home_of(build.session, build.village.region).code == "gudong"


def test_a_person_is_masked_on_the_portal_and_a_company_is_not(build: VillageBuilder) -> None:
    for payee, kind in (("林国平", PayeeKind.PERSON), ("榕城公司", PayeeKind.ORGANISATION)):
        build.voucher(payee=payee, payee_kind=kind, state="published")
    assert [one["payee"] for one in public_vouchers(build.session, build.village.id)] == ["林某", "榕城公司"]
    assert public_vouchers(build.session, build.village.id, text="林国平") == []


def post(client: FlaskClient, place: str, **values: Any) -> Any:
    held = form_values(client.get(place).get_data(as_text=True), "csrf_token")
    return client.post(place, data=held | values)


def test_every_village_has_its_page_on_the_first_day(site: Any, client_of: Client) -> None:
    client = site.test_client()
    for place in (
        "",
        "350102000000",
        "350102001000",
        CODE,
        "?q=中山",
        "answers",
        f"{CODE}?q=x&section=policy",
        f"{CODE}/ask",
        f"{CODE}/subscribe",
    ):
        page = client.get(f"/portal/villages/{place}")
        assert page.status_code == 200, place
    text = client.get("/portal/villages/?q=中山").get_data(as_text=True)
    assert "鼓东街道" in text and "鼓楼区" in text
    for place in ("350100000000", "999", f"{CODE}/accounts/2026-01", f"{CODE}/articles/1", "350102000000/ask"):
        assert client.get(f"/portal/villages/{place}").status_code == 404, place


def test_a_villager_asks_without_a_name_and_follows_the_answer_by_code(
    program: RunningProgram, client_of: Client
) -> None:
    client = program.app.test_client()
    answer = post(client, f"/portal/villages/{CODE}/ask", what="ask", text="路灯何时修好？")
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", answer.get_data(as_text=True))
    assert found is not None
    assert post(client, f"/portal/villages/{CODE}/ask", what="x", text="y").status_code == 422
    assert post(client, "/portal/villages/answers", code="NOPE").status_code == 404
    with at_work(program.app) as session:
        made = session.scalars(select(VillageQuestion)).one()
        assert (made.name, made.what) == (None, "ask")
        pk = made.id
    clerk = client_of("village_clerk")
    assert post(clerk, "/villages/questions", question=str(pk), answer="下周修好。", shown="1").status_code == 302
    assert "下周修好" in post(client, "/portal/villages/answers", code=found.group(0)).get_data(as_text=True)
    assert "下周修好" in client.get(f"/portal/villages/{CODE}").get_data(as_text=True)


def test_an_article_goes_over_the_screens_to_the_portal(program: RunningProgram, client_of: Client) -> None:
    clerk, town = client_of("village_clerk"), client_of("town_clerk")
    with at_work(program.app) as session:
        home = World(session).organisation("zhongshan").id
    typed = {"category": "policy", "title": "耕地补贴", "body": "每亩补贴一百元。"}
    assert post(clerk, f"/villages/{home}/articles/new", **typed | {"title": ""}).status_code == 422
    answer = post(clerk, f"/villages/{home}/articles/new", **typed, do="keep")
    place = answer.location
    assert post(clerk, f"{place}/edit", **typed | {"body": ""}).status_code == 422
    text = clerk.get(f"{place}/edit").get_data(as_text=True)
    held = form_values(text, "edit_number")
    assert clerk.post(f"{place}/edit", data=held | {"body": "每亩补贴两百元。"}).status_code == 302
    token = form_values(town.get(place).get_data(as_text=True))["csrf_token"]
    town.post(f"{place}/publish", data={"csrf_token": token})
    page = program.app.test_client().get(f"/portal/villages/{CODE}").get_data(as_text=True)
    assert "耕地补贴" in page
    with at_work(program.app) as session:
        pk = session.scalars(select(VillageArticle.id)).one()
    assert "两百元" in program.app.test_client().get(f"/portal/villages/{CODE}/articles/{pk}").get_data(as_text=True)
    assert "耕地补贴" in town.get("/villages/articles?state=published").get_data(as_text=True)
    town.post(f"{place}/hide", data={"csrf_token": token, "reason": "有误"})
    assert program.app.test_client().get(f"/portal/villages/{CODE}/articles/{pk}").status_code == 404


def test_a_villager_subscribes_on_the_portal(program: RunningProgram) -> None:
    client = program.app.test_client()
    place = f"/portal/villages/{CODE}/subscribe"
    assert post(client, place, address="x").status_code == 422
    assert post(client, place, address="a@example.cn").status_code == 200
    with at_work(program.app) as session:
        sent = session.scalars(select(Message)).one()
        code = re.findall(r"验证码(\w{6})", sent.text)[0]
    assert post(client, place, address="a@example.cn", code="ZZZZZZ").status_code == 422
    assert post(client, place, address="a@example.cn", code=code).status_code == 200
    with at_work(program.app) as session:
        assert [row.ended_at for row in session.scalars(select(VillageSubscription))] == [None]
    assert post(client, place, address="a@example.cn", code=code, do="end").status_code == 200
    with at_work(program.app) as session:
        assert session.scalars(select(VillageSubscription.ended_at)).one() is not None
