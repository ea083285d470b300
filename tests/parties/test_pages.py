"""Lists, forms, REST and sheets of parties; the page that opens for a reason; what other counties and roles never see."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.guard import open_act
from app.parties.models import Office, Party, PartyName, Reach, Tie
from app.parties.operations import know_party, mark_party, tie_parties
from app.parties.records import OFFICE, TIE
from app.parties.words import MarkWord, TieWord
from app.surfaces.sheets.columns import columns_of
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import read_book
from app.surfaces.sheets.writing import Page, write_book
from tests.conftest import NOW
from tests.parties.building import credit_code, person_number
from tests.web import NO_ROLE, at_work, form_token, refusal

PERSON, FIRM, SECOND = person_number(901), credit_code(901), credit_code(902)
LOOK = {"purpose": "clue", "reason": "预警 2026-17"}


@pytest.fixture
def firm(site: Flask) -> int:
    """A firm that a person holds, and a second firm with the same telephone; returns the first."""
    with at_work(site) as session:
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            first, second = (know_party(act, FIRM, "福州甲公司", watched=True), know_party(act, SECOND, "福州乙公司"))
            holder = know_party(act, PERSON, "陈小明")
            tie_parties(act, holder, TieWord.SHAREHOLDER, first, source="企业登记")
            for one in (first, second):
                mark_party(act, one, MarkWord.TELEPHONE, "0591-87654321")
            pk = first.id
        session.commit()
    return int(pk)


def tie_row(**values: str) -> dict[str, str]:
    """Return a tie as a form sends it."""
    return {
        "from_number": PERSON,
        "from_name": "陈小明",
        "what": "shareholder",
        "to_number": FIRM,
        "to_name": "福州甲公司",
        "share": "35",
        "from_on": "2022-03-01",
        **values,
    }


@pytest.mark.both_engines
def test_a_tie_by_form_makes_its_parties_known_and_is_ended_not_turned(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/records/tie/add"))
    answer = client.post("/records/tie/add", data={**tie_row(), "csrf_token": token})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    with at_work(site) as session:
        tie = session.scalars(select(Tie)).one()
        pk = tie.id
        assert (tie.from_name, tie.from_number[3:14], tie.to_name, tie.to_number, tie.pending) == (
            "陈某",
            "***********",
            "福州甲公司",
            FIRM,
            False,
        )
        assert session.scalars(select(PartyName.name).order_by(PartyName.name)).all()
        facts = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "record.added")).one()
        assert PERSON not in facts
        assert "陈小明" not in facts
    shown = client.get(f"/records/tie/show/{pk}").get_data(as_text=True)
    assert "陈某" in shown
    assert "陈小明" not in shown
    page = client.get(f"/records/tie/edit/{pk}").get_data(as_text=True)
    assert "35" in page
    answer = client.put(
        f"/api/v1/tie/{pk}", json={"to_number": SECOND}, headers={"X-CSRFToken": form_token(client.get("/"))}
    )
    assert answer.status_code in (409, 422), answer.get_data(as_text=True)
    answer = client.put(
        f"/api/v1/tie/{pk}", json={"to_on": "2026-09-01"}, headers={"X-CSRFToken": form_token(client.get("/"))}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    with at_work(site) as session:
        assert str(session.scalars(select(Tie.to_on)).one()) == "2026-09-01"


def test_a_wrong_number_is_refused_and_what_was_typed_stays(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/records/tie/add"))
    answer = client.post("/records/tie/add", data={**tie_row(from_number="350102198501010011"), "csrf_token": token})
    assert answer.status_code == 422
    assert "福州甲公司" in answer.get_data(as_text=True)
    with at_work(site) as session:
        assert session.scalar(select(func.count()).select_from(Tie)) == 0


def test_a_sheet_of_ties_comes_in_once_and_the_second_time_changes_nothing(
    session: Session, acting_as: Callable[..., Act], tmp_path: Path
) -> None:
    act = acting_as(None, channel=Channel.SHEET)
    columns = columns_of(TIE)
    rows = [tie_row(), tie_row(from_number=person_number(77), from_name="林大海", what="legal", share="")]
    file = tmp_path / "ties.xlsx"
    write_book(file, [Page("关联", columns, ([row.get(c.name) for c in columns] for row in rows))])
    brought = carry_out(act, plan_import(act, TIE, read_book(file).sheets[0]))
    assert (brought.new, brought.changed, brought.left_out) == (2, 0, 0)
    assert session.scalar(select(func.count()).select_from(Party)) == 3
    assert session.scalar(select(func.count()).select_from(Tie).where(Tie.pending | Tie.from_id.is_(None))) == 0
    again = carry_out(act, plan_import(act, TIE, read_book(file).sheets[0]))
    assert (again.new, again.changed, again.same) == (0, 0, 2)


def test_a_sheet_of_offices_begins_reach(session: Session, acting_as: Callable[..., Act], tmp_path: Path) -> None:
    act = acting_as(None, channel=Channel.SHEET)
    tie_parties(act, know_party(act, PERSON, "陈小明"), TieWord.LEGAL, know_party(act, FIRM, "福州甲公司"))
    columns = columns_of(OFFICE)
    cells = {
        "number": PERSON,
        "name": "陈小明",
        "what": "official",
        "organisation_id": "gulou-urban",
        "from_on": "2022-03-01",
    }
    file = tmp_path / "offices.xlsx"
    write_book(file, [Page("任职", columns, [[cells.get(column.name) for column in columns]])])
    assert carry_out(act, plan_import(act, OFFICE, read_book(file).sheets[0])).new == 1
    assert session.scalars(select(Office)).one().party_id is not None
    assert session.scalar(select(func.count()).select_from(Reach)) == 1


def test_the_page_of_a_party_opens_for_a_reason_that_stays_in_the_trail(
    site: Flask, client_of: Callable[[str], FlaskClient], firm: int
) -> None:
    client = client_of("inspector")
    before = client.get(f"/parties/{firm}")
    assert "陈" not in before.get_data(as_text=True).split("<main", 1)[1].replace("陈监", "")
    token = form_token(before)
    refused = client.post(f"/parties/{firm}", data={"purpose": "clue", "reason": "", "csrf_token": token})
    assert refused.status_code == 422
    page = client.post(f"/parties/{firm}", data={**LOOK, "csrf_token": token}).get_data(as_text=True)
    for told in ("陈某", "企业登记", "福州乙公司", "<svg"):
        assert told in page, told
    assert "陈小明" not in page, "the names of others stay masked; only their own page tells them"
    tied = client.post(f"/parties/{firm}", data={**LOOK, "other": SECOND, "csrf_token": token}).get_data(as_text=True)
    assert "***4321" in tied.replace(" ", "") or "4321" in tied
    with at_work(site) as session:
        looks = session.scalars(select(TrailRow.facts).where(TrailRow.verb == "party.looked_at")).all()
        assert len(looks) == 2
        assert "预警 2026-17" in looks[0]


def test_a_search_is_told_its_reason_and_finds_by_number(client_of: Callable[[str], FlaskClient], firm: int) -> None:
    client = client_of("inspector")
    token = form_token(client.get("/parties/"))
    assert (
        client.post("/parties/", data={"q": FIRM, "purpose": "clue", "reason": "", "csrf_token": token}).status_code
        == 422
    )
    assert (
        client.post("/parties/", data={"q": FIRM, "purpose": "joke", "reason": "abcd", "csrf_token": token}).status_code
        == 422
    )
    found = client.post("/parties/", data={"q": FIRM, **LOOK, "csrf_token": token}).get_data(as_text=True)
    assert f"/parties/{firm}" in found


def test_nobody_else_opens_parties(client_of: Callable[[str], FlaskClient], firm: int) -> None:
    for short in ("handler", "window", "village_clerk", "leader"):
        client = client_of(short)
        assert refusal(client.get("/parties/")) == NO_ROLE, short
        assert client.get("/records/party/list/").status_code == 403, short
    assert refusal(client_of("other_inspector").get(f"/parties/{firm}")) == (404, "没有这个主体，或不在您的辖区内。")


def test_the_export_of_parties_is_masked(client_of: Callable[[str], FlaskClient], firm: int) -> None:
    client = client_of("inspector")
    rows = client.get("/api/v1/party/").get_json()["result"]
    assert {row["name"] for row in rows} == {"福州甲公司", "福州乙公司", "陈某"}
    assert PERSON not in str(rows)


def test_a_correction_keeps_the_former_name(site: Flask, client_of: Callable[[str], FlaskClient], firm: int) -> None:
    client = client_of("county_admin")
    token = form_token(client.get("/"))
    body = {"name": "福州丁公司", "reason": "营业执照 2026-3", "csrf_token": token}
    assert client.post(f"/parties/{firm}/correct", data=body).status_code == 200
    with at_work(site) as session:
        names = session.scalars(select(PartyName.name).where(PartyName.party_id == firm).order_by(PartyName.id)).all()
        assert names == ["福州甲公司", "福州丁公司"]
