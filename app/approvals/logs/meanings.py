"""What an activity of a foreign log means for a case, and what a transition of its life cycle does."""

from app.kernel.words import N_, Word


class Meaning(Word):
    """What an activity does to a case; an activity without a meaning is a plain step.

    They stand in the order in which they follow each other when several carry the same instant.
    """

    SUBMIT = "submit", N_("Submitted")
    NOTIFY = "notify", N_("One-time notice given")
    CORRECT = "correct", N_("Corrections handed in")
    NOT_NEEDED = "not_needed", N_("No licence needed")
    NOT_ACCEPT = "not_accept", N_("Not accepted")
    ACCEPT = "accept", N_("Accepted")
    SUSPEND = "suspend", N_("Suspended")
    RESUME = "resume", N_("Resumed")
    EXTEND = "extend", N_("Time limit extended")
    RETURN = "return", N_("Returned")
    WITHDRAW = "withdraw", N_("Withdrawn")
    TRANSFER = "transfer", N_("Transferred")
    DECIDE = "decide", N_("Decided")
    GRANT = "grant", N_("Granted")
    REFUSE = "refuse", N_("Refused")
    DELIVER = "deliver", N_("Delivered")
    END = "end", N_("Ended")

    @property
    def place(self) -> int:
        """Order among acts of the same instant, from 1; a plain step has 0."""
        return _PLACES[self]


_PLACES = {meaning: place for place, meaning in enumerate(Meaning, start=1)}

OVER = frozenset(
    {
        Meaning.NOT_NEEDED,
        Meaning.NOT_ACCEPT,
        Meaning.RETURN,
        Meaning.WITHDRAW,
        Meaning.TRANSFER,
        Meaning.DELIVER,
        Meaning.END,
    }
)
"""After these a case is over."""
DECISIONS = frozenset({Meaning.DECIDE, Meaning.GRANT, Meaning.REFUSE})
"""These too end it, unless the log knows a delivery."""
TELLING = frozenset({Meaning.ACCEPT, Meaning.NOTIFY, Meaning.NOT_ACCEPT, Meaning.NOT_NEEDED})
"""By one of these an applicant is first told what becomes of the application."""
REOPENING = frozenset({Meaning.SUBMIT, Meaning.CORRECT, Meaning.ACCEPT, Meaning.RESUME})
"""After these a case runs again."""


class Transition(Word):
    """What an event says about its step."""

    START = "start", N_("The step begins")
    COMPLETE = "complete", N_("The step is done")
    ABORT = "abort", N_("The step is broken off")
    IGNORE = "ignore", N_("Says nothing about the step")


TRANSITIONS: dict[Transition, tuple[str, ...]] = {
    Transition.START: ("start",),
    Transition.COMPLETE: ("complete",),
    Transition.ABORT: ("ate_abort", "pi_abort", "abort", "withdraw"),
    Transition.IGNORE: ("schedule", "assign", "reassign", "suspend", "resume", "autoskip", "manualskip"),
}
"""Words of the XES life cycle (IEEE 1849-2016) by what they say; every other word is taken as complete."""
