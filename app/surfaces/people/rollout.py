"""One workbook brings a county or a town to life: places, posts, people, and what the domains add to it.

Organisations are named by code; a place's own organisation has the place's division code. All rows
are written or none; rows that exist already are left as they are, so the same workbook may be given
twice.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Post, Region
from app.kernel.roles import Duty, Role
from app.kernel.typed import read_text
from app.kernel.words import N_, Word
from app.surfaces.accounts.operations import create_account
from app.surfaces.accounts.passwords import first_password
from app.surfaces.people.operations import appoint
from app.surfaces.people.parts import Access, Outcome, Part, Row, RowPart
from app.surfaces.sheets.cells import SPLIT, column_in_all, read_name, read_note, word_reader, words_reader
from app.surfaces.sheets.columns import Column
from app.surfaces.sheets.planning import Fate
from app.surfaces.sheets.reading import Book

BODY = {Level.TOWN: OrganisationKind.TOWN, Level.VILLAGE: OrganisationKind.VILLAGE}
TOWN = "350102001000"
POST = "便民服务中心窗口"
Value = TypeVar("Value")


class PlaceLevel(Word):
    """Levels of places that a county brings in."""

    TOWN = "town", Level.TOWN.title_id
    VILLAGE = "village", Level.VILLAGE.title_id


def _code(raw: object) -> str:
    text = read_text(raw)
    if len(text) != 12 or not text.isdecimal():
        raise Incomplete(N_("A division code has twelve digits."))
    return text


def _place_columns() -> tuple[Column, ...]:
    return (
        column_in_all("code", N_("Division code"), _code, N_("Twelve digits"), example=TOWN, required=True),
        column_in_all("name", N_("Name"), read_name, example="鼓东街道", required=True, width=24),
        column_in_all("level", N_("Level"), _required(word_reader(PlaceLevel)), choices=PlaceLevel, required=True),
    )


def _post_columns() -> tuple[Column, ...]:
    return (
        column_in_all("organisation", N_("Organisation (code)"), read_name, example=TOWN, required=True),
        column_in_all("name", N_("Name of the post"), read_name, example=POST, required=True, width=24),
        column_in_all("duty", N_("Duty"), _required(word_reader(Duty)), choices=Duty, required=True),
    )


def _people_columns() -> tuple[Column, ...]:
    several = words_reader(Role)
    return (
        column_in_all("organisation", N_("Organisation (code)"), read_name, example=TOWN, required=True),
        column_in_all("name", N_("Name"), read_name, example="王小明", required=True),
        column_in_all("username", N_("Log-in name"), read_name, example="wangxm", required=True),
        column_in_all(
            "roles",
            N_("Roles (separate with a comma)"),
            _required(lambda raw: several(read_text(raw).replace(",", SPLIT).replace("，", SPLIT))),
            example="乡镇录入员",
            required=True,
            width=24,
        ),
        column_in_all("post", N_("Post"), read_note, example=POST, width=24),
        column_in_all("phone", N_("Telephone"), read_note, example="13800000000"),
    )


def _required(read: Callable[[Any], Value]) -> Callable[[Any], Value]:
    def checked(raw: Any) -> Value:
        value = read(raw)
        if not value:
            raise Incomplete(N_("This field must be filled in."))
        return value

    return checked


def set_up_places(act: Act, book: Book, parts: Sequence[Part]) -> Outcome:
    """Write everything that a workbook holds, part by part; the caller rolls back when rows are faulty.

    Raises Incomplete for a workbook without rows.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    outcome = Outcome()
    for part in parts:
        part.bring(act, book, outcome)
    if not outcome.rows:
        raise Incomplete(N_("The workbook holds no rows. Fill in the template's sheets and hand it in again."))
    if not outcome.faulty:
        act.session.flush()
        _record(act, outcome)
    return outcome


def _record(act: Act, outcome: Outcome) -> None:
    home = act.session.get(Organisation, act.actor.organisation_id) if act.actor.organisation_id else None
    subject = home or _government(act, act.county)
    if subject is not None:
        record(act, "place.set_up", subject, **{one.name: one.count(Fate.NEW) for one in outcome.taken})


