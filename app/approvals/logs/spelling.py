"""Reading a mapping from its YAML file: every key is checked, and every fault is told at once."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import yaml
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.approvals.logs.facts import FactSchema, check_computed, fact_of
from app.approvals.logs.instants import TimeReader, check_formats
from app.approvals.logs.mapping import CaseColumns, EventColumns, LogLimit, LogMapping, Named, Sheet, plain
from app.approvals.logs.meanings import Meaning, Transition
from app.approvals.models import SuspensionReason
from app.kernel.calendar import Unit
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.powers.models import PowerType

LARGEST = 1_000_000
"""Bytes of a mapping; a YAML bomb is refused before it is read."""


class _Words(fields.Field):
    """One word or a list of words."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        words = value if isinstance(value, list) else [value]
        if not all(isinstance(word, (str, int, float)) for word in words):
            raise ValidationError("Not a word or a list of words.")
        return [str(word) for word in words]


def _text(most: int = 200, **more: Any) -> fields.String:
    return fields.String(validate=validate.Length(min=1, max=most), **more)


class _Named(Schema):
    code = _text(40, required=True)
    name = _text(120, required=True)
    type = fields.String(validate=validate.OneOf([str(kind) for kind in PowerType]))
    column = _text()
    values = fields.Dict(keys=fields.String(), values=_text(80))


class _Case(Schema):
    class Meta:
        include = {name: _text(required=name == "id") for name in CaseColumns.__slots__}  # noqa: RUF012


class _Event(Schema):
    class Meta:
        include = {  # noqa: RUF012
            name: _text(required=name in ("activity", "time")) for name in EventColumns.__slots__
        }


class _Limit(Schema):
    value = fields.Integer(required=True, strict=True, validate=validate.Range(1, 10_000))
    unit = fields.String(validate=validate.OneOf([str(unit) for unit in Unit]))
    since = fields.String(validate=validate.OneOf(["start", "accept"]))
    until = fields.String(validate=validate.OneOf(["decide", "end"]))
    basis = _text()


class _Limits(Schema):
    case = fields.Nested(_Limit)
    promise = fields.Nested(_Limit)
    receive = fields.Nested(_Limit)
    deliver = fields.Nested(_Limit)
    steps = fields.Dict(keys=_text(), values=fields.Nested(_Limit))


class _Csv(Schema):
    delimiter = fields.String(validate=validate.Length(equal=1))
    quote = fields.String(validate=validate.Length(equal=1))
    encoding = _text(40)


class _Times(Schema):
    zone = _text(60)
    formats = _Words()


class _Mapping(Schema):
    source = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z"))
    county = fields.Integer(required=True, validate=validate.Range(100_000, 999_999))
    organisation = fields.Nested(_Named, required=True)
    power = fields.Nested(_Named, required=True)
    case = fields.Nested(_Case, required=True)
    event = fields.Nested(_Event, required=True)
    times = fields.Nested(_Times)
    csv = fields.Nested(_Csv)
    decimal = fields.String(validate=validate.OneOf([".", ","]))
    empty = _Words()
    duplicates = fields.String(validate=validate.OneOf(["drop", "keep"]))
    bad_rows = fields.String(validate=validate.OneOf(["refuse_case", "drop_row"]))
    observed = fields.Raw()
    activities = fields.Dict(
        keys=fields.String(validate=validate.OneOf([str(meaning) for meaning in Meaning])), values=_Words()
    )
    lifecycle = fields.Dict(
        keys=fields.String(validate=validate.OneOf([str(word) for word in Transition])), values=_Words()
    )
    decisions = fields.Dict(keys=fields.String(validate=validate.OneOf(["grant", "refuse"])), values=_Words())
    suspension_reasons = fields.Dict(
        keys=fields.String(validate=validate.OneOf([str(reason) for reason in SuspensionReason])), values=_Words()
    )
    limits = fields.Nested(_Limits)
    extension_days = fields.Integer(validate=validate.Range(1, 1000))
    facts = fields.Dict(keys=_text(40), values=fields.Nested(FactSchema))
    optional = _Words()

    @validates_schema
    def _computed(self, value: Mapping[str, Any], **_: Any) -> None:
        check_computed(value.get("facts", {}))


