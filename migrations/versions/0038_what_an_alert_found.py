"""alerts keep what was found as the point words it, so that each reader has it in a language of his own

Revision ID: 0038
Revises: 0037

"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("alert", sa.Column("fact", sa.String(length=400), server_default="", nullable=False))


def downgrade():
    op.drop_column("alert", "fact")
