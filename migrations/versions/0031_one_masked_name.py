"""published names of applicants by the one rule: compound surnames, names of one character

Revision ID: 0031
Revises: 0030

"""
import sqlalchemy as sa
from alembic import op

from app.kernel.names import public_name

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade():
    bind = op.get_bind()
    case = sa.table('approval_case', sa.column('id', sa.BigInteger), *map(sa.column, ('applicant_kind', 'applicant_name', 'public_name')))
    wanted = sa.select(case).where(case.c.public_name.is_not(None), case.c.applicant_kind != 'company').order_by(case.c.id).limit(AT_ONCE)
    last = 0
    while rows := bind.execute(wanted.where(case.c.id > last)).all():
        for row in rows:
            if (name := public_name(row.applicant_name)) != row.public_name:
                bind.execute(case.update().where(case.c.id == row.id).values(public_name=name))
        last = rows[-1].id


def downgrade():
    """Every name stays: the old program reads it too."""
