"""names of rows that came

Revision ID: 0075
Revises: 0074

"""
import json

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0075'
down_revision = '0074'
branch_labels = None
depends_on = None
PART = 1000


def upgrade():
    op.add_column('exchange_row', sa.Column('title', sa.String(length=200), server_default='', nullable=False))
    op.create_index('ix_exchange_row_kind', 'exchange_row', ['row_kind', 'id'], unique=False)
    rows = sa.table('exchange_row', sa.column('id', sa.BigInteger), sa.column('data', sa.Text), sa.column('title', sa.String))
    connection, last = op.get_bind(), 0
    read = sa.select(rows.c.id, sa.cast(rows.c.data, sa.Text)).order_by(rows.c.id).limit(PART)
    write = rows.update().where(rows.c.id == sa.bindparam('pk')).values(title=sa.bindparam('called'))
    while part := connection.execute(read.where(rows.c.id > last)).all():
        last = part[-1][0]
        named = [{'pk': pk, 'called': _title(json.loads(data or 'null') or {})} for pk, data in part]
        connection.execute(write, named)


def _title(data):
    """Call a row by its number, code and name, as far as it has them."""
    said = [data[name] for name in ('number', 'code', 'name', 'title') if isinstance(data.get(name), str)]
    return ' '.join(said)[:200]


def downgrade():
    op.drop_index('ix_exchange_row_kind', table_name='exchange_row')
    op.drop_column('exchange_row', 'title')
