"""What every planted row says, and when it was written."""

from datetime import UTC, datetime

SECRET = "台江机密"
AT = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
