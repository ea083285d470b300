"""Search of alerts by fours of digits and letters besides pairs.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23 06:20:00

"""
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FOUR = "[0-9A-Za-z]" * 4
WORDS = (
    "WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < length({row}.text) - 1) "
    "SELECT group_concat(substr({row}.text, n, 2) || CASE WHEN substr({row}.text, n, 4) GLOB '" + FOUR + "' "
    "THEN ' ' || substr({row}.text, n, 4) ELSE '' END, ' ') FROM place"
)
TABLE = (
    "CREATE VIRTUAL TABLE alert_text USING fts5(pairs, content='', columnsize=0, detail='none', "
    "tokenize='unicode61 remove_diacritics 0')"
)
SQLITE = (
    "DROP TRIGGER alert_text_insert",
    "DROP TABLE alert_text",
    TABLE,
    f"INSERT INTO alert_text (rowid, pairs) SELECT alert.id, ({WORDS.format(row='alert')}) FROM alert",
    "CREATE TRIGGER alert_text_insert AFTER INSERT ON alert BEGIN "
    f"INSERT INTO alert_text (rowid, pairs) SELECT new.id, ({WORDS.format(row='new')}); END",
)
POSTGRESQL = (
    "DROP INDEX ix_alert_pairs",
    "CREATE OR REPLACE FUNCTION text_pairs(line text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS "
    "$$ SELECT array_agg(DISTINCT lower(substr(line, n, size))) "
    "FROM generate_series(1, greatest(length(line) - 1, 1)) AS n, (VALUES (2), (4)) AS sizes(size) "
    f"WHERE size = 2 OR substr(line, n, 4) ~ '^{FOUR}$' $$",
    "CREATE INDEX ix_alert_pairs ON alert USING gin (text_pairs(text))",
)


def upgrade():
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade():
    pass
