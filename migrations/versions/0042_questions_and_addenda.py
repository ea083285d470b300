"""questions to the papers of a trade, and addenda

Revision ID: 0042
Revises: 0041

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_question',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_question', schema=None) as batch_op:
        batch_op.create_index('ix_trade_question_open', ['organisation_id', 'answered_at'], unique=False)
        for column in ('county', 'project_id'):
            batch_op.create_index(batch_op.f(f'ix_trade_question_{column}'), [column], unique=False)

    op.create_table('trade_addendum',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('substantive', sa.Boolean(), nullable=False),
    sa.Column('old_deadline', sa.DateTime(timezone=True), nullable=False),
    sa.Column('new_deadline', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('short', sa.Boolean(), nullable=False),
    sa.Column('days_left', sa.Integer(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed_by', sa.BigInteger(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by', sa.BigInteger(), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dropped_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.ForeignKeyConstraint(['proposed_by'], ['official.id'], ),
    sa.ForeignKeyConstraint(['published_by'], ['official.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_addendum', schema=None) as batch_op:
        batch_op.create_index('ix_trade_addendum_number', ['project_id', 'number'], unique=True)
        for column in ('county', 'published_at'):
            batch_op.create_index(batch_op.f(f'ix_trade_addendum_{column}'), [column], unique=False)


def downgrade():
    for table in ('trade_addendum', 'trade_question'):
        op.drop_table(table)
