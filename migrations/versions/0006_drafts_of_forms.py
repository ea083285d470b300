"""drafts of forms

Revision ID: 0006
Revises: 0005

"""
from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('form_draft',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('form', sa.String(length=160), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('edition', sa.String(length=80), nullable=False),
    sa.Column('typed_at', sa.BigInteger(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ),
    sa.PrimaryKeyConstraint('user_id', 'form')
    )
    op.create_index('ix_form_draft_saved_at', 'form_draft', ['saved_at'])


def downgrade():
    op.drop_table('form_draft')
