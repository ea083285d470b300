"""the password of an account at the outer door is set again by a code that its telephone gets

Revision ID: 0085
Revises: 0084

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0085'
down_revision = '0084'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('trade_account', sa.Column('reset_hash', sa.String(length=64), server_default='', nullable=False))
    op.add_column('trade_account', sa.Column('reset_until', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column('trade_account', 'reset_until')
    op.drop_column('trade_account', 'reset_hash')
