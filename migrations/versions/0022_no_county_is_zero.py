"""rows and roots of a county that does not exist are set aside; INSERT OR REPLACE is refused

Backup, the demo and rebuilding the search index wrote a row of the trail for county 0. Its root was
stored under the city's number with a signature over another text, and from then on nothing could be
signed. What was written so is kept word for word in ``trail_set_aside``; ``flask trail verify`` says so.

Revision ID: 0022
Revises: 0021

"""
import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

FIRST, LAST = 100000, 999999
SENTENCES = {
    'trail': ('the trail is append-only', ('id = NEW.id', 'county = NEW.county AND place = NEW.place')),
    'trail_root': ('signed roots are append-only', ('id = NEW.id', 'county = NEW.county AND size = NEW.size')),
    'trail_set_aside': (
        'what was set aside is append-only', ('from_table = NEW.from_table AND row_id = NEW.row_id',),
    ),
}
INSTANT = sa.DateTime(timezone=True)
TRAIL = sa.table('trail', *(sa.column(name, sa.BigInteger) for name in (
    'id', 'county', 'place', 'subject_id', 'official_id', 'organisation_id')), sa.column('at', INSTANT),
    *(sa.column(name, sa.String) for name in (
        'verb', 'subject_kind', 'official', 'channel', 'address', 'facts', 'previous', 'hash')))
ROOT = sa.table('trail_root', *(sa.column(name, sa.BigInteger) for name in (
    'id', 'county', 'size', 'previous_id', 'previous_size')), sa.column('signed_at', INSTANT),
    *(sa.column(name, sa.String) for name in ('root', 'previous_root', 'key', 'signature')))
HEAD = sa.table('chain_head', *(sa.column(name, sa.BigInteger) for name in ('county', 'last_id', 'place')),
    sa.column('hash', sa.String))
NODE = sa.table('trail_node', sa.column('county', sa.BigInteger))
ASIDE = sa.table('trail_set_aside', sa.column('from_table', sa.String), sa.column('row_id', sa.BigInteger),
    sa.column('why', sa.String), sa.column('set_aside_at', INSTANT), sa.column('content', sa.Text))


def upgrade():
    op.create_table(
        'trail_set_aside',
        sa.Column('from_table', sa.String(20), nullable=False),
        sa.Column('row_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('why', sa.String(10), nullable=False),
        sa.Column('set_aside_at', INSTANT, nullable=False),
        sa.Column('content', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('from_table', 'row_id'),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(TRAIL).where(_nowhere(TRAIL)).order_by(TRAIL.c.county, TRAIL.c.place)).all()
    heads = connection.execute(sa.select(HEAD).where(_nowhere(HEAD))).all()
    roots = _faulty_roots(connection, rows)
    _unlock()
    _set_aside(connection, TRAIL, 'id', [(row, 'no_county') for row in rows])
    _set_aside(connection, ROOT, 'id', roots)
    _set_aside(connection, HEAD, 'county', [(row, 'no_county') for row in heads])
    connection.execute(NODE.delete().where(_nowhere(NODE)))
    _lock(*SENTENCES)


def downgrade():
    connection = op.get_bind()
    _unlock()
    kept = connection.execute(sa.select(ASIDE).order_by(ASIDE.c.from_table, ASIDE.c.row_id)).all()
    for table in (HEAD, TRAIL, ROOT):
        for one in kept:
            if one.from_table == table.name:
                content = json.loads(one.content)
                for name in ('at', 'signed_at'):
                    if name in content:
                        content[name] = datetime.fromisoformat(content[name])
                connection.execute(table.insert().values(**content))
    op.drop_table('trail_set_aside')
    if connection.dialect.name == 'postgresql':
        op.execute('DROP FUNCTION trail_set_aside_refuse()')
    for name in ('trail', 'trail_root'):
        _lock(name)
        if connection.dialect.name == 'sqlite':
            op.execute(f'DROP TRIGGER {name}_no_replace')


def _nowhere(table):
    return sa.or_(table.c.county < FIRST, table.c.county > LAST)


def _faulty_roots(connection, rows):
    """Return the roots that were signed over rows of no county, and those that were signed upon them."""
    false = set()
    for county in sorted({row.county for row in rows}):
        hashes = []
        for row in rows:
            if row.county == county:
                hashes.append(row.hash)
                false.add((len(hashes), _root_over(hashes)))
    found, upon = [], set()
    for row in connection.execute(sa.select(ROOT).order_by(ROOT.c.county, ROOT.c.size)).all():
        if (row.size, row.root) in false or not FIRST <= row.county <= LAST:
            found.append((row, 'no_county'))
        elif (row.county, row.previous_size, row.previous_root) in upon:
            found.append((row, 'follows'))
        else:
            continue
        upon.add((row.county, row.size, row.root))
    return found


def _root_over(hashes):
    """Return the Merkle root (RFC 6962, section 2.1) over hashes of rows."""
    level = [hashlib.sha256(b'\0' + bytes.fromhex(one)).digest() for one in hashes]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2])
        level = [hashlib.sha256(b'\1' + a + b).digest() for a, b in pairs] + level[len(level) // 2 * 2:]
    return level[0].hex()


def _set_aside(connection, table, key, rows):
    at = datetime.now(UTC)
    for row, why in reversed(rows):  # a root goes before the one that it was signed upon
        content = {name: _plain(value) for name, value in row._asdict().items()}
        connection.execute(ASIDE.insert().values(
            from_table=table.name, row_id=content[key], why=why, set_aside_at=at,
            content=json.dumps(content, ensure_ascii=False, sort_keys=True),
        ))
        connection.execute(table.delete().where(table.c[key] == content[key]))


def _plain(value):
    """Return an instant in ISO 8601 and UTC: SQLite keeps it without its zone."""
    if not isinstance(value, datetime):
        return value
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _unlock():
    if op.get_bind().dialect.name == 'sqlite':
        for table in SENTENCES:
            for event in ('update', 'delete', 'replace'):
                op.execute(f'DROP TRIGGER IF EXISTS {table}_no_{event}')
    else:
        for table in ('trail', 'trail_root'):
            op.execute(f'DROP TRIGGER IF EXISTS {table}_no_change ON {table}')


def _lock(*tables):
    for table in tables:
        sentence, taken = SENTENCES[table]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        there = ' OR '.join(f'EXISTS (SELECT 1 FROM {table} WHERE {one})' for one in ('rowid = NEW.rowid', *taken))
        if op.get_bind().dialect.name == 'sqlite':
            op.execute(f'CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}')
            op.execute(f'CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}')
            op.execute(f'CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {refuse}')
        else:
            op.execute(f'CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS '
                       f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$")
            op.execute(f'CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} '
                       f'FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()')
