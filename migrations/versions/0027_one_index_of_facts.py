"""facts of cases are found by their case alone

Revision ID: 0027
Revises: 0026

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index('ix_case_fact_number', table_name='case_fact')


def downgrade():
    op.create_index('ix_case_fact_number', 'case_fact', ['name', 'number'])
