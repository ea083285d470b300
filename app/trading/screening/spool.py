"""Releases that wait on the disk until all of their process have come."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from zlib import crc32

import orjson

from app.trading.screening.compiling import merge

BUCKETS = 64
IN_MEMORY = 1 << 16
"""Bytes of a bucket that stay off the disk."""


class Spool:
    """Releases that wait for the others of their process, on the disk, in buckets that fit into memory."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._files: list[tempfile.SpooledTemporaryFile[bytes]] = []

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator["Spool"]:
        """Open a spool, whose files are gone afterwards."""
        with ExitStack() as stack:
            yield cls(stack)

    def add(self, single: list[tuple[str, bytes]]) -> None:
        """Keep releases."""
        if single and not self._files:
            for _ in range(BUCKETS):
                bucket = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the stack closes it
                self._files.append(self._stack.enter_context(bucket))
        for ocid, text in single:
            held = self._files[crc32(ocid.encode("utf-8", "surrogatepass")) % BUCKETS]
            held.write(text)
            held.write(b"\n")

    def compiled(self) -> Iterator[dict[str, Any]]:
        """Iterate the processes, the releases of each merged."""
        for releases in self.processes():
            yield releases[0] if len(releases) == 1 else merge(releases)

    def processes(self) -> Iterator[list[dict[str, Any]]]:
        """Iterate the processes, each as its releases in the order of the file."""
        for bucket in self._files:
            bucket.seek(0)
            of: dict[str, list[bytes]] = {}
            for line in bucket:
                of.setdefault(orjson.loads(line)["ocid"], []).append(line)
            for lines in of.values():
                yield [orjson.loads(line) for line in lines]
