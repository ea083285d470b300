"""Regions, organisations, posts and officials; and the scope that follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, false, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.kernel.db import KEPT_PLAN, Base, CountyRow, Id, UtcDateTime
from app.kernel.roles import COUNTY_WIDE, Duty, Role
from app.kernel.words import N_, Word


class Level(Word):
    """Level of an administrative division (GB/T 2260 and the statistics code)."""

    PROVINCE = "province", N_("Province")
    CITY = "city", N_("City")
    COUNTY = "county", N_("County")
    TOWN = "town", N_("Town")
    VILLAGE = "village", N_("Village")


PREFIX = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}
"""How many leading digits of the 12-digit code name a division of each level."""


class Region(Base):
    """An administrative division under its 12-digit statistics code."""

    __tablename__ = "region"
    kind: ClassVar[str] = "region"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    level: Mapped[str] = mapped_column(String(10), index=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    live_on: Mapped[date | None] = mapped_column(Date)
    """The day on which the place began to work with the platform."""

    @property
    def county(self) -> int:
        """Six-digit number of the county, or of the city for the city's own organs."""
        return int(self.code[:6])

    @property
    def prefix(self) -> str:
        """The digits that every code inside this division begins with."""
        return self.code[: PREFIX[Level(self.level)]]

    def __str__(self) -> str:
        return self.name


def county_region(county: int) -> str:
    """Return the code of the division that a county number names: 350102 -> ``350102000000``."""
    return f"{county:06d}000000"


def county_names(session: Session, counties: Iterable[int]) -> dict[int, str]:
    """Return the names of counties by their numbers; an unknown number has none."""
    codes = {county_region(county): county for county in counties}
    rows = session.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    return {codes[code]: name for code, name in rows}


class OrganisationKind(Word):
    """What kind of body an organisation is."""

    GOVERNMENT = "government", N_("Government")
    ORGAN = "organ", N_("Department")
    SECTION = "section", N_("Section")
    TOWN = "town", N_("Town government")
    VILLAGE = "village", N_("Village committee")
    SUPERVISION = "supervision", N_("Supervision office")
    INSTITUTION = "institution", N_("Institution or enterprise")


class Organisation(CountyRow):
    """A government, department, section, town or village committee; a tree by ``parent_id``."""

    __tablename__ = "organisation"
    __table_args__ = (Index("ix_organisation_path", "path"),)
    kind = "organisation"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(String(12))
    """An OrganisationKind."""
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), default="")
    """Ids from the root down to this one, each followed by a slash; a subtree is one prefix."""
    credit_code: Mapped[str | None] = mapped_column(String(18))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(200))
    closed_on: Mapped[date | None] = mapped_column(Date)
    successor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"))
    """Who goes on with its work once it is closed."""

    region: Mapped[Region] = relationship()
    parent: Mapped["Organisation | None"] = relationship(
        remote_side="Organisation.id", foreign_keys="Organisation.parent_id"
    )
    successor: Mapped["Organisation | None"] = relationship(
        remote_side="Organisation.id", foreign_keys="Organisation.successor_id"
    )

    def __str__(self) -> str:
        return self.name


class Official(CountyRow):
    """A person who works with the platform; the account that logs in is Flask-AppBuilder's user."""

    __tablename__ = "official"
    kind = "official"

    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(120))
    left_on: Mapped[date | None] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return self.name


class Post(CountyRow):
    """A post in an organisation, with the duty that its holder answers for."""

    __tablename__ = "post"
    kind = "post"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    duty: Mapped[str] = mapped_column(String(16))
    """A Duty."""

    organisation: Mapped[Organisation] = relationship()
    holders: Mapped[list["PostHolder"]] = relationship(back_populates="post")

    def __str__(self) -> str:
        return self.name


