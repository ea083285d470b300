"""what was found in public texts; changes of the calendar

Revision ID: 0021
Revises: 0020

"""
import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('public_leak',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=True),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('subject_name', sa.String(length=120), nullable=False),
    sa.Column('place', sa.String(length=40), nullable=False),
    sa.Column('leak', sa.String(length=10), nullable=False),
    sa.Column('shown', sa.String(length=40), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('subject_kind', 'subject_id', 'place', 'leak', 'shown')
    )
    op.create_index('ix_public_leak_county', 'public_leak', ['county'])
    op.create_index('ix_public_leak_open', 'public_leak', ['county', 'gone_at'])

    op.create_table('calendar_change',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=8), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('days', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('deadlines', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.BigInteger(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_calendar_change_county', 'calendar_change', ['county'])


def downgrade():
    op.drop_table('calendar_change')
    op.drop_table('public_leak')
