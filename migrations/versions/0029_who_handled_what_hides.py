"""who handled a case when it was suspended; how many open alerts a change of a threshold takes away

Revision ID: 0029
Revises: 0028

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("approval_suspension", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handled_by", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("point_setting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hides", sa.Integer(), nullable=True))
    # Who handled a case then is not kept; whoever handles it now is the nearest that is known.
    op.execute(
        "UPDATE approval_suspension SET handled_by ="
        " (SELECT c.handler_id FROM approval_case c WHERE c.id = approval_suspension.case_id)"
    )


def downgrade():
    with op.batch_alter_table("point_setting", schema=None) as batch_op:
        batch_op.drop_column("hides")
    with op.batch_alter_table("approval_suspension", schema=None) as batch_op:
        batch_op.drop_column("handled_by")
