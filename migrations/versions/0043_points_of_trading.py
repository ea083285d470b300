"""points of trading: what a notice gives for each legal minimum, and the days that the points compare

Revision ID: 0043
Revises: 0042

"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

COLUMNS = {
    "trade_project": (
        ("ranked_at", sa.DateTime(timezone=True)),
        ("show_due_on", sa.Date()),
        ("changed_at", sa.DateTime(timezone=True)),
    ),
    "trade_holder": (("early_at", sa.DateTime(timezone=True)),),
    "trade_opening": (("waited", sa.Integer()),),
    "trade_draw": (("drawn_on", sa.Date()), ("lead", sa.Integer())),
    "trade_award": (("contract_due_on", sa.Date()),),
}
"""Empty for what happened before: it is not judged."""


def upgrade():
    op.create_table(
        "trade_minimum",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("county", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("given", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("asked", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("short", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["trade_notice.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("trade_minimum", schema=None) as batch_op:
        batch_op.create_index("ix_trade_minimum_code", ["notice_id", "code"], unique=True)
        batch_op.create_index(batch_op.f("ix_trade_minimum_county"), ["county"], unique=False)
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade():
    for table, columns in COLUMNS.items():
        for name, _kind in columns:
            op.drop_column(table, name)
    op.drop_table("trade_minimum")
