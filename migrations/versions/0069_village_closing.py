"""close of a village's month

Revision ID: 0069
Revises: 0068

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0069'
down_revision = '0068'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('village_closing',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('counts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counted_by', sa.BigInteger(), nullable=True),
    sa.Column('handed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_by', sa.BigInteger(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('remarked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('remarked_by', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation_id', 'period')
    )
    with op.batch_alter_table('village_closing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_closing_county'), ['county'], unique=False)


def downgrade():
    op.drop_table('village_closing')
