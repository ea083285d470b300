"""A workbook while a child process still reads it: its sheets arrive one after another."""

import marshal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from threading import Thread, Timer
from typing import Any, overload

Row = Sequence[str | int | float]
Child = subprocess.Popen[bytes]
LENGTH = 8


class Coming(Sequence[Row]):
    """The rows of a sheet that may not have arrived yet: whoever looks at them waits, and may be refused."""

    def __init__(self) -> None:
        self.arrival: Future[tuple[list[Row], list[int], list[int], bool]] = Future()
        """Rows, numbers of hidden rows and columns, whether the format tells of these."""

    def __len__(self) -> int:
        return len(self.arrival.result()[0])

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        return self.arrival.result()[0][place]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.arrival.result()[0])


Refusal = Callable[[str], Exception]
"""Makes the refusal of a word: ``too_large``, ``encrypted``, ``broken``."""


def start_reading(command: Sequence[str], seconds: float, refusal: Refusal) -> list[tuple[str, Coming]]:
    """Start the child; returns the names of its sheets with the rows that will arrive.

    The child has opened the file when this returns. What it refuses is raised here, or when the rows
    of the sheet are looked at; a child that was killed by a limit refuses as too large.
    """
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    clock = Timer(seconds, child.kill)
    clock.daemon = True
    clock.start()
    try:
        names: list[str] = _next(child, refusal)
    except BaseException:
        _end(child, clock)
        raise
    sheets = [(name, Coming()) for name in names]
    coming = [rows for _name, rows in sheets]
    Thread(target=_take_in, args=(child, clock, coming, refusal), daemon=True).start()
    return sheets


def _take_in(child: Child, clock: Timer, sheets: Sequence[Coming], refusal: Refusal) -> None:
    try:
        for rows in sheets:
            try:
                rows.arrival.set_result(_next(child, refusal))
            except Exception as fault:  # told to whoever waits for this sheet
                rows.arrival.set_exception(fault)
    finally:
        _end(child, clock)


def _next(child: Child, refusal: Refusal) -> Any:
    """Return what the child says next: eight bytes with the length, then so many bytes."""
    assert child.stdout is not None
    length = int.from_bytes(child.stdout.read(LENGTH), "big")
    content = child.stdout.read(length)
    if not length or len(content) < length:
        raise refusal("too_large" if child.wait() < 0 else "broken")
    said = marshal.loads(content)  # noqa: S302 - written by our own child, which holds plain values only
    if isinstance(said, str):
        raise refusal(said)
    return said


def _end(child: Child, clock: Timer) -> None:
    clock.cancel()
    assert child.stdout is not None
    child.stdout.close()
    child.wait()
