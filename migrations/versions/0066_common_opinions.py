"""common opinions

Revision ID: 0066
Revises: 0065

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0066'
down_revision = '0065'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('common_opinion',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('common_opinion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_common_opinion_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_common_opinion_official_id'), ['official_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_common_opinion_organisation_id'), ['organisation_id'], unique=False)


def downgrade():
    op.drop_table('common_opinion')
