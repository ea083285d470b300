"""whole words of remedies

Revision ID: 0057
Revises: 0056

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0057'
down_revision = '0056'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('penalty_note', schema=None) as batch_op:
        batch_op.alter_column('result', existing_type=sa.String(14), type_=sa.String(20), existing_nullable=False)
    op.execute("UPDATE penalty_note SET result = 'reconsideration' WHERE result = 'reconsideratio'")


def downgrade():
    op.execute("UPDATE penalty_note SET result = 'reconsideratio' WHERE result = 'reconsideration'")
    with op.batch_alter_table('penalty_note', schema=None) as batch_op:
        batch_op.alter_column('result', existing_type=sa.String(20), type_=sa.String(14), existing_nullable=False)
