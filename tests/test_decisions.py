"""Every pinned library and every departure has its record."""

import re

from tests.catalogue import ROOT

FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("0*.md"))
PARTS = ["## Context", "## Decision", "## Also weighed", "## Consequences"]


def pinned() -> list[str]:
    """Return the names in requirements*.txt, with their extras."""
    lines = [line for page in ROOT.glob("requirements*.txt") for line in page.read_text("utf-8").splitlines()]
    return [line.split("==")[0] for line in lines if line and not line.startswith(("#", "-r"))]


def test_every_pinned_library_is_named_in_a_decision() -> None:
    names = {name.lower() for page in RECORDS for name in re.findall(r"`([^`]+)`", page.read_text("utf-8"))}
    assert len(pinned()) > 40
    assert [name for name in pinned() if name.lower() not in names] == []


def test_every_decision_tells_context_decision_alternatives_and_consequences() -> None:
    for page in RECORDS:
        headings = [line for line in page.read_text("utf-8").splitlines() if line.startswith("## ")]
        assert headings == PARTS, page.name


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    assert [int(page.name[:4]) for page in RECORDS] == list(range(1, len(RECORDS) + 1))
    listed = (FOLDER / "README.md").read_text("utf-8")
    assert [page.name for page in RECORDS if f"]({page.name})" not in listed] == []
