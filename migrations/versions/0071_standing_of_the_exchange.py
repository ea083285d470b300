"""standing of the exchange

Revision ID: 0071
Revises: 0070

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0071'
down_revision = '0070'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('exchange_channel', sa.Column('receipt_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(
        'UPDATE exchange_channel SET receipt_at = (SELECT max(receipt_at) FROM exchange_batch WHERE channel_id = exchange_channel.id)'
    )
    for name, table, columns, open_ in (
        ('ix_exchange_batch_open', 'exchange_batch', ['channel_id', 'number', 'receipt'], sa.text('receipt IS NULL')),
        ('ix_exchange_waiting_open', 'exchange_waiting', ['channel_id'], sa.text('settled_at IS NULL')),
    ):
        op.create_index(name, table, columns, unique=False, postgresql_where=open_, sqlite_where=open_)


def downgrade():
    op.drop_index('ix_exchange_waiting_open', table_name='exchange_waiting')
    op.drop_index('ix_exchange_batch_open', table_name='exchange_batch')
    op.drop_column('exchange_channel', 'receipt_at')
