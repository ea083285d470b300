"""publications phrases and performance bonds

Revision ID: 0064
Revises: 0063

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0064'
down_revision = '0063'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('trade_phrase',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('phrase', sa.String(length=60), nullable=False),
    sa.Column('why', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_phrase', schema=None) as batch_op:
        batch_op.create_index('ix_trade_phrase', ['county', 'phrase'], unique=True)
        batch_op.create_index(batch_op.f('ix_trade_phrase_county'), ['county'], unique=False)

    op.create_table('trade_phrase_hit',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('phrase', sa.String(length=60), nullable=False),
    sa.Column('passage', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_phrase_hit', schema=None) as batch_op:
        batch_op.create_index('ix_trade_phrase_hit', ['project_id', 'phrase'], unique=True)
        batch_op.create_index(batch_op.f('ix_trade_phrase_hit_county'), ['county'], unique=False)

    op.create_table('trade_publication',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('project_id', sa.BigInteger(), nullable=False),
    sa.Column('medium', sa.String(length=12), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('deadline', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('mandated', sa.Boolean(), nullable=False),
    sa.Column('late_days', sa.Integer(), nullable=False),
    sa.Column('differs', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['trade_project.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('trade_publication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trade_publication_county'), ['county'], unique=False)
        batch_op.create_index('ix_trade_publication_medium', ['project_id', 'medium'], unique=True)

    with op.batch_alter_table('trade_contract', schema=None) as batch_op:
        batch_op.add_column(sa.Column('performance_bond', sa.Numeric(precision=15, scale=2), nullable=True))



def downgrade():
    with op.batch_alter_table('trade_contract', schema=None) as batch_op:
        batch_op.drop_column('performance_bond')

    with op.batch_alter_table('trade_publication', schema=None) as batch_op:
        batch_op.drop_index('ix_trade_publication_medium')
        batch_op.drop_index(batch_op.f('ix_trade_publication_county'))

    op.drop_table('trade_publication')
    with op.batch_alter_table('trade_phrase_hit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_phrase_hit_county'))
        batch_op.drop_index('ix_trade_phrase_hit')

    op.drop_table('trade_phrase_hit')
    with op.batch_alter_table('trade_phrase', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_trade_phrase_county'))
        batch_op.drop_index('ix_trade_phrase')

    op.drop_table('trade_phrase')
