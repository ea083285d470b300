"""purchases and listings

Revision ID: 0062
Revises: 0061

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0062'
down_revision = '0061'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_direct',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('trade_kind', sa.String(length=12), nullable=False),
    sa.Column('category', sa.String(length=12), nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('how', sa.String(length=12), nullable=False),
    sa.Column('estimate', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('supplier', sa.String(length=200), nullable=False),
    sa.Column('approval', sa.String(length=120), nullable=False),
    sa.Column('failed_rounds', sa.Integer(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_direct', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_direct_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_direct_item', ['organisation_id', 'item', 'day'], unique=False)
        batch_op.create_index('ix_trade_direct_number', ['organisation_id', 'number'], unique=True)

    op.create_table('trade_listing',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('reserve', sa.Numeric(precision=15, scale=2), nullable=False),
    sa.Column('notice_on', sa.Date(), nullable=False),
    sa.Column('listed_from', sa.Date(), nullable=False),
    sa.Column('listed_to', sa.Date(), nullable=False),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('approval', sa.String(length=120), nullable=False),
    sa.Column('appraisal', sa.Numeric(precision=15, scale=2), nullable=True),
    sa.Column('appraised_on', sa.Date(), nullable=True),
    sa.Column('floor', sa.Numeric(precision=15, scale=2), nullable=True),
    sa.Column('deal', sa.Numeric(precision=15, scale=2), nullable=True),
    sa.Column('deal_on', sa.Date(), nullable=True),
    sa.Column('result_on', sa.Date(), nullable=True),
    sa.Column('contract_on', sa.Date(), nullable=True),
    sa.Column('pay_due_on', sa.Date(), nullable=True),
    sa.Column('first_paid', sa.Numeric(precision=15, scale=2), nullable=True),
    sa.Column('first_paid_on', sa.Date(), nullable=True),
    sa.Column('paid_up_on', sa.Date(), nullable=True),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pay_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('land', sa.Boolean(), nullable=False),
    sa.Column('small', sa.Boolean(), nullable=False),
    sa.Column('listed_days', sa.Integer(), nullable=False),
    sa.Column('notice_days', sa.Integer(), nullable=False),
    sa.Column('appraisal_age', sa.Integer(), nullable=True),
    sa.Column('result_due_on', sa.Date(), nullable=True),
    sa.Column('first_due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_listing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_listing_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_listing_number', ['organisation_id', 'number'], unique=True)



def downgrade():
    with op.batch_alter_table('trade_listing', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_listing_number')
        batch_op.drop_index(batch_op.f('ix_trade_listing_county'))

    op.drop_table('trade_listing')
    with op.batch_alter_table('trade_direct', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_direct_number')
        batch_op.drop_index('ix_trade_direct_item')
        batch_op.drop_index(batch_op.f('ix_trade_direct_county'))

    op.drop_table('trade_direct')
