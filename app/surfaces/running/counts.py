"""Where the processes of one server keep what they count, for whoever of them is asked to sum it up."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import config


def folder_of_counts(settings: Mapping[str, Any]) -> Path:
    """Return the folder of one server: two on a machine, for the inner and the outer net, never share one."""
    name = f"{settings['SUNSHINE_SURFACE']}-{settings['SUNSHINE_PORT']}"
    return Path(settings["SUNSHINE_FOLDER"]) / "metrics" / name


def begin_counts(_server: object = None) -> None:
    """Forget what processes counted that are gone; a server calls it before its first worker."""
    for file in folder_of_counts(config.load()).glob("*.db"):
        file.unlink(missing_ok=True)
