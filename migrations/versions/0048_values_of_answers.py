"""values of answers, in columns that a point can compare; when a trade went on that had stood still

Revision ID: 0048
Revises: 0047

"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade():
    for name in ("value", "bound"):
        op.add_column("screen_answer", sa.Column(name, sa.Double(), nullable=True))
    op.add_column("trade_project", sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("trade_project", "resumed_at")
    for name in ("value", "bound"):
        op.drop_column("screen_answer", name)
