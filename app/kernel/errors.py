"""Refusals: what a person may be told. Anything else that is raised is a bug.

Each refusal carries one sentence that a clerk understands: what happened, by which article, and
what to do next. The sentence is a message id (``N_``) with its values kept apart, so that the
surface translates it; nothing of the database is ever put in it.
"""

from typing import Any, ClassVar


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """An operation was refused, nothing was changed, and the person is told why."""

    status: ClassVar[int] = 422

    def __init__(self, message: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values
        self.field = field
        """Name of the form field at fault, when there is one."""


class NotAllowed(Refused):
    """The person has neither the duty nor the scope for this."""

    status = 403


class NotFound(Refused):
    """No such row within the person's scope; what lies outside the scope looks the same."""

    status = 404


class OutOfOrder(Refused):
    """The step is not possible in the present state."""

    status = 409


class TooLate(Refused):
    """A time limit set by law has passed."""

    status = 409


class Conflict(Refused):
    """Somebody else changed the same row in between, or the same thing was sent twice."""

    status = 409


class Busy(Refused):
    """Other work holds what this one needs: the same may succeed soon, and nothing was written."""

    status = 503


class Incomplete(Refused):
    """Something required is missing or malformed."""

    status = 422
