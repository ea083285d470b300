"""Cash books, registers and the site of villages.

Revision ID: 0013
Revises: 0012

"""
from alembic import op
import sqlalchemy as sa


revision = '0013'
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('subsidy_programme',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('programme_kind', sa.String(length=8), nullable=False),
    sa.Column('basis', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('county', 'code')
    )
    with op.batch_alter_table('subsidy_programme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subsidy_programme_county'), ['county'], unique=False)

    op.create_table('subsidy_reference',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('ref_kind', sa.String(length=8), nullable=False),
    sa.Column('person_hash', sa.String(length=64), nullable=False),
    sa.Column('value', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('subsidy_reference', schema=None) as batch_op:
        batch_op.create_index('ix_subsidy_reference', ['person_hash', 'ref_kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_subsidy_reference_county'), ['county'], unique=False)
        batch_op.create_index('ix_subsidy_reference_set', ['county', 'ref_kind'], unique=False)

    op.create_table('subsidy_exclusion',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.BigInteger(), nullable=False),
    sa.Column('other_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['subsidy_programme.id'], ),
    sa.ForeignKeyConstraint(['programme_id'], ['subsidy_programme.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('programme_id', 'other_id')
    )
    with op.batch_alter_table('subsidy_exclusion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subsidy_exclusion_county'), ['county'], unique=False)

    op.create_table('village_subscription',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('medium', sa.String(length=8), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('region_code', 'address_hash')
    )
    with op.batch_alter_table('village_subscription', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_subscription_county'), ['county'], unique=False)

    op.create_table('subsidy_batch',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('programme_id', sa.BigInteger(), nullable=False),
    sa.Column('period_on', sa.Date(), nullable=False),
    sa.Column('period_day', sa.Integer(), nullable=False),
    sa.Column('arrived_on', sa.Date(), nullable=False),
    sa.Column('arrived_day', sa.Integer(), nullable=False),
    sa.Column('arrived', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('paid', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('households', sa.Integer(), nullable=False),
    sa.Column('claimed', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('published', sa.Boolean(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['programme_id'], ['subsidy_programme.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation_id', 'number')
    )
    with op.batch_alter_table('subsidy_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subsidy_batch_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_subsidy_batch_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_account',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('medium', sa.String(length=4), nullable=False),
    sa.Column('owner', sa.String(length=10), nullable=False),
    sa.Column('bank', sa.String(length=80), nullable=False),
    sa.Column('tail', sa.String(length=4), nullable=False),
    sa.Column('opening', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('balance', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_account_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_account_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_article',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('category', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.BigInteger(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('edit_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_article', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_article_county'), ['county'], unique=False)
        batch_op.create_index('ix_village_article_home', ['organisation_id', 'state'], unique=False)
        batch_op.create_index('ix_village_article_page', ['region_code', 'state', 'published_at'], unique=False)

    op.create_table('village_asset',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('asset_class', sa.String(length=16), nullable=False),
    sa.Column('area', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('value', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_asset', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_asset_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_asset_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_decision',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('body', sa.String(length=16), nullable=False),
    sa.Column('reserved', sa.Boolean(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('proposed_on', sa.Date(), nullable=True),
    sa.Column('consulted_on', sa.Date(), nullable=True),
    sa.Column('party_on', sa.Date(), nullable=True),
    sa.Column('notice_on', sa.Date(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('held_day', sa.Integer(), nullable=False),
    sa.Column('notice_days', sa.Integer(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('attended', sa.Integer(), nullable=False),
    sa.Column('yes', sa.Integer(), nullable=False),
    sa.Column('decided_public_on', sa.Date(), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('result_public_on', sa.Date(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_decision_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_decision_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_guarantee',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('debtor', sa.String(length=120), nullable=False),
    sa.Column('creditor', sa.String(length=120), nullable=False),
    sa.Column('property', sa.String(length=120), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_guarantee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_guarantee_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_guarantee_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_month',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('opening', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('income', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('expense', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('closing', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('closing_cash', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('lines', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('vouchers', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation_id', 'period')
    )
    with op.batch_alter_table('village_month', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_month_county'), ['county'], unique=False)

    op.create_table('village_officer',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('post', sa.String(length=20), nullable=False),
    sa.Column('identity', sa.String(length=20), nullable=False),
    sa.Column('person_hash', sa.String(length=64), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('from_day', sa.Integer(), nullable=False),
    sa.Column('left_day', sa.Integer(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_officer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_officer_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_officer_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_village_officer_person', ['person_hash'], unique=False)

    op.create_table('village_profile',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('households', sa.Integer(), nullable=False),
    sa.Column('population', sa.Integer(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('arable', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('last_election_on', sa.Date(), nullable=True),
    sa.Column('next_election_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation_id')
    )
    with op.batch_alter_table('village_profile', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_profile_county'), ['county'], unique=False)

    op.create_table('village_question',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('what', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('contact', sa.Text(), nullable=True),
    sa.Column('query_code', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.Column('shown', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('query_code')
    )
    with op.batch_alter_table('village_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_question_county'), ['county'], unique=False)
        batch_op.create_index('ix_village_question_open', ['organisation_id', 'what', 'answered_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_question_region_code'), ['region_code'], unique=False)

    op.create_table('village_relation',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('a_name', sa.String(length=60), nullable=False),
    sa.Column('a_identity', sa.String(length=20), nullable=False),
    sa.Column('a_hash', sa.String(length=64), nullable=False),
    sa.Column('b_name', sa.String(length=120), nullable=False),
    sa.Column('b_identity', sa.String(length=20), nullable=False),
    sa.Column('b_hash', sa.String(length=64), nullable=False),
    sa.Column('relation', sa.String(length=12), nullable=False),
    sa.Column('share', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_relation', schema=None) as batch_op:
        batch_op.create_index('ix_village_relation_a', ['a_hash'], unique=False)
        batch_op.create_index('ix_village_relation_b', ['b_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_relation_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_relation_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_year',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('measured_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('vouchers', sa.Integer(), nullable=False),
    sa.Column('operating', sa.Float(), nullable=False),
    sa.Column('soft', sa.Float(), nullable=False),
    sa.Column('hospitality', sa.Float(), nullable=False),
    sa.Column('share', sa.Float(), nullable=False),
    sa.Column('deviation', sa.Float(), nullable=False),
    sa.Column('peers', sa.Integer(), nullable=False),
    sa.Column('median_lag', sa.Float(), nullable=False),
    sa.Column('late_share', sa.Float(), nullable=False),
    sa.Column('quarter_missed', sa.String(length=7), nullable=False),
    sa.Column('last_booked_day', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation_id', 'year')
    )
    with op.batch_alter_table('village_year', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_year_county'), ['county'], unique=False)

    op.create_table('subsidy_payment',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('batch_id', sa.BigInteger(), nullable=False),
    sa.Column('programme_id', sa.BigInteger(), nullable=False),
    sa.Column('period_day', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('identity', sa.String(length=20), nullable=False),
    sa.Column('person_hash', sa.String(length=64), nullable=False),
    sa.Column('household', sa.String(length=30), nullable=False),
    sa.Column('amount', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('account', sa.String(length=30), nullable=False),
    sa.Column('account_hash', sa.String(length=64), nullable=True),
    sa.Column('claimed', sa.Numeric(precision=10, scale=2), nullable=True),
    sa.Column('contracted', sa.Numeric(precision=10, scale=2), nullable=True),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('confirm_code', sa.String(length=10), nullable=False),
    sa.Column('confirmed', sa.String(length=10), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_day', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['subsidy_batch.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['programme_id'], ['subsidy_programme.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('subsidy_payment', schema=None) as batch_op:
        batch_op.create_index('ix_subsidy_payment_account', ['account_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_subsidy_payment_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subsidy_payment_confirm_code'), ['confirm_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_subsidy_payment_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_subsidy_payment_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_subsidy_payment_person', ['person_hash', 'programme_id', 'period_day'], unique=False)

    op.create_table('village_appraisal',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('officer_id', sa.BigInteger(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('failing', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['village_officer.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_appraisal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_appraisal_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_appraisal_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_appraisal_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_audit',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('officer_id', sa.BigInteger(), nullable=False),
    sa.Column('audit_kind', sa.String(length=10), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['village_officer.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_audit_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_audit_officer_id'), ['officer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_audit_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_cash_day',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('balance', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['village_account.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('account_id', 'day')
    )
    with op.batch_alter_table('village_cash_day', schema=None) as batch_op:
        batch_op.create_index('ix_village_cash_day', ['balance'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_cash_day_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_cash_day_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_contract',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('asset_id', sa.BigInteger(), nullable=False),
    sa.Column('party', sa.String(length=120), nullable=False),
    sa.Column('party_identity', sa.String(length=20), nullable=False),
    sa.Column('party_hash', sa.String(length=64), nullable=True),
    sa.Column('party_person', sa.Boolean(), nullable=False),
    sa.Column('mode', sa.String(length=12), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('start_on', sa.Date(), nullable=False),
    sa.Column('end_on', sa.Date(), nullable=False),
    sa.Column('rent', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('prepaid_years', sa.Numeric(precision=5, scale=1), nullable=False),
    sa.Column('bidders', sa.Integer(), nullable=True),
    sa.Column('at_floor', sa.Boolean(), nullable=False),
    sa.Column('publicity_days', sa.Integer(), nullable=True),
    sa.Column('decision_id', sa.BigInteger(), nullable=True),
    sa.Column('appraised', sa.Numeric(precision=15, scale=2), nullable=True),
    sa.Column('exemption', sa.String(length=120), nullable=False),
    sa.Column('recusal', sa.String(length=200), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('start_day', sa.Integer(), nullable=False),
    sa.Column('end_day', sa.Integer(), nullable=False),
    sa.Column('years', sa.Float(), nullable=False),
    sa.Column('unit_rent', sa.Float(), nullable=False),
    sa.Column('reference', sa.Float(), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['village_asset.id'], ),
    sa.ForeignKeyConstraint(['decision_id'], ['village_decision.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_contract', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_contract_asset_id'), ['asset_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_contract_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_contract_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_works',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('tender', sa.String(length=10), nullable=False),
    sa.Column('tender_number', sa.String(length=60), nullable=False),
    sa.Column('builder', sa.String(length=120), nullable=False),
    sa.Column('builder_identity', sa.String(length=20), nullable=False),
    sa.Column('builder_hash', sa.String(length=64), nullable=True),
    sa.Column('decision_id', sa.BigInteger(), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('paid', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('photos', sa.Integer(), nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.Column('during', sa.Integer(), nullable=False),
    sa.Column('after', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['village_decision.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_works', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_works_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_works_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_instalment',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('contract_id', sa.BigInteger(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_day', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('paid', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['contract_id'], ['village_contract.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('village_instalment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_instalment_contract_id'), ['contract_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_instalment_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_instalment_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_instalment_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('village_voucher',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('period', sa.String(length=7), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('to_account_id', sa.BigInteger(), nullable=True),
    sa.Column('direction', sa.String(length=4), nullable=False),
    sa.Column('category', sa.String(length=12), nullable=False),
    sa.Column('amount', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('method', sa.String(length=8), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('purpose_key', sa.String(length=64), nullable=False),
    sa.Column('payee', sa.String(length=120), nullable=False),
    sa.Column('payee_kind', sa.String(length=12), nullable=False),
    sa.Column('payee_identity', sa.String(length=20), nullable=False),
    sa.Column('payee_hash', sa.String(length=64), nullable=True),
    sa.Column('receipt', sa.String(length=12), nullable=False),
    sa.Column('invoice_code', sa.String(length=20), nullable=False),
    sa.Column('invoice_number', sa.String(length=30), nullable=False),
    sa.Column('invoice_key', sa.String(length=60), nullable=True),
    sa.Column('invoice_day', sa.Integer(), nullable=True),
    sa.Column('invoice_on', sa.Date(), nullable=True),
    sa.Column('photos', sa.Integer(), nullable=False),
    sa.Column('handler_id', sa.BigInteger(), nullable=True),
    sa.Column('approver_id', sa.BigInteger(), nullable=True),
    sa.Column('supervisor_id', sa.BigInteger(), nullable=True),
    sa.Column('decision_id', sa.BigInteger(), nullable=True),
    sa.Column('works_id', sa.BigInteger(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by', sa.BigInteger(), nullable=True),
    sa.Column('supervised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by', sa.BigInteger(), nullable=True),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('booked_day', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_reason', sa.Text(), nullable=False),
    sa.Column('reverses_id', sa.BigInteger(), nullable=True),
    sa.Column('reversed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('once_key', sa.String(length=60), nullable=True),
    sa.Column('edit_number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['village_account.id'], ),
    sa.ForeignKeyConstraint(['approver_id'], ['village_officer.id'], ),
    sa.ForeignKeyConstraint(['decision_id'], ['village_decision.id'], ),
    sa.ForeignKeyConstraint(['handler_id'], ['village_officer.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['reverses_id'], ['village_voucher.id'], ),
    sa.ForeignKeyConstraint(['supervisor_id'], ['village_officer.id'], ),
    sa.ForeignKeyConstraint(['to_account_id'], ['village_account.id'], ),
    sa.ForeignKeyConstraint(['works_id'], ['village_works.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation_id', 'once_key')
    )
    with op.batch_alter_table('village_voucher', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_voucher_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_voucher_county'), ['county'], unique=False)
        batch_op.create_index('ix_village_voucher_day', ['organisation_id', 'day'], unique=False)
        batch_op.create_index('ix_village_voucher_invoice', ['invoice_key'], unique=False)
        batch_op.create_index('ix_village_voucher_payee', ['payee_hash', 'day'], unique=False)
        batch_op.create_index('ix_village_voucher_period', ['organisation_id', 'period', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_voucher_purpose_key'), ['purpose_key'], unique=False)

    op.create_table('village_works_photo',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('works_id', sa.BigInteger(), nullable=False),
    sa.Column('attachment_id', sa.BigInteger(), nullable=False),
    sa.Column('stage', sa.String(length=8), nullable=False),
    sa.Column('taken_at', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], ),
    sa.ForeignKeyConstraint(['works_id'], ['village_works.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('attachment_id')
    )
    with op.batch_alter_table('village_works_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_village_works_photo_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_village_works_photo_works_id'), ['works_id'], unique=False)


def downgrade():
    op.drop_table('village_works_photo')
    op.drop_table('village_voucher')
    op.drop_table('village_instalment')
    op.drop_table('village_works')
    op.drop_table('village_contract')
    op.drop_table('village_cash_day')
    op.drop_table('village_audit')
    op.drop_table('village_appraisal')
    op.drop_table('subsidy_payment')
    op.drop_table('village_year')
    op.drop_table('village_relation')
    op.drop_table('village_question')
    op.drop_table('village_profile')
    op.drop_table('village_officer')
    op.drop_table('village_month')
    op.drop_table('village_guarantee')
    op.drop_table('village_decision')
    op.drop_table('village_asset')
    op.drop_table('village_article')
    op.drop_table('village_account')
    op.drop_table('subsidy_batch')
    op.drop_table('village_subscription')
    op.drop_table('subsidy_exclusion')
    op.drop_table('subsidy_reference')
    op.drop_table('subsidy_programme')
