"""interests of officials, kept with penalties, become declarations of parties

Revision ID: 0032
Revises: 0031

"""
import sqlalchemy as sa
from alembic import op
from nacl.exceptions import CryptoError

from app.kernel.identities import is_company
from app.kernel.sealing import EncryptedText, masked

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

AT_ONCE = 1000
INTEREST = sa.table(
    'official_interest', sa.column('declared_on', sa.Date), sa.column('ended_on', sa.Date),
    *(sa.column(name, sa.BigInteger) for name in ('id', 'county', 'official_id', 'organisation_id')),
    *(sa.column(name, sa.String) for name in ('party_name', 'party_identity', 'party_hash', 'relation')),
)
DECLARATION = sa.table(
    'party_declaration', sa.column('declared_on', sa.Date), sa.column('ended_on', sa.Date),
    *(sa.column(name, sa.BigInteger) for name in ('id', 'county', 'official_id', 'organisation_id', 'year', 'version')),
    *(sa.column(name, sa.String) for name in ('what', 'number', 'number_hash', 'text')), sa.column('name', EncryptedText),
)


def _shown(cipher):
    """Return a number as it may be kept: a company's whole, of another the ends, nothing where no key opens it."""
    try:
        number = EncryptedText().process_result_value(cipher, None) or ''
    except (CryptoError, ValueError):
        return ''
    return number if is_company(number) else masked(number)[:60]


def upgrade():
    bind = op.get_bind()
    same = DECLARATION.c.official_id, DECLARATION.c.year, DECLARATION.c.number_hash
    entered = sa.select(*same, sa.func.max(DECLARATION.c.version)).where(DECLARATION.c.what == 'recusal').group_by(*same)
    versions = {tuple(row[:3]): row[3] for row in bind.execute(entered)}
    last = 0
    while rows := bind.execute(INTEREST.select().where(INTEREST.c.id > last).order_by(INTEREST.c.id).limit(AT_ONCE)).all():
        made = []
        for row in rows:
            matter = row.official_id, row.declared_on.year, row.party_hash
            versions[matter] = versions.get(matter, 0) + 1
            made.append({
                # The same id: open alerts name it as their episode.
                'id': row.id, 'county': row.county, 'official_id': row.official_id, 'organisation_id': row.organisation_id,
                'year': row.declared_on.year, 'version': versions[matter], 'what': 'recusal', 'name': row.party_name,
                'number': _shown(row.party_identity), 'number_hash': row.party_hash, 'text': row.relation,
                'declared_on': row.declared_on, 'ended_on': row.ended_on,
            })
        bind.execute(DECLARATION.insert(), made)
        last = rows[-1].id
    op.drop_table('official_interest')


def downgrade():
    """Make the old register again, empty: which declarations came from it is not kept, nor are whole identity numbers.

    Every declaration stays; the old program too lets nobody act in a party from whose matters he keeps away.
    """
    op.create_table(
        'official_interest',
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('county', sa.Integer(), nullable=False),
        sa.Column('official_id', sa.BigInteger(), nullable=False),
        sa.Column('organisation_id', sa.BigInteger(), nullable=False),
        sa.Column('party_name', sa.String(length=120), nullable=False),
        sa.Column('party_identity', sa.Text(), nullable=False),
        sa.Column('party_hash', sa.String(length=64), nullable=False),
        sa.Column('relation', sa.String(length=120), nullable=False),
        sa.Column('declared_on', sa.Date(), nullable=False),
        sa.Column('ended_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['official_id'], ['official.id']),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    for name in ('county', 'official_id', 'organisation_id'):
        op.create_index(f'ix_official_interest_{name}', 'official_interest', [name])
    op.create_index('ix_official_interest_party', 'official_interest', ['party_hash'])
    print('The register of interests is empty. Enter them again from the declarations of officials; those stay in force.')
