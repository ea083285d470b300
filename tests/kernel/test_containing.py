"""The index of pairs finds exactly what a comparison with every row finds, however rows came to their texts."""

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, delete, insert, select
from sqlalchemy.orm import Session

import app.surfaces.database  # noqa: F401 - prepares connections
from app.kernel.containing import contained, keep_pairs
from tests import few
from tests.web import new_address

NAMES = Table(
    "named", MetaData(), Column("id", Integer, primary_key=True), Column("title", String(200), nullable=False)
)
keep_pairs(NAMES, "title", changes=True)
TEXTS = st.text(alphabet="陈建国强a1B2-（ %_'\"" + string.digits[:3], max_size=12)


@pytest.fixture
def engine(engine_name: str, tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(new_address(engine_name, tmp_path))
    NAMES.metadata.create_all(made)
    yield made
    made.dispose()


def found(session: Session, word: str) -> set[int]:
    return set(session.scalars(select(NAMES.c.id).where(contained(session, NAMES.c.id, NAMES.c.title, word))))


@settings(max_examples=few(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(TEXTS, max_size=8), then=st.lists(TEXTS, max_size=4), word=TEXTS.filter(lambda t: "\x00" not in t)
)
def test_what_is_found_is_what_contains_the_word(engine: Engine, first: list[str], then: list[str], word: str) -> None:
    with Session(engine) as session:
        session.execute(delete(NAMES))
        texts = dict(enumerate(first))
        for key, title in texts.items():
            session.execute(insert(NAMES).values(id=key, title=title))
        for key, title in zip(list(texts), then, strict=False):
            session.execute(NAMES.update().where(NAMES.c.id == key).values(title=title))
            texts[key] = title
        for key in list(texts)[1::3]:
            session.execute(delete(NAMES).where(NAMES.c.id == key))
            del texts[key]
        assert found(session, word) == {key for key, title in texts.items() if word.lower() in title.lower()}
        session.commit()


def test_a_search_of_two_words_needs_both(engine: Engine) -> None:
    with Session(engine) as session:
        for key, title in enumerate(("陈建国 低保", "陈建国 医保", "林志强 低保")):
            session.execute(insert(NAMES).values(id=key, title=title))
        both = [contained(session, NAMES.c.id, NAMES.c.title, word) for word in ("陈建国", "低保")]
        assert list(session.scalars(select(NAMES.c.id).where(*both))) == [0]
