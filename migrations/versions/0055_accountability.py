"""accountability

Revision ID: 0055
Revises: 0054

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0055'
down_revision = '0054'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('accountability',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('alert_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=True),
    sa.Column('measure', sa.String(length=12), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('proposed_by', sa.BigInteger(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decision', sa.Text(), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('appeal_until', sa.Date(), nullable=True),
    sa.Column('appeal', sa.Text(), nullable=True),
    sa.Column('appealed_by', sa.BigInteger(), nullable=True),
    sa.Column('appealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['alert_id'], ['alert.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('number')
    )
    with op.batch_alter_table('accountability', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accountability_alert_id'), ['alert_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_decided_at'), ['decided_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_official_id'), ['official_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_accountability_organisation_id'), ['organisation_id'], unique=False)


def downgrade():
    op.drop_table('accountability')
