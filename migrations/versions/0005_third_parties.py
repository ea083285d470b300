"""third parties, hearings ex officio

Revision ID: 0005
Revises: 0004

"""
from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('approval_hearing', sa.Column('ex_officio', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('approval_hearing', sa.Column('reason', sa.Text(), nullable=False, server_default=''))
    op.create_table('approval_third_party',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('interest', sa.Text(), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=False),
    sa.Column('answer_by', sa.Date(), nullable=False),
    sa.Column('heard_on', sa.Date(), nullable=True),
    sa.Column('statement', sa.Text(), nullable=True),
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['approval_case.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_approval_third_party_case_id', 'approval_third_party', ['case_id'])
    op.create_index('ix_approval_third_party_county', 'approval_third_party', ['county'])


def downgrade():
    op.drop_table('approval_third_party')
    op.drop_column('approval_hearing', 'reason')
    op.drop_column('approval_hearing', 'ex_officio')
