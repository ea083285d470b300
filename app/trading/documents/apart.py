"""Reads the files of a bid apart from this process, so that none of them can stop or fill it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.trading.documents import child
from app.trading.documents.plain import from_plain
from app.trading.documents.told import Fault, Told

PATIENCE = 2 * child.SECONDS
"""Seconds beyond which a file that does not come back is given up, for each file."""


def read_apart(files: Sequence[tuple[str, bytes]], folder: Path | None = None) -> list[list[Told]]:
    """Return what each file tells, in their order: an archive as many things as it has files.

    Each is read, or says why not: a file that ends the process that reads it is passed over, and the others are read.
    """
    found: list[list[Told]] = []
    with tempfile.TemporaryDirectory(dir=folder) as work:
        for number, (_name, content) in enumerate(files):
            (Path(work) / f"{number:05d}").write_bytes(content)
        done = 0
        while done < len(files):
            lines = _run(Path(work), done, len(files) - done)
            for line in lines:
                found.append([_named(from_plain(one), f"{done:05d}", files[done][0]) for one in json.loads(line)])
                done += 1
            if done < len(files):
                found.append([Told(files[done][0], fault=Fault.SLOW)])
                done += 1
    return found


def _run(work: Path, begin: int, count: int) -> list[bytes]:
    """Return the lines that a process wrote before it ended, whole ones only."""
    command = [sys.executable, str(child.__file__), str(begin), str(work)]
    try:
        output = subprocess.run(
            command, capture_output=True, timeout=PATIENCE * count, check=False, stdin=subprocess.DEVNULL
        ).stdout
    except subprocess.TimeoutExpired as ended:
        output = ended.stdout or b""
    return output.split(b"\n")[:-1]


def _named(told: Told, number: str, name: str) -> Told:
    told.name = name + told.name.removeprefix(number)
    return told
