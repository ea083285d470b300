"""log-ins elsewhere

Revision ID: 0063
Revises: 0062

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0063'
down_revision = '0062'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('outside_identity',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('connected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('provider', 'subject', name='uq_outside_identity_subject'),
    sa.UniqueConstraint('provider', 'user_id', name='uq_outside_identity_user')
    )
    with op.batch_alter_table('outside_identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outside_identity_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_outside_identity_official_id'), ['official_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outside_identity_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('provider', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('provider_session', sa.String(length=255), nullable=True))
        batch_op.create_index(batch_op.f('ix_login_session_provider_session'), ['provider_session'], unique=False)



def downgrade():
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_session_provider_session'))
        batch_op.drop_column('provider_session')
        batch_op.drop_column('provider')

    with op.batch_alter_table('outside_identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outside_identity_user_id'))
        batch_op.drop_index(batch_op.f('ix_outside_identity_official_id'))
        batch_op.drop_index(batch_op.f('ix_outside_identity_county'))

    op.drop_table('outside_identity')
