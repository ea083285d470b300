"""bids are rejected by the votes of the committee

Revision ID: 0074
Revises: 0073

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0074'
down_revision = '0073'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_motion',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=True),
    sa.Column('ground', sa.String(length=16), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('carried', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['trade_member.id'], ),
    sa.ForeignKeyConstraint(['offer_id'], ['trade_offer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_motion', schema=None) as batch_op:
        for column in ('county', 'offer_id'):
            batch_op.create_index(batch_op.f(f'ix_trade_motion_{column}'), [column], unique=False)

    op.create_table('trade_vote',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('motion_id', sa.BigInteger(), nullable=False),
    sa.Column('member_id', sa.BigInteger(), nullable=False),
    sa.Column('agrees', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['trade_member.id'], ),
    sa.ForeignKeyConstraint(['motion_id'], ['trade_motion.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_vote', schema=None) as batch_op:
        for column in ('county', 'member_id'):
            batch_op.create_index(batch_op.f(f'ix_trade_vote_{column}'), [column], unique=False)
        batch_op.create_index('ix_trade_vote_member', ['motion_id', 'member_id'], unique=True)


def downgrade():
    op.drop_table('trade_vote')
    op.drop_table('trade_motion')
