"""Bad input anywhere gets an answer in words: every form of every page, each of its fields filled with nonsense."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.forms import Form, forms_and_links

ROLES = (
    None,
    "handler",
    "village_clerk",
    "window",
    "organ_head",
    "legal_reviewer",
    "inspector",
    "county_admin",
    "city_admin",
)
NONSENSE = ("9" * 30, "-1", "\x00", "2026-02-30", "😀" * 400, "²")
NO_PAGES = ("/static", "/api/", "/logout", "/language/", "/swagger")
FILES = (".json", ".jsonl", ".xlsx", ".py", ".pdf", ".svg", ".bpmn", ".csv")
MOST_PAGES = 120


def shape(address: str) -> str:
    """Return an address without what differs between two pages of one kind."""
    parts = urlsplit(address)
    return re.sub(r"\d{3,}", "#", parts.path)


def walk(client: FlaskClient, start: str) -> Iterator[tuple[str, str]]:
    """Follow the links of a site from page to page, one page of each kind; yields (address, page)."""
    waiting, seen = [start], {shape(start)}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 500, address
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        text = answer.get_data(as_text=True)
        yield address, text
        for link in forms_and_links(text)[1]:
            target = urljoin(address, link)
            known = shape(target) in seen or target.startswith(NO_PAGES) or target.endswith(FILES)
            if target.startswith("/") and not known:
                seen.add(shape(target))
                waiting.append(target)


def forms_of(client: FlaskClient, start: str, seen: set[Any]) -> Iterator[tuple[str, Form]]:
    """Yield every form that has not been seen, with the address that it is sent to."""
    for address, text in list(walk(client, start)):
        for form in forms_and_links(text)[0]:
            target = urljoin(address, form.action or address)
            kind = (shape(target), form.method, frozenset(form.names))
            if kind not in seen and not target.startswith(NO_PAGES):
                seen.add(kind)
                yield target, form


@pytest.mark.slow
def test_nonsense_in_any_field_of_any_form_is_answered_in_words(
    busy: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    seen: set[Any] = set()
    failed = []
    for role in ROLES:
        client = client_of(role) if role else busy.test_client()
        for target, form in forms_of(client, "/" if role else "/portal/", seen):
            for name in dict.fromkeys(form.names):
                for value in NONSENSE if name != "csrf_token" else ():
                    sent = {**form.values, name: value}
                    if form.method == "post":
                        answer = client.post(target, data=sent)
                    else:
                        answer = client.get(target.split("?")[0], query_string=sent)
                    if answer.status_code >= 500:
                        failed.append((role, target, name, value))
    assert failed == []
    assert len(seen) > 40
