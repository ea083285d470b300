"""Whether the clock that runs a job has been told to stop; a long job asks between its pieces."""

from contextvars import ContextVar
from threading import Event

run_by: ContextVar[Event | None] = ContextVar("run_by", default=None)
"""The stop signal of the clock that runs the present job; None outside a clock."""


def told_to_stop() -> bool:
    """Tell whether to end after the piece under way; what is left waits for the next run."""
    event = run_by.get()
    return event is not None and event.is_set()
