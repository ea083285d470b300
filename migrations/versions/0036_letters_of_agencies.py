"""letters of agencies; the codes on their notices, and the body that took a step

Revision ID: 0036
Revises: 0035

"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "agency_letter",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("county", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("query_code", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("query_code"),
    )
    with op.batch_alter_table("agency_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_letter_county"), ["county"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_letter_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_letter_uscc"), ["uscc"], unique=False)
        batch_op.create_index("ix_agency_letter_desk", ["organisation_id", "answered_at"], unique=False)

    with op.batch_alter_table("credit_mark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("query_code", sa.String(length=12), nullable=True))
        batch_op.create_unique_constraint("uq_credit_mark_query_code", ["query_code"])

    with op.batch_alter_table("agency_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("query_code", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("organisation_id", sa.BigInteger(), nullable=True))
        batch_op.create_unique_constraint("uq_agency_step_query_code", ["query_code"])
    op.execute(
        "UPDATE agency_step SET organisation_id ="
        " (SELECT agency.organisation_id FROM agency WHERE agency.id = agency_step.agency_id)"
    )
    with op.batch_alter_table("agency_step", schema=None) as batch_op:
        batch_op.alter_column("organisation_id", existing_type=sa.BigInteger(), nullable=False)
        batch_op.create_foreign_key("fk_agency_step_organisation", "organisation", ["organisation_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_agency_step_organisation_id"), ["organisation_id"], unique=False)


def downgrade():
    with op.batch_alter_table("agency_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_step_organisation_id"))
        batch_op.drop_constraint("fk_agency_step_organisation", type_="foreignkey")
        batch_op.drop_constraint("uq_agency_step_query_code", type_="unique")
        batch_op.drop_column("organisation_id")
        batch_op.drop_column("query_code")
    with op.batch_alter_table("credit_mark", schema=None) as batch_op:
        batch_op.drop_constraint("uq_credit_mark_query_code", type_="unique")
        batch_op.drop_column("query_code")
    op.drop_table("agency_letter")
