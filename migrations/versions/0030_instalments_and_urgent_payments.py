"""what an invoice amounts to when it is paid in instalments; why an urgent payment came before its decision

Revision ID: 0030
Revises: 0029

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("village_voucher", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invoice_total", sa.Numeric(precision=15, scale=2), nullable=True))
        batch_op.add_column(
            sa.Column("urgent_reason", sa.String(length=200), server_default="", nullable=False)
        )


def downgrade():
    with op.batch_alter_table("village_voucher", schema=None) as batch_op:
        batch_op.drop_column("urgent_reason")
        batch_op.drop_column("invoice_total")
