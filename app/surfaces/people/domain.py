"""The door of people and places."""

from sqlalchemy import select

from app.kernel.attachments import VERBS as FILE_VERBS
from app.kernel.calendar import WorkingDay
from app.kernel.domain import Domain, MenuItem, Shortcut
from app.kernel.places import Official, Organisation, Post, PostHolder
from app.kernel.roles import Role
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.surfaces.accounts.jobs import JOBS
from app.surfaces.accounts.models import AccessKey, Consent, OutsideIdentity
from app.surfaces.accounts.operations import VERBS as ACCOUNT_VERBS
from app.surfaces.people.consents import AGREEING, count_open
from app.surfaces.people.opening import VERBS as OPENING_VERBS
from app.surfaces.people.operations import VERBS as PEOPLE_VERBS
from app.surfaces.people.records import KINDS
from app.surfaces.people.rollout import PARTS
from app.surfaces.troubles import calendar_pieces

GROUP = N_("People and places")
ADMINS = frozenset({Role.COUNTY_ADMIN, Role.CITY_ADMIN})
MENU = (
    MenuItem(
        N_("Accounts and roles"),
        GROUP,
        "people.accounts_list",
        ADMINS,
        "person",
        10,
        None,
        N_("Give and withdraw roles, unlock, hand over work"),
    ),
    MenuItem(
        N_("Second person"),
        GROUP,
        "people.waiting",
        ADMINS | AGREEING,
        "shield",
        15,
        count_open,
        N_("Roles and accounts of those who supervise: agree or decline"),
    ),
    MenuItem(
        N_("Keys for programs"),
        GROUP,
        "keys.index",
        ADMINS,
        "key",
        17,
        None,
        N_("Which programs read and write here, with whose role, until when"),
    ),
    MenuItem(
        N_("Bring in a town"),
        GROUP,
        "rollout.upload",
        ADMINS,
        "upload",
        20,
        None,
        N_("Villages, posts and accounts from one spreadsheet"),
    ),
    MenuItem(
        N_("Yearly holiday notice"),
        GROUP,
        "people.calendar",
        ADMINS,
        "calendar",
        30,
        None,
        N_("Import the working calendar of the next year"),
        calendar_pieces,
    ),
)

SHORTCUTS = (
    Shortcut(N_("Accounts and roles"), "people.accounts_list", ADMINS, "person"),
    Shortcut(N_("Bring in a town"), "rollout.upload", ADMINS, "upload"),
)

PEOPLE = Domain(
    name="people",
    title=N_("People and places"),
    verbs={
        **ACCOUNT_VERBS,
        **PEOPLE_VERBS,
        **OPENING_VERBS,
        **FILE_VERBS,
        "record.added": N_("Record added"),
        "record.changed": N_("Record changed"),
        "record.removed": N_("Record removed"),
    },
    subjects=(
        SubjectKind(Organisation, select(Organisation.id, Organisation.name)),
        SubjectKind(Official, select(Official.id, Official.name)),
        SubjectKind(WorkingDay, numbered=True, opens=N_("Open the working calendar"), listed=True),
        SubjectKind(
            WorkingDay, numbered=True, opens=N_("Open the working calendar"), listed=True, kind="working_calendar"
        ),
        *tables(Post, PostHolder, Consent, AccessKey, OutsideIdentity),
    ),
    records=KINDS,
    menu=MENU,
    shortcuts=SHORTCUTS,
    jobs=JOBS,
    set_up=PARTS,
)
