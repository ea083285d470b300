"""Ownership statements: the latest of each record, shares as intervals, faults of the source, history, and back again."""

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.parties.bods.behind import behind_several
from app.parties.bods.reading import read_source
from app.parties.models import Party, Reach, Tie
from app.parties.operations import know_party
from app.parties.words import PartyForm
from tests.parties.building import credit_code
from tests.parties.saying import Take, firm, human, owns, said

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("SUNSHINE_TEST_DATA") or ROOT.parent / "shared" / "data") / "parties"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the ownership statements are not beside the project")


def held_now(session: Session) -> dict[str, Decimal]:
    """Return who holds which share today, by shown name."""
    rows = session.scalars(select(Tie).where(Tie.what == "shareholder", Tie.to_on.is_(None)))
    return {tie.from_name: tie.share or Decimal(0) for tie in rows}


@needs_data
def test_the_latest_statement_of_each_record_wins(session: Session, take: Take) -> None:
    taken = take(DATA / "bods_examples" / "fermcat.json")
    assert held_now(session) == {"P某": Decimal(100)}
    forms = list(taken.forms.values())
    assert (forms.count(PartyForm.PERSON), forms.count(PartyForm.COMPANY)) == (3, 1)
    assert (taken.used, dict(taken.left)) == (7, {"superseded": 16})
    again = take(DATA / "bods_examples" / "fermcat.json")
    assert {fate for fate, count in again.ties.items() if count} == {"same"}


@needs_data
def test_one_person_and_one_company_stand_behind_two_bids_each(session: Session, take: Take) -> None:
    files = sorted((DATA / "bluetail_prototype").glob("*_ownership.json"))
    source = read_source(files)
    taken = take(*files)
    found = behind_several(session, 350102, {taken.parties[key] for key in source.named}, date(2026, 9, 1))
    assert len(source.named) == 5
    assert [(one.party.form == "person", [firm.name for firm in one.companies]) for one in found] == [
        (True, ["Mitchell Systems Ltd.", "Gough-Hunt Ltd."]),
        (False, ["Mitchell Systems Ltd.", "Gough-Hunt Ltd."]),
    ]
    assert [one.party.name for one in found] == ["A某", "Sunrise Taylor Hunt Ltd."]
    again = take(*files)
    assert {fate for fate, count in again.ties.items() if count} == {"same"}


@needs_data
def test_a_joint_arrangement_holds_the_whole_and_each_person_half(session: Session, take: Take) -> None:
    take(DATA / "bods_examples" / "joint-ownership.json")
    held = {(tie.from_party.form, tie.to_party.form): tie.share for tie in session.scalars(select(Tie)) if tie.share}
    assert held == {("arrangement", "company"): Decimal(100), ("person", "arrangement"): Decimal(50)}
    assert session.scalar(select(func.count()).select_from(Tie).where(Tie.share == 50)) == 2


@needs_data
def test_what_is_indirect_and_explained_is_not_counted_twice(session: Session, take: Take) -> None:
    take(DATA / "bods_examples" / "mixed-direct-and-indirect-ownership.json")
    held = sorted(
        (tie.from_party.form, tie.share) for tie in session.scalars(select(Tie).where(Tie.what == "shareholder"))
    )
    assert held == [("company", Decimal(50)), ("person", Decimal(50))]


@needs_data
def test_whom_a_source_does_not_name_stands_there_without_a_name(session: Session, take: Take) -> None:
    taken = take(DATA / "bods_examples" / "levent.json")
    assert sorted(session.scalars(select(Party.name))) == ["A某", "B某", "Levent Trust", "未具名"]
    assert taken.left.total() == 0


def test_an_older_statement_never_wins_wherever_it_stands(session: Session, take: Take) -> None:
    late, early = (
        owns("r", "p", "c", {"exact": 20}, "2026-03-01", "updated"),
        owns("r", "p", "c", {"exact": 60}, "2026-02-01"),
    )
    taken = take(firm("c"), human("p"), late, early)
    assert held_now(session) == {"陈某": Decimal(20)}
    assert dict(taken.left) == {"superseded": 1}


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        ({"exact": 35.5}, "35.5", None),
        ({"minimum": 25, "maximum": 50}, "25", "50"),
        ({"exclusiveMinimum": 25, "maximum": 50}, "25", "50"),
        ({"minimum": 25, "exclusiveMinimum": True}, "25", "100"),
        ({"maximum": 10}, "0", "10"),
        ({"exact": 250}, None, None),
        (None, None, None),
    ],
)
def test_shares_are_intervals(session: Session, take: Take, share: Any, low: str | None, high: str | None) -> None:
    take(firm("c"), human("p"), owns("r", "p", "c", share))
    tie = session.scalars(select(Tie)).one()
    assert (tie.share, tie.share_most) == (low and Decimal(low), high and Decimal(high))


