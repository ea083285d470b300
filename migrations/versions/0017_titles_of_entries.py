"""search of a ledger's entries by pairs of characters

Revision ID: 0017
Revises: 0016

"""
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

FOUR = '[0-9A-Za-z]' * 4
PAIRS = (
    "WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < length({row}.title) - 1) "
    "SELECT group_concat(substr({row}.title, n, 2) || CASE WHEN substr({row}.title, n, 4) GLOB '" + FOUR + "' "
    "THEN ' ' || substr({row}.title, n, 4) ELSE '' END, ' ') FROM place"
)
ENTER = f"INSERT INTO ledger_entry_title (rowid, pairs) SELECT new.id, ({PAIRS.format(row='new')});"
LEAVE = (
    "INSERT INTO ledger_entry_title (ledger_entry_title, rowid, pairs) "
    f"SELECT 'delete', old.id, ({PAIRS.format(row='old')});"
)
SQLITE = (
    "CREATE VIRTUAL TABLE ledger_entry_title USING fts5(pairs, content='', columnsize=0, detail='none', "
    "tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO ledger_entry_title (rowid, pairs) "
    f"SELECT ledger_entry.id, ({PAIRS.format(row='ledger_entry')}) FROM ledger_entry",
    f"CREATE TRIGGER ledger_entry_title_insert AFTER INSERT ON ledger_entry BEGIN {ENTER} END",
    "CREATE TRIGGER ledger_entry_title_update AFTER UPDATE OF title ON ledger_entry "
    f"WHEN old.title IS NOT new.title BEGIN {LEAVE} {ENTER} END",
    f"CREATE TRIGGER ledger_entry_title_delete AFTER DELETE ON ledger_entry BEGIN {LEAVE} END",
)
POSTGRESQL = ("CREATE INDEX ix_ledger_entry_pairs ON ledger_entry USING gin (text_pairs(title))",)


def upgrade():
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == 'sqlite':
        for event in ('insert', 'update', 'delete'):
            op.execute(f'DROP TRIGGER ledger_entry_title_{event}')
        op.execute('DROP TABLE ledger_entry_title')
    else:
        op.execute('DROP INDEX ix_ledger_entry_pairs')
