"""funds: accounts, and one ledger of movements that only grows

Revision ID: 0033
Revises: 0032

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('fund_account',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('number_hash', sa.String(length=64), nullable=False),
    sa.Column('bank', sa.String(length=120), nullable=False),
    sa.Column('account_kind', sa.String(length=12), nullable=False),
    sa.Column('owner_number', sa.String(length=60), nullable=False),
    sa.Column('owner_hash', sa.String(length=64), nullable=False),
    sa.Column('owner_name', sa.String(length=200), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=True),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_account_county'), ['county'], unique=False)
        batch_op.create_index('ix_fund_account_number', ['county', 'number_hash'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_account_party_id'), ['party_id'], unique=False)

    op.create_table('fund_movement',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('payer_id', sa.BigInteger(), nullable=False),
    sa.Column('payee_id', sa.BigInteger(), nullable=False),
    sa.Column('from_account_id', sa.BigInteger(), nullable=True),
    sa.Column('to_account_id', sa.BigInteger(), nullable=True),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booked_on', sa.Date(), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('economic_class', sa.String(length=10), nullable=False),
    sa.Column('function_class', sa.String(length=10), nullable=False),
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('reverses_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['from_account_id'], ['fund_account.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['payee_id'], ['party.id'], ),
    sa.ForeignKeyConstraint(['payer_id'], ['party.id'], ),
    sa.ForeignKeyConstraint(['reverses_id'], ['fund_movement.id'], ),
    sa.ForeignKeyConstraint(['to_account_id'], ['fund_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('reverses_id')
    )
    with op.batch_alter_table('fund_movement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_movement_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_movement_from_account_id'), ['from_account_id'], unique=False)
        batch_op.create_index('ix_fund_movement_key', ['county', 'key'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_movement_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_fund_movement_payee', ['payee_id', 'at'], unique=False)
        batch_op.create_index('ix_fund_movement_payer', ['payer_id', 'at'], unique=False)
        batch_op.create_index('ix_fund_movement_subject', ['subject_kind', 'subject_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_movement_to_account_id'), ['to_account_id'], unique=False)

    _lock()


def _lock():
    sentence = 'movements of funds are append-only'
    if op.get_bind().dialect.name == 'sqlite':
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        keys = ('rowid = NEW.rowid', 'id = NEW.id', 'county = NEW.county AND key = NEW.key', 'reverses_id = NEW.reverses_id')
        there = ' OR '.join(f'EXISTS (SELECT 1 FROM fund_movement WHERE {one})' for one in keys)
        op.execute(f'CREATE TRIGGER fund_movement_no_update BEFORE UPDATE ON fund_movement {refuse}')
        op.execute(f'CREATE TRIGGER fund_movement_no_delete BEFORE DELETE ON fund_movement {refuse}')
        op.execute(f'CREATE TRIGGER fund_movement_no_replace BEFORE INSERT ON fund_movement WHEN {there} {refuse}')
    else:
        op.execute('CREATE OR REPLACE FUNCTION fund_movement_refuse() RETURNS trigger LANGUAGE plpgsql AS '
                   f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$")
        op.execute('CREATE TRIGGER fund_movement_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_movement '
                   'FOR EACH STATEMENT EXECUTE FUNCTION fund_movement_refuse()')


def downgrade():
    with op.batch_alter_table('fund_movement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_movement_to_account_id'))
        batch_op.drop_index('ix_fund_movement_subject')
        batch_op.drop_index('ix_fund_movement_payer')
        batch_op.drop_index('ix_fund_movement_payee')
        batch_op.drop_index(batch_op.f('ix_fund_movement_organisation_id'))
        batch_op.drop_index('ix_fund_movement_key')
        batch_op.drop_index(batch_op.f('ix_fund_movement_from_account_id'))
        batch_op.drop_index(batch_op.f('ix_fund_movement_county'))

    op.drop_table('fund_movement')
    with op.batch_alter_table('fund_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_account_party_id'))
        batch_op.drop_index('ix_fund_account_number')
        batch_op.drop_index(batch_op.f('ix_fund_account_county'))

    op.drop_table('fund_account')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION fund_movement_refuse()')
