"""The record kinds of the program, by name: only such rows cross."""

from app.kernel.records import RecordKind
from app.surfaces.platform import platform


def all_kinds() -> dict[str, RecordKind]:
    """Return every record kind by its name."""
    return {kind.name: kind for kind in platform().kinds}
