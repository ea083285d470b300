"""The further facts of a mapping: how each is spelt, and of what it is computed."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.approvals.logs.mapping import Fact, plain


def _text(most: int = 200) -> fields.String:
    return fields.String(validate=validate.Length(min=1, max=most))


class _Days(Schema):
    class Meta:
        include = {name: _text() for name in ("from", "to", "from_column", "to_column")}  # noqa: RUF012

    @validates_schema
    def _one_pair(self, value: Mapping[str, Any], **_: Any) -> None:
        if set(value) not in ({"from", "to"}, {"from_column", "to_column"}):
            raise ValidationError("Give from and to, or from_column and to_column.")


_KINDS = ("column", "count", "days", "at", "sum", "difference")


class FactSchema(Schema):
    """One fact of a mapping."""

    column = _text()
    type = fields.String(validate=validate.OneOf(["text", "number", "time"]))
    keep = fields.String(validate=validate.OneOf(["first", "last", "sum", "least", "most", "distinct"]))
    count = _text()
    days = fields.Nested(_Days)
    at = _text()
    sum = fields.List(_text(40), validate=validate.Length(min=2))
    difference = fields.List(_text(40), validate=validate.Length(equal=2))

    @validates_schema
    def _one_way(self, value: Mapping[str, Any], **_: Any) -> None:
        if sum(key in value for key in _KINDS) != 1:
            raise ValidationError("Give one of column, count, days, at, sum and difference.")
        if value.get("keep") == "sum" and value.get("type") != "number":
            raise ValidationError("Only numbers have a sum.", "keep")
        if "at" in value and value.get("keep") not in (None, "first", "last"):
            raise ValidationError("Keep the first or the last time.", "keep")


def check_computed(facts: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a sum or a difference of anything but numbers that are named above it."""
    numbers: set[str] = set()
    for name, one in facts.items():
        strange = [part for part in _parts(one) if part not in numbers]
        if strange:
            raise ValidationError({"facts": {name: [f"No number among the facts above it: {strange[0]}."]}})
        if _is_number(one):
            numbers.add(name)


def _parts(given: Mapping[str, Any]) -> list[str]:
    """Return the facts of which a fact is computed."""
    return [*given.get("sum", ()), *given.get("difference", ())]


def _is_number(given: Mapping[str, Any]) -> bool:
    return not given.keys() & {"column", "at"} or given.get("keep") == "distinct" or given.get("type") == "number"


def _kind(given: Mapping[str, Any]) -> str:
    if _is_number(given):
        return "number"
    return "time" if "at" in given else str(given.get("type", "text"))


def fact_of(name: str, given: Mapping[str, Any]) -> Fact:
    """Return a fact as it is kept."""
    days = given.get("days", {})
    return Fact(
        name,
        _kind(given),
        given.get("column", ""),
        given.get("keep", "last"),
        plain(given.get("count", "")),
        plain(days.get("from", "")),
        plain(days.get("to", "")),
        days.get("from_column", ""),
        days.get("to_column", ""),
        plain(given.get("at", "")),
        tuple(given.get("sum", ())),
        tuple(given.get("difference", ())),
    )
