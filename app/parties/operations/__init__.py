"""Verbs of parties: the only writers."""

from app.parties.operations.knowing import correct_party, know_parties, know_party, mark_party, name_party, watch
from app.parties.operations.looking import export_party, look_at, search_parties
from app.parties.operations.offices import declare, give_office, keep_away, leave_office
from app.parties.operations.tying import end_tie, settle_ties, tie_parties

__all__ = [
    "correct_party",
    "declare",
    "end_tie",
    "export_party",
    "give_office",
    "keep_away",
    "know_parties",
    "know_party",
    "leave_office",
    "look_at",
    "mark_party",
    "name_party",
    "search_parties",
    "settle_ties",
    "tie_parties",
    "watch",
]
