"""The index of an organisation's alerts holds the county too: a page is counted without reading a row.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-23 08:15:00

"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COLUMNS = ["organisation_id", "state", "detected_at", "id", "county"]


def upgrade():
    op.drop_index("ix_alert_organisation", "alert")
    op.create_index("ix_alert_organisation", "alert", COLUMNS)


def downgrade():
    pass
