"""Every form of statement against the trail: what the triggers refuse, and what only the verifier finds.

docs/verifying-the-trail.md says the same in a table; what is added here is added there.
"""

import pytest
from nacl.signing import SigningKey
from psycopg.errors import UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.kernel.audit import HASHED
from app.kernel.trail.keys import key_id
from app.kernel.trail.roots import sign_roots
from app.kernel.trail.verify import Breach, verify
from tests.kernel.trail import Acting, fill

KEY = SigningKey(b"k" * 32)
KEYS = {key_id(bytes(KEY.verify_key)): KEY.verify_key}
COLUMNS = ", ".join(("id", *HASHED, "hash"))
CHANGED = COLUMNS.replace("verb", "'x'")
ROOT = "id, county, size, root, previous_id, previous_size, previous_root, signed_at, key, signature"

REFUSED = {
    "sqlite": (
        "UPDATE trail SET verb = 'x' WHERE place = 3",
        "UPDATE OR REPLACE trail SET place = 4 WHERE place = 3",
        "UPDATE OR IGNORE trail SET verb = 'x'",
        "UPDATE trail SET verb = t.verb FROM trail t WHERE t.place = 1",
        "DELETE FROM trail WHERE place = 3",
        "DELETE FROM trail",
        f"INSERT OR REPLACE INTO trail ({COLUMNS}) SELECT {CHANGED} FROM trail WHERE place = 3",
        f"REPLACE INTO trail ({COLUMNS}) SELECT {CHANGED} FROM trail WHERE place = 3",
        f"REPLACE INTO trail ({COLUMNS}) SELECT {COLUMNS.replace('id, ', 'id + 100, ', 1)} FROM trail WHERE place = 3",
        f"REPLACE INTO trail ({COLUMNS}) SELECT {COLUMNS.replace('place', 'place + 100')} FROM trail WHERE place = 3",
        f"REPLACE INTO trail (rowid, {COLUMNS}) SELECT rowid, {COLUMNS.replace('id, ', 'id + 100, ', 1).replace('place', 'place + 100')}"
        " FROM trail WHERE place = 3",
        f"INSERT INTO trail ({COLUMNS}) SELECT {COLUMNS} FROM trail WHERE place = 3 ON CONFLICT DO UPDATE SET verb = 'x'",
        f"INSERT OR ROLLBACK INTO trail ({COLUMNS}) SELECT {CHANGED} FROM trail WHERE place = 3",
        "UPDATE trail_root SET root = 'x'",
        "DELETE FROM trail_root",
        f"REPLACE INTO trail_root ({ROOT}) SELECT {ROOT.replace(' root,', chr(39) + 'x' + chr(39) + ',', 1)} FROM trail_root",
    ),
    "postgresql": (
        "UPDATE trail SET verb = 'x' WHERE place = 3",
        "UPDATE ONLY trail SET verb = 'x' WHERE false",
        "DELETE FROM trail WHERE place = 3",
        "DELETE FROM trail USING trail_root",
        "WITH gone AS (DELETE FROM trail RETURNING *) SELECT count(*) FROM gone",
        "TRUNCATE trail",
        "TRUNCATE trail, trail_root CASCADE",
        f"INSERT INTO trail ({COLUMNS}) SELECT {COLUMNS} FROM trail WHERE place = 3 ON CONFLICT (id) DO UPDATE SET verb = 'x'",
        "MERGE INTO trail USING (SELECT 3 AS place) AS s ON trail.place = s.place WHEN MATCHED THEN UPDATE SET verb = 'x'",
        "MERGE INTO trail USING (SELECT 3 AS place) AS s ON trail.place = s.place WHEN MATCHED THEN DELETE",
        "UPDATE trail_root SET root = 'x'",
        "DELETE FROM trail_root",
        "TRUNCATE trail_root",
    ),
}
"""Refused by the triggers, whoever asks."""

