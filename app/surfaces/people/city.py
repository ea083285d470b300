"""Bringing a whole city in: every county, town and village of the divisions with its own body, post, clerk and account.

One spreadsheet brings a town (``rollout``); this brings 3,222 places at once. It writes in bulk, a
county at a time, and leaves alone what is there, so it may be given again after an interruption.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User, assoc_user_role
from sqlalchemy import insert, select
from werkzeug.security import generate_password_hash

from app.kernel.act import Act
from app.kernel.audit import Named, Subject, record_many
from app.kernel.inserts import insert_rows, take_ids
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Post, PostHolder, Region, county_region
from app.kernel.roles import Duty, Role
from app.surfaces.accounts.models import Account
from app.surfaces.accounts.passwords import long_first_password
from app.surfaces.people.parts import Access
from app.surfaces.people.rollout import BODY, body_name

METHOD = "pbkdf2:sha256:50000"
"""Enough for a random first password of 67 bits, which nobody guesses; the clerk's own is hashed as ever."""


@dataclass(frozen=True, slots=True)
class Seat:
    """What a place of a level starts with: one post and one clerk."""

    post: str
    duty: Duty
    role: Role
    prefix: str
    """Before the digits of the place in the log-in name."""


SEATS: Mapping[Level, Seat] = {
    Level.COUNTY: Seat("系统管理员", Duty.CLERK, Role.COUNTY_ADMIN, "x"),
    Level.TOWN: Seat("信息员", Duty.CLERK, Role.TOWN_CLERK, "z"),
    Level.VILLAGE: Seat("信息员", Duty.CLERK, Role.VILLAGE_CLERK, "c"),
}
BODIES = {Level.COUNTY: OrganisationKind.GOVERNMENT, **BODY}


@dataclass(slots=True)
class Brought:
    """What came to one county, or would come in a dry run."""

    county: str
    places: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, BODIES), 0))
    accesses: list[Access] = field(default_factory=list)

    @property
    def new(self) -> int:
        """How many places got their body."""
        return sum(self.places.values())


def counties_of(act: Act, wanted: Sequence[int] = ()) -> list[Region]:
    """Return the counties of the divisions, or those that are named, in their order."""
    counties = select(Region).where(Region.level == Level.COUNTY).order_by(Region.code)
    if wanted:
        counties = counties.where(Region.code.in_([county_region(number) for number in wanted]))
    return list(act.session.scalars(counties))


def bring_county(act: Act, county: Region, *, dry: bool = False, progress: Callable[[int], object] = int) -> Brought:
    """Give every place of a county that has none its body, post, clerk and account; writes them in bulk.

    ``act`` belongs to the county. ``progress`` is told how many places are done.
    """
    act.needs(Role.CITY_ADMIN)
    brought = Brought(county.name)
    for level in BODIES:
        places = list(_without_body(act, county, level))
        brought.places[level] = len(places)
        if not dry:
            brought.accesses += _settle(act, level, places)
        progress(len(places))
    return brought


def _without_body(act: Act, county: Region, level: Level) -> Iterator[Region]:
    inside = select(Region).where(Region.code.startswith(county.prefix), Region.level == level)
    has = select(Organisation.id).where(
        Organisation.county == county.county,
        Organisation.region_code == Region.code,
        Organisation.body == BODIES[level],
    )
    yield from act.session.scalars(inside.where(~has.exists()).order_by(Region.code))


