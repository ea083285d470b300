"""sheets that were handed in, with their owner, answers and state; numbers of assets

Revision ID: 0024
Revises: 0023

"""
import sqlalchemy as sa
from alembic import op

from app.kernel.db import UtcDateTime

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'handed_sheet',
        sa.Column('token', sa.String(32), primary_key=True),
        sa.Column('user_id', sa.Integer(), sa.ForeignKey('ab_user.id'), nullable=False),
        sa.Column('county', sa.Integer(), nullable=False),
        sa.Column('door', sa.String(60), nullable=False),
        sa.Column('key', sa.String(60), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('language', sa.String(8), nullable=False),
        sa.Column('state', sa.String(12), nullable=False),
        sa.Column('task', sa.String(12), nullable=False),
        sa.Column('answers', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('result', sa.JSON(none_as_null=True), nullable=False),
        sa.Column('handed_at', UtcDateTime(), nullable=False),
        sa.Column('waits_since', UtcDateTime(), nullable=True),
    )
    op.create_index('ix_handed_sheet_user_id', 'handed_sheet', ['user_id'])
    op.add_column('village_asset', sa.Column('code', sa.String(40), nullable=False, server_default=''))
    op.create_index('ix_handed_sheet_state', 'handed_sheet', ['state'])


def downgrade():
    op.drop_column('village_asset', 'code')
    op.drop_table('handed_sheet')
