"""One workbook brings a county or a town to life: places, posts, people, and what the domains add to it.

Organisations are named by code; a place's own organisation has the place's division code. Rows
that exist already are left as they are, so the same workbook may be given twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
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
from app.surfaces.language import translate
from app.surfaces.people.operations import appoint
from app.surfaces.people.parts import Access, Outcome, Part, Row, RowPart, filled
from app.surfaces.sheets.cells import SPLIT, column_in_all, in_all, read_name, read_note, word_reader, words_reader
from app.surfaces.sheets.columns import Column, read_table
from app.surfaces.sheets.doors import Part as SheetPart
from app.surfaces.sheets.doors import Remark
from app.surfaces.sheets.importing import Brought, Choice, refuse_faulty
from app.surfaces.sheets.planning import Fate, PlannedRow, SheetPlan
from app.surfaces.sheets.reading import Book, Sheet

BODY = {Level.TOWN: OrganisationKind.TOWN, Level.VILLAGE: OrganisationKind.VILLAGE}
QUICK = "pbkdf2:sha256:1"
"""How a password is hashed that is taken back with its account a moment later."""
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


@dataclass(slots=True)
class RolloutPlan(SheetPlan):
    """What a workbook would bring: each of its sheets stands for itself."""

    book: Book
    outcome: Outcome

    @property
    def counted(self) -> list[PlannedRow]:
        """The rows of all sheets."""
        return [row for one in self.outcome.taken for row in one.rows]

    @property
    def faulty(self) -> list[PlannedRow]:
        """The rows of all sheets that cannot be written."""
        return [row for row in self.counted if row.fate == Fate.FAULTY]


def first_sheet(
    book: Book, names: Sequence[str], columns: Sequence[Column], parts: Sequence[SheetPart]
) -> tuple[Book, list[Remark]] | None:
    """Return a workbook without places with an empty sheet of them before its others; None for any other."""
    others = [one for one in book.sheets if one.name.strip() not in names]
    known = {name for part in parts for name in part.names}
    if filled(book, *names) is not None or not known & {one.name.strip() for one in others}:
        return None
    return Book((Sheet(names[0], [[column.name for column in columns]]), *others)), []


def plan_rollout(act: Act, book: Book, parts: Sequence[Part]) -> RolloutPlan:
    """Return what would become of every row: all parts are written in their order, for later rows rest on earlier ones, and taken back.

    Raises Incomplete for a workbook without rows.
    """
    act.needs(Role.COUNTY_ADMIN, Role.CITY_ADMIN)
    (title, columns), *further = [sheet for part in parts for sheet in part.sheets()]
    first = book.sheets[0]
    others = [sheet for name, _columns in further if (sheet := filled(book, *in_all(name))) is not None]
    whole = Book((replace(first, name=translate(title)), *others))
    trial = act.session.begin_nested()
    try:
        outcome = _bring(act, whole, parts, Outcome(trial=True))
    finally:
        trial.rollback()
        act.session.expire_all()
    if not any(one.rows for one in outcome.taken):
        raise Incomplete(N_("The workbook holds no rows. Fill in the template's sheets and hand it in again."))
    places = next((one for one in outcome.taken if one.sheet is whole.sheets[0]), None)
    table = places.table if places else read_table(first, columns)
    rest: list[SheetPlan] = [one for one in outcome.taken if one is not places]
    return RolloutPlan(columns, places.rows if places else [], table, first, whole, outcome, further=rest)


def carry_out_rollout(act: Act, plan: RolloutPlan, choice: Choice, parts: Sequence[Part]) -> Brought:
    """Write everything that a workbook holds, part by part; its accounts come with access slips."""
    refuse_faulty(len(plan.faulty), choice)
    plan.outcome = _bring(act, plan.book, parts, Outcome())
    refuse_faulty(len(plan.faulty), choice)  # what others wrote since the check
    act.session.flush()
    _record(act, plan.outcome)
    return Brought(plan.count(Fate.NEW), plan.count(Fate.CHANGED), plan.count(Fate.SAME), len(plan.faulty))


def accesses_of(plan: RolloutPlan) -> list[dict[str, str]]:
    """Return the access slips of a plan that was carried out."""
    return [asdict(access) for access in plan.outcome.accesses]


def _bring(act: Act, book: Book, parts: Sequence[Part], outcome: Outcome) -> Outcome:
    for part in parts:
        part.bring(act, book, outcome)
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
    method = {"method": QUICK} if outcome.trial else {}
    create_account(act, official, row["username"], password, {Role(role) for role in row["roles"]}, **method)
    outcome.accesses.append(Access(official.name, home.name, row["username"], password))
    return Fate.NEW


PARTS: tuple[Part, ...] = (
    RowPart("places", N_("Places"), _place_columns, _place),
    RowPart("posts", N_("Posts"), _post_columns, _post),
    RowPart("people", N_("People"), _people_columns, _person),
)
"""What every rollout begins with; the domains add theirs (``Domain.set_up``)."""
