"""officers of villages become parties, and how they are related becomes ties

Revision ID: 0037
Revises: 0036

"""
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from app.kernel.names import is_personal
from app.kernel.sealing import keyed_hash
from app.parties.known import Known, shown_name
from app.parties.moved import know, write_paths

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

REGISTER = '村干部名册'
KIN = ('spouse', 'parent', 'sibling', 'in_law')


def _table(name, numbers, words, *more):
    return sa.table(
        name, *(sa.column(one, sa.BigInteger) for one in ('id', 'county', *numbers.split())),
        *(sa.column(one, sa.String) for one in words.split()), *more,
    )


OFFICER = _table('village_officer', 'party_id', 'name identity person_hash')
RELATION = _table(
    'village_relation', 'organisation_id', 'a_name a_identity a_hash b_name b_identity b_hash relation source', sa.column('share', sa.Numeric(5, 2)),
)
TIE = _table(
    'tie', 'from_id to_id organisation_id', 'what from_name from_number from_hash to_name to_number to_hash source',
    sa.column('share', sa.Numeric(7, 4)), sa.column('verified', sa.Boolean), sa.column('pending', sa.Boolean),
)


def _by_county(bind, table):
    rows = defaultdict(list)
    for row in bind.execute(table.select().order_by(table.c.id)):
        rows[row.county].append(row)
    return rows


def upgrade():
    # Written out, for SQLite else makes the whole table again.
    op.execute('ALTER TABLE village_officer ADD COLUMN party_id BIGINT REFERENCES party (id)')
    op.create_index('ix_village_officer_party_id', 'village_officer', ['party_id'])
    bind = op.get_bind()
    officers, relations = _by_county(bind, OFFICER), _by_county(bind, RELATION)
    for county in sorted({*officers, *relations}):
        _move(bind, county, officers[county], relations[county])
    write_paths(bind)
    op.drop_table('village_relation')


def _end(row, side):
    """Return who stands at one end of a relation; without a number he is known by the row alone."""
    name, number, hashed = (getattr(row, f'{side}_{one}') for one in ('name', 'identity', 'hash'))
    person = side == 'a' or row.relation in KIN or is_personal(name)
    return Known(hashed or keyed_hash(f'village_relation:{row.id}:{side}'), 'person' if person else 'company', name.strip(), number, row.source)


def _move(bind, county, officers, relations):
    people = {row.id: Known(row.person_hash, 'person', row.name.strip(), row.identity, REGISTER, True) for row in officers if row.person_hash}
    ends = {row.id: (_end(row, 'a'), _end(row, 'b')) for row in relations}
    found = know(bind, county, [*(one for pair in ends.values() for one in pair), *people.values()])
    if people:
        settled = [{'pk': pk, 'party': found[one.key_hash]} for pk, one in people.items()]
        bind.execute(OFFICER.update().where(OFFICER.c.id == sa.bindparam('pk')).values(party_id=sa.bindparam('party')), settled)
    ties = []
    for row in relations:
        first, second = ends[row.id]
        ties.append({
            'id': row.id, 'county': county, 'organisation_id': row.organisation_id,
            # Who of the two is the parent was never asked.
            'what': 'lineal' if row.relation == 'parent' else row.relation,
            'from_id': found[first.key_hash], 'from_name': shown_name(first.form, first.name), 'from_number': first.number, 'from_hash': first.key_hash,
            'to_id': found[second.key_hash], 'to_name': shown_name(second.form, second.name), 'to_number': second.number, 'to_hash': second.key_hash,
            'share': row.share, 'source': row.source, 'verified': False, 'pending': True,
        })
    if ties:
        bind.execute(TIE.insert(), ties)


def downgrade():
    """Make the register of relations again, empty: which ties came from it is not kept. They stay where they are."""
    op.create_table(
        'village_relation',
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('county', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.BigInteger(), nullable=False),
        sa.Column('a_name', sa.String(length=60), nullable=False),
        sa.Column('a_identity', sa.String(length=20), nullable=False),
        sa.Column('a_hash', sa.String(length=64), nullable=False),
        sa.Column('b_name', sa.String(length=120), nullable=False),
        sa.Column('b_identity', sa.String(length=20), nullable=False),
        sa.Column('b_hash', sa.String(length=64), nullable=False),
        sa.Column('relation', sa.String(length=12), nullable=False),
        sa.Column('share', sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column('source', sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    for name, column in (('organisation_id', 'organisation_id'), ('county', 'county'), ('a', 'a_hash'), ('b', 'b_hash')):
        op.create_index(f'ix_village_relation_{name}', 'village_relation', [column])
    op.drop_index('ix_village_officer_party_id', 'village_officer')
    op.drop_column('village_officer', 'party_id')
    print('The register of relations of village officers is empty. Enter them again from the ties of parties; those stay.')
