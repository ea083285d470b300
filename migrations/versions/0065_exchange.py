"""exchange between installations

Revision ID: 0065
Revises: 0064

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0065'
down_revision = '0064'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('exchange_node',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('public_key', sa.String(length=64), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('exchange_node', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exchange_node_county'), ['county'], unique=False)
        batch_op.create_index('ix_exchange_node_number', ['number'], unique=True)

    op.create_table('exchange_peer',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('public_key', sa.String(length=64), nullable=False),
    sa.Column('level', sa.String(length=8), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_line', sa.Boolean(), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('listening_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.String(length=200), nullable=False),
    sa.Column('asked', sa.BigInteger(), nullable=False),
    sa.Column('answered', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('exchange_peer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exchange_peer_county'), ['county'], unique=False)
        batch_op.create_index('ix_exchange_peer_number', ['number'], unique=True)

    op.create_table('exchange_row',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('source', sa.Integer(), nullable=False),
    sa.Column('trail', sa.Integer(), nullable=False),
    sa.Column('row_kind', sa.String(length=30), nullable=False),
    sa.Column('subject', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('told_at', sa.String(length=40), nullable=False),
    sa.Column('data', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('batch', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('exchange_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exchange_row_county'), ['county'], unique=False)
        batch_op.create_index('ix_exchange_row_place', ['source', 'trail', 'row_kind', 'place'], unique=False)
        batch_op.create_index('ix_exchange_row_subject', ['source', 'trail', 'row_kind', 'subject'], unique=True)

    op.create_table('exchange_channel',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('peer_id', sa.BigInteger(), nullable=False),
    sa.Column('direction', sa.String(length=4), nullable=False),
    sa.Column('trail', sa.Integer(), nullable=False),
    sa.Column('kinds', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('last_number', sa.BigInteger(), nullable=False),
    sa.Column('last_digest', sa.String(length=64), nullable=False),
    sa.Column('told_until', sa.BigInteger(), nullable=False),
    sa.Column('read_until', sa.BigInteger(), nullable=False),
    sa.Column('wanted', sa.BigInteger(), nullable=True),
    sa.Column('stop', sa.Text(), nullable=True),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['peer_id'], ['exchange_peer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('exchange_channel', schema=None) as batch_op:
        batch_op.create_index('ix_exchange_channel', ['peer_id', 'direction', 'trail'], unique=True)
        batch_op.create_index(batch_op.f('ix_exchange_channel_county'), ['county'], unique=False)

    op.create_table('exchange_batch',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('packed', sa.LargeBinary(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('receipt', sa.Text(), nullable=True),
    sa.Column('receipt_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['exchange_channel.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('exchange_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exchange_batch_county'), ['county'], unique=False)
        batch_op.create_index('ix_exchange_batch_number', ['channel_id', 'number'], unique=True)

    op.create_table('exchange_waiting',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('channel_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('row_kind', sa.String(length=30), nullable=False),
    sa.Column('subject', sa.BigInteger(), nullable=True),
    sa.Column('place', sa.BigInteger(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['exchange_channel.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('exchange_waiting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exchange_waiting_county'), ['county'], unique=False)
        batch_op.create_index('ix_exchange_waiting_line', ['channel_id', 'number', 'line'], unique=True)



def downgrade():
    with op.batch_alter_table('exchange_waiting', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_waiting_line')
        batch_op.drop_index(batch_op.f('ix_exchange_waiting_county'))

    op.drop_table('exchange_waiting')
    with op.batch_alter_table('exchange_batch', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_batch_number')
        batch_op.drop_index(batch_op.f('ix_exchange_batch_county'))

    op.drop_table('exchange_batch')
    with op.batch_alter_table('exchange_channel', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exchange_channel_county'))
        batch_op.drop_index('ix_exchange_channel')

    op.drop_table('exchange_channel')
    with op.batch_alter_table('exchange_row', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_row_subject')
        batch_op.drop_index('ix_exchange_row_place')
        batch_op.drop_index(batch_op.f('ix_exchange_row_county'))

    op.drop_table('exchange_row')
    with op.batch_alter_table('exchange_peer', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_peer_number')
        batch_op.drop_index(batch_op.f('ix_exchange_peer_county'))

    op.drop_table('exchange_peer')
    with op.batch_alter_table('exchange_node', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_node_number')
        batch_op.drop_index(batch_op.f('ix_exchange_node_county'))

    op.drop_table('exchange_node')
