"""Tables that only grow: the database itself refuses to change or remove a row.

What triggers can hold and what only the verifier finds stands in docs/verifying-the-trail.md.
"""

from sqlalchemy import DDL, event

from app.kernel.db import Base


def append_only(table: str, sentence: str, *taken: str) -> dict[str, tuple[str, ...]]:
    """Return by engine the statements that let a table only grow; ``taken`` are its keys, as conditions.

    SQLite has to look for a row that is there already, under its hidden row number too: INSERT OR
    REPLACE removes it and fires no trigger for DELETE.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    keys = ("rowid = NEW.rowid", *taken)
    there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in keys)  # noqa: S608 - our own words
    return {
        "sqlite": (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}",
        ),
        "postgresql": (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
        ),
    }


def keep_append_only(model: type[Base], sentence: str, *taken: str) -> None:
    """Let the table of a model only grow from its creation on; a migration runs the same statements."""
    for dialect, statements in append_only(model.__tablename__, sentence, *taken).items():
        for statement in statements:
            event.listen(model.__table__, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))
