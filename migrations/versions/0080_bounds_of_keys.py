"""bounds of keys for programs, and their rotation

Revision ID: 0080
Revises: 0083

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0080'
down_revision = '0083'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('access_key', schema=None) as batch_op:
        batch_op.add_column(sa.Column('old_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('old_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('scopes', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('place_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('networks', sa.String(length=400), server_default='', nullable=False))
        batch_op.add_column(sa.Column('per_minute', sa.Integer(), server_default='600', nullable=False))
        batch_op.create_unique_constraint('access_key_old_hash_key', ['old_hash'])
        batch_op.create_foreign_key('access_key_place_id_fkey', 'organisation', ['place_id'], ['id'])


def downgrade():
    with op.batch_alter_table('access_key', schema=None) as batch_op:
        batch_op.drop_constraint('access_key_place_id_fkey', type_='foreignkey')
        batch_op.drop_constraint('access_key_old_hash_key', type_='unique')
        batch_op.drop_column('per_minute')
        batch_op.drop_column('networks')
        batch_op.drop_column('place_id')
        batch_op.drop_column('scopes')
        batch_op.drop_column('old_until')
        batch_op.drop_column('old_hash')
