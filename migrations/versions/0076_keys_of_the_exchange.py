"""keys of the exchange that were replaced

Revision ID: 0076
Revises: 0075

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0076'
down_revision = '0075'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('exchange_key',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('peer_id', sa.BigInteger(), nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('public_key', sa.String(length=64), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['peer_id'], ['exchange_peer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('exchange_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exchange_key_county'), ['county'], unique=False)
        batch_op.create_index('ix_exchange_key', ['peer_id', 'own', 'public_key'], unique=True)


def downgrade():
    with op.batch_alter_table('exchange_key', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_key')
        batch_op.drop_index(batch_op.f('ix_exchange_key_county'))

    op.drop_table('exchange_key')