FOUND = {
    "sqlite": (
        ("DROP TRIGGER trail_no_update", "UPDATE trail SET verb = 'x' WHERE place = 3"),
        ("DROP TRIGGER trail_no_delete", "DELETE FROM trail WHERE place = 3"),
        (
            "DROP TRIGGER trail_no_replace",
            f"REPLACE INTO trail ({COLUMNS}) SELECT {CHANGED} FROM trail WHERE place = 3",
        ),
        ("ALTER TABLE trail RENAME TO former", "CREATE TABLE trail AS SELECT * FROM former WHERE place <> 3"),
        (
            "ALTER TABLE trail RENAME COLUMN official TO former",
            "ALTER TABLE trail ADD COLUMN official VARCHAR DEFAULT 'x'",
        ),
        (
            f"INSERT INTO trail ({COLUMNS}) SELECT {COLUMNS.replace('id, ', 'id + 100, ', 1).replace('place', 'place + 100')}"
            " FROM trail WHERE place = 3",
        ),
        ("UPDATE chain_head SET place = 7, hash = (SELECT hash FROM trail WHERE place = 7)",),
        ("DELETE FROM chain_head",),
    ),
    "postgresql": (
        ("ALTER TABLE trail DISABLE TRIGGER trail_no_change", "UPDATE trail SET verb = 'x' WHERE place = 3"),
        ("ALTER TABLE trail DISABLE TRIGGER ALL", "DELETE FROM trail WHERE place = 3"),
        ("DROP TRIGGER trail_no_change ON trail", "TRUNCATE trail"),
        ("SET LOCAL session_replication_role = replica", "UPDATE trail SET verb = 'x' WHERE place = 3"),
        (
            "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "UPDATE trail SET verb = 'x' WHERE place = 3",
        ),
        ("ALTER TABLE trail ALTER COLUMN verb TYPE varchar(40) USING 'x'",),
        ("ALTER TABLE trail RENAME TO former", "CREATE TABLE trail AS SELECT * FROM former WHERE place <> 3"),
        ("CREATE RULE other AS ON INSERT TO trail DO INSTEAD NOTHING", "UPDATE chain_head SET place = place + 1"),
        (
            f"INSERT INTO trail ({COLUMNS}) SELECT {COLUMNS.replace('id, ', 'id + 100, ', 1).replace('place', 'place + 100')}"
            " FROM trail WHERE place = 3",
        ),
        ("UPDATE chain_head SET place = 7, hash = (SELECT hash FROM trail WHERE place = 7)",),
        ("DELETE FROM chain_head",),
    ),
}
"""Done by whoever owns the database: no trigger stands in the way, and verification names the row."""


@pytest.fixture
def trail(session: Session, acting_as: Acting) -> Session:
    """A trail of ten rows, all signed."""
    act = acting_as(None)
    fill(act, 10)
    sign_roots(act, KEY)
    assert verify(session, keys=KEYS).intact
    return session


def of(forms: dict[str, tuple[object, ...]]) -> list[object]:
    return [pytest.param(name, form, id=f"{name}-{n}") for name, every in forms.items() for n, form in enumerate(every)]


@pytest.mark.parametrize(("engine_name", "statement"), of(REFUSED))
def test_the_triggers_refuse(trail: Session, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        trail.execute(text(statement))


@pytest.mark.parametrize(("engine_name", "statements"), of(FOUND))
def test_the_verifier_finds(trail: Session, statements: tuple[str, ...]) -> None:
    trail.expunge_all()
    for statement in statements:
        trail.execute(text(statement))
    assert not verify(trail, keys=KEYS).intact


@pytest.mark.parametrize("engine_name", ["postgresql"])
@pytest.mark.parametrize("taken", [True, False])
def test_rows_that_are_copied_in_are_refused_or_found(trail: Session, taken: bool) -> None:
    """COPY only adds: the key of a row that is there refuses it, and another row stands behind the end."""
    row = list(trail.execute(text(f"SELECT {COLUMNS} FROM trail WHERE place = 3")).one())
    if not taken:
        row[0], row[2] = row[0] + 100, row[2] + 100
    driver = trail.connection().connection.driver_connection
    assert driver is not None

    def copy_in() -> None:
        with driver.cursor() as cursor, cursor.copy(f"COPY trail ({COLUMNS}) FROM STDIN") as copy:
            copy.write_row(row)

    if taken:
        with pytest.raises(UniqueViolation):
            copy_in()
    else:
        copy_in()
        assert [fault.what for fault in verify(trail, keys=KEYS).faults] == [Breach.BEYOND]
