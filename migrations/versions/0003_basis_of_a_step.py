"""legal basis of a step

Revision ID: 0003
Revises: 0001

"""
from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('flow_step', sa.Column('basis', sa.String(length=200), nullable=True))


def downgrade():
    op.drop_column('flow_step', 'basis')
