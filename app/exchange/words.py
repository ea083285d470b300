"""Words of the exchange: where a peer stands, which way a channel goes, and in what state it is."""

from app.kernel.words import N_, Word


class PeerLevel(Word):
    """Where a peer stands, seen from here."""

    ABOVE = "above", N_("Level above")
    BESIDE = "beside", N_("Same level")
    BELOW = "below", N_("Level below")


class Direction(Word):
    """Which way the rows of a channel go."""

    OUT = "out", N_("Goes out")
    IN = "in", N_("Comes in")


class ChannelState(Word):
    """Whether a channel goes on."""

    OPEN = "open", N_("Goes on")
    WAITING = "waiting", N_("Waits for a missing batch")
    FORKED = "forked", N_("Stopped: two batches of one number")
    ENDED = "ended", N_("Ended; the next one goes on")


class RowState(Word):
    """What became of a row that the receiver refused."""

    WAITING = "waiting", N_("Waits to be corrected")
    AGAIN = "again", N_("Sent once more")
    TAKEN = "taken", N_("Taken since")
    GIVEN_UP = "given_up", N_("Given up with a reason")
