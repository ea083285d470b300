"""parties: who stands behind what, what ties them, how far that reaches

Revision ID: 0028
Revises: 0027

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('party',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=12), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('name_hash', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('watched', sa.Boolean(), nullable=False),
    sa.Column('degree', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_county'), ['county'], unique=False)
        batch_op.create_index('ix_party_key', ['county', 'key_hash'], unique=True)
        batch_op.create_index(batch_op.f('ix_party_name'), ['name'], unique=False)
        batch_op.create_index('ix_party_name_hash', ['name_hash'], unique=False)
        batch_op.create_index('ix_party_watched', ['county'], unique=False, sqlite_where=sa.text('watched = 1'), postgresql_where=sa.text('watched'))

    op.create_table('party_rule',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('hub_ties', sa.Integer(), nullable=False),
    sa.Column('hub_marks', sa.Integer(), nullable=False),
    sa.Column('tie_months', sa.Integer(), nullable=False),
    sa.Column('mark_months', sa.Integer(), nullable=False),
    sa.Column('office_months', sa.Integer(), nullable=False),
    sa.Column('declaration_months', sa.Integer(), nullable=False),
    sa.Column('party_months', sa.Integer(), nullable=False),
    sa.Column('edit_number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('party_rule', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_rule_county'), ['county'], unique=False)

    op.create_table('reach',
    sa.Column('start_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('first_tie', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('second_tie', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('third_tie', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.BigInteger(), nullable=False),
    sa.Column('second_id', sa.BigInteger(), nullable=False),
    sa.Column('end_id', sa.BigInteger(), nullable=False),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('way', sa.Integer(), nullable=False),
    sa.Column('share', sa.Double(), nullable=True),
    sa.Column('path', sa.String(length=60), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('start_id', 'first_tie', 'second_tie', 'third_tie')
    )
    with op.batch_alter_table('reach', schema=None) as batch_op:
        batch_op.create_index('ix_reach_end', ['end_id', 'start_id'], unique=False)

    op.create_table('party_mark',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('value_hash', sa.String(length=64), nullable=False),
    sa.Column('shown', sa.String(length=120), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('party_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_mark_county'), ['county'], unique=False)
        batch_op.create_index('ix_party_mark_of', ['party_id', 'what'], unique=False)
        batch_op.create_index('ix_party_mark_shared', ['what', 'value_hash'], unique=False)

    op.create_table('party_name',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('party_name', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_name_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_party_name_party_id'), ['party_id'], unique=False)

    op.create_table('tie',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.BigInteger(), nullable=True),
    sa.Column('to_id', sa.BigInteger(), nullable=True),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('from_name', sa.String(length=200), nullable=False),
    sa.Column('from_number', sa.String(length=60), nullable=False),
    sa.Column('from_hash', sa.String(length=64), nullable=False),
    sa.Column('to_name', sa.String(length=200), nullable=False),
    sa.Column('to_number', sa.String(length=60), nullable=False),
    sa.Column('to_hash', sa.String(length=64), nullable=False),
    sa.Column('share', sa.Numeric(precision=7, scale=4), nullable=True),
    sa.Column('share_most', sa.Numeric(precision=7, scale=4), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('record_hash', sa.String(length=64), nullable=True),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.Column('pending', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['from_id'], ['party.id'], ),
    sa.ForeignKeyConstraint(['to_id'], ['party.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('tie', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tie_county'), ['county'], unique=False)
        batch_op.create_index('ix_tie_from', ['from_id'], unique=False)
        batch_op.create_index('ix_tie_pending', ['county'], unique=False, sqlite_where=sa.text('pending = 1'), postgresql_where=sa.text('pending'))
        batch_op.create_index('ix_tie_record', ['record_hash'], unique=False)
        batch_op.create_index('ix_tie_to', ['to_id'], unique=False)

    op.create_table('office',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=True),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('number_hash', sa.String(length=64), nullable=False),
    sa.Column('rank', sa.String(length=60), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_office_county'), ['county'], unique=False)
        batch_op.create_index('ix_office_official', ['official_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_office_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_office_party_id'), ['party_id'], unique=False)

    op.create_table('party_declaration',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('number_hash', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('declared_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('party_declaration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_party_declaration_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_party_declaration_number_hash'), ['number_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_party_declaration_official_id'), ['official_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_party_declaration_organisation_id'), ['organisation_id'], unique=False)



def downgrade():
    with op.batch_alter_table('party_declaration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_party_declaration_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_party_declaration_official_id'))
        batch_op.drop_index(batch_op.f('ix_party_declaration_number_hash'))
        batch_op.drop_index(batch_op.f('ix_party_declaration_county'))

    op.drop_table('party_declaration')
    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_office_party_id'))
        batch_op.drop_index(batch_op.f('ix_office_organisation_id'))
        batch_op.drop_index('ix_office_official')
        batch_op.drop_index(batch_op.f('ix_office_county'))

    op.drop_table('office')
    with op.batch_alter_table('tie', schema=None) as batch_op:
        batch_op.drop_index('ix_tie_to')
        batch_op.drop_index('ix_tie_record')
        batch_op.drop_index('ix_tie_pending')
        batch_op.drop_index('ix_tie_from')
        batch_op.drop_index(batch_op.f('ix_tie_county'))

    op.drop_table('tie')
    with op.batch_alter_table('party_name', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_party_name_party_id'))
        batch_op.drop_index(batch_op.f('ix_party_name_county'))

    op.drop_table('party_name')
    with op.batch_alter_table('party_mark', schema=None) as batch_op:
        batch_op.drop_index('ix_party_mark_shared')
        batch_op.drop_index('ix_party_mark_of')
        batch_op.drop_index(batch_op.f('ix_party_mark_county'))

    op.drop_table('party_mark')
    with op.batch_alter_table('reach', schema=None) as batch_op:
        batch_op.drop_index('ix_reach_end')

    op.drop_table('reach')
    with op.batch_alter_table('party_rule', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_party_rule_county'))

    op.drop_table('party_rule')
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.drop_index('ix_party_watched')
        batch_op.drop_index('ix_party_name_hash')
        batch_op.drop_index(batch_op.f('ix_party_name'))
        batch_op.drop_index('ix_party_key')
        batch_op.drop_index(batch_op.f('ix_party_county'))

    op.drop_table('party')
