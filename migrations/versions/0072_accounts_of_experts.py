"""experts of the pool have accounts of their own, and answer themselves when the order of a draw calls them

Revision ID: 0072
Revises: 0071

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0072'
down_revision = '0071'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_expert_application',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('centre_id', sa.BigInteger(), nullable=False),
    sa.Column('person', sa.String(length=60), nullable=False),
    sa.Column('number', sa.String(length=18), nullable=False),
    sa.Column('number_hash', sa.String(length=64), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('username', sa.String(length=64), nullable=False),
    sa.Column('password', sa.String(length=256), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['centre_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_expert_application', schema=None) as batch_op:
        for column in ('centre_id', 'county', 'state'):
            batch_op.create_index(batch_op.f(f'ix_trade_expert_application_{column}'), [column], unique=False)

    with op.batch_alter_table('trade_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('expert_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('phone', sa.String(length=40), server_default='', nullable=False))
        batch_op.alter_column('bidder_id', existing_type=sa.BigInteger(), nullable=True)
        batch_op.create_foreign_key('fk_trade_account_expert', 'trade_expert', ['expert_id'], ['id'])
        batch_op.create_check_constraint('ck_trade_account_one_party', '(bidder_id IS NULL) <> (expert_id IS NULL)')
        batch_op.create_index(batch_op.f('ix_trade_account_expert_id'), ['expert_id'], unique=False)

    op.add_column('trade_member', sa.Column('called_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('trade_member', sa.Column('by_hand', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade():
    op.drop_column('trade_member', 'by_hand')
    op.drop_column('trade_member', 'called_at')
    # An older program takes every account for one of a bidder: those of experts go.
    op.execute("DELETE FROM trade_session WHERE account_id IN (SELECT id FROM trade_account WHERE bidder_id IS NULL)")
    op.execute("DELETE FROM trade_account WHERE bidder_id IS NULL")
    with op.batch_alter_table('trade_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_account_expert_id'))
        batch_op.drop_constraint('ck_trade_account_one_party', type_='check')
        batch_op.drop_constraint('fk_trade_account_expert', type_='foreignkey')
        batch_op.alter_column('bidder_id', existing_type=sa.BigInteger(), nullable=False)
        batch_op.drop_column('phone')
        batch_op.drop_column('expert_id')
    op.drop_table('trade_expert_application')
