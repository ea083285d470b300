"""Who sees, fills in, approves and defines which ledger; the one place where it is said."""

from sqlalchemy import ColumnElement, false, or_, true

from app.kernel.act import Actor
from app.kernel.places import PREFIX, Organisation
from app.kernel.roles import Duty, Role
from app.ledgers.models import Ledger, LedgerEntry, LedgerVersion
from app.ledgers.words import Approver, LedgerState

DEFINERS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
FILLERS = (
    Role.VILLAGE_CLERK,
    Role.TOWN_CLERK,
    Role.WINDOW,
    Role.HANDLER,
    Role.SECTION_HEAD,
    Role.ORGAN_HEAD,
    Role.ENFORCEMENT_OFFICER,
    Role.COUNTY_ADMIN,
    Role.CITY_ADMIN,
)
APPROVERS = (Role.TOWN_CLERK, Role.HANDLER, Role.SECTION_HEAD, Role.ORGAN_HEAD, Role.COUNTY_ADMIN, Role.CITY_ADMIN)
READERS = tuple(role for role in Role if role is not Role.PUBLIC)


def holds_in(regions: str | None) -> ColumnElement[bool]:
    """Return the condition for ledgers that hold in, above or below a region, given by its digits."""
    if regions is None:
        return false()
    if not regions:
        return true()
    above = [regions[:length] for length in sorted(set(PREFIX.values())) if length <= len(regions)]
    return or_(Ledger.prefix.in_(above), Ledger.prefix.startswith(regions, autoescape=True))


def ledger_condition(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for ledgers that somebody sees; those being defined only who defines them."""
    seen = holds_in(actor.scope.regions)
    mine = actor.scope.where(Ledger.county, Ledger.organisation_id)
    if not (actor.is_platform or actor.roles.intersection(DEFINERS)):
        mine = false()
    return or_(seen & (Ledger.state != LedgerState.DRAFT), mine)


def entry_condition(actor: Actor, ledger: Ledger) -> ColumnElement[bool]:
    """Return the condition for entries of a ledger that somebody sees: his places', and all when he keeps it."""
    if actor.scope.holds(ledger.county, ledger.organisation_id) and not actor.roles <= {Role.VILLAGE_CLERK}:
        return actor.scope.where(LedgerEntry.county)
    return actor.scope.where(LedgerEntry.county, LedgerEntry.organisation_id)


def may_define(actor: Actor, ledger: Ledger) -> bool:
    """Tell whether somebody may change what a ledger asks for."""
    allowed = actor.is_platform or bool(actor.roles.intersection(DEFINERS))
    return allowed and actor.scope.holds(ledger.county, ledger.organisation_id)


def is_asked(version: LedgerVersion, ledger: Ledger, organisation: Organisation) -> bool:
    """Tell whether an organisation is one that fills a ledger in."""
    inside = not version.regions or any(organisation.region_code.startswith(_digits(code)) for code in version.regions)
    holds = organisation.region_code.startswith(ledger.prefix)
    return holds and inside and organisation.body in version.bodies and organisation.closed_on is None


def _digits(code: str) -> str:
    """Return the digits with which the codes inside a region begin."""
    for length in sorted(PREFIX.values()):
        if set(code[length:]) <= {"0"}:
            return code[:length]
    return code


def region_digits(codes: list[str]) -> list[str]:
    """Return the digits with which the codes inside some regions begin."""
    return [_digits(code) for code in codes]


def may_fill(actor: Actor, version: LedgerVersion, ledger: Ledger, organisation: Organisation) -> bool:
    """Tell whether somebody may enter for an organisation: those there who hold the duty, or those above it."""
    if actor.is_platform:
        return is_asked(version, ledger, organisation)
    if not actor.roles.intersection(FILLERS) or not is_asked(version, ledger, organisation):
        return False
    if not actor.scope.holds(organisation.county, organisation.id):
        return False
    own = actor.organisation_id == organisation.id
    if own and version.duties:
        return any((organisation.id, Duty(duty)) in actor.duties for duty in version.duties)
    return True


def approving_organisation(version: LedgerVersion, ledger: Ledger, organisation: Organisation) -> int | None:
    """Return the organisation that approves entries of another; None when nobody needs to."""
    if version.approver == Approver.NOBODY:
        return None
    if version.approver == Approver.KEEPER:
        return ledger.organisation_id
    return organisation.parent_id or ledger.organisation_id


def may_approve(actor: Actor, entry: LedgerEntry) -> bool:
    """Tell whether somebody may decide on an entry: at the organisation that approves, and not its author."""
    if actor.is_platform:
        return True
    home = approving_organisation(entry.version, entry.ledger, entry.organisation)
    if home is None or home != actor.organisation_id or not actor.roles.intersection(APPROVERS):
        return False
    if entry.submitted_by is not None and entry.submitted_by == actor.official_id:
        return False
    duty = entry.version.approver_duty
    return not duty or (home, Duty(duty)) in actor.duties
