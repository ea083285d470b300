"""bid bonds

Revision ID: 0054
Revises: 0053

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0054'
down_revision = '0053'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_bond',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('pass_hash', sa.String(length=64), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('slip', sa.Text(), nullable=False),
    sa.Column('movement_id', sa.BigInteger(), nullable=True),
    sa.Column('refunded_on', sa.Date(), nullable=True),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('kept_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['movement_id'], ['fund_movement.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('movement_id')
    )
    with op.batch_alter_table('trade_bond', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_bond_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_bond_pass_hash'), ['pass_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_bond_project_id'), ['project_id'], unique=False)
        batch_op.create_index('ix_trade_bond_reference', ['county', 'reference'], unique=True)



def downgrade():
    with op.batch_alter_table('trade_bond', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_bond_reference')
        batch_op.drop_index(batch_op.f('ix_trade_bond_project_id'))
        batch_op.drop_index(batch_op.f('ix_trade_bond_pass_hash'))
        batch_op.drop_index(batch_op.f('ix_trade_bond_county'))

    op.drop_table('trade_bond')