def _settle(act: Act, level: Level, places: Sequence[Region]) -> list[Access]:
    """Write body, post, clerk and account of each place of one level."""
    if not places:
        return []
    seat = SEATS[level]
    ids = iter(take_ids(act, act.county, 4 * len(places)))
    parents = _parents(act, {place.parent_code for place in places})
    bodies, posts, officials, holders = [], [], [], []
    for place in places:
        body, post, official, holder = (next(ids) for _ in range(4))
        parent, path = parents.get(place.parent_code or "", (None, "/"))
        bodies.append(
            {
                "id": body,
                "county": act.county,
                "code": place.code,
                "name": _name(place, level),
                "body": BODIES[level],
                "region_code": place.code,
                "parent_id": parent,
                "path": f"{path}{body}/",
            }
        )
        posts.append({"id": post, "county": act.county, "organisation_id": body, "name": seat.post, "duty": seat.duty})
        officials.append(
            {
                "id": official,
                "county": act.county,
                "name": f"{place.name}{seat.post}"[:60],
                "organisation_id": body,
                "user_id": None,
                "phone": None,
                "email": None,
                "left_on": None,
            }
        )
        holders.append(
            {
                "id": holder,
                "county": act.county,
                "post_id": post,
                "official_id": official,
                "from_on": act.on,
                "to_on": None,
            }
        )
        place.live_on = place.live_on or act.on
    insert_rows(act.session, Organisation, bodies)
    insert_rows(act.session, Post, posts)
    accesses = _accounts(act, seat, bodies, officials)
    insert_rows(act.session, PostHolder, holders)
    record_many(act, list(_told(bodies, officials, accesses, seat)))
    act.session.flush()
    return accesses


def _digits(code: str) -> str:
    """Return the digits of a code that name its own level: 350102, 350102001, 350102001001."""
    return code[: next(level for level in (6, 9, 12) if not code[level:].strip("0"))]


def _name(place: Region, level: Level) -> str:
    return f"{place.name}人民政府" if level == Level.COUNTY else body_name(place.name, level)


def _parents(act: Act, codes: Iterable[str | None]) -> dict[str, tuple[int, str]]:
    """Return (id, path) of the bodies above, by the code of their place; a government by its region."""
    wanted = sorted(code for code in codes if code)
    rows = act.session.execute(
        select(Organisation.region_code, Organisation.id, Organisation.path).where(
            Organisation.region_code.in_(wanted),
            Organisation.body.in_([OrganisationKind.GOVERNMENT, OrganisationKind.TOWN]),
        )
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _accounts(
    act: Act, seat: Seat, bodies: Sequence[dict[str, Any]], officials: Sequence[dict[str, Any]]
) -> list[Access]:
    """Write the users with their role, the officials, and what the platform remembers of each account."""
    accesses = [
        Access(one["name"], body["name"], f"{seat.prefix}{_digits(body['region_code'])}", long_first_password())
        for one, body in zip(officials, bodies, strict=True)
    ]
    users = [
        {
            "first_name": one["name"],
            "last_name": "",
            "username": access.username,
            "email": f"{access.username}@localhost",
            "active": True,
            "password": generate_password_hash(access.password, METHOD),
        }
        for one, access in zip(officials, accesses, strict=True)
    ]
    made = act.session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), users).all()
    for official, user_id in zip(officials, made, strict=True):
        official["user_id"] = user_id
    insert_rows(act.session, Official, officials)
    insert_rows(
        act.session,
        Account,
        [
            {
                "user_id": one["user_id"],
                "official_id": one["id"],
                "must_change": True,
                "password_set_at": act.at,
                "totp_secret": None,
                "totp_confirmed": False,
                "totp_step": 0,
                "backup_hashes": [],
            }
            for one in officials
        ],
    )
    role = act.session.scalars(select(RoleRow.id).where(RoleRow.name == seat.role.value)).one()
    act.session.execute(insert(assoc_user_role), [{"user_id": user, "role_id": role} for user in made])
    return accesses


def _told(
    bodies: Sequence[dict[str, Any]], officials: Sequence[dict[str, Any]], accesses: Sequence[Access], seat: Seat
) -> Iterator[tuple[str, Named, Mapping[str, Any]]]:
    """Yield the rows of the trail: a place set up, an account created, a role given."""
    for body, official, access in zip(bodies, officials, accesses, strict=True):
        home = Subject(Organisation.kind, body["id"], body["county"])
        person = Subject(Official.kind, official["id"], official["county"])
        yield "place.set_up", home, {"regions": 0, "organisations": 1, "posts": 1, "officials": 1}
        yield "account.created", person, {"username": access.username}
        yield "role.granted", person, {"role": seat.role.value}
