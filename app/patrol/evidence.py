"""What points of the hall patrol compared, in words."""

from app.kernel.evidence import Evidence, titles
from app.kernel.words import N_
from app.patrol.words import Seen, StillOutcome

EVIDENCE = {
    "bad": Evidence(N_("Bad ratings")),
    "counter": Evidence(N_("Counter")),
    "due": Evidence(N_("Rounds that were due")),
    "hour": Evidence(N_("Hour of the day")),
    "longest": Evidence(N_("Longest wait (minutes)")),
    "missed": Evidence(N_("Rounds not made")),
    "others_bad": Evidence(N_("Bad ratings of the other counters")),
    "others_rated": Evidence(N_("Ratings of the other counters")),
    "outcome": Evidence(N_("What came of the last try"), words=titles(StillOutcome)),
    "rated": Evidence(N_("Ratings")),
    "rounds": Evidence(N_("Rounds made")),
    "seconds": Evidence(N_("Took (seconds)")),
    "seen": Evidence(N_("What was seen"), words=titles(Seen)),
    "tickets": Evidence(N_("Tickets that waited")),
}
