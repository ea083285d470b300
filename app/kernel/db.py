"""The typed base of every table, and column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

import orjson
from flask_appbuilder import Model as FabModel
from sqlalchemy import JSON, BigInteger, ColumnElement, DateTime, Dialect, Integer, String
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator

from app.kernel.errors import NotFound
from app.kernel.words import N_

IDS_PER_COUNTY = 1_000_000_000
"""Room for serial numbers behind each six-digit county number; the largest id stays below 2**53."""
LARGEST_ID = 2**63 - 1
FIRST_COUNTY, LAST_COUNTY = 100_000, 999_999
"""County numbers have six digits; the city's own begins and ends among them (350100)."""


class NoCounty(RuntimeError):  # noqa: N818 - says what happened
    """Something was to be written for a county that does not exist: a bug, never a refusal."""


def real_county(county: int) -> int:
    """Return a county number that has six digits; no number stands for none."""
    if not FIRST_COUNTY <= county <= LAST_COUNTY:
        raise NoCounty(f"{county} is no county")
    return county


class Base(DeclarativeBase):
    """Base of all our tables; it shares Flask-AppBuilder's registry, so one metadata holds both."""

    registry = FabModel.registry


PUBLIC = "public"
"""``Column.info[PUBLIC]`` holds the kinds of personal data that a column must be free of, for the public reads it."""
MASKS = "masks"
"""``Column.info[MASKS]`` names the column whose personal name this one shows masked, the column that says of what kind
its bearer is, and the kind that is shown in full."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, aware on the Python side and always UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value as the database holds it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone cannot be stored.")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value as the program knows it."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class NoSuchId(NotFound, DontWrapMixin):
    """A number was asked for that no row can have."""


class Id(TypeDecorator[int]):
    """A 64-bit key on both engines (SQLite only autoincrements plain INTEGER; ours never does).

    A number that no key can be, as an address or a form may hold, is NotFound; each engine would fail
    in a way of its own.
    """

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[int]:
        """What a key is on the Python side."""
        return int

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """Refuse what does not fit into 64 bits."""
        if value is not None and abs(value) > LARGEST_ID:
            raise NoSuchId(N_("There is no such record, or it lies outside your region."))
        return value


Json = JSON(none_as_null=True)


def json_text(value: Any) -> str:
    """Return what a JSON column keeps; TypeError for what is neither text, number nor list."""
    # Instants pass through to their refusal: what stands in a JSON column is text, numbers and lists.
    return orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS).decode()


def _read(text: Any) -> Any:
    if not isinstance(text, (str, bytes)):
        raise TypeError(text)  # SQLite hands a bare number over as one; SQLAlchemy then takes it as it is
    return orjson.loads(text)


JSON_COLUMNS: Mapping[str, Any] = {"json_serializer": json_text, "json_deserializer": _read}
"""Options of every engine of ours: columns of content are half the work of a large import."""


KEPT_PLAN: Mapping[str, Any] = {"kept_plan": True}
"""Option of a statement that every page asks alike and that finds a few rows by their keys: it is planned once.

What lists ask is planned each time for what was asked: no plan fits a rare and a frequent word.
"""


STATED_INDEXES = "stated_indexes"
"""Key of ``Table.info``: names of indexes that a statement of their own makes; migrations leave them alone."""


class CountyRow(Base):
    """A row that belongs to one county; its id is the county number and a serial within the county.

    The id is unique across all counties, so a county may live on a machine of its own and every
    link still knows one plain number. ``kind`` is the word by which the trail, alerts and
    attachments name a row of this table.
    """

    __abstract__ = True
    kind: ClassVar[str] = ""
    countywide: ClassVar[bool] = False
    """Every organisation of the county may name its rows in a field, whoever keeps them."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, sort_order=-3)
    county: Mapped[int] = mapped_column(Integer, index=True, sort_order=-2)


def county_of(row_id: int) -> int:
    """Return the six-digit county number that an id carries."""
    return row_id // IDS_PER_COUNTY


class days_after(GenericFunction[datetime]):  # noqa: N801 - named as in the query
    """The instant so many times 24 hours after another: ``days_after(column, 90)``; the days are a plain number."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(days_after, "sqlite")
def _later_in_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    at, days = (compiler.process(clause, **kw) for clause in element.clauses)
    # strftime keeps milliseconds only, so the fraction of the second is carried over as it stands.
    return f"(strftime('%Y-%m-%d %H:%M:%S', {at}, ({days}) || ' days') || substr({at}, 20))"


@compiles(days_after, "postgresql")
def _later_in_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    at, days = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({at} + ({days}) * interval '24 hours')"


class text_before(GenericFunction[str]):  # noqa: N801 - named as in the query
    """What stands in a text column before the first of a mark; NULL where there is none."""

    type = String()
    inherit_cache = True


@compiles(text_before, "sqlite")
def _before_in_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    column, mark = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"substr({column}, 1, nullif(instr({column}, {mark}), 0) - 1)"


@compiles(text_before, "postgresql")
def _before_in_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    column, mark = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"substr({column}, 1, nullif(strpos({column}, {mark}), 0) - 1)"


def contains_text(column: Any, word: str) -> ColumnElement[bool]:
    """Return: a text column holds a word, capitals and small letters alike.

    Han characters and digits have neither, and are compared as they stand: that is several times quicker.
    """
    found: ColumnElement[bool] = (
        column.contains(word, autoescape=True)
        if word.lower() == word.upper()
        else column.icontains(word, autoescape=True)
    )
    return found
