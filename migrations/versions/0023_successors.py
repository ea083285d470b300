"""who goes on with the work of a closed organisation

Revision ID: 0023
Revises: 0022

"""
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.execute('ALTER TABLE organisation ADD COLUMN successor_id BIGINT REFERENCES organisation(id)')


def downgrade():
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_column('successor_id')
