"""counts that end; drafts that were asked to be kept; who printed slips, from which device they were answered

Revision ID: 0026
Revises: 0025

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('tally',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_index('ix_tally_subject', 'tally', ['subject'])
    op.create_index('ix_tally_until', 'tally', ['until'])
    # Which of the drafts so far were kept by wish is not known; none may go early.
    op.add_column('application_draft', sa.Column('kept', sa.Boolean(), nullable=False, server_default=sa.true()))


    op.drop_index('ix_attachment_uploaded', table_name='attachment')

    op.create_table('subsidy_slip_print',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('batch_id', sa.BigInteger(), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('printed_by', sa.BigInteger(), nullable=True),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['subsidy_batch.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    for column in ('county', 'organisation_id', 'batch_id'):
        op.create_index(f'ix_subsidy_slip_print_{column}', 'subsidy_slip_print', [column])
    op.add_column('subsidy_payment', sa.Column('first_answer', sa.String(length=10), nullable=True))
    op.add_column('subsidy_payment', sa.Column('answer_device', sa.String(length=64), nullable=True))
    op.create_index('ix_subsidy_payment_answer_device', 'subsidy_payment', ['answer_device'])


def downgrade():
    op.drop_index('ix_subsidy_payment_answer_device', table_name='subsidy_payment')
    op.execute('ALTER TABLE subsidy_payment DROP COLUMN answer_device')
    op.execute('ALTER TABLE subsidy_payment DROP COLUMN first_answer')
    op.drop_table('subsidy_slip_print')
    op.create_index('ix_attachment_uploaded', 'attachment', ['organisation_id', 'uploaded_at'])
    op.execute('ALTER TABLE application_draft DROP COLUMN kept')
    op.drop_index('ix_tally_until', table_name='tally')
    op.drop_table('tally')
