"""the evaluation room: blind evaluation, drafts of scores, scores that the centre entered from paper

Revision ID: 0073
Revises: 0072

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0073'
down_revision = '0072'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('trade_notice', sa.Column('blind', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('trade_member', sa.Column('draft', sa.Text(), nullable=True))
    # Until now every score was entered by the centre.
    op.add_column('trade_member', sa.Column('on_paper', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE trade_member SET on_paper = (scored_at IS NOT NULL)")


def downgrade():
    op.drop_column('trade_member', 'on_paper')
    op.drop_column('trade_member', 'draft')
    op.drop_column('trade_notice', 'blind')
