"""Closed vocabularies of the hall patrol."""

from app.kernel.words import N_, Word


class DayKind(Word):
    """The days on which opening hours hold: seven weekdays, and two that the holiday calendar makes."""

    MONDAY = "monday", N_("Monday")
    TUESDAY = "tuesday", N_("Tuesday")
    WEDNESDAY = "wednesday", N_("Wednesday")
    THURSDAY = "thursday", N_("Thursday")
    FRIDAY = "friday", N_("Friday")
    SATURDAY = "saturday", N_("Saturday")
    SUNDAY = "sunday", N_("Sunday")
    HOLIDAY = "holiday", N_("Public holiday on a weekday")
    MAKE_UP = "make_up", N_("Weekend that is worked")


WEEKDAYS = tuple(DayKind)[:7]
"""Monday first, as ``date.weekday()`` counts."""


class RosterWord(Word):
    """What a line of a roster says of a person."""

    DUTY = "duty", N_("On duty")
    REPLACEMENT = "replacement", N_("Stands in for somebody")
    LEAVE = "leave", N_("On leave")
    TRAINING = "training", N_("At a training")


AT_THE_COUNTER = frozenset({RosterWord.DUTY, RosterWord.REPLACEMENT})


class StillWay(Word):
    """How a still of a camera is had."""

    SNAPSHOT = "snapshot", N_("From a web address")
    NONE = "none", N_("No still: live picture alone")


class StillOutcome(Word):
    """What came of one fetching of a still."""

    FRESH = "fresh", N_("Fresh picture")
    SAME = "same", N_("Same picture as before")
    DARK = "dark", N_("Dark or empty picture")
    MOVED = "moved", N_("Camera was moved")
    NO_PICTURE = "no_picture", N_("Answer is no picture")
    UNREACHABLE = "unreachable", N_("Camera did not answer")
    SLOW = "slow", N_("Camera did not answer in time")
    REFUSED = "refused", N_("Account was refused")
    REDIRECTED = "redirected", N_("Camera sends on to another address")
    FORBIDDEN = "forbidden", N_("Address is not allowed")
    LARGE = "large", N_("Picture is too large")
    NO_PROGRAM = "no_program", N_("Program for streams is missing")
    PHOTO = "photo", N_("Photo taken in the hall")


SHOWS_THE_HALL = frozenset({StillOutcome.FRESH, StillOutcome.PHOTO})
"""Outcomes by which something was seen."""


class Manning(Word):
    """What the roster says of a counter at one moment."""

    SOMEBODY = "somebody", N_("Somebody should be there")
    NOBODY = "nobody", N_("Nobody needs to be there")
    UNKNOWN = "unknown", N_("No roster: not enough data")


class Seen(Word):
    """What was seen at a counter."""

    MANNED = "manned", N_("Manned")
    UNMANNED = "unmanned", N_("Nobody at the counter")
    LEFT = "left", N_("Left without a word")
    ATTITUDE = "attitude", N_("Unfriendly to citizens")
    ORDER = "order", N_("Disorder at the counter")
    QUEUE = "queue", N_("Long queue")
    DRESS = "dress", N_("Not dressed for duty")
    TELEPHONE = "telephone", N_("On the telephone, not serving")
    EATING = "eating", N_("Eating at the counter")
    OTHER = "other", N_("Something else")


ABSENT = frozenset({Seen.UNMANNED, Seen.LEFT})
CONDUCT = frozenset({Seen.LEFT, Seen.ATTITUDE, Seen.ORDER, Seen.DRESS, Seen.TELEPHONE, Seen.EATING, Seen.OTHER})
"""What the organisation is asked to answer; whether nobody was there at all is a point of its own."""
