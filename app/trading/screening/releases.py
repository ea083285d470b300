"""The releases in what was read: alone, in packages, in records."""

from collections.abc import Iterator
from typing import Any

import orjson

from app.kernel.words import N_
from app.trading.screening.reading import Broken, Lines

NOT_READ = N_("This is no JSON, or it was cut off.")
NO_PROCESS = N_("This is no release, record or package of open contracting data.")
TOO_DEEP = N_("Its brackets lie too deep to be data of this standard.")


def releases_in(lines: Lines) -> Iterator[tuple[int, Any]]:
    """Iterate the releases of a block, each with its line; what cannot be read comes as Broken."""
    loads, numbers, first = orjson.loads, lines.numbers, lines.first
    for place, line in enumerate(lines.text.split(b"\n")):
        if not line or line.isspace():
            continue
        number = numbers[place] if numbers is not None else first + place
        try:
            value = loads(line)
        except orjson.JSONDecodeError:
            yield number, Broken(number, NOT_READ)
            continue
        if type(value) is dict and "ocid" in value and "compiledRelease" not in value and "releases" not in value:
            yield number, value
            continue
        found = False
        for release in processes(value):
            found = True
            yield number, release
        if not found:
            yield number, Broken(number, NO_PROCESS)


def processes(value: Any) -> Iterator[dict[str, Any]]:
    """Iterate the releases in a value: itself, those of a package, or those of a record.

    Of a record that is its compiled release; where it has none, the releases that are whole, not only linked.
    """
    if not isinstance(value, dict):
        return
    if isinstance(value.get("records"), list):
        for record in value["records"]:
            yield from processes(record)
    elif isinstance(value.get("compiledRelease"), dict):
        yield value["compiledRelease"]
    elif isinstance(value.get("releases"), list):
        yield from (one for one in value["releases"] if isinstance(one, dict) and set(one) - {"url", "date", "tag"})
    elif "ocid" in value:
        yield value


def is_compiled(release: dict[str, Any]) -> bool:
    """Tell whether a release stands for its whole process: it says so, or does not say what it is."""
    tags = release.get("tag")
    return not isinstance(tags, list) or not tags or "compiled" in tags
