"""trades taken together

Revision ID: 0049
Revises: 0048

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_network_run',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tenders', sa.Integer(), nullable=False),
    sa.Column('bids', sa.Integer(), nullable=False),
    sa.Column('unnamed', sa.Integer(), nullable=False),
    sa.Column('firms', sa.Integer(), nullable=False),
    sa.Column('pairs', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(none_as_null=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_network_run', schema=None) as batch_op:
        batch_op.create_index('ix_trade_network_run_at', ['county', 'computed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_network_run_county'), ['county'], unique=False)

    op.create_table('trade_pattern',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('category', sa.String(length=12), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('why', sa.String(length=16), nullable=True),
    sa.Column('members', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('tenders', sa.Integer(), nullable=False),
    sa.Column('wins', sa.Integer(), nullable=False),
    sa.Column('share', sa.Double(), nullable=False),
    sa.Column('level', sa.Double(), nullable=True),
    sa.Column('bound', sa.Double(), nullable=True),
    sa.Column('chance', sa.Double(), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('measured_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_pattern', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_pattern_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_trade_pattern_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_trade_pattern_what', ['county', 'what'], unique=False)



def downgrade():
    with op.batch_alter_table('trade_pattern', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_pattern_what')
        batch_op.drop_index(batch_op.f('ix_trade_pattern_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_trade_pattern_county'))

    op.drop_table('trade_pattern')
    with op.batch_alter_table('trade_network_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_network_run_county'))
        batch_op.drop_index('ix_trade_network_run_at')

    op.drop_table('trade_network_run')
