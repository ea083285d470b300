"""corrections, hand-over and reviewers of penalties

Revision ID: 0011
Revises: 0010
"""
from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('legal_qualification',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=True),
    sa.Column('obtained_on', sa.Date(), nullable=True),
    sa.Column('reviewing_since', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('official_id')
    )
    with op.batch_alter_table('legal_qualification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legal_qualification_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_legal_qualification_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('penalty_correction',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=20), nullable=False),
    sa.Column('old_value', sa.Text(), nullable=True),
    sa.Column('new_value', sa.Text(), nullable=False),
    sa.Column('moves_date', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_by', sa.BigInteger(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.BigInteger(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['penalty_case.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('penalty_correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_penalty_correction_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_penalty_correction_county'), ['county'], unique=False)

    with op.batch_alter_table('penalty_case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('party_phone', sa.Text(), nullable=True))

    with op.batch_alter_table('penalty_officer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('left_at', sa.DateTime(timezone=True), nullable=True))

    op.execute('UPDATE penalty_officer SET left_at = recused_at')



def downgrade():
    with op.batch_alter_table('penalty_officer', schema=None) as batch_op:
        batch_op.drop_column('left_at')

    with op.batch_alter_table('penalty_case', schema=None) as batch_op:
        batch_op.drop_column('party_phone')

    with op.batch_alter_table('penalty_correction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_penalty_correction_county'))
        batch_op.drop_index(batch_op.f('ix_penalty_correction_case_id'))

    op.drop_table('penalty_correction')
    with op.batch_alter_table('legal_qualification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_legal_qualification_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_legal_qualification_county'))

    op.drop_table('legal_qualification')
