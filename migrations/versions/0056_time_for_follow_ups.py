"""time for follow ups

Revision ID: 0056
Revises: 0055

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0056'
down_revision = '0055'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lead_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('wanted_days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('wanted_why', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('extended', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('rung', sa.SmallInteger(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('check_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('checked_by', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('lasted', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('check_text', sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f('ix_follow_up_lead_id'), ['lead_id'], unique=False)
        batch_op.create_foreign_key('fk_follow_up_lead', 'follow_up', ['lead_id'], ['id'])


def downgrade():
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_constraint('fk_follow_up_lead', type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_follow_up_lead_id'))
        for name in ('check_text', 'lasted', 'checked_by', 'checked_at', 'check_on', 'reported_at', 'rung', 'extended', 'wanted_why', 'wanted_days', 'lead_id'):
            batch_op.drop_column(name)
