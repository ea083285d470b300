"""agencies, their practitioners and who stands behind them become parties, ties and offices

Revision ID: 0034
Revises: 0033

"""
from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from nacl.exceptions import CryptoError

from app.kernel.identities import identity_hash
from app.kernel.names import is_personal
from app.kernel.sealing import EncryptedText, keyed_hash
from app.parties.known import Known, shown_name
from app.parties.moved import fresh_ids, know, write_paths

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

SOURCE = '中介机构名录'
REFERENCES = (('tie', 'organisation_id', 'organisation'), ('agency', 'party_id', 'party'), ('agency_practitioner', 'party_id', 'party'))


def _table(name, numbers, words, days=(), *more):
    return sa.table(
        name, *(sa.column(one, sa.BigInteger) for one in ('id', 'county', *numbers.split())),
        *(sa.column(one, sa.String) for one in words.split()), *(sa.column(one, sa.Date) for one in days), *more,
    )


AGENCY = _table('agency', 'party_id organisation_id', 'uscc name')
PEOPLE = _table('agency_practitioner', 'party_id', 'name identity person_hash')
BEHIND = _table('agency_tie', 'agency_id', 'tie name identity party_hash office', ('left_on', 'from_on', 'to_on'), sa.column('share', sa.Numeric(6, 4)))
TIE = _table(
    'tie', 'from_id to_id organisation_id', 'what from_name from_number from_hash to_name to_number to_hash source', ('from_on', 'to_on'),
    sa.column('share', sa.Numeric(7, 4)), sa.column('verified', sa.Boolean), sa.column('pending', sa.Boolean),
)
OFFICE = _table('office', 'party_id organisation_id', 'what name number number_hash rank', ('from_on', 'to_on'), sa.column('leading', sa.Boolean))
OFFICES = {'staff': 'official', 'leader_left': 'official', 'staff_left': 'official', 'body': 'body', 'kin': 'kin'}


def _open(cipher):
    """Return the ends of a number; nothing where this installation's key does not open them."""
    try:
        return EncryptedText().process_result_value(cipher, None) or ''
    except (CryptoError, ValueError):
        return ''


def _known(row, register, hashed, form):
    """Return who stands in a row; without a number he is known by the row alone."""
    return Known(hashed or keyed_hash(f'{register}:{row.id}'), form, row.name.strip(), _open(row.identity), SOURCE)


def _by_county(bind, table):
    rows = defaultdict(list)
    for row in bind.execute(table.select().order_by(table.c.id)):
        rows[row.county].append(row)
    return rows


def upgrade():
    for name, column, kept in REFERENCES:
        # Written out, for SQLite else makes the whole table again.
        op.execute(f'ALTER TABLE {name} ADD COLUMN {column} BIGINT REFERENCES {kept} (id)')
        op.create_index(f'ix_{name}_{column}', name, [column])
    op.add_column('office', sa.Column('leading', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index('ix_agency_practitioner_person', 'agency_practitioner')
    bind = op.get_bind()
    people, behind = _by_county(bind, PEOPLE), _by_county(bind, BEHIND)
    for county, agencies in _by_county(bind, AGENCY).items():
        _move(bind, county, agencies, people[county], behind[county])
    write_paths(bind)
    # Alerts about these ties stay open: a tie keeps its number.
    alert = sa.table('alert', sa.column('subject_kind', sa.String))
    bind.execute(alert.update().where(alert.c.subject_kind == 'agency_tie').values(subject_kind='tie'))
    op.drop_table('agency_tie')


def _move(bind, county, agencies, people, behind):
    firms = {row.id: Known(identity_hash(row.uscc), 'company', row.name.strip(), row.uscc, SOURCE, True) for row in agencies}
    homes = {row.id: row.organisation_id for row in agencies}
    licensed = {row.id: Known(row.person_hash, 'person', row.name.strip(), _open(row.identity), SOURCE, True) for row in people if row.person_hash}
    holders = {}
    for row in behind:
        form = 'body' if row.office == 'body' else 'person' if is_personal(row.name) else 'company'
        told = _known(row, 'agency_tie', row.party_hash, form)
        holders[row.id] = Known(told.key_hash, told.form, told.name, told.number, told.source, bool(row.office))
    # Who is told of twice is watched when one of the two says so.
    found = know(bind, county, [*holders.values(), *licensed.values(), *firms.values()])
    for table, told in ((AGENCY, firms), (PEOPLE, licensed)):
        settled = [{'pk': pk, 'party': found[one.key_hash]} for pk, one in told.items()]
        if settled:
            bind.execute(table.update().where(table.c.id == sa.bindparam('pk')).values(party_id=sa.bindparam('party')), settled)
    ties, offices = [], []
    for row in behind:
        holder, firm = holders[row.id], firms[row.agency_id]
        shown = shown_name(holder.form, holder.name)
        ties.append({
            'id': row.id, 'county': county, 'from_id': found[holder.key_hash], 'to_id': found[firm.key_hash],
            'organisation_id': homes[row.agency_id], 'what': 'director' if row.tie == 'manager' else row.tie,
            'from_name': shown, 'from_number': holder.number, 'from_hash': holder.key_hash,
            'to_name': firm.name, 'to_number': firm.number, 'to_hash': firm.key_hash, 'source': SOURCE,
            'from_on': row.from_on, 'to_on': row.to_on, 'share': None if row.share is None else row.share * 100,
            'verified': False, 'pending': True,
        })
        if row.office:
            gone = row.left_on if row.office.endswith('_left') else None
            offices.append({
                'county': county, 'party_id': found[holder.key_hash], 'organisation_id': homes[row.agency_id],
                'what': OFFICES[row.office], 'name': shown, 'number': holder.number, 'number_hash': holder.key_hash, 'rank': '',
                # Since when was never asked; on this day it was so.
                'from_on': gone or row.from_on, 'to_on': gone, 'leading': row.office == 'leader_left',
            })
    if ties:
        bind.execute(TIE.insert(), ties)
    if offices:
        bind.execute(OFFICE.insert(), [{'id': pk, **one} for pk, one in zip(fresh_ids(bind, county, len(offices)), offices)])


def downgrade():
    """Make the old register again, empty: which ties and offices came from it is not kept. They stay where they are."""
    op.create_table(
        'agency_tie',
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('county', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.BigInteger(), nullable=False),
        sa.Column('tie', sa.String(length=12), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('identity', sa.Text(), nullable=False),
        sa.Column('party_hash', sa.String(length=64), nullable=False),
        sa.Column('share', sa.Numeric(precision=6, scale=4), nullable=True),
        sa.Column('office', sa.String(length=12), nullable=False),
        sa.Column('left_on', sa.Date(), nullable=True),
        sa.Column('months_out', sa.Integer(), nullable=True),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('from_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('to_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    for name, columns in (('agency_id', ['agency_id']), ('county', ['county']), ('person', ['party_hash'])):
        op.create_index(f'ix_agency_tie_{name}', 'agency_tie', columns)
    op.create_index('ix_agency_practitioner_person', 'agency_practitioner', ['person_hash'])
    for name, column, _kept in REFERENCES:
        op.drop_index(f'ix_{name}_{column}', name)
        op.drop_column(name, column)
    op.drop_column('office', 'leading')
    print('The register of owners of agencies is empty. Enter them again from the ties and offices of parties; those stay.')
