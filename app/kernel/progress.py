"""How far a long piece of work has come, told to whoever waits for it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

EVERY = 500
"""Rows after which the work tells how far it is."""

Tell = Callable[[int, int], None]
Row = TypeVar("Row")
_tell: ContextVar[Tell | None] = ContextVar("tell", default=None)


@contextmanager
def telling(tell: Tell) -> Iterator[None]:
    """Have ``tell(done, total)`` called while rows are worked on."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def watched(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield rows and tell from time to time how many are done."""
    tell = _tell.get()
    for number, row in enumerate(rows):
        if tell is not None and number % EVERY == 0:
            tell(number, len(rows))
        yield row
