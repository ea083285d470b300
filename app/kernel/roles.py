"""The roles of the platform and the duties of posts."""

from app.kernel.words import N_, Word


class Role(Word):
    """What an account may do. Where it may do so is its scope (places.Scope)."""

    VILLAGE_CLERK = "village_clerk", N_("Village clerk")
    TOWN_CLERK = "town_clerk", N_("Township clerk")
    WINDOW = "window", N_("Window officer")
    HANDLER = "handler", N_("Handler")
    SECTION_HEAD = "section_head", N_("Section head")
    ORGAN_HEAD = "organ_head", N_("Head of organ")
    LEGAL_REVIEWER = "legal_reviewer", N_("Legal reviewer")
    ENFORCEMENT_OFFICER = "enforcement_officer", N_("Enforcement officer")
    INSPECTOR = "inspector", N_("Inspector")
    COUNTY_ADMIN = "county_admin", N_("County administrator")
    CITY_ADMIN = "city_admin", N_("City administrator")
    AUDITOR = "auditor", N_("Auditor")
    LEADER = "leader", N_("Leader")
    PUBLIC = "public", N_("Public")


COUNTY_WIDE = frozenset({Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.AUDITOR, Role.LEADER})
"""Roles that see their whole region; every other role sees its own organ and what lies below it."""

SECOND_FACTOR = frozenset({Role.INSPECTOR, Role.COUNTY_ADMIN, Role.CITY_ADMIN})
"""Roles that cannot log in with a password alone."""


class Duty(Word):
    """What the holder of a post answers for; a flow step names a duty, not a person."""

    WINDOW = "window", N_("Acceptance window")
    HANDLER = "handler", N_("Handling")
    SECTION_HEAD = "section_head", N_("Section review")
    ORGAN_HEAD = "organ_head", N_("Decision by the head")
    LEGAL_REVIEWER = "legal_reviewer", N_("Legal review")
    ENFORCEMENT = "enforcement", N_("Enforcement")
    CLERK = "clerk", N_("Data entry")