class PostHolder(CountyRow):
    """Who holds a post, or deputises in it, from one day to another (both included)."""

    __tablename__ = "post_holder"
    kind = "post_holder"

    post_id: Mapped[int] = mapped_column(Id, ForeignKey("post.id"), index=True)
    official_id: Mapped[int] = mapped_column(Id, ForeignKey("official.id"), index=True)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    deputy: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[int | None] = mapped_column(Id)
    """The official who wrote the appointment; none where it came with an import or the setting up."""
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entered_on: Mapped[date | None] = mapped_column(Date)
    """The day in China on which it was written."""

    post: Mapped[Post] = relationship(back_populates="holders")
    official: Mapped[Official] = relationship()


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that somebody may see: whole counties, or organisations; ``None`` is no limit.

    ``counties`` holds six-digit county numbers, ``organisations`` organisation ids. A row is inside
    when it meets both.
    """

    counties: frozenset[int] | None = frozenset()
    organisations: frozenset[int] | None = frozenset()
    regions: str | None = None
    """Prefix of the region codes inside the scope; empty for no limit, ``None`` for none."""

    @classmethod
    def everything(cls) -> "Scope":
        """The scope of the city, of the clock, and of the public portal's own reads."""
        return cls(None, None, "")

    def where(self, county: Any, organisation: Any = None) -> ColumnElement[bool]:
        """Return the condition that keeps rows inside; columns are those of the table asked."""
        condition: ColumnElement[bool] = true()
        if self.counties is not None:
            condition = county.in_(sorted(self.counties)) if self.counties else false()
        if organisation is not None and self.organisations is not None:
            inside = organisation.in_(sorted(self.organisations)) if self.organisations else false()
            condition = condition & inside
        return condition

    def holds(self, county: int, organisation_id: int | None = None) -> bool:
        """Tell whether a row with this county and organisation lies inside."""
        if self.counties is not None and county not in self.counties:
            return False
        return organisation_id is None or self.organisations is None or organisation_id in self.organisations

    def holds_region(self, code: str) -> bool:
        """Tell whether a division lies inside."""
        return self.regions is not None and code.startswith(self.regions)

    def inside(self, other: "Scope") -> "Scope":
        """Return what lies inside both."""
        mine, others = self.regions, other.regions
        regions = None
        if mine is not None and others is not None and (mine.startswith(others) or others.startswith(mine)):
            regions = max(mine, others, key=len)
        return Scope(
            _in_both(self.counties, other.counties), _in_both(self.organisations, other.organisations), regions
        )


def _in_both(some: frozenset[int] | None, others: frozenset[int] | None) -> frozenset[int] | None:
    """Return what both hold; ``None`` is no limit."""
    if some is None or others is None:
        return others if some is None else some
    return some & others


def subtree(session: Session, organisation: Organisation) -> frozenset[int]:
    """Return the ids of an organisation and of all below it."""
    paths = Organisation.path.startswith(organisation.path, autoescape=True)
    return frozenset(session.scalars(select(Organisation.id).where(paths)))


def scope_of(session: Session, roles: Iterable[Role], organisation: Organisation) -> Scope:
    """Return what a person of this organisation with these roles may see.

    County-wide roles see the organisation's region (the whole city when it is a city organ); the
    others see their own organisation and what lies below it.
    """
    region = organisation.region
    wide = bool(COUNTY_WIDE & frozenset(roles))
    if wide and region.level in (Level.CITY, Level.PROVINCE):
        return Scope(None, None, region.prefix)
    if wide and region.level == Level.COUNTY:
        return Scope(frozenset({organisation.county}), None, region.prefix)
    return Scope(frozenset({organisation.county}), subtree(session, organisation), region.prefix)


def posts_held(session: Session, official_id: int, on: date) -> list[Post]:
    """Return the posts that an official holds, or deputises in, on a day."""
    held = (
        select(Post)
        .join(PostHolder, PostHolder.post_id == Post.id)
        .where(
            PostHolder.official_id == official_id,
            PostHolder.from_on <= on,
            (PostHolder.to_on.is_(None)) | (PostHolder.to_on >= on),
        )
        .execution_options(**KEPT_PLAN)
    )
    return list(session.scalars(held))


def duties_held(posts: Iterable[Post]) -> frozenset[tuple[int, Duty]]:
    """Return (organisation id, duty) of each post."""
    return frozenset((post.organisation_id, Duty(post.duty)) for post in posts)


def holders_of(session: Session, organisation_id: int, duty: Duty, on: date) -> list[int]:
    """Return the ids of the officials who hold a duty in an organisation on a day, deputies included."""
    held = (
        select(PostHolder.official_id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(
            Post.organisation_id == organisation_id,
            Post.duty == duty,
            PostHolder.from_on <= on,
            (PostHolder.to_on.is_(None)) | (PostHolder.to_on >= on),
        )
        .distinct()
        .order_by(PostHolder.official_id)
    )
    return list(session.scalars(held))
