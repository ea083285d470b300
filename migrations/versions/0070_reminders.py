"""digest and calendar of deadlines

Revision ID: 0070
Revises: 0069

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0070'
down_revision = '0069'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('account', sa.Column('calendar_hash', sa.String(length=64), nullable=True))
    op.add_column('account', sa.Column('digest', sa.String(length=8), server_default='', nullable=False))
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_calendar_hash'), ['calendar_hash'], unique=True)


def downgrade():
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_calendar_hash'))
    op.drop_column('account', 'digest')
    op.drop_column('account', 'calendar_hash')
