"""The roles of the platform and the duties of posts."""

from collections.abc import Iterable, Mapping

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


DUTY_ROLES: Mapping[Duty, Role] = {
    Duty.WINDOW: Role.WINDOW,
    Duty.HANDLER: Role.HANDLER,
    Duty.SECTION_HEAD: Role.SECTION_HEAD,
    Duty.ORGAN_HEAD: Role.ORGAN_HEAD,
    Duty.LEGAL_REVIEWER: Role.LEGAL_REVIEWER,
    Duty.ENFORCEMENT: Role.ENFORCEMENT_OFFICER,
    Duty.CLERK: Role.TOWN_CLERK,
}
"""A post counts as the role whose work its holder does."""

ADMINISTERING = frozenset({Role.COUNTY_ADMIN, Role.CITY_ADMIN})
SUPERVISING = frozenset({Role.INSPECTOR, Role.AUDITOR, Role.LEGAL_REVIEWER})
"""Roles that watch or check others: nobody who is watched gives or takes them alone."""
WATCHING = frozenset({Role.INSPECTOR, Role.AUDITOR})
"""Of these, the ones that watch administrators."""
_DOING = frozenset(
    {
        Role.VILLAGE_CLERK,
        Role.TOWN_CLERK,
        Role.WINDOW,
        Role.HANDLER,
        Role.SECTION_HEAD,
        Role.ORGAN_HEAD,
        Role.ENFORCEMENT_OFFICER,
    }
)

INCOMPATIBLE: Mapping[Role, frozenset[Role]] = {
    Role.INSPECTOR: _DOING | ADMINISTERING,
    Role.AUDITOR: _DOING | ADMINISTERING,
    Role.LEGAL_REVIEWER: ADMINISTERING | {Role.WINDOW, Role.HANDLER, Role.ENFORCEMENT_OFFICER, Role.ORGAN_HEAD},
}
"""Roles that exclude each other in one person: who watches does not act, who reviews neither handles nor
decides (Administrative Penalty Law, art. 58; GB/T 22239-2019, 8.1.5: administration and audit apart)."""


def clashing(held: Iterable[Role], new: Role) -> Role | None:
    """Return a role held that excludes a new one, if there is one."""
    for role in sorted(held):
        if new in INCOMPATIBLE.get(role, ()) or role in INCOMPATIBLE.get(new, ()):
            return role
    return None
