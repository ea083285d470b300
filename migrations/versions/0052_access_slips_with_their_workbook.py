"""access slips with their workbook

Revision ID: 0052
Revises: 0051

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0052'
down_revision = '0051'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('handed_sheet', sa.Column('handout', sa.Text(), nullable=True))


def downgrade():
    op.drop_column('handed_sheet', 'handout')
