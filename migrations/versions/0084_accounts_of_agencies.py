"""agencies of the register have accounts at the outer door, and a project names the engagement of its agency

Revision ID: 0084
Revises: 0081

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0084'
down_revision = '0081'
branch_labels = None
depends_on = None

ONE_OF_THREE = (
    '(CASE WHEN bidder_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN expert_id IS NULL THEN 0 ELSE 1 END)'
    ' + (CASE WHEN agency_id IS NULL THEN 0 ELSE 1 END) = 1'
)


def upgrade():
    with op.batch_alter_table('trade_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('agency_id', sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key('fk_trade_account_agency', 'agency', ['agency_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_trade_account_agency_id'), ['agency_id'], unique=False)
        batch_op.drop_constraint('ck_trade_account_one_party', type_='check')
        batch_op.create_check_constraint('ck_trade_account_one_party', ONE_OF_THREE)
    with op.batch_alter_table('trade_project', schema=None) as batch_op:
        batch_op.add_column(sa.Column('engagement_id', sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key('fk_trade_project_engagement', 'engagement', ['engagement_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_trade_project_engagement_id'), ['engagement_id'], unique=False)


def downgrade():
    with op.batch_alter_table('trade_project', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_project_engagement_id'))
        batch_op.drop_constraint('fk_trade_project_engagement', type_='foreignkey')
        batch_op.drop_column('engagement_id')
    # An older program knows bidders and experts alone: accounts of agencies go, and what they asked for.
    op.execute("DELETE FROM trade_session WHERE account_id IN (SELECT id FROM trade_account WHERE agency_id IS NOT NULL)")
    op.execute("DELETE FROM trade_account WHERE agency_id IS NOT NULL")
    op.execute("DELETE FROM trade_application WHERE role = 'agency'")
    with op.batch_alter_table('trade_account', schema=None) as batch_op:
        batch_op.drop_constraint('ck_trade_account_one_party', type_='check')
        batch_op.create_check_constraint('ck_trade_account_one_party', '(bidder_id IS NULL) <> (expert_id IS NULL)')
        batch_op.drop_index(batch_op.f('ix_trade_account_agency_id'))
        batch_op.drop_constraint('fk_trade_account_agency', type_='foreignkey')
        batch_op.drop_column('agency_id')
