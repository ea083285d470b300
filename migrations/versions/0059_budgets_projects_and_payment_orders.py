"""budgets, projects and payment orders

Revision ID: 0059
Revises: 0058

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0059'
down_revision = '0058'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('fund_expense_cap',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_expense_cap', schema=None) as batch_op:
        batch_op.create_index('ix_fund_expense_cap', ['organisation_id', 'year', 'what'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_expense_cap_county'), ['county'], unique=False)

    op.create_table('fund_month',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('paid', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('middle', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('spread', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('deviation', sa.Float(), nullable=False),
    sa.Column('same', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_month', schema=None) as batch_op:
        batch_op.create_index('ix_fund_month', ['organisation_id', 'month'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_month_county'), ['county'], unique=False)

    op.create_table('fund_project',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('budget', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_project', schema=None) as batch_op:
        batch_op.create_index('ix_fund_project_code', ['county', 'code'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_project_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_project_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('fund_round',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('payments', sa.Integer(), nullable=False),
    sa.Column('whole', sa.Integer(), nullable=False),
    sa.Column('share', sa.Float(), nullable=False),
    sa.Column('peers', sa.Integer(), nullable=False),
    sa.Column('peer_share', sa.Float(), nullable=False),
    sa.Column('probability', sa.Float(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_round', schema=None) as batch_op:
        batch_op.create_index('ix_fund_round', ['organisation_id', 'year'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_round_county'), ['county'], unique=False)

    op.create_table('fund_appropriation',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('above_id', sa.BigInteger(), nullable=True),
    sa.Column('sender', sa.String(length=120), nullable=False),
    sa.Column('programme', sa.String(length=120), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('function_class', sa.String(length=10), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('pass_on', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('use_from', sa.Date(), nullable=False),
    sa.Column('to_persons', sa.Boolean(), nullable=False),
    sa.Column('movement_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['above_id'], ['fund_appropriation.id'], ),
    sa.ForeignKeyConstraint(['movement_id'], ['fund_movement.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('movement_id')
    )
    with op.batch_alter_table('fund_appropriation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_appropriation_above_id'), ['above_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_appropriation_county'), ['county'], unique=False)
        batch_op.create_index('ix_fund_appropriation_place', ['organisation_id', 'received_on'], unique=False)

    op.create_table('fund_budget_line',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('function_class', sa.String(length=10), nullable=False),
    sa.Column('economic_class', sa.String(length=10), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('adopted_on', sa.Date(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['fund_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_budget_line', schema=None) as batch_op:
        batch_op.create_index('ix_fund_budget_line_code', ['organisation_id', 'year', 'code'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_budget_line_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_budget_line_project_id'), ['project_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_budget_line_year'), ['year'], unique=False)

    op.create_table('fund_milestone',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('reported_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['fund_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_milestone', schema=None) as batch_op:
        batch_op.create_index('ix_fund_milestone', ['project_id', 'name'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_milestone_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_milestone_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('fund_project_contract',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('supplier_code', sa.String(length=18), nullable=False),
    sa.Column('supplier', sa.String(length=200), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=True),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('advance', sa.Integer(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['fund_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_project_contract', schema=None) as batch_op:
        batch_op.create_index('ix_fund_project_contract', ['project_id', 'number'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_project_contract_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_project_contract_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_project_contract_party_id'), ['party_id'], unique=False)

    op.create_table('fund_project_month',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('planned', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('so_far', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['fund_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_project_month', schema=None) as batch_op:
        batch_op.create_index('ix_fund_project_month', ['project_id', 'month'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_project_month_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_project_month_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('fund_budget_change',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('line_id', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['fund_budget_line.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('fund_budget_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_budget_change_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_budget_change_line_id'), ['line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_budget_change_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('fund_order',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('system', sa.String(length=60), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('line_id', sa.BigInteger(), nullable=True),
    sa.Column('appropriation_id', sa.BigInteger(), nullable=True),
    sa.Column('project_id', sa.BigInteger(), nullable=True),
    sa.Column('contract_id', sa.BigInteger(), nullable=True),
    sa.Column('payee_number', sa.String(length=60), nullable=False),
    sa.Column('payee_hash', sa.String(length=64), nullable=False),
    sa.Column('payee_name', sa.String(length=200), nullable=False),
    sa.Column('party_id', sa.BigInteger(), nullable=True),
    sa.Column('to_account_id', sa.BigInteger(), nullable=True),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('invoice', sa.String(length=60), nullable=False),
    sa.Column('economic_class', sa.String(length=10), nullable=False),
    sa.Column('asked_by', sa.String(length=60), nullable=False),
    sa.Column('asked_key', sa.String(length=60), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_hour', sa.Integer(), nullable=False),
    sa.Column('asked_off', sa.Boolean(), nullable=False),
    sa.Column('approved_by', sa.String(length=60), nullable=False),
    sa.Column('approved_key', sa.String(length=60), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_hour', sa.Integer(), nullable=True),
    sa.Column('approved_off', sa.Boolean(), nullable=False),
    sa.Column('paid_by', sa.String(length=60), nullable=False),
    sa.Column('paid_key', sa.String(length=60), nullable=False),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('movement_id', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['appropriation_id'], ['fund_appropriation.id'], ),
    sa.ForeignKeyConstraint(['contract_id'], ['fund_project_contract.id'], ),
    sa.ForeignKeyConstraint(['line_id'], ['fund_budget_line.id'], ),
    sa.ForeignKeyConstraint(['movement_id'], ['fund_movement.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['fund_project.id'], ),
    sa.ForeignKeyConstraint(['to_account_id'], ['fund_account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('movement_id')
    )
    with op.batch_alter_table('fund_order', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_order_appropriation_id'), ['appropriation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_order_contract_id'), ['contract_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_order_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_order_line_id'), ['line_id'], unique=False)
        batch_op.create_index('ix_fund_order_number', ['county', 'number'], unique=True)
        batch_op.create_index(batch_op.f('ix_fund_order_party_id'), ['party_id'], unique=False)
        batch_op.create_index('ix_fund_order_place', ['organisation_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_order_project_id'), ['project_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_order_to_account_id'), ['to_account_id'], unique=False)

    op.create_table('fund_charge',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('movement_id', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('line_id', sa.BigInteger(), nullable=True),
    sa.Column('appropriation_id', sa.BigInteger(), nullable=True),
    sa.Column('project_id', sa.BigInteger(), nullable=True),
    sa.Column('contract_id', sa.BigInteger(), nullable=True),
    sa.Column('order_id', sa.BigInteger(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['appropriation_id'], ['fund_appropriation.id'], ),
    sa.ForeignKeyConstraint(['contract_id'], ['fund_project_contract.id'], ),
    sa.ForeignKeyConstraint(['line_id'], ['fund_budget_line.id'], ),
    sa.ForeignKeyConstraint(['movement_id'], ['fund_movement.id'], ),
    sa.ForeignKeyConstraint(['order_id'], ['fund_order.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['fund_project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('movement_id'),
    sa.UniqueConstraint('order_id')
    )
    with op.batch_alter_table('fund_charge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fund_charge_appropriation_id'), ['appropriation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_charge_contract_id'), ['contract_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_charge_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_charge_line_id'), ['line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_charge_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fund_charge_project_id'), ['project_id'], unique=False)



def downgrade():
    with op.batch_alter_table('fund_charge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_charge_project_id'))
        batch_op.drop_index(batch_op.f('ix_fund_charge_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_fund_charge_line_id'))
        batch_op.drop_index(batch_op.f('ix_fund_charge_county'))
        batch_op.drop_index(batch_op.f('ix_fund_charge_contract_id'))
        batch_op.drop_index(batch_op.f('ix_fund_charge_appropriation_id'))

    op.drop_table('fund_charge')
    with op.batch_alter_table('fund_order', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_order_to_account_id'))
        batch_op.drop_index(batch_op.f('ix_fund_order_project_id'))
        batch_op.drop_index('ix_fund_order_place')
        batch_op.drop_index(batch_op.f('ix_fund_order_party_id'))
        batch_op.drop_index('ix_fund_order_number')
        batch_op.drop_index(batch_op.f('ix_fund_order_line_id'))
        batch_op.drop_index(batch_op.f('ix_fund_order_county'))
        batch_op.drop_index(batch_op.f('ix_fund_order_contract_id'))
        batch_op.drop_index(batch_op.f('ix_fund_order_appropriation_id'))

    op.drop_table('fund_order')
    with op.batch_alter_table('fund_budget_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_budget_change_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_fund_budget_change_line_id'))
        batch_op.drop_index(batch_op.f('ix_fund_budget_change_county'))

    op.drop_table('fund_budget_change')
    with op.batch_alter_table('fund_project_month', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_project_month_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_fund_project_month_county'))
        batch_op.drop_index('ix_fund_project_month')

    op.drop_table('fund_project_month')
    with op.batch_alter_table('fund_project_contract', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_project_contract_party_id'))
        batch_op.drop_index(batch_op.f('ix_fund_project_contract_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_fund_project_contract_county'))
        batch_op.drop_index('ix_fund_project_contract')

    op.drop_table('fund_project_contract')
    with op.batch_alter_table('fund_milestone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_milestone_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_fund_milestone_county'))
        batch_op.drop_index('ix_fund_milestone')

    op.drop_table('fund_milestone')
    with op.batch_alter_table('fund_budget_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_budget_line_year'))
        batch_op.drop_index(batch_op.f('ix_fund_budget_line_project_id'))
        batch_op.drop_index(batch_op.f('ix_fund_budget_line_county'))
        batch_op.drop_index('ix_fund_budget_line_code')

    op.drop_table('fund_budget_line')
    with op.batch_alter_table('fund_appropriation', schema=None) as batch_op:
        batch_op.drop_index('ix_fund_appropriation_place')
        batch_op.drop_index(batch_op.f('ix_fund_appropriation_county'))
        batch_op.drop_index(batch_op.f('ix_fund_appropriation_above_id'))

    op.drop_table('fund_appropriation')
    with op.batch_alter_table('fund_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_round_county'))
        batch_op.drop_index('ix_fund_round')

    op.drop_table('fund_round')
    with op.batch_alter_table('fund_project', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_project_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_fund_project_county'))
        batch_op.drop_index('ix_fund_project_code')

    op.drop_table('fund_project')
    with op.batch_alter_table('fund_month', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_month_county'))
        batch_op.drop_index('ix_fund_month')

    op.drop_table('fund_month')
    with op.batch_alter_table('fund_expense_cap', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fund_expense_cap_county'))
        batch_op.drop_index('ix_fund_expense_cap')

    op.drop_table('fund_expense_cap')
