"""What is held goes out masked and comes in again as the same graph; both commands."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.parties.bods.vocabulary import INTERESTS
from app.parties.bods.writing import statements
from app.parties.models import Party, PartyMark, PartyName, Reach, Tie
from app.parties.operations import tie_parties
from app.parties.words import TieWord
from tests import few
from tests.parties.building import company, person
from tests.parties.saying import Take, firm, human, owns
from tests.web import at_work, form_token


def graph(session: Session, county: int) -> set[tuple[Any, ...]]:
    """Return the owning and controlling of a county by what everybody reads, without numbers of rows."""
    return {
        (
            one.from_party.name,
            one.what,
            one.to_party.name,
            one.to_party.number,
            one.share,
            one.share_most,
            one.from_on,
            one.to_on,
        )
        for one in session.scalars(select(Tie).where(Tie.county == county, Tie.what.in_(sorted(INTERESTS))))
    }


EDGE = st.tuples(
    st.integers(0, 5),
    st.integers(3, 5),
    st.sampled_from([*sorted(INTERESTS), TieWord.SPOUSE]),
    st.sampled_from([None, (30, None), (25, 50)]),
    st.sampled_from([None, date(2025, 1, 1)]),
    st.sampled_from([None, date(2026, 1, 1)]),
)


@given(edges=st.lists(EDGE, max_size=8, unique_by=lambda one: one[:3]))
@settings(max_examples=few(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_out_comes_in_again_as_the_same_graph(
    session: Session, acting_as: Callable[..., Act], take: Take, edges: list[Any]
) -> None:
    for table in (Reach, Tie, PartyMark, PartyName, Party):
        session.execute(delete(table))
    session.expunge_all()
    act = acting_as(None)
    surnames = "陈林黄"
    parties = [person(act, f"{one}小明") for one in surnames] + [
        company(act, f"福州{one}氏有限公司") for one in surnames
    ]
    for first, second, what, share, begins, ends in edges:
        if first != second and not (what == TieWord.SPOUSE and first > 2):
            low, high = share or (None, None)
            tie_parties(
                act,
                parties[first],
                what,
                parties[second],
                share=low and Decimal(low),
                share_most=high and Decimal(high),
                from_on=begins,
                to_on=ends,
            )
    told = list(statements(session, parties, act.on))
    text = json.dumps(told, ensure_ascii=False)
    assert "小明" not in text
    assert not any(party.key_hash in text for party in parties)
    before = graph(session, 350102)
    taken = take(*told)
    assert set(+taken.ties) <= {"same"}
    assert graph(session, 350102) == before
    assert session.scalar(select(func.count()).select_from(Party)) == 6
    take(*told, county=350104)
    assert graph(session, 350104) == before
    assert len({party.id for party in session.scalars(select(Party).where(Party.county == 350104))}) == 6


def test_the_command_tells_what_it_took_and_who_stands_behind_two(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "statements.json"
    told = [
        firm("c", "甲有限公司", "11"),
        firm("d", "乙有限公司", "22"),
        firm("e", "丙有限公司", "33"),
        human("p"),
        human("q", "林大海"),
        owns("r1", "p", "c", {"exact": 60}),
        owns("r2", "p", "d", {"exact": 60}),
        owns("r3", "q", "e", {"exact": 60}),
        owns("r3", "q", "e", {"exact": 10}, "2025-01-01"),
    ]
    file.write_text(json.dumps(told), encoding="utf-8")
    runner = site.test_cli_runner()
    done = runner.invoke(args=["import-bods", str(file), "--county", "350102", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)
    assert (figures["persons"], figures["entities"], figures["used"], figures["left"]) == (2, 3, 8, {"superseded": 1})
    assert figures["ties"] == {"new": 3, "changed": 0, "ended": 0, "same": 0}
    assert [
        (one["kind"], one["name"], [named["name"] for named in one["companies"]]) for one in figures["behind_several"]
    ] == [("person", "陈某", ["甲有限公司", "乙有限公司"])]
    words = runner.invoke(args=["import-bods", str(file), "--company", "GB-COH:11", "--company", "GB-COH:33"])
    assert words.exit_code == 0, words.output
    assert "陈某" not in words.output, "nobody stands behind both of these"
    assert runner.invoke(args=["import-bods", str(file), "--company", "GB-COH:99"]).exit_code == 1
    target = tmp_path / "out.json"
    done = runner.invoke(args=["export-bods", str(target)])
    assert done.exit_code == 0, done.output
    assert "陈小明" not in target.read_text(encoding="utf-8")
    assert [row["recordType"] for row in json.loads(target.read_text(encoding="utf-8"))].count("relationship") == 3
    with at_work(site) as session:
        assert session.scalars(
            select(TrailRow.verb).where(TrailRow.verb.in_(["party.imported", "party.exported"]))
        ).all()


def test_the_page_hands_out_statements_for_a_reason(
    site: Flask, client_of: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    file = tmp_path / "statements.json"
    file.write_text(json.dumps([firm("c"), human("p"), owns("r", "p", "c", {"exact": 60})]), encoding="utf-8")
    site.test_cli_runner().invoke(args=["import-bods", str(file), "--county", "350102"])
    with at_work(site) as session:
        pk = session.scalars(select(Party.id).where(Party.form == "company")).one()
    client = client_of("inspector")
    data = {"purpose": "clue", "reason": "", "csrf_token": form_token(client.get(f"/parties/{pk}"))}
    assert client.post(f"/parties/{pk}/statements", data=data).status_code == 422
    rows = client.post(f"/parties/{pk}/statements", data={**data, "reason": "预警 2026-17"}).get_json()
    assert sorted(row["recordType"] for row in rows) == ["entity", "person", "relationship"]
    assert "陈小明" not in str(rows)
    with at_work(site) as session:
        assert "预警 2026-17" in session.scalars(select(TrailRow.facts).where(TrailRow.verb == "party.exported")).one()
    other = client_of("handler")
    data["csrf_token"] = form_token(other.get("/"))
    assert other.post(f"/parties/{pk}/statements", data={**data, "reason": "预警 2026-17"}).status_code == 403
