"""legal basis of a step

Revision ID: 0004
Revises: 0003

"""
from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('flow_step', sa.Column('basis', sa.String(length=200), nullable=True))


def downgrade():
    op.drop_column('flow_step', 'basis')
