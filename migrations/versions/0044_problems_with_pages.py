"""problems that people report with a page, and until when messages have been read

Revision ID: 0044
Revises: 0043

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('page_problem',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('page', sa.String(length=200), nullable=False),
    sa.Column('roles', sa.String(length=200), nullable=False),
    sa.Column('fault', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['answered_by'], ['official.id'], ),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('page_problem', schema=None) as batch_op:
        for column in ('county', 'official_id'):
            batch_op.create_index(batch_op.f(f'ix_page_problem_{column}'), [column], unique=False)

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('messages_read_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_desk', ['address', 'id'], unique=False, postgresql_where=sa.text("medium = 'desk'"), sqlite_where=sa.text("medium = 'desk'"))


def downgrade():
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_desk')

    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_column('messages_read_at')

    op.drop_table('page_problem')
