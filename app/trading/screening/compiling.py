"""From the releases of a process to its compiled release, by the merge routine of OCDS 1.1."""

from collections.abc import Iterable, Mapping
from typing import Any

DISCARDED = ("id", "date", "tag")
"""Fields that tell about a release itself: omitWhenMerged."""
WHOLE_LISTS = {"additionalIdentifiers", "additionalClassifications", "changes"}
"""Lists of objects that the release schema merges as one value: wholeListMerge, or objects without an id."""


def merge(releases: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Merge the releases of one process, earliest first by their dates, into a compiled release.

    Dates are compared as texts, as the reference implementation does; a release without one comes first.
    Source: Open Contracting Data Standard 1.1, Merging.
    """
    ordered = sorted(releases, key=lambda release: _text(release.get("date")))
    compiled: dict[str, Any] = {}
    for release in ordered:
        _merge_into(compiled, {name: value for name, value in release.items() if name not in DISCARDED})
    date = _text(ordered[-1].get("date")) if ordered else ""
    return {"tag": ["compiled"], "id": f"{_text(compiled.get('ocid'))}-{date}", "date": date, **compiled}


def compile_versioned(versioned: Mapping[str, Any]) -> dict[str, Any]:
    """Return the compiled release that a versioned release stands for: of every field the latest value."""
    dates: list[str] = []
    compiled = _latest(versioned, dates)
    date = max(dates, default="")
    return {"tag": ["compiled"], "id": f"{_text(versioned.get('ocid'))}-{date}", "date": date, **compiled}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _merge_into(output: dict[str, Any], given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if value is None:
            output.pop(name, None)
        elif isinstance(value, dict):
            held = output.get(name)
            merged = held if isinstance(held, dict) else {}
            _merge_into(merged, value)
            if merged or name not in output:
                output[name] = merged
        elif isinstance(value, list) and name not in WHOLE_LISTS and all(isinstance(one, dict) for one in value):
            held = output.get(name)
            output[name] = _merge_lists(held if isinstance(held, list) else [], value)
        else:
            output[name] = value


def _merge_lists(held: list[Any], given: list[dict[str, Any]]) -> list[Any]:
    """Merge objects by their ids; one without an id is added."""
    places = {_id(one): place for place, one in enumerate(held) if _id(one) is not None}
    for one in given:
        place = places.get(_id(one))
        if place is None:
            merged: dict[str, Any] = {}
            if _id(one) is not None:
                places[_id(one)] = len(held)
            held.append(merged)
        else:
            merged = held[place]
        _merge_into(merged, one)
    return held


def _id(value: Any) -> str | None:
    """Return the id of an object in a list as text, None where it has none."""
    found = value.get("id") if isinstance(value, dict) else None
    return None if found is None or isinstance(found, (dict, list)) else str(found)


def _latest(value: Any, dates: list[str]) -> Any:
    if isinstance(value, list):
        if value and all(isinstance(one, dict) and {"releaseDate", "releaseTag"} <= set(one) for one in value):
            dates.extend(_text(one.get("releaseDate")) for one in value)
            return max(enumerate(value), key=lambda pair: (_text(pair[1].get("releaseDate")), pair[0]))[1].get("value")
        return [_latest(one, dates) for one in value]
    if isinstance(value, dict):
        found = {name: _latest(one, dates) for name, one in value.items()}
        return {name: one for name, one in found.items() if one is not None}
    return value
