"""Record kinds of the hall patrol."""

from app.patrol.records import cameras, halls

KINDS = (*halls.KINDS, *cameras.KINDS)
