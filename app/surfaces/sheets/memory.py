"""Keeping Python's collector of cycles still while a large sheet is in hand."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Stop the search for cycles until the block ends.

    A sheet makes hundreds of thousands of rows and cells at once, none of them in a cycle; the
    search would walk over all of them again and again, a third of the import's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
