"""Registers that stood in other domains are moved here, and nothing is lost, on both engines."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Date, inspect, text

from app.kernel.identities import identity_hash
from app.kernel.sealing import masked
from app.surfaces.database import db
from tests.migrating import MIGRATIONS, insert, seal, unseal, without_keys


def test_interests_of_officials_become_declarations_and_none_is_lost(empty: Flask) -> None:
    person, firm = "11010519491231002X", "91350100M000100Y43"
    rows = [
        (1, "陈小明", person, "配偶", date(2026, 1, 5), None),
        (2, "榕城公司", firm, "配偶任法定代表人", date(2025, 3, 1), date(2026, 2, 1)),
        (3, "陈小明", person, "曾有诉讼", date(2026, 4, 1), None),
        (4, "无号公司", "", "股东", date(2026, 4, 2), None),
    ]
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision="0031")
        with without_keys() as connection:
            insert(connection, "organisation", id=8)
            insert(connection, "official", id=7)
            for pk, name, number, relation, declared, ended in rows:
                insert(
                    connection,
                    "official_interest",
                    id=pk,
                    county=350102,
                    official_id=7,
                    organisation_id=8,
                    party_name=name,
                    party_identity=seal(number),
                    party_hash=identity_hash(number) if number else "",
                    relation=relation,
                    declared_on=declared,
                    ended_on=ended,
                )
            insert(
                connection,
                "party_declaration",
                id=9,
                official_id=7,
                year=2026,
                version=1,
                what="recusal",
                number_hash=identity_hash(person),
                name=seal("陈小明"),
            )
        upgrade(directory=str(MIGRATIONS), revision="0032")
        with db.engine.connect() as connection:
            kept = connection.execute(
                text("SELECT * FROM party_declaration WHERE id < 9 ORDER BY id").columns(
                    declared_on=Date, ended_on=Date
                )
            ).mappings()
            told = kept.all()
            assert [
                (one["id"], unseal(one["name"]), one["text"], one["declared_on"], one["ended_on"]) for one in told
            ] == [(pk, name, relation, declared, ended) for pk, name, _number, relation, declared, ended in rows]
            assert [one["number"] for one in told] == ["110***********002X", firm, "110***********002X", ""]
            assert [one["number_hash"] for one in told][:2] == [identity_hash(person), identity_hash(firm)]
            assert [(one["year"], one["version"]) for one in told] == [(2026, 2), (2025, 1), (2026, 3), (2026, 1)]
            assert {(one["county"], one["official_id"], one["organisation_id"], one["what"]) for one in told} == {
                (350102, 7, 8, "recusal")
            }
            assert not inspect(db.engine).has_table("official_interest")
        downgrade(directory=str(MIGRATIONS), revision="0031")
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM party_declaration")) == 5
            assert connection.scalar(text("SELECT count(*) FROM official_interest")) == 0
        db.engine.dispose()


def test_agencies_and_who_stands_behind_them_become_parties_and_nothing_is_lost(empty: Flask) -> None:
    person, firm, code, began = "11010519491231002X", "91350100M000100Y43", "91350103MA00000012", date(2022, 3, 1)
    share, gone = Decimal("0.3475"), date(2021, 5, 20)
    rows = [
        (11, "founder", "陈小明", person, share, "leader_left", gone, None),
        (12, "manager", "陈小明", person, None, "", None, date(2025, 1, 1)),
        (13, "shareholder", "榕城公司", firm, Decimal("0.5"), "body", None, None),
        (14, "controller", "王五", "", None, "kin", None, None),
    ]
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision="0033")
        with without_keys() as connection:
            insert(connection, "organisation", id=8)
            insert(connection, "agency", id=9, county=350102, uscc=code, name="甲评估", organisation_id=8)
            insert(
                connection,
                "agency_practitioner",
                id=10,
                county=350102,
                agency_id=9,
                name="陈小明",
                identity=seal("110***********002X"),
                person_hash=identity_hash(person),
            )
            for pk, tie, name, number, part, office, left, until in rows:
                insert(
                    connection,
                    "agency_tie",
                    id=pk,
                    county=350102,
                    agency_id=9,
                    tie=tie,
                    name=name,
                    identity=seal(masked(number)),
                    party_hash=identity_hash(number) if number else "",
                    share=part,
                    office=office,
                    left_on=left,
                    from_on=began,
                    to_on=until,
                )
            insert(connection, "alert", id=15, point="M10.tied", subject_kind="agency_tie", subject_id=11)
        upgrade(directory=str(MIGRATIONS), revision="0034")
        with db.engine.connect() as connection:

            def asked(statement: str) -> list[tuple[Any, ...]]:
                days = dict.fromkeys(("from_on", "to_on"), Date)
                return [tuple(row) for row in connection.execute(text(statement).columns(**days))]

            parties = asked("SELECT key_hash, form, name, number, watched FROM party ORDER BY form, number")
            assert [(*row[1:4], bool(row[4])) for row in parties] == [
                ("body", "榕城公司", "913***********0Y43", True),
                ("company", "甲评估", code, True),
                ("person", "王某", "", True),
                ("person", "陈某", "110***********002X", True),
            ]
            assert {row[0] for row in parties} >= {identity_hash(one) for one in (person, firm, code)}
            assert sorted(unseal(row[0]) or "" for row in asked("SELECT name FROM party_name")) == sorted(
                ["榕城公司", "甲评估", "王五", "陈小明"]
            )
            ties = asked(
                "SELECT t.id, t.what, p.name, t.from_number, t.share, a.name, t.from_on, t.to_on, t.organisation_id FROM tie t"
                " JOIN party p ON p.id = t.from_id JOIN agency a ON a.party_id = t.to_id ORDER BY t.id"
            )
            shown = ["陈某", "陈某", "榕城公司", "王某"]
            assert [(*row[:4], None if row[4] is None else Decimal(str(row[4])), *row[5:]) for row in ties] == [
                (
                    row[0],
                    "director" if row[1] == "manager" else row[1],
                    name,
                    masked(row[3]),
                    None if row[4] is None else row[4] * 100,
                    "甲评估",
                    began,
                    row[7],
                    8,
                )
                for row, name in zip(rows, shown, strict=True)
            ]
            offices = asked('SELECT what, name, organisation_id, from_on, to_on, "leading" FROM office ORDER BY id')
            assert [(*row[:5], bool(row[5])) for row in offices] == [
                ("official", "陈某", 8, gone, gone, True),
                ("body", "榕城公司", 8, began, None, False),
                ("kin", "王某", 8, began, None, False),
            ]
            licensed = asked("SELECT p.key_hash FROM party p JOIN agency_practitioner a ON a.party_id = p.id")
            assert licensed == [(identity_hash(person),)]
            assert asked("SELECT subject_kind, subject_id FROM alert") == [("tie", 11)]
            assert asked("SELECT count(*) FROM reach") == [(18,)], (
                "from each of four watched parties to the others, over two ties of one of them"
            )
            assert asked("SELECT count(*) FROM tie WHERE pending") == [(0,)]
        downgrade(directory=str(MIGRATIONS), revision="0033")
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM agency_tie")) == 0
            assert connection.scalar(text("SELECT count(*) FROM tie")) == 4
        db.engine.dispose()


def test_relations_of_village_officers_become_ties_and_none_is_lost(empty: Flask) -> None:
    head, wife, firm = "11010519491231002X", "350102198501010017", "91350100M000100Y43"
    rows = [
        (21, "林国平", head, "何美玲", wife, "spouse", None),
        (22, "何美玲", wife, "榕城公司", firm, "shareholder", Decimal("5.25")),
        (23, "林国平", head, "林小明", "", "parent", None),
    ]
    with empty.app_context():
        upgrade(directory=str(MIGRATIONS), revision="0036")
        with without_keys() as connection:
            insert(connection, "organisation", id=8)
            insert(
                connection,
                "village_officer",
                id=20,
                county=350102,
                organisation_id=8,
                name="林国平",
                identity=masked(head),
                person_hash=identity_hash(head),
            )
            for pk, first, number, second, other, relation, share in rows:
                insert(
                    connection,
                    "village_relation",
                    id=pk,
                    county=350102,
                    organisation_id=8,
                    a_name=first,
                    a_identity=masked(number),
                    a_hash=identity_hash(number),
                    b_name=second,
                    b_identity=masked(other),
                    b_hash=identity_hash(other) if other else "",
                    relation=relation,
                    share=share,
                    source="本人申报",
                )
        upgrade(directory=str(MIGRATIONS), revision="0037")
        with db.engine.connect() as connection:

            def asked(statement: str) -> list[tuple[Any, ...]]:
                return [tuple(row) for row in connection.execute(text(statement))]

            ties = asked(
                "SELECT id, what, from_name, from_number, to_name, to_number, share, organisation_id, source FROM tie ORDER BY id"
            )
            assert [(*row[:6], None if row[6] is None else Decimal(str(row[6])), *row[7:]) for row in ties] == [
                (21, "spouse", "林某", masked(head), "何某", masked(wife), None, 8, "本人申报"),
                (22, "shareholder", "何某", masked(wife), "榕城公司", masked(firm), Decimal("5.25"), 8, "本人申报"),
                (23, "lineal", "林某", masked(head), "林某", "", None, 8, "本人申报"),
            ]
            names = sorted(unseal(row[0]) or "" for row in asked("SELECT name FROM party_name"))
            assert names == sorted(["林国平", "何美玲", "榕城公司", "林小明"])
            person = asked("SELECT p.key_hash, p.watched FROM village_officer o JOIN party p ON p.id = o.party_id")
            assert [(key, bool(watched)) for key, watched in person] == [(identity_hash(head), True)]
            paths = asked("SELECT path, p.name FROM reach JOIN party p ON p.id = end_id ORDER BY steps, path")
            assert paths == [("lineal", "林某"), ("spouse", "何某"), ("spouse>shareholder", "榕城公司")]
            assert not inspect(db.engine).has_table("village_relation")
        downgrade(directory=str(MIGRATIONS), revision="0036")
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM village_relation")) == 0
            assert connection.scalar(text("SELECT count(*) FROM tie")) == 3
        db.engine.dispose()
