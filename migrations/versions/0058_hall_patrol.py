"""hall patrol

Revision ID: 0058
Revises: 0057

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0058'
down_revision = '0057'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('hall',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall', schema=None) as batch_op:
        batch_op.create_index('ix_hall_code', ['county', 'code'], unique=True)
        batch_op.create_index(batch_op.f('ix_hall_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_camera',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('counter_codes', sa.String(length=400), nullable=False),
    sa.Column('shown_as', sa.String(length=400), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('still_address', sa.String(length=500), nullable=False),
    sa.Column('live_address', sa.String(length=500), nullable=False),
    sa.Column('account', sa.String(length=80), nullable=False),
    sa.Column('password', sa.String(length=200), nullable=False),
    sa.Column('sealed_password', sa.Text(), nullable=True),
    sa.Column('mask', sa.String(length=400), nullable=False),
    sa.Column('off', sa.Boolean(), nullable=False),
    sa.Column('reference_hash', sa.String(length=144), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('fresh_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('faulty_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('faults', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_camera', schema=None) as batch_op:
        batch_op.create_index('ix_hall_camera_code', ['county', 'code'], unique=True)
        batch_op.create_index(batch_op.f('ix_hall_camera_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_camera_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_camera_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_closure',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_closure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hall_closure_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_closure_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_closure_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_counter',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('duty', sa.String(length=16), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_counter', schema=None) as batch_op:
        batch_op.create_index('ix_hall_counter_code', ['county', 'code'], unique=True)
        batch_op.create_index(batch_op.f('ix_hall_counter_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_counter_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_counter_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_hours',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('opens', sa.String(length=5), nullable=False),
    sa.Column('closes', sa.String(length=5), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_hours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hall_hours_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_hours_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_hours_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_camera_view',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('camera_id', sa.BigInteger(), nullable=False),
    sa.Column('counter_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['camera_id'], ['hall_camera.id'], ),
    sa.ForeignKeyConstraint(['counter_id'], ['hall_counter.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_camera_view', schema=None) as batch_op:
        batch_op.create_index('ix_hall_camera_view', ['camera_id', 'counter_id'], unique=True)
        batch_op.create_index(batch_op.f('ix_hall_camera_view_counter_id'), ['counter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_camera_view_county'), ['county'], unique=False)

    op.create_table('hall_roster',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('begins', sa.String(length=5), nullable=False),
    sa.Column('ends', sa.String(length=5), nullable=False),
    sa.Column('what', sa.String(length=12), nullable=False),
    sa.Column('instead_of_id', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['hall_counter.id'], ),
    sa.ForeignKeyConstraint(['instead_of_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_roster', schema=None) as batch_op:
        batch_op.create_index('ix_hall_roster_counter', ['counter_id', 'on'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_roster_county'), ['county'], unique=False)
        batch_op.create_index('ix_hall_roster_key', ['county', 'counter_id', 'official_id', 'from_at'], unique=True)
        batch_op.create_index('ix_hall_roster_official', ['official_id', 'on'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_roster_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_still',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('camera_id', sa.BigInteger(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('attachment_id', sa.BigInteger(), nullable=True),
    sa.Column('kept_until', sa.Date(), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], ),
    sa.ForeignKeyConstraint(['camera_id'], ['hall_camera.id'], ),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_still', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hall_still_camera_id'), ['camera_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_still_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_still_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index('ix_hall_still_kept', ['kept_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_still_organisation_id'), ['organisation_id'], unique=False)



def downgrade():
    with op.batch_alter_table('hall_still', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_still_organisation_id'))
        batch_op.drop_index('ix_hall_still_kept')
        batch_op.drop_index(batch_op.f('ix_hall_still_hall_id'))
        batch_op.drop_index(batch_op.f('ix_hall_still_county'))
        batch_op.drop_index(batch_op.f('ix_hall_still_camera_id'))

    op.drop_table('hall_still')
    with op.batch_alter_table('hall_roster', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_roster_organisation_id'))
        batch_op.drop_index('ix_hall_roster_official')
        batch_op.drop_index('ix_hall_roster_key')
        batch_op.drop_index(batch_op.f('ix_hall_roster_county'))
        batch_op.drop_index('ix_hall_roster_counter')

    op.drop_table('hall_roster')
    with op.batch_alter_table('hall_camera_view', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_camera_view_county'))
        batch_op.drop_index(batch_op.f('ix_hall_camera_view_counter_id'))
        batch_op.drop_index('ix_hall_camera_view')

    op.drop_table('hall_camera_view')
    with op.batch_alter_table('hall_hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_hours_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_hall_hours_hall_id'))
        batch_op.drop_index(batch_op.f('ix_hall_hours_county'))

    op.drop_table('hall_hours')
    with op.batch_alter_table('hall_counter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_counter_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_hall_counter_hall_id'))
        batch_op.drop_index(batch_op.f('ix_hall_counter_county'))
        batch_op.drop_index('ix_hall_counter_code')

    op.drop_table('hall_counter')
    with op.batch_alter_table('hall_closure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_closure_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_hall_closure_hall_id'))
        batch_op.drop_index(batch_op.f('ix_hall_closure_county'))

    op.drop_table('hall_closure')
    with op.batch_alter_table('hall_camera', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_camera_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_hall_camera_hall_id'))
        batch_op.drop_index(batch_op.f('ix_hall_camera_county'))
        batch_op.drop_index('ix_hall_camera_code')

    op.drop_table('hall_camera')
    with op.batch_alter_table('hall', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_hall_county'))
        batch_op.drop_index('ix_hall_code')

    op.drop_table('hall')
