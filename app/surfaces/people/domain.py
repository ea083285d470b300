"""The door of people and places."""

from app.kernel.domain import Domain
from app.kernel.places import Official, Organisation, Post, PostHolder
from app.kernel.words import N_
from app.surfaces.accounts.operations import VERBS as ACCOUNT_VERBS
from app.surfaces.people.operations import VERBS as PEOPLE_VERBS
from app.surfaces.people.records import KINDS

PEOPLE = Domain(
    name="people",
    title=N_("People and places"),
    verbs={
        **ACCOUNT_VERBS,
        **PEOPLE_VERBS,
        "record.added": N_("Record added"),
        "record.changed": N_("Record changed"),
        "record.removed": N_("Record removed"),
    },
    subjects={"organisation": Organisation, "official": Official, "post": Post, "post_holder": PostHolder},
    records=KINDS,
)
