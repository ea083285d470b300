"""One spreadsheet brings a town to life: its villages, posts, people and accounts, all or nothing.

Three tables, each with a header: places (code, name, level), posts (organisation, name, duty),
people (organisation, name, log-in name, roles, post, telephone). Organisations are named by code; a
place's own organisation has the place's division code.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, Refused
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Post, Region
from app.kernel.roles import Duty, Role
from app.kernel.words import N_, Word
from app.surfaces.accounts.operations import create_account
from app.surfaces.accounts.passwords import first_password
from app.surfaces.people.operations import appoint
from app.surfaces.sheets.columns import Column, plain_heading
from app.surfaces.sheets.reading import Book

Row = Mapping[str, Any]

COLUMNS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "places": (
        ("code", N_("Division code"), "350102001000"),
        ("name", N_("Name"), "鼓东街道"),
        ("level", N_("Level"), "乡镇"),
    ),
    "posts": (
        ("organisation", N_("Organisation (code)"), "350102001000"),
        ("name", N_("Name of the post"), "便民服务中心窗口"),
        ("duty", N_("Duty"), "窗口受理"),
    ),
    "people": (
        ("organisation", N_("Organisation (code)"), "350102001000"),
        ("name", N_("Name"), "王小明"),
        ("username", N_("Log-in name"), "wangxm"),
        ("roles", N_("Roles (separate with a comma)"), "乡镇录入员"),
        ("post", N_("Post"), "便民服务中心窗口"),
        ("phone", N_("Telephone"), "13800000000"),
    ),
}
"""Tables of the spreadsheet: (field, label, example) of each column."""

BODY = {Level.TOWN: OrganisationKind.TOWN, Level.VILLAGE: OrganisationKind.VILLAGE}


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row; rows count from 1 below the header."""

    table: str
    row: int
    column: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Access:
    """What a new account's access slip says."""

    name: str
    organisation: str
    username: str
    password: str


@dataclass(slots=True)
class Outcome:
    """What a rollout brought, or would bring in a dry run."""

    regions: int = 0
    organisations: int = 0
    posts: int = 0
    officials: int = 0
    accesses: list[Access] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def member(words: type[Word], text: Any, say: Callable[[Any], str]) -> Word | None:
    """Return the word that a cell names, by its stored form or its title in any language."""
    plain = str(text or "").strip()
    return next((w for w in words if plain in (w.value, w.title_id, say(w))), None)


