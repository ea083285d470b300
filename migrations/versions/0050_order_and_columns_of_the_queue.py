"""order and columns of the queue

Revision ID: 0050
Revises: 0049

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0050'
down_revision = '0049'
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
WAITING = sa.text("closed_at IS NULL AND reply_due_on IS NOT NULL")
RIGHT = sa.text("state IN ('closed', 'accountability')")


def upgrade():
    op.create_table('queue_view',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('official_id', sa.BigInteger(), nullable=False),
    sa.Column('columns', sa.JSON(none_as_null=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('official_id')
    )
    with op.batch_alter_table('queue_view', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_queue_view_county'), ['county'], unique=False)

    op.add_column('alert', sa.Column('detected_on', sa.Date(), nullable=True))
    day = "(detected_at AT TIME ZONE 'Asia/Shanghai')::date" if op.get_bind().dialect.name == 'postgresql' else "date(detected_at, '+8 hours')"
    op.execute(f"UPDATE alert SET detected_on = {day}")
    op.create_index('ix_alert_due', 'alert', ['reply_due_on', 'detected_at', 'id'], postgresql_where=WAITING, sqlite_where=WAITING)
    op.create_index('ix_alert_urgent', 'alert', ['severity', 'detected_at', 'id'], postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index('ix_alert_right', 'alert', ['organisation_id', 'point'], postgresql_where=RIGHT, sqlite_where=RIGHT)


def downgrade():
    for name in ('ix_alert_right', 'ix_alert_urgent', 'ix_alert_due'):
        op.drop_index(name, table_name='alert')
    op.drop_column('alert', 'detected_on')
    op.drop_table('queue_view')
