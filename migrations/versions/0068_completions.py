"""last days of contracts, and when they were finished

Revision ID: 0068
Revises: 0067

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0068'
down_revision = '0067'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('trade_contract', schema=None) as batch_op:
        batch_op.add_column(sa.Column('complete_by', sa.Date(), nullable=True))
    op.create_table('trade_completion',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('contract_id', sa.BigInteger(), nullable=False),
    sa.Column('completed_on', sa.Date(), nullable=False),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['trade_contract.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_completion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_completion_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_completion_contract', ['contract_id'], unique=True)


def downgrade():
    op.drop_table('trade_completion')
    with op.batch_alter_table('trade_contract', schema=None) as batch_op:
        batch_op.drop_column('complete_by')
