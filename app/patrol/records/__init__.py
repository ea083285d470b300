"""Record kinds of the hall patrol."""

from app.patrol.records import cameras, halls, rounds

KINDS = (*halls.KINDS, *cameras.KINDS, *rounds.KINDS)
