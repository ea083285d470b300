"""rounds of patrols

Revision ID: 0061
Revises: 0060

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0061'
down_revision = '0060'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('patrol_plan',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('hall_codes', sa.String(length=400), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('times', sa.String(length=60), nullable=False),
    sa.Column('looks', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('patrol_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_patrol_plan_county'), ['county'], unique=False)
        batch_op.create_index('ix_patrol_plan_name', ['county', 'name'], unique=True)
        batch_op.create_index(batch_op.f('ix_patrol_plan_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('patrol_day',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('commitment', sa.String(length=64), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('halls', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('committed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revealed', sa.String(length=64), nullable=False),
    sa.Column('revealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['plan_id'], ['patrol_plan.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('patrol_day', schema=None) as batch_op:
        batch_op.create_index('ix_patrol_day', ['plan_id', 'on'], unique=True)
        batch_op.create_index(batch_op.f('ix_patrol_day_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_day_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_counter_rating',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('counter_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('rated', sa.Integer(), nullable=False),
    sa.Column('bad', sa.Integer(), nullable=False),
    sa.Column('others_rated', sa.Integer(), nullable=False),
    sa.Column('others_bad', sa.Integer(), nullable=False),
    sa.Column('probability', sa.Float(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['hall_counter.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('counter_id')
    )
    with op.batch_alter_table('hall_counter_rating', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hall_counter_rating_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_counter_rating_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('hall_ticket',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('called_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counter_id', sa.BigInteger(), nullable=True),
    sa.Column('rating', sa.Integer(), nullable=True),
    sa.Column('waited', sa.Integer(), nullable=True),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['counter_id'], ['hall_counter.id'], ),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('hall_ticket', schema=None) as batch_op:
        batch_op.create_index('ix_hall_ticket_counter', ['counter_id', 'called_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_hall_ticket_county'), ['county'], unique=False)
        batch_op.create_index('ix_hall_ticket_number', ['hall_id', 'number'], unique=True)
        batch_op.create_index(batch_op.f('ix_hall_ticket_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_hall_ticket_taken', ['hall_id', 'taken_at'], unique=False)

    op.create_table('patrol_round',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('plan_id', sa.BigInteger(), nullable=True),
    sa.Column('day_id', sa.BigInteger(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('on_foot', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('open_minutes', sa.Integer(), nullable=False),
    sa.Column('week', sa.String(length=8), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hour', sa.Integer(), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('excused', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['day_id'], ['patrol_day.id'], ),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['plan_id'], ['patrol_plan.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('patrol_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_patrol_round_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_round_county'), ['county'], unique=False)
        batch_op.create_index('ix_patrol_round_day', ['day_id', 'hall_id', 'number'], unique=True)
        batch_op.create_index('ix_patrol_round_due', ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_round_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_round_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_round_plan_id'), ['plan_id'], unique=False)

    op.create_table('patrol_look',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('hall_id', sa.BigInteger(), nullable=False),
    sa.Column('counter_id', sa.BigInteger(), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('patrol_id', sa.BigInteger(), nullable=False),
    sa.Column('camera_id', sa.BigInteger(), nullable=True),
    sa.Column('on_foot', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('on', sa.Date(), nullable=True),
    sa.Column('hour', sa.Integer(), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('seen', sa.String(length=12), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('still_id', sa.BigInteger(), nullable=True),
    sa.Column('could_show', sa.Boolean(), nullable=False),
    sa.Column('in_hours', sa.Boolean(), nullable=False),
    sa.Column('manning', sa.String(length=10), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=True),
    sa.Column('stretch_id', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_why', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['camera_id'], ['hall_camera.id'], ),
    sa.ForeignKeyConstraint(['counter_id'], ['hall_counter.id'], ),
    sa.ForeignKeyConstraint(['hall_id'], ['hall.id'], ),
    sa.ForeignKeyConstraint(['official_id'], ['official.id'], ),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['patrol_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['patrol_round.id'], ),
    sa.ForeignKeyConstraint(['still_id'], ['hall_still.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('patrol_look', schema=None) as batch_op:
        batch_op.create_index('ix_patrol_look_at', ['county', 'at'], unique=False)
        batch_op.create_index('ix_patrol_look_counter', ['counter_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_look_county'), ['county'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_look_hall_id'), ['hall_id'], unique=False)
        batch_op.create_index('ix_patrol_look_official', ['official_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_patrol_look_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_patrol_look_place', ['round_id', 'place'], unique=True)
        batch_op.create_index(batch_op.f('ix_patrol_look_still_id'), ['still_id'], unique=False)
        batch_op.create_index('ix_patrol_look_stretch', ['stretch_id'], unique=False)

    with op.batch_alter_table('hall', schema=None) as batch_op:
        batch_op.add_column(sa.Column('still_days', sa.Integer(), server_default='30', nullable=False))

    with op.batch_alter_table('hall_camera', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fault_number', sa.Integer(), server_default='0', nullable=False))



def downgrade():
    with op.batch_alter_table('hall_camera', schema=None) as batch_op:
        batch_op.drop_column('fault_number')

    with op.batch_alter_table('hall', schema=None) as batch_op:
        batch_op.drop_column('still_days')

    with op.batch_alter_table('patrol_look', schema=None) as batch_op:
        batch_op.drop_index('ix_patrol_look_stretch')
        batch_op.drop_index(batch_op.f('ix_patrol_look_still_id'))
        batch_op.drop_index('ix_patrol_look_place')
        batch_op.drop_index(batch_op.f('ix_patrol_look_organisation_id'))
        batch_op.drop_index('ix_patrol_look_official')
        batch_op.drop_index(batch_op.f('ix_patrol_look_hall_id'))
        batch_op.drop_index(batch_op.f('ix_patrol_look_county'))
        batch_op.drop_index('ix_patrol_look_counter')
        batch_op.drop_index('ix_patrol_look_at')

    op.drop_table('patrol_look')
    with op.batch_alter_table('patrol_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_patrol_round_plan_id'))
        batch_op.drop_index(batch_op.f('ix_patrol_round_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_patrol_round_hall_id'))
        batch_op.drop_index('ix_patrol_round_due')
        batch_op.drop_index('ix_patrol_round_day')
        batch_op.drop_index(batch_op.f('ix_patrol_round_county'))
        batch_op.drop_index(batch_op.f('ix_patrol_round_by_id'))

    op.drop_table('patrol_round')
    with op.batch_alter_table('hall_ticket', schema=None) as batch_op:
        batch_op.drop_index('ix_hall_ticket_taken')
        batch_op.drop_index(batch_op.f('ix_hall_ticket_organisation_id'))
        batch_op.drop_index('ix_hall_ticket_number')
        batch_op.drop_index(batch_op.f('ix_hall_ticket_county'))
        batch_op.drop_index('ix_hall_ticket_counter')

    op.drop_table('hall_ticket')
    with op.batch_alter_table('hall_counter_rating', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hall_counter_rating_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_hall_counter_rating_county'))

    op.drop_table('hall_counter_rating')
    with op.batch_alter_table('patrol_day', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_patrol_day_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_patrol_day_county'))
        batch_op.drop_index('ix_patrol_day')

    op.drop_table('patrol_day')
    with op.batch_alter_table('patrol_plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_patrol_plan_organisation_id'))
        batch_op.drop_index('ix_patrol_plan_name')
        batch_op.drop_index(batch_op.f('ix_patrol_plan_county'))

    op.drop_table('patrol_plan')