def load_mapping(path: Path) -> LogMapping:
    """Return the mapping that a YAML file holds; Incomplete names every fault in it at once."""
    try:
        if path.stat().st_size > LARGEST:
            raise Incomplete(
                N_("The mapping %(name)s is larger than a mapping can be. Check that it is the right file."),
                name=path.name,
            )
        text = path.read_text("utf-8-sig")
        given = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as fault:
        raise Incomplete(
            N_("The mapping %(name)s cannot be read. It must be a text file in UTF-8."), name=path.name
        ) from fault
    except yaml.YAMLError as fault:
        raise Incomplete(
            N_("The mapping %(name)s is not proper YAML: %(reason)s"),
            name=path.name,
            reason=" ".join(str(fault).split()),
        ) from fault
    try:
        return _mapping(_Mapping().load(given), text)
    except ValidationError as fault:
        raise Incomplete(
            N_("The mapping %(name)s has faults. %(faults)s See docs/import-log.md."),
            name=path.name,
            faults=" ".join(_sentences(fault.messages)),
        ) from fault


def _sentences(messages: Any, place: str = "") -> Iterator[str]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            whole = key == "_schema"  # under which marshmallow files faults of no single key
            yield from _sentences(inner, place if whole else f"{place}.{key}" if place else str(key))
    elif isinstance(messages, list):
        yield from (f"{place}: {sentence}" for sentence in messages)
    else:
        yield f"{place}: {messages}"


def _mapping(given: Mapping[str, Any], text: str) -> LogMapping:
    limits = given.get("limits", {})
    by_activity = _turned(given.get("activities", {}), "activities")
    return LogMapping(
        source=given["source"],
        county=given["county"],
        organisation=_named(given["organisation"]),
        power=_named(given["power"]),
        case=CaseColumns(**given["case"]),
        event=EventColumns(**given["event"]),
        times=_times(given.get("times", {})),
        text=text,
        sheet=Sheet(**given.get("csv", {})),
        decimal=given.get("decimal", "."),
        empty=frozenset(plain(word) for word in ["", *given.get("empty", [])]),
        keep_duplicates=given.get("duplicates") == "keep",
        drop_bad_rows=given.get("bad_rows") == "drop_row",
        observed=_observed(given.get("observed", "last_event")),
        activities={name: Meaning(word) for name, word in by_activity.items()},
        transitions={name: Transition(word) for name, word in _turned(given.get("lifecycle", {}), "lifecycle").items()},
        decisions={name: Meaning(word) for name, word in _turned(given.get("decisions", {}), "decisions").items()},
        suspension_reasons=_turned(given.get("suspension_reasons", {}), "suspension_reasons"),
        case_limit=_limit(limits.get("case")),
        promise_limit=_limit(limits.get("promise")),
        receive_limit=_limit(limits.get("receive"), since="start"),
        deliver_limit=_limit(limits.get("deliver")),
        step_limits={plain(name): LogLimit(**_unit(one)) for name, one in limits.get("steps", {}).items()},
        extension_days=given.get("extension_days", 10),
        facts=tuple(fact_of(name, one) for name, one in given.get("facts", {}).items()),
        optional=frozenset(plain(name) for name in given.get("optional", [])),
    )


def _turned(listed: Mapping[str, list[str]], place: str) -> dict[str, str]:
    """Return name -> word for word -> names; a name under two words is a fault."""
    turned: dict[str, str] = {}
    for word, names in listed.items():
        for name in names:
            if turned.setdefault(plain(name), word) != word:
                raise ValidationError({place: [f"{name!r} stands under both {turned[plain(name)]} and {word}."]})
    return turned


def _named(given: Mapping[str, Any]) -> Named:
    values = {plain(value): code for value, code in given.get("values", {}).items()}
    return Named(given["code"], given["name"], given.get("type", "10"), given.get("column", ""), values)


def _times(given: Mapping[str, Any]) -> TimeReader:
    zone, formats = given.get("zone", "Asia/Shanghai"), given.get("formats", ["iso"])
    if zone not in available_timezones():
        raise ValidationError({"times.zone": [f"There is no time zone {zone!r}."]})
    faulty = check_formats(formats)
    if faulty is not None or not formats:
        raise ValidationError({"times.formats": [f"{faulty!r} does not read a whole day."]})
    return TimeReader(ZoneInfo(zone), tuple(formats))


def _observed(value: Any) -> str | datetime:
    if value in ("last_event", "now"):
        return str(value)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    raise ValidationError({"observed": ["Give last_event, now, or an instant with its time zone."]})


def _unit(given: Mapping[str, Any]) -> dict[str, Any]:
    return {**given, "unit": Unit(given.get("unit", Unit.WORKING_DAY))}


def _limit(given: Mapping[str, Any] | None, **defaults: Any) -> LogLimit | None:
    return LogLimit(**defaults | _unit(given)) if given else None
