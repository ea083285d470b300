"""The door of people and places."""

from app.kernel.domain import Domain
from app.kernel.places import Official, Organisation, Post, PostHolder
from app.kernel.words import N_
from app.surfaces.accounts.operations import VERBS
from app.surfaces.people.records import KINDS

PEOPLE = Domain(
    name="people",
    title=N_("People and places"),
    verbs={
        **VERBS,
        "record.added": N_("Record added"),
        "record.changed": N_("Record changed"),
        "record.removed": N_("Record removed"),
    },
    subjects={"organisation": Organisation, "official": Official, "post": Post, "post_holder": PostHolder},
    records=KINDS,
)
