"""A party is its number in every spelling; names, marks and looks have their history."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.parties.jobs import forget
from app.parties.models import Declaration, Office, Party, PartyMark, PartyName, PartyRule, Reach, Tie
from app.parties.operations import (
    correct_party,
    declare,
    end_tie,
    give_office,
    know_party,
    leave_office,
    look_at,
    mark_party,
    name_party,
    search_parties,
    tie_parties,
)
from app.parties.paths import shortest_paths
from app.parties.queries import around, marks_of, same_names
from app.parties.recusal import keeps_away
from app.parties.words import DeclaredWord, LookPurpose, MarkWord, OfficeWord, TieWord
from tests.parties.building import company, person, person_number
from tests.world import World

NUMBER = "11010519491231002X"


def test_every_spelling_of_a_number_is_one_party(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as(None)
    first = know_party(act, NUMBER, "陈小明")
    assert know_party(act, "１１０１０５ 19491231 002x", "陈小明").id == first.id
    assert know_party(act, "110105491231002", "陈小明").id == first.id, "fifteen digits of an old card"
    assert (first.name, first.form, first.number) == ("陈某", "person", "110***********002X")


def test_neither_a_number_nor_a_persons_whole_name_stands_in_the_database(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    found = know_party(act, NUMBER, "陈小明")
    tie_parties(act, found, TieWord.SHAREHOLDER, company(act))
    for table in (Party, PartyName, Tie, TrailRow):
        columns = ", ".join(f'"{column.name}"' for column in table.__table__.columns)
        rows = session.execute(text(f'SELECT {columns} FROM "{table.__tablename__}"')).all()
        assert rows
        assert NUMBER not in str(rows)
        assert "陈小明" not in str(rows)
    assert found.names[0].name == "陈小明"


def test_equal_names_are_a_hint_and_tie_nobody(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as(None)
    first, second = person(act, "李国强", watched=True), person(act, "李国强", watched=True)
    person(act, "李国庆")
    assert [one.id for one in same_names(session, first)] == [second.id]
    assert shortest_paths(session, first, second) == []
    assert session.scalar(select(func.count()).select_from(Reach)) == 0


def test_a_new_name_ends_the_former_one(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as(None)
    firm = company(act, "福州甲公司")
    assert name_party(act, firm, "福州乙公司", on=date(2026, 5, 1))
    assert not name_party(act, firm, "福州乙公司", on=date(2026, 6, 1))
    assert [(one.name, one.to_on) for one in firm.names] == [("福州甲公司", date(2026, 4, 30)), ("福州乙公司", None)]


def test_a_correction_needs_its_reason(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as(None)
    firm = company(act, "福州甲公司")
    with pytest.raises(Incomplete):
        correct_party(act, firm, "福州丙公司", " ")
    correct_party(act, firm, "福州丙公司", "申请人提交营业执照")
    assert session.scalar(select(TrailRow.facts).where(TrailRow.verb == "party.corrected"))


@pytest.mark.parametrize(
    ("what", "one", "same"),
    [
        (MarkWord.TELEPHONE, "0591-87654321", "（0591）8765 4321"),
        (MarkWord.ACCOUNT, "6222 0200 1234 5678", "6222020012345678"),
        (MarkWord.ADDRESS, "福州市鼓楼区五四路1号", "福州市鼓楼区 五四路 １号"),
        (MarkWord.EMAIL, "Info@Example.cn", "info@example.cn"),
    ],
)
def test_equal_marks_are_shared_whatever_their_spelling(
    session: Session, acting_as: Callable[..., Act], what: MarkWord, one: str, same: str
) -> None:
    act = acting_as(None)
    first, second = company(act), company(act)
    mark_party(act, first, what, one)
    mark_party(act, second, what, same)
    mark_party(act, second, what, same)
    assert [[other.id for other in row["others"]] for row in marks_of(session, first)] == [[second.id]]
    assert [[(link.tie, bool(link.mark)) for link in path] for path in shortest_paths(session, first, second)] == [
        [(0, True)]
    ]
    assert session.scalar(select(func.count()).select_from(PartyMark)) == 2


def test_a_telephone_of_a_law_firm_ties_nobody(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as(None)
    session.add(PartyRule(county=350102, hub_marks=3))
    firms = [company(act) for _ in range(4)]
    for firm in firms[:3]:
        mark_party(act, firm, MarkWord.TELEPHONE, "0591-87654321")
    assert shortest_paths(session, firms[0], firms[1])
    mark_party(act, firms[3], MarkWord.TELEPHONE, "0591-87654321")
    assert shortest_paths(session, firms[0], firms[1]) == []
    assert [(row["count"], row["hub"], row["others"]) for row in marks_of(session, firms[0])] == [(3, True, [])]


def test_the_shortest_paths_are_told_with_their_ties(session: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as(None)
    official, spouse, firm, other = person(act), person(act), company(act), company(act)
    first = tie_parties(act, official, TieWord.SPOUSE, spouse)
    second = tie_parties(act, spouse, TieWord.SHAREHOLDER, firm, share=Decimal(60))
    third = tie_parties(act, spouse, TieWord.LEGAL, firm)
    tie_parties(act, official, TieWord.EMPLOYEE, other)
    paths = shortest_paths(session, official, firm)
    assert [[link.tie for link in path] for path in paths] == [[first.id, second.id], [first.id, third.id]]
    assert [(link.here, link.there) for link in paths[0]] == [(official.id, spouse.id), (spouse.id, firm.id)]
    back = shortest_paths(session, firm, official)
    assert [(link.here, link.there) for link in back[0]] == [(firm.id, spouse.id), (spouse.id, official.id)]


def test_the_picture_of_a_party_holds_forty_and_counts_the_rest(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    holder = person(act)
    for _ in range(50):
        tie_parties(act, holder, TieWord.AGENT, company(act))
    found = around(session, holder)
    assert (sum(len(level) for level in found.levels), sum(found.left_out)) == (40, 11)
    assert found.hubs == frozenset({holder.id})


def test_a_look_needs_a_reason_and_stands_in_the_trail(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    firm = company(acting_as(None), "福州榕城公司")
    act = acting_as("inspector")
    with pytest.raises(Incomplete):
        look_at(act, firm, LookPurpose.CLUE, " ")
    with pytest.raises(Incomplete):
        search_parties(act, "榕城", LookPurpose.CLUE, "")
    with pytest.raises(NotAllowed):
        look_at(acting_as("other_inspector"), firm, LookPurpose.CLUE, "预警 2026-17")
    act = acting_as("inspector")
    assert [one.id for one in search_parties(act, "榕城", LookPurpose.CLUE, "预警 2026-17")] == [firm.id]
    look_at(act, firm, LookPurpose.CLUE, "预警 2026-17")
    verbs = session.scalars(select(TrailRow.verb).where(TrailRow.official == "孙监").order_by(TrailRow.place)).all()
    assert list(verbs) == ["party.searched", "party.looked_at"]


def test_persons_are_found_by_number_or_whole_name_and_never_by_a_part(
    session: Session, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    found = know_party(act, NUMBER, "陈小明")
    for typed in (NUMBER, "陈小明"):
        assert [one.id for one in search_parties(act, typed, LookPurpose.CASE, "案件 17")] == [found.id]
    assert search_parties(act, "小明", LookPurpose.CASE, "案件 17") == []


def test_an_office_begins_reach_and_its_end_is_kept(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    holder, firm = person(act), company(act)
    tie_parties(act, holder, TieWord.SHAREHOLDER, firm)
    assert session.scalar(select(func.count()).select_from(Reach)) == 0
    office = give_office(
        act,
        holder,
        OfficeWord.OFFICIAL,
        world.organisation("gulou-urban"),
        official=world.official("handler"),
        from_on=date(2020, 1, 1),
    )
    assert session.scalars(select(Reach.end_id)).all() == [firm.id]
    with pytest.raises(Incomplete):
        leave_office(act, office, date(2019, 1, 1))
    leave_office(act, office, date(2026, 6, 30))
    with pytest.raises(OutOfOrder):
        leave_office(act, office, date(2026, 6, 30))


def test_a_declaration_of_the_same_matter_is_the_next_version(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    official = world.official("handler")
    for words in ("配偶持股", "配偶已转让"):
        declare(act, official, DeclaredWord.HOLDING, NUMBER, "陈小明", words)
    assert session.scalars(select(Declaration.version).order_by(Declaration.id)).all() == [1, 2]


def test_who_keeps_away_does_so_until_it_ends_however_long_declarations_are_kept(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    official = world.official("handler")
    session.add(PartyRule(county=350102, declaration_months=12))
    away, over, _own = (
        declare(act, official, what, number, "陈小明", "配偶")
        for what, number in (
            (DeclaredWord.RECUSAL, NUMBER),
            (DeclaredWord.RECUSAL, person_number(771)),
            (DeclaredWord.HOLDING, NUMBER),
        )
    )
    over.ended_on = act.on
    assert forget(acting_as(None, at=act.at + timedelta(days=400)))["declarations"] == 2
    assert session.scalars(select(Declaration.id)).all() == [away.id]
    assert keeps_away(session, official.id, away.number_hash)
    assert not keeps_away(session, official.id, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"share": Decimal(101)}, "share"),
        ({"share": Decimal(50), "share_most": Decimal(40)}, "share_most"),
        ({"from_on": date(2026, 2, 1), "to_on": date(2026, 1, 1)}, "to_on"),
    ],
)
def test_a_tie_that_cannot_be_is_refused(
    session: Session, acting_as: Callable[..., Act], values: dict[str, object], field: str
) -> None:
    act = acting_as(None)
    with pytest.raises(Incomplete) as fault:
        tie_parties(act, person(act), TieWord.SHAREHOLDER, company(act), **values)  # type: ignore[arg-type]
    assert fault.value.field == field


def test_what_ended_is_kept_as_long_as_the_county_says_and_no_longer(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as(None)
    session.add(PartyRule(county=350102, tie_months=12, party_months=6))
    holder, firm = person(act, watched=True), company(act)
    kept = tie_parties(act, holder, TieWord.DIRECTOR, firm)
    old = tie_parties(act, holder, TieWord.SHAREHOLDER, firm, from_on=date(2020, 1, 1))
    end_tie(act, old, date(2025, 9, 1), "shares sold")
    assert forget(act)["ties"] == 1
    assert session.scalars(select(Tie.id)).all() == [kept.id]
    end_tie(act, kept, date(2025, 9, 2), "left")
    later = acting_as(None, at=act.at + timedelta(days=400))
    assert forget(later)["parties"] == 2
    assert [session.scalar(select(func.count()).select_from(one)) for one in (Party, PartyName, Reach, Office)] == [
        0
    ] * 4
