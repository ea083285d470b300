"""What the processes of one server count: files of their own, which whoever of them is asked sums up."""

import config
from app.surfaces.folders import folder_of_counts


def begin_counts(_server: object = None) -> None:
    """Forget what processes counted that are gone; a server calls it before its first worker."""
    for file in folder_of_counts(config.load()).glob("*.db"):
        file.unlink(missing_ok=True)
