"""search over published texts

Revision ID: 0012
Revises: 0011
"""
from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('published_text',
    sa.Column('rank', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=True),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('initials', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('words', sa.Text().with_variant(sa.ARRAY(sa.Text()), 'postgresql'), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('rank'),
    sa.UniqueConstraint('kind', 'subject_id')
    )
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            "CREATE VIRTUAL TABLE published_words USING fts5(words, content='', columnsize=0, "
            "tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.create_index('ix_published_text_words', 'published_text', ['words'], unique=False, postgresql_using='gin')


def downgrade():
    op.drop_table('published_text')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TABLE published_words')
