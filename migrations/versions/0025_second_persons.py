"""second persons for accounts; who wrote an appointment

Revision ID: 0025
Revises: 0024

"""
from alembic import op
import sqlalchemy as sa

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade():
    # It held a quarter of an hour of wrong passwords: nothing that outlives the upgrade.
    op.drop_table('login_failure')
    op.create_table('account_consent',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=True),
    sa.Column('asked_by', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('above', sa.Boolean(), nullable=False),
    sa.Column('agreed_by', sa.BigInteger(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['asked_by'], ['official.id'], ),
    sa.ForeignKeyConstraint(['agreed_by'], ['official.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_account_consent_county', 'account_consent', ['county'])
    op.create_index('ix_account_consent_official_id', 'account_consent', ['official_id'])
    op.add_column('post_holder', sa.Column('entered_by', sa.BigInteger(), nullable=True))
    op.add_column('post_holder', sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('post_holder', sa.Column('entered_on', sa.Date(), nullable=True))


def downgrade():
    for column in ('entered_on', 'entered_at', 'entered_by'):
        op.execute(f'ALTER TABLE post_holder DROP COLUMN {column}')
    op.drop_table('account_consent')
    op.create_table('login_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name_hash', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cleared', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_login_failure', 'login_failure', ['name_hash', 'address', 'failed_at'])