def set_up_places(act: Act, tables: Mapping[str, Sequence[Row]], say: Callable[[Any], str] = str) -> Outcome:
    """Write everything that the tables hold; the caller rolls back when there are faults.

    Rows that exist already are left as they are, so the same sheet may be given twice.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    outcome = Outcome()
    for table, step in (("places", _place), ("posts", _post), ("people", _person)):
        for number, row in enumerate(tables.get(table, ()), start=1):
            try:
                step(act, {k: str(v or "").strip() for k, v in row.items()}, say, outcome)
            except Refused as fault:
                outcome.faults.append(RowFault(table, number, fault.field or "", fault.message, fault.values))
    if not outcome.faults:
        _record(act, outcome)
    return outcome


def _record(act: Act, outcome: Outcome) -> None:
    home = act.session.get(Organisation, act.actor.organisation_id) if act.actor.organisation_id else None
    subject = (
        home or act.session.scalars(select(Organisation).where(Organisation.county == act.county)).first()
    )
    if subject is not None:
        record(
            act, "place.set_up", subject, regions=outcome.regions, organisations=outcome.organisations,
            posts=outcome.posts, officials=outcome.officials,
        )  # fmt: skip


def _refuse(message: str, column: str, **values: Any) -> Refused:
    return Refused(message, field=column, **values)


def _place(act: Act, row: Row, say: Callable[[Any], str], outcome: Outcome) -> None:
    code, name = row.get("code", ""), row.get("name", "")
    level = member(Level, row.get("level"), say)
    if len(code) != 12 or not code.isdecimal():
        raise _refuse(N_("A division code has twelve digits."), "code")
    if level not in BODY:
        raise _refuse(N_("The level must be town or village."), "level")
    if not name:
        raise _refuse(N_("This field must be filled in."), "name")
    if not act.actor.scope.holds_region(code):
        raise _refuse(N_("This place lies outside your region."), "code")
    parent_code = f"{code[:9]}000" if level == Level.VILLAGE else f"{code[:6]}000000"
    if act.session.get(Region, parent_code) is None:
        raise _refuse(N_("The place above (%(code)s) is not there yet. Put it in an earlier row."), "code",
                      code=parent_code)  # fmt: skip
    region = act.session.get(Region, code)
    if region is None:
        region = Region(code=code, name=name, level=level, parent_code=parent_code)
        act.session.add(region)
        outcome.regions += 1
    region.live_on = region.live_on or act.on
    act.session.flush()
    _organisation(act, region, Level(level), outcome)


def _organisation(act: Act, region: Region, level: Level, outcome: Outcome) -> None:
    if _by_code(act, region.code) is not None:
        return
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
    outcome.organisations += 1


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
        select(Organisation).where(
            Organisation.county == county, Organisation.body == OrganisationKind.GOVERNMENT
        )
    )


def _home(act: Act, row: Row) -> Organisation:
    organisation = _by_code(act, row.get("organisation", ""))
    if organisation is None or not act.actor.scope.holds(organisation.county, organisation.id):
        # organisations set up in this very act are not yet in the actor's frozen scope
        if organisation is not None and act.actor.scope.holds_region(organisation.region_code):
            return organisation
        raise _refuse(N_("There is no organisation with this code in your region."), "organisation")
    return organisation


def _post(act: Act, row: Row, say: Callable[[Any], str], outcome: Outcome) -> None:
    home = _home(act, row)
    duty = member(Duty, row.get("duty"), say)
    if duty is None:
        raise _refuse(N_("Choose one of: %(choices)s."), "duty", choices="、".join(say(d) for d in Duty))
    if not row.get("name"):
        raise _refuse(N_("This field must be filled in."), "name")
    same = select(Post.id).where(Post.organisation_id == home.id, Post.name == row["name"])
    if act.session.scalar(same) is None:
        act.session.add(Post(county=home.county, organisation_id=home.id, name=row["name"], duty=duty))
        act.session.flush()
        outcome.posts += 1


def _person(act: Act, row: Row, say: Callable[[Any], str], outcome: Outcome) -> None:
    home = _home(act, row)
    if not row.get("name"):
        raise _refuse(N_("This field must be filled in."), "name")
    known = act.session.scalar(
        select(Official).where(Official.organisation_id == home.id, Official.name == row["name"])
    )
    if known is not None and known.user_id is not None:
        return
    roles = set()
    for text in row.get("roles", "").replace("，", ",").replace("、", ",").split(","):
        role = member(Role, text, say)
        if role is None:
            raise _refuse(N_("There is no role called %(name)s."), "roles", name=text)
        roles.add(Role(role))
    official = known or Official(
        county=home.county, name=row["name"], organisation_id=home.id, phone=row.get("phone") or None
    )
    act.session.add(official)
    act.session.flush()
    if row.get("post"):
        post = act.session.scalar(
            select(Post).where(Post.organisation_id == home.id, Post.name == row["post"])
        )
        if post is None:
            raise _refuse(N_("This organisation has no post of this name."), "post")
        appoint(act, official, post.id, act.on)
    password = first_password()
    create_account(act, official, row.get("username", ""), password, roles)
    outcome.officials += 1
    outcome.accesses.append(Access(official.name, home.name, row.get("username", ""), password))


def column(name: str, label: str, example: str) -> Column:
    """Return a column of the rollout's spreadsheet."""
    return Column(name=name, label=label, read=str, example=example)


def tables_of(
    book: Book, titles: Mapping[str, str], say: Callable[[Any], str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the three tables of a workbook as rows by field; the example row of the template is left out."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for name, columns in COLUMNS.items():
        sheet = book.sheet(titles[name], name, name.capitalize())
        if sheet is None:
            continue
        heads = [plain_heading(cell) for cell in sheet.rows[0]] if sheet.rows else []
        places = {
            field: heads.index(head)
            for field, label, _example in columns
            for head in (plain_heading(say(label)), plain_heading(label))
            if head in heads
        }
        example = [text for _field, _label, text in columns]
        rows = [
            {field: row[place] if place < len(row) else "" for field, place in places.items()}
            for row in sheet.rows[1:]
            if any(str(cell).strip() for cell in row)
            and [str(cell) for cell in row[: len(example)]] != example
        ]
        tables[name] = rows
    if not any(tables.values()):
        raise Incomplete(
            N_("The workbook holds no rows. Fill in the template's sheets and hand it in again.")
        )
    return tables