def test_a_later_file_changes_ends_and_keeps_what_was(session: Session, take: Take) -> None:
    people = [firm("c"), human("a", "陈小明"), human("b", "林大海")]
    take(*people, owns("ra", "a", "c", {"exact": 60}), owns("rb", "b", "c", {"exact": 40}))
    taken = take(*people, owns("ra", "a", "c", {"exact": 100}, "2026-05-01", "updated"))
    assert (taken.ties["changed"], taken.ties["ended"]) == (1, 1)
    rows = session.scalars(select(Tie).order_by(Tie.from_name, Tie.id))
    assert [(one.from_name, one.share, one.from_on, one.to_on) for one in rows] == [
        ("林某", Decimal(40), date(2020, 1, 1), date(2026, 9, 21)),
        ("陈某", Decimal(60), date(2020, 1, 1), date(2026, 4, 30)),
        ("陈某", Decimal(100), date(2026, 5, 1), None),
    ]
    again = take(*people, owns("ra", "a", "c", {"exact": 100}, "2026-05-01", "updated"))
    assert (again.ties["same"], again.ties["changed"], again.ties["ended"]) == (1, 0, 0)
    closed = take(*people, owns("ra", "a", "c", {"exact": 100}, "2026-06-30", "closed"))
    assert closed.ties["ended"] == 1
    assert held_now(session) == {}


def test_who_owned_on_the_day_of_the_bid_is_a_question_to_reach(session: Session, take: Take) -> None:
    code = credit_code(801)
    act_firm = firm("c")
    act_firm["recordDetails"]["identifiers"] = [{"scheme": "CN-SAIC", "id": code}]
    people = [act_firm, human("a")]
    taken = take(*people, owns("r", "a", "c", {"exact": 60}))
    bidder = session.get_one(Party, taken.parties["企业登记", "c"])
    assert bidder.number == code
    bidder.watched = True
    session.flush()
    take(*people, owns("r", "a", "c", {"exact": 10}, "2026-05-01", "updated"))
    asked = select(Reach.share).where(
        Reach.start_id == bidder.id, Reach.from_on <= date(2026, 4, 1), Reach.to_on >= date(2026, 4, 1)
    )
    assert session.scalars(asked).all() == [60.0]


def test_a_number_that_several_companies_carry_matches_nobody(session: Session, take: Take) -> None:
    taken = take(firm("c", "甲有限公司", "1"), firm("d", "乙有限公司", "1"), firm("e", "丙有限公司", "2"))
    assert [(str(one), one.names) for one in taken.shared] == [("GB-COH:*", ("乙有限公司", "甲有限公司"))]
    assert len(set(taken.parties.values())) == 3
    later = take(firm("f", "丁有限公司", "2"))
    assert [one.names for one in later.shared] == [("丁有限公司", "丙有限公司")]
    assert later.parties["企业登记", "f"] not in taken.parties.values()


def test_one_number_in_every_spelling_is_one_company_and_a_further_number_finds_it(
    session: Session, take: Take
) -> None:
    one = firm("c", "甲有限公司")
    one["recordDetails"]["identifiers"] = [{"scheme": "GB-COH", "id": "77"}, {"scheme": "XI-LEI", "id": "abc"}]
    first = take(one)
    other = firm("x", "甲有限公司")
    other["publicationDetails"]["publisher"]["name"] = "另一来源"
    other["recordDetails"]["identifiers"] = [{"scheme": "xi-lei", "id": "ＡＢＣ"}]
    assert take(other).parties["另一来源", "x"] == first.parties["企业登记", "c"]


def test_a_new_statement_under_another_id_of_an_old_version_is_the_same_tie(session: Session, take: Take) -> None:
    def old(kind: str, own: str, **more: Any) -> dict[str, Any]:
        return {
            "statementID": own,
            "statementType": kind,
            "statementDate": "2026-01-01",
            "publicationDetails": {"publisher": {"name": "旧"}},
            **more,
        }

    def file(run: str) -> list[dict[str, Any]]:
        number = [{"scheme": "GB-COH", "id": "5"}]
        return [
            old("entityStatement", f"c{run}", entityType="registeredEntity", name="甲", identifiers=number),
            old(
                "personStatement",
                f"p{run}",
                names=[{"fullName": "陈小明"}],
                identifiers=[{"schemeName": "ID", "id": "9"}],
            ),
            old(
                "ownershipOrControlStatement",
                f"r{run}",
                subject={"describedByEntityStatement": f"c{run}"},
                interestedParty={"describedByPersonStatement": f"p{run}"},
                interests=[{"type": "voting-rights", "share": {"exact": 30}}],
            ),
        ]

    take(*file("1"))
    taken = take(*file("2"))
    assert (taken.ties["same"], taken.ties["new"], taken.ties["ended"]) == (1, 0, 0)
    assert session.scalars(select(Tie.what)).all() == ["controller"], "voting rights are no second share"


def test_what_cannot_be_used_is_told_with_its_reason(session: Session, take: Take) -> None:
    taken = take(
        firm("c"),
        human("p"),
        owns("r1", "nobody", "c", None),
        owns("r2", "c", "c", None),
        {"statementId": "x"},
        said("relationship", "r3", subject="c", interestedParty="p", interests=[]),
    )
    assert dict(taken.left) == {"not_described": 1, "himself": 1, "unknown": 1, "no_interest": 1}
    assert taken.used == 2


def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{", encoding="utf-8")
    with pytest.raises(Incomplete, match=r"broken\.json"):
        read_source([file])


def test_a_party_that_the_register_knows_is_the_one_that_a_file_names(
    session: Session, acting_as: Callable[..., Act], take: Take
) -> None:
    code = credit_code(802)
    known = know_party(acting_as(None), code, "福州甲公司")
    statement = firm("c", "福州甲公司")
    statement["recordDetails"]["identifiers"] = [{"schemeName": "统一社会信用代码", "id": code}]
    assert take(statement).parties["企业登记", "c"] == known.id
