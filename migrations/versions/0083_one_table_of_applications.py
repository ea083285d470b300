"""whoever asks for an account at the outer door stands in one table, whatever as

Revision ID: 0083
Revises: 0077

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0083'
down_revision = '0077'
branch_labels = None
depends_on = None

SHARED = ('id', 'county', 'centre_id', 'phone', 'person', 'number', 'number_hash', 'username', 'password', 'state',
          'reason', 'applied_at', 'decided_at')
"""What an expert told; ids are unique among all rows of a county, so that they stay as they are."""


def upgrade():
    with op.batch_alter_table('trade_application', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role', sa.String(length=12), server_default='bidder', nullable=False))
        batch_op.add_column(sa.Column('number', sa.String(length=18), server_default='', nullable=False))
        batch_op.add_column(sa.Column('number_hash', sa.String(length=64), server_default='', nullable=False))
        batch_op.alter_column('bank_account', existing_type=sa.Text(), nullable=True)
    shared = ', '.join(SHARED)
    op.execute(
        f"INSERT INTO trade_application (role, uscc, name, contact, bank, {shared})"
        f" SELECT 'expert', '', '', '', '', {shared} FROM trade_expert_application"
    )
    op.drop_table('trade_expert_application')


def downgrade():
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
    shared = ', '.join(SHARED)
    op.execute(
        f"INSERT INTO trade_expert_application ({shared}) SELECT {shared} FROM trade_application WHERE role = 'expert'"
    )
    # An older program knows bidders and experts alone.
    op.execute("DELETE FROM trade_application WHERE role <> 'bidder'")
    with op.batch_alter_table('trade_application', schema=None) as batch_op:
        batch_op.alter_column('bank_account', existing_type=sa.Text(), nullable=False)
        batch_op.drop_column('number_hash')
        batch_op.drop_column('number')
        batch_op.drop_column('role')