def _place(act: Act, row: Row, outcome: Outcome) -> Fate:
    code, level = row["code"], Level(row["level"])
    if not act.actor.scope.holds_region(code) and not act.actor.is_platform:
        raise Refused(N_("This place lies outside your region."), field="code")
    parent_code = f"{code[:9]}000" if level == Level.VILLAGE else f"{code[:6]}000000"
    if act.session.get(Region, parent_code) is None:
        raise Refused(
            N_("The place above (%(code)s) is not there yet. Put it in an earlier row."), field="code", code=parent_code
        )
    region = act.session.get(Region, code)
    if region is None:
        region = Region(code=code, name=row["name"], level=level, parent_code=parent_code)
        act.session.add(region)
    region.live_on = region.live_on or act.on
    act.session.flush()
    return _body(act, region, level)


def _body(act: Act, region: Region, level: Level) -> Fate:
    """Give a place its own organisation below that of the place above."""
    if _by_code(act, region.code) is not None:
        return Fate.SAME
    parent = _by_code(act, region.parent_code or "") or _government(act, region.county)
    organisation = Organisation(
        county=region.county,
        code=region.code,
        name=body_name(region.name, level),
        body=BODY[level],
        region_code=region.code,
        parent_id=parent.id if parent else None,
        path="",
    )
    act.session.add(organisation)
    act.session.flush()
    organisation.path = f"{parent.path if parent else '/'}{organisation.id}/"
    return Fate.NEW


def body_name(name: str, level: Level) -> str:
    """Return the name of a place's own body: 鼓东街道办事处, 上街镇人民政府, 中山社区居委会."""
    if level == Level.TOWN:
        return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"
    if name.endswith(("委会", "居委会")):
        return name
    return f"{name}居委会" if name.endswith("社区") else f"{name}村委会"


def _by_code(act: Act, code: str) -> Organisation | None:
    return act.session.scalar(select(Organisation).where(Organisation.code == code))


def _government(act: Act, county: int) -> Organisation | None:
    return act.session.scalar(
        select(Organisation).where(Organisation.county == county, Organisation.body == OrganisationKind.GOVERNMENT)
    )


def _home(act: Act, row: Row) -> Organisation:
    organisation = _by_code(act, row["organisation"])
    if organisation is None or not act.actor.scope.holds(organisation.county, organisation.id):
        raise Refused(N_("There is no organisation with this code in your region."), field="organisation")
    return organisation


def _post(act: Act, row: Row, outcome: Outcome) -> Fate:
    home = _home(act, row)
    same = select(Post.id).where(Post.organisation_id == home.id, Post.name == row["name"])
    if act.session.scalar(same) is not None:
        return Fate.SAME
    act.session.add(Post(county=home.county, organisation_id=home.id, name=row["name"], duty=Duty(row["duty"])))
    act.session.flush()
    return Fate.NEW


def _person(act: Act, row: Row, outcome: Outcome) -> Fate:
    home = _home(act, row)
    known = act.session.scalar(
        select(Official).where(Official.organisation_id == home.id, Official.name == row["name"])
    )
    if known is not None and known.user_id is not None:
        return Fate.SAME
    post = None
    if row.get("post"):
        post = act.session.scalar(select(Post).where(Post.organisation_id == home.id, Post.name == row["post"]))
        if post is None:
            raise Refused(N_("This organisation has no post of this name."), field="post")
    official = known or Official(
        county=home.county, name=row["name"], organisation_id=home.id, phone=row.get("phone") or None
    )
    act.session.add(official)
    act.session.flush()
    if post is not None:
        appoint(act, official, post.id, act.on)
    password = first_password()
    create_account(act, official, row["username"], password, {Role(role) for role in row["roles"]})
    outcome.accesses.append(Access(official.name, home.name, row["username"], password))
    return Fate.NEW


PARTS: tuple[Part, ...] = (
    RowPart("places", N_("Places"), _place_columns, _place),
    RowPart("posts", N_("Posts"), _post_columns, _post),
    RowPart("people", N_("People"), _people_columns, _person),
)
"""What every rollout begins with; the domains add theirs (``Domain.set_up``)."""
