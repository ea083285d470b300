"""figures of disclosure, signers of reports, places of photos

Revision ID: 0016
Revises: 0015

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('engagement_signer',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.BigInteger(), nullable=False),
    sa.Column('practitioner_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], ),
    sa.ForeignKeyConstraint(['practitioner_id'], ['agency_practitioner.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('engagement_id', 'practitioner_id')
    )
    op.create_index('ix_engagement_signer_county', 'engagement_signer', ['county'])
    op.create_index('ix_engagement_signer_practitioner_id', 'engagement_signer', ['practitioner_id'])
    op.create_index('ix_attachment_digest', 'attachment', ['digest'])

    op.add_column('disclosure_duty', sa.Column('source', sa.String(length=20), nullable=False, server_default=''))
    op.execute("UPDATE disclosure_duty SET source = 'village_book' WHERE code = 'CW-01'")
    op.add_column('disclosure_version', sa.Column('income', sa.Numeric(precision=15, scale=2), nullable=True))
    op.add_column('disclosure_version', sa.Column('expense', sa.Numeric(precision=15, scale=2), nullable=True))
    op.add_column('disclosure_version', sa.Column('closing', sa.Numeric(precision=15, scale=2), nullable=True))
    op.add_column('disclosure_version', sa.Column('nil', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('disclosure_version', sa.Column('cosigner', sa.String(length=60), nullable=False, server_default=''))

    op.add_column('engagement', sa.Column('signer_licences', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('engagement', sa.Column('signed_as', sa.String(length=200), nullable=False, server_default=''))
    # No form, sheet or command has ever filled it.
    op.execute('ALTER TABLE engagement DROP COLUMN signer_hash')

    op.execute('ALTER TABLE subsidy_batch ADD COLUMN decision_id BIGINT REFERENCES village_decision(id)')
    op.add_column('subsidy_batch', sa.Column('allotted', sa.Numeric(precision=15, scale=2), nullable=True))
    op.add_column('village_contract', sa.Column('prepaid_until', sa.Date(), nullable=True))
    op.add_column('village_works_photo', sa.Column('lat', sa.Float(), nullable=True))
    op.add_column('village_works_photo', sa.Column('lon', sa.Float(), nullable=True))


def downgrade():
    for table, column in (
        ('village_works_photo', 'lon'), ('village_works_photo', 'lat'), ('village_contract', 'prepaid_until'),
        ('subsidy_batch', 'allotted'), ('engagement', 'signer_licences'), ('engagement', 'signed_as'), ('disclosure_version', 'cosigner'),
        ('disclosure_version', 'nil'), ('disclosure_version', 'closing'), ('disclosure_version', 'expense'),
        ('disclosure_version', 'income'), ('disclosure_duty', 'source'),
    ):
        op.execute(f'ALTER TABLE {table} DROP COLUMN {column}')
    with op.batch_alter_table('subsidy_batch', schema=None) as batch_op:
        batch_op.drop_column('decision_id')
    op.add_column('engagement', sa.Column('signer_hash', sa.String(length=64), nullable=True))
    op.drop_index('ix_attachment_digest', table_name='attachment')
    op.drop_index('ix_engagement_signer_practitioner_id', table_name='engagement_signer')
    op.drop_index('ix_engagement_signer_county', table_name='engagement_signer')
    op.drop_table('engagement_signer')
