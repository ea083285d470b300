"""Search over published texts: it finds what a substring search finds, on both engines, newest first."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.guard import SilentWrite
from app.kernel.search import (
    FOUND_TO,
    PublishedText,
    Text,
    TextSource,
    Wanted,
    forget_text,
    highlighted,
    index_text,
    index_texts,
    read_query,
    rebuild_index,
    search_texts,
    snippet,
)
from app.kernel.search.words import folded, region_mark, region_marks, runs, words_of
from tests import few

AT = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
VILLAGE, TOWN, COUNTY = "350102001001", "350102001000", "350102000000"


def article(serial: int, title: str = "村务公开", body: str = "", **more: object) -> Text:
    given = {
        "kind": "article",
        "subject_id": serial,
        "county": 350102,
        "region_code": VILLAGE,
        "category": "village",
        "title": title,
        "body": body,
        "published_at": AT + timedelta(minutes=serial),
    } | more
    return Text(**given)  # type: ignore[arg-type]


@pytest.fixture
def act(acting_as: Callable[..., Act]) -> Act:
    return acting_as()


def ids(act: Act, asked: str, **where: object) -> list[int]:
    return [row.subject_id for row in search_texts(act.session, Wanted(asked, **where)).rows]  # type: ignore[arg-type]


def test_a_word_of_two_characters_is_found_wherever_it_stands(act: Act) -> None:
    index_texts(act, [article(1, "低保对象公示"), article(2, body="本季度低保金已发放"), article(3, "道路硬化")])
    assert ids(act, "低保") == [2, 1]
    assert ids(act, "保对") == [1]
    assert ids(act, "琅岐") == []


def test_characters_that_do_not_stand_side_by_side_are_not_found_as_a_word(act: Act) -> None:
    index_texts(act, [article(1, body="征地，补偿"), article(2, body="征地补偿"), article(3, body="征地 地补 补偿")])
    assert ids(act, "征地补偿") == [2]
    assert ids(act, "征地 补偿") == [3, 2, 1]


def test_every_term_must_be_there(act: Act) -> None:
    index_texts(act, [article(1, "琅岐镇水利工程"), article(2, "琅岐镇公示"), article(3, "水利工程")])
    assert ids(act, "琅岐 水利工程") == [1]
    assert ids(act, "琅岐，水利") == [1]


def test_the_first_letters_of_the_pinyin_find_a_title(act: Act) -> None:
    index_texts(act, [article(1, "食品经营许可"), article(2, "食品", body="spjy")])
    assert ids(act, "spjy") == [2, 1]
    assert ids(act, "pjyx") == [1]
    assert ids(act, "jysp") == []


def test_letters_are_found_whatever_their_case_and_width(act: Act) -> None:
    index_texts(act, [article(1, "GL-XK-0001 号"), article(2, "ＧＬ项目")])
    assert ids(act, "gl") == [2, 1]
    assert ids(act, "ＧＬ") == [2, 1]
    assert ids(act, "0001") == [1]


def test_a_place_holds_what_lies_inside_it(act: Act) -> None:
    index_texts(
        act, [article(1, region_code=VILLAGE), article(2, region_code="350102002001"), article(3, region_code=COUNTY)]
    )
    assert ids(act, "村务", region=COUNTY) == [3, 2, 1]
    assert ids(act, "村务", region=TOWN) == [1]
    assert ids(act, "村务", region=VILLAGE) == [1]
    assert ids(act, "村务", region="350100000000") == [3, 2, 1]
    assert ids(act, "村务", region="350103000000") == []


def test_a_search_is_narrowed_by_category_kind_and_days(act: Act) -> None:
    index_texts(
        act,
        [
            article(1, category="party_affairs"),
            article(2, kind="item"),
            article(3, published_at=datetime(2026, 9, 3, 2, 0, tzinfo=UTC)),
        ],
    )
    assert ids(act, "村务", category="party_affairs") == [1]
    assert ids(act, "村务", kind="item") == [2]
    assert ids(act, "村务", from_on=date(2026, 9, 2)) == [3]
    assert ids(act, "村务", to_on=date(2026, 9, 1)) == [2, 1]


def test_the_newest_comes_first_and_the_next_page_goes_on(act: Act) -> None:
    index_texts(act, [article(n) for n in range(1, 46)])
    page = search_texts(act.session, Wanted("村务公开"))
    assert [row.subject_id for row in page.rows] == list(range(45, 25, -1))
    assert page.count == 45
    assert page.more
    following = search_texts(act.session, Wanted("村务公开", before=page.rows[-1].rank))
    assert [row.subject_id for row in following.rows] == list(range(25, 5, -1))
    last = search_texts(act.session, Wanted("村务公开", before=following.rows[-1].rank))
    assert not last.more
    assert last.count == 45


def test_a_count_stops_at_its_end(act: Act) -> None:
    index_texts(act, [article(n) for n in range(1, FOUND_TO + 30)])
    assert search_texts(act.session, Wanted("村务公开")).count == FOUND_TO + 1
    assert search_texts(act.session, Wanted("没有的词")).count == 0


def test_a_rare_word_is_found_among_many_texts(act: Act) -> None:
    index_texts(act, [article(n, body="潘安" if n in (7, 900) else "公示") for n in range(1, 1200)])
    page = search_texts(act.session, Wanted("潘安"))
    assert [row.subject_id for row in page.rows] == [900, 7]
    assert page.count == 2


def test_a_frequent_word_of_letters_is_met_whole_and_by_initials(act: Act) -> None:
    index_texts(act, [article(n, "道路硬化" if n % 2 else "公示", body="gl ab12") for n in range(1, 800)])
    assert search_texts(act.session, Wanted("gl")).count == FOUND_TO + 1
    assert search_texts(act.session, Wanted("ab1")).count == 0
    page = search_texts(act.session, Wanted("dlyh"))
    assert [row.subject_id for row in page.rows] == list(range(799, 759, -2))


def test_two_texts_of_one_instant_both_stand(act: Act) -> None:
    index_texts(act, [article(1, published_at=AT), article(2, published_at=AT)])
    index_text(act, article(3, published_at=AT))
    assert sorted(ids(act, "村务")) == [1, 2, 3]


def test_thousands_of_texts_of_one_instant_all_stand(act: Act) -> None:
    index_texts(act, [article(n, published_at=AT) for n in range(1, 1500)])
    for n in range(1500, 1506):
        index_text(act, article(n, published_at=AT))
    ranks = act.session.scalars(select(PublishedText.rank)).all()
    assert len(set(ranks)) == 1505
    assert max(ranks) - min(ranks) == 1504


def test_a_text_that_is_published_again_takes_the_place_of_the_old_one(act: Act) -> None:
    index_text(act, article(1, "旧标题低保"))
    index_text(act, article(1, "新标题五保"))
    assert ids(act, "低保") == []
    assert ids(act, "五保") == [1]


def test_a_withdrawn_text_is_found_no_more(act: Act) -> None:
    index_texts(act, [article(1), article(2)])
    assert forget_text(act, "article", 1)
    assert not forget_text(act, "article", 1)
    assert not forget_text(act, "item", 2)
    assert ids(act, "村务") == [2]
    assert list(act.session.scalars(select(PublishedText.subject_id))) == [2]


def test_the_index_can_be_filled_again(act: Act) -> None:
    index_texts(act, [article(1), article(2)])
    seen: list[int] = []
    sources = (
        TextSource("article", "Articles", lambda _s: iter([article(3), article(4)]), "portal.article"),
        TextSource("item", "Items", lambda _s: iter(()), "portal.item"),
    )
    assert rebuild_index(act, sources, seen.append) == {"article": 2, "item": 0}
    assert ids(act, "村务") == [4, 3]
    assert seen == [2]


def test_nothing_is_indexed_while_no_act_is_open(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as()
    session.info["act"] = None
    with pytest.raises(SilentWrite):
        index_text(act, article(1))
    with pytest.raises(SilentWrite):
        forget_text(act, "article", 1)
    session.info["act"] = act


@pytest.mark.parametrize("asked", ["", "  ", "水", "a", "，。", '"', "\x00", "水 火"])
def test_a_query_that_is_too_short_is_refused_in_words(act: Act, asked: str) -> None:
    with pytest.raises(Incomplete, match="two characters"):
        search_texts(act.session, Wanted(asked))


@pytest.mark.parametrize("asked", ['低保" OR "x', "低保*", "NOT 低保", "低保 AND (", "%_%低保", "' OR 1=1 --低保"])
def test_signs_of_a_query_language_are_only_signs(act: Act, asked: str) -> None:
    index_text(act, article(1, "低保 or not and x 1"))
    assert search_texts(act.session, Wanted(asked)).count <= 1


ALPHABET = "低保征地补偿公示琅岐村ab1 ，"


@settings(deadline=None, max_examples=few(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    bodies=st.lists(st.text(ALPHABET, max_size=12), min_size=1, max_size=8),
    asked=st.text(ALPHABET[:11], min_size=2, max_size=4),
)
def test_a_run_of_characters_is_found_exactly_where_it_stands(
    bodies: list[str], asked: str, fts: Callable[[list[str], str], set[int]]
) -> None:
    wanted = {n for n, body in enumerate(bodies) if asked in folded(body)}
    assert fts(bodies, asked) == wanted


@pytest.fixture
def fts(acting_as: Callable[..., Act]) -> Callable[[list[str], str], set[int]]:
    """Index some bodies alone and return which of them are found."""

    def find(bodies: list[str], asked: str) -> set[int]:
        act = acting_as()
        rebuild_index(
            act,
            [
                TextSource(
                    "article",
                    "",
                    lambda _s: iter([article(n, "题目", b) for n, b in enumerate(bodies)]),
                    "portal.article",
                )
            ],
        )
        return set(ids(act, asked))

    return find


def test_runs_pairs_and_marks() -> None:
    assert runs("Ａb-12 村务公开，好") == ["ab", "12", "村务公开", "好"]
    assert words_of("村务公开 ab") == ["村务", "务公", "公开", "qq", "ab", "qq"]
    assert region_marks(VILLAGE) == ["qr3501", "qr350102", "qr350102001", "qr350102001001"]
    assert region_marks(COUNTY) == ["qr3501", "qr350102"]
    assert region_mark(TOWN) == "qr350102001"
    assert region_mark("350100000000") == "qr3501"


def test_matches_are_marked_in_title_and_snippet() -> None:
    query = read_query("低保 GL")
    assert [(p.text, p.hit) for p in highlighted("低保金gl低保", query)] == [
        ("低保", True),
        ("金", False),
        ("gl低保", True),
    ]
    body = "开" * 50 + "低保" + "尾" * 200
    pieces = snippet(body, query)
    assert pieces[0].text == "…" and pieces[-1].text == "…"
    assert [p.text for p in pieces if p.hit] == ["低保"]
    assert snippet("短文", query)[0].text == "短文"
    assert [p.text for p in highlighted("食品经营许可", read_query("spjy")) if p.hit] == ["食品经营"]


def test_the_index_of_sqlite_holds_nothing_of_a_text_that_went(act: Act) -> None:
    if act.session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps the words with the text")
    index_text(act, article(1))
    forget_text(act, "article", 1)
    found = act.session.execute(text("SELECT count(*) FROM published_words WHERE published_words MATCH '\"村务\"'"))
    assert found.scalar() == 0
