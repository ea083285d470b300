"""shapes of money: round trips and split payments among the movements

Revision ID: 0039
Revises: 0038

"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "fund_shape_cursor",
        sa.Column("county", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county"),
    )
    op.create_table(
        "fund_shape",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("county", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("payer_id", sa.BigInteger(), nullable=False),
        sa.Column("payee_id", sa.BigInteger(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=15, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=15, scale=2), nullable=False),
        sa.Column("limit", sa.Numeric(precision=15, scale=2), nullable=False),
        sa.Column("percent", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("payments", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["payee_id"], ["party.id"]),
        sa.ForeignKeyConstraint(["payer_id"], ["party.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("fund_shape", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_shape_county"), ["county"], unique=False)
        batch_op.create_index("ix_fund_shape_key", ["county", "key"], unique=True)
        batch_op.create_index(batch_op.f("ix_fund_shape_organisation_id"), ["organisation_id"], unique=False)
    op.create_table(
        "fund_shape_step",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("county", sa.Integer(), nullable=False),
        sa.Column("shape_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["movement_id"], ["fund_movement.id"]),
        sa.ForeignKeyConstraint(["shape_id"], ["fund_shape.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("fund_shape_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_shape_step_county"), ["county"], unique=False)
        batch_op.create_index(batch_op.f("ix_fund_shape_step_movement_id"), ["movement_id"], unique=False)
        batch_op.create_index("ix_fund_shape_step_place", ["shape_id", "place"], unique=True)
    op.drop_index("ix_fund_movement_payer", table_name="fund_movement")
    op.create_index("ix_fund_movement_payer", "fund_movement", ["payer_id", "at", "amount", "payee_id"], unique=False)
    op.create_index("ix_fund_movement_at", "fund_movement", ["county", "at"], unique=False)


def downgrade():
    op.drop_index("ix_fund_movement_at", table_name="fund_movement")
    op.drop_index("ix_fund_movement_payer", table_name="fund_movement")
    op.create_index("ix_fund_movement_payer", "fund_movement", ["payer_id", "at"], unique=False)
    op.drop_table("fund_shape_step")
    op.drop_table("fund_shape")
    op.drop_table("fund_shape_cursor")
