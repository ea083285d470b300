"""What is odd to ask of a route: in its address, in its parameters, in what is sent to it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

from tests import routes

VALUES = {
    "huge": "9" * 30,
    "negative": "-1",
    "letters": "abc",
    "empty": "",
    "nul": "\x00",
    "square": "²",
    "no day": "2026-02-30",
    "long": "长" * 5000,
    "emoji": "😀" * 400,
}
BRACKETS = "[" * 100_000 + "]" * 100_000
NO_JSON = ("{", "[]", "null", '"text"', "1e999", BRACKETS, '{"\\ud800": 1}', b"\xff\xfe")
ODD_JSON: tuple[Any, ...] = (10**40, -1, 1.5, True, None, [], {}, [[]], {"id": {}})


@dataclass(slots=True)
class Asked:
    """One odd request: what is odd, the address, and what is sent to it."""

    what: str
    path: str
    sent: dict[str, Any] = field(default_factory=dict)


def odd(site: Flask, rule: Rule, method: str, arguments: dict[str, Any]) -> Iterator[Asked]:
    """Yield what is odd to ask of a route: in its address, in its parameters, in what is sent."""
    path, names = routes.path_of(rule.rule, arguments), routes.names_read(site, rule)
    for name in arguments:
        for what, value in VALUES.items():
            if value:
                yield Asked(f"{what} in <{name}>", routes.path_of(rule.rule, arguments | {name: quote(value)}))
    if method == "GET":
        for what, value in VALUES.items():
            yield Asked(what, path, {"query_string": dict.fromkeys([*names, "unknown"], value)})
        return
    if path.startswith("/api/"):
        for text in NO_JSON:
            yield Asked(f"JSON {text[:9]!r}", path, {"data": text, "content_type": "application/json"})
        for value in (*ODD_JSON, *VALUES.values()):
            yield Asked(f"JSON of {str(value)[:9]}", path, {"json": dict.fromkeys([*names, "unknown"], value)})
            yield Asked(f"JSON of known {str(value)[:9]}", path, {"json": dict.fromkeys(names, value)})
        yield Asked("a form", path, {"data": dict.fromkeys(names, "1")})
        return
    for what, value in VALUES.items():
        yield Asked(what, path, {"data": dict.fromkeys([*names, "unknown"], value)})
    yield Asked("nothing", path)
    yield Asked("a bogus role", path, {"data": {"action": "grant", "role": "bogus"}})
    yield Asked("brackets", path, {"data": BRACKETS, "content_type": "application/json"})
    yield Asked("brackets in a field", path, {"data": dict.fromkeys(names, BRACKETS[:100_000])})
    for kind in (
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=x",
    ):
        yield Asked(kind, path, {"data": b"\xff<a>=", "content_type": kind})
    for name in ("file", "photo", "files", "evidence"):
        if name in names:
            sent = dict.fromkeys(names, "1") | {name: (io.BytesIO(b"PK\x03\x04 no sheet"), "../坏.xlsx")}
            yield Asked(f"a broken {name}", path, {"data": sent, "content_type": "multipart/form-data"})
