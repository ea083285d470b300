"""fines that may be left out, the hour of a hearing, hearings that were given up

Revision ID: 0020
Revises: 0019

"""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('penalty_case', sa.Column('fine_optional', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('penalty_hearing', sa.Column('begins', sa.String(length=5), nullable=True))
    op.add_column('penalty_hearing', sa.Column('waived_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    for table, column in (
        ('penalty_hearing', 'waived_at'), ('penalty_hearing', 'begins'), ('penalty_case', 'fine_optional'),
    ):
        op.execute(f'ALTER TABLE {table} DROP COLUMN {column}')
