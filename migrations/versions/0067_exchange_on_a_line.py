"""exchange on a line

Revision ID: 0067
Revises: 0066

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0067'
down_revision = '0066'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('exchange_channel', schema=None) as batch_op:
        batch_op.add_column(sa.Column('course', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index('ix_exchange_channel')
        batch_op.create_index('ix_exchange_channel', ['peer_id', 'direction', 'trail', 'course'], unique=True)

    with op.batch_alter_table('exchange_peer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('quiet_from', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column('listening_since')



def downgrade():
    with op.batch_alter_table('exchange_peer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('listening_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column('quiet_from')

    with op.batch_alter_table('exchange_channel', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_channel')
        batch_op.create_index('ix_exchange_channel', ['peer_id', 'direction', 'trail'], unique=True)
        batch_op.drop_column('stopped_at')
        batch_op.drop_column('course')

