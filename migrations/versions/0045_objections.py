"""objections to trades, which stand still for them; the supervisor of a trade

Revision ID: 0045
Revises: 0044

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('trade_project', schema=None) as batch_op:
        batch_op.add_column(sa.Column('supervisor_id', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('category', sa.String(length=12), nullable=False, server_default='works'))
        batch_op.add_column(sa.Column('halted_from', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('halted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key('fk_trade_project_supervisor', 'organisation', ['supervisor_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_trade_project_supervisor_id'), ['supervisor_id'], unique=False)
    with op.batch_alter_table('trade_project', schema=None) as batch_op:
        batch_op.alter_column('category', server_default=None)
    with op.batch_alter_table('trade_addendum', schema=None) as batch_op:
        batch_op.add_column(sa.Column('halt_days', sa.Integer(), nullable=True))

    op.create_table('trade_objection',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('stage', sa.String(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('query_code', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('halts', sa.Boolean(), nullable=False),
    sa.Column('went_on', sa.Boolean(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('query_code')
    )
    with op.batch_alter_table('trade_objection', schema=None) as batch_op:
        batch_op.create_index('ix_trade_objection_open', ['organisation_id', 'answered_at'], unique=False)
        for column in ('county', 'project_id'):
            batch_op.create_index(batch_op.f(f'ix_trade_objection_{column}'), [column], unique=False)

    op.create_table('trade_evaluation',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('candidates', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('scores', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('release', sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_evaluation', schema=None) as batch_op:
        for column in ('county', 'project_id'):
            batch_op.create_index(batch_op.f(f'ix_trade_evaluation_{column}'), [column], unique=False)


def downgrade():
    for table in ('trade_evaluation', 'trade_objection'):
        op.drop_table(table)
    with op.batch_alter_table('trade_addendum', schema=None) as batch_op:
        batch_op.drop_column('halt_days')
    with op.batch_alter_table('trade_project', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_project_supervisor_id'))
        batch_op.drop_constraint('fk_trade_project_supervisor', type_='foreignkey')
        for column in ('moved_at', 'halted_at', 'halted_from', 'category', 'supervisor_id'):
            batch_op.drop_column(column)
