"""Backups: the whole platform as one file that either database engine can be restored from."""

from app.kernel.archive.restoring import restore_backup
from app.kernel.archive.writing import write_backup

__all__ = ["restore_backup", "write_backup"]
