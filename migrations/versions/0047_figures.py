"""figures are counted by month in editions; an alert keeps the days that it was open

Revision ID: 0047
Revises: 0046

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

PART = 5000


def upgrade():
    op.create_table('figure_edition',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('period', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('figure_edition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_figure_edition_county'), ['county'], unique=False)
        batch_op.create_index('ix_figure_edition_key', ['county', 'code', 'period', 'edition'], unique=True)
        batch_op.create_index(
            'ix_figure_edition_current', ['code', 'period', 'county'], unique=False,
            postgresql_where=sa.text('current'), sqlite_where=sa.text('current'),
        )

    op.create_table('figure_value',
    sa.Column('edition_id', sa.BigInteger(), nullable=False),
    sa.Column('grain', sa.String(length=12), nullable=False),
    sa.Column('organisation_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('days', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('county', sa.Integer(), nullable=False),
    sa.Column('numerator', sa.BigInteger(), nullable=False),
    sa.Column('denominator', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['figure_edition.id'], ),
    sa.PrimaryKeyConstraint('edition_id', 'grain', 'organisation_id', 'key', 'days')
    )
    op.add_column('alert', sa.Column('days_open', sa.Integer(), nullable=True))
    _count_days()


def _count_days():
    """Give alerts that ended before the days that they were open."""
    alert = sa.table('alert', sa.column('id', sa.BigInteger()), sa.column('detected_at', sa.DateTime(timezone=True)),
                     sa.column('closed_at', sa.DateTime(timezone=True)), sa.column('days_open', sa.Integer()))
    bind = op.get_bind()
    last = 0
    while True:
        ended = sa.select(alert.c.id, alert.c.detected_at, alert.c.closed_at).where(
            alert.c.closed_at.is_not(None), alert.c.id > last).order_by(alert.c.id).limit(PART)
        rows = bind.execute(ended).all()
        if not rows:
            return
        last = rows[-1].id
        bind.execute(
            sa.update(alert).where(alert.c.id == sa.bindparam('pk')).values(days_open=sa.bindparam('days')),
            [{'pk': row.id, 'days': max(0, (row.closed_at - row.detected_at).days)} for row in rows],
        )


def downgrade():
    op.drop_column('alert', 'days_open')
    op.drop_table('figure_value')
    op.drop_table('figure_edition')
