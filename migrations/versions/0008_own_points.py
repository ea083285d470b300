"""Monitoring points that a county writes itself.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-23 08:40:49.380352

"""
from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('own_point',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=6), nullable=False),
    sa.Column('watching_id', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code')
    )
    with op.batch_alter_table('own_point', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_own_point_county'), ['county'], unique=False)

    op.create_table('own_point_version',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('own_point_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('severity', sa.Integer(), nullable=False),
    sa.Column('nature', sa.Integer(), nullable=False),
    sa.Column('watched', sa.String(length=30), nullable=False),
    sa.Column('conditions', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tried', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('on_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('written_by', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['own_point_id'], ['own_point.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('own_point_id', 'number')
    )
    with op.batch_alter_table('own_point_version', schema=None) as batch_op:
        batch_op.create_index('ix_own_point_version', ['own_point_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_own_point_version_county'), ['county'], unique=False)



def downgrade():
    op.drop_table('own_point_version')
    op.drop_table('own_point')
