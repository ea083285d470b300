"""ledgers

Revision ID: 0009
Revises: 0008
"""
from alembic import op
import sqlalchemy as sa


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


TRIGGERS = {
    'sqlite': (
        "CREATE TRIGGER ledger_version_no_update BEFORE UPDATE ON ledger_version "
        "WHEN OLD.published_at IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END",
        "CREATE TRIGGER ledger_version_no_delete BEFORE DELETE ON ledger_version "
        "WHEN OLD.published_at IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END",
    ),
    'postgresql': (
        "CREATE OR REPLACE FUNCTION ledger_version_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a published version never changes'; END $$",
        "CREATE TRIGGER ledger_version_no_change BEFORE UPDATE OR DELETE ON ledger_version "
        "FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION ledger_version_refuse()",
    ),
}


def upgrade():
    op.create_table('ledger_value',
    sa.Column('entry_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('ledger_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.String(length=120), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=True),
    sa.Column('day', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('entry_id', 'field')
    )
    with op.batch_alter_table('ledger_value', schema=None) as batch_op:
        batch_op.create_index('ix_ledger_value_amount', ['ledger_id', 'field', 'amount', 'entry_id'], unique=False, sqlite_where=sa.text('amount IS NOT NULL'), postgresql_where=sa.text('amount IS NOT NULL'))
        batch_op.create_index('ix_ledger_value_day', ['ledger_id', 'field', 'day', 'entry_id'], unique=False, sqlite_where=sa.text('day IS NOT NULL'), postgresql_where=sa.text('day IS NOT NULL'))
        batch_op.create_index('ix_ledger_value_text', ['ledger_id', 'field', 'text', 'entry_id'], unique=False, sqlite_where=sa.text('text IS NOT NULL'), postgresql_where=sa.text('text IS NOT NULL'))

    op.create_table('ledger',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('initials', sa.String(length=120), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('prefix', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('current_version_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('county', 'code')
    )
    with op.batch_alter_table('ledger', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_ledger_prefix_state', ['prefix', 'state'], unique=False)

    op.create_table('ledger_duty',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('ledger_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('remind_on', sa.Date(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('met_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('nil', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['ledger_id'], ['ledger.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('county', 'ledger_id', 'organisation_id', 'period')
    )
    with op.batch_alter_table('ledger_duty', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_duty_county'), ['county'], unique=False)
        batch_op.create_index('ix_ledger_duty_due', ['met_at', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_duty_ledger_id'), ['ledger_id'], unique=False)
        batch_op.create_index('ix_ledger_duty_organisation', ['organisation_id', 'due_on'], unique=False)
        batch_op.create_index('ix_ledger_duty_remind', ['met_at', 'remind_on'], unique=False)

    op.create_table('ledger_version',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('ledger_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('bodies', sa.JSON(), nullable=False),
    sa.Column('regions', sa.JSON(), nullable=False),
    sa.Column('duties', sa.JSON(), nullable=False),
    sa.Column('cadence', sa.String(length=10), nullable=False),
    sa.Column('due_days', sa.Integer(), nullable=False),
    sa.Column('remind_days', sa.Integer(), nullable=False),
    sa.Column('approver', sa.String(length=10), nullable=False),
    sa.Column('approver_duty', sa.String(length=16), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by', sa.BigInteger(), nullable=True),
    sa.Column('checksum', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['ledger_id'], ['ledger.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('county', 'ledger_id', 'number')
    )
    with op.batch_alter_table('ledger_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_version_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_version_ledger_id'), ['ledger_id'], unique=False)

    op.create_table('ledger_entry',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('ledger_id', sa.BigInteger(), nullable=False),
    sa.Column('version_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_by', sa.BigInteger(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.BigInteger(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('previous_id', sa.BigInteger(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['ledger_id'], ['ledger.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['version_id'], ['ledger_version.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_entry_county'), ['county'], unique=False)
        batch_op.create_index('ix_ledger_entry_newest', ['ledger_id', 'id'], unique=False)
        batch_op.create_index('ix_ledger_entry_organisation', ['ledger_id', 'organisation_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_entry_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_ledger_entry_period', ['ledger_id', 'period', 'organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ledger_entry_previous_id'), ['previous_id'], unique=False)
        batch_op.create_index('ix_ledger_entry_title', ['ledger_id', 'title', 'id'], unique=False)
        batch_op.create_index('ix_ledger_entry_waiting', ['organisation_id', 'ledger_id', 'id'], unique=False, sqlite_where=sa.text("state = 'submitted'"), postgresql_where=sa.text("state = 'submitted'"))
        batch_op.create_index('ix_ledger_entry_state', ['ledger_id', 'state', 'id'], unique=False)

    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    with op.batch_alter_table('ledger_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_entry_title')
        batch_op.drop_index('ix_ledger_entry_waiting')
        batch_op.drop_index('ix_ledger_entry_state')
        batch_op.drop_index(batch_op.f('ix_ledger_entry_previous_id'))
        batch_op.drop_index('ix_ledger_entry_period')
        batch_op.drop_index(batch_op.f('ix_ledger_entry_organisation_id'))
        batch_op.drop_index('ix_ledger_entry_organisation')
        batch_op.drop_index('ix_ledger_entry_newest')
        batch_op.drop_index(batch_op.f('ix_ledger_entry_county'))

    op.drop_table('ledger_entry')
    with op.batch_alter_table('ledger_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ledger_version_ledger_id'))
        batch_op.drop_index(batch_op.f('ix_ledger_version_county'))

    op.drop_table('ledger_version')
    with op.batch_alter_table('ledger_duty', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_duty_remind')
        batch_op.drop_index('ix_ledger_duty_organisation')
        batch_op.drop_index(batch_op.f('ix_ledger_duty_ledger_id'))
        batch_op.drop_index('ix_ledger_duty_due')
        batch_op.drop_index(batch_op.f('ix_ledger_duty_county'))

    op.drop_table('ledger_duty')
    with op.batch_alter_table('ledger', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_prefix_state')
        batch_op.drop_index(batch_op.f('ix_ledger_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_ledger_county'))

    op.drop_table('ledger')
    with op.batch_alter_table('ledger_value', schema=None) as batch_op:
        batch_op.drop_index('ix_ledger_value_text', sqlite_where=sa.text('text IS NOT NULL'), postgresql_where=sa.text('text IS NOT NULL'))
        batch_op.drop_index('ix_ledger_value_day', sqlite_where=sa.text('day IS NOT NULL'), postgresql_where=sa.text('day IS NOT NULL'))
        batch_op.drop_index('ix_ledger_value_amount', sqlite_where=sa.text('amount IS NOT NULL'), postgresql_where=sa.text('amount IS NOT NULL'))

    op.drop_table('ledger_value')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION ledger_version_refuse()')
