"""The manuals quote the screen word for word, and lead to nothing that is not there."""

import re
from pathlib import Path

import pytest

from tests.catalogue import ROOT, chinese

MANUALS = sorted((ROOT / "docs" / "manual").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
HOLE = re.compile(r"%%|%\(\w+\)[sd]")


def told(text: str) -> str:
    """Return a text without its holes, as a manual writes it: ``…``."""
    return HOLE.sub("…", text)


def quotes(page: Path, left: str, right: str) -> set[str]:
    """Return what a manual quotes from the screen."""
    return {
        quote.replace("\n", " ") for quote in re.findall(f"{left}([^{right}]+){right}", page.read_text("utf-8"))
    } - {"", " "}


@pytest.mark.parametrize("page", MANUALS, ids=lambda page: page.stem)
def test_what_the_chinese_manual_quotes_stands_on_the_screen(page: Path) -> None:
    shown = [told(message.string) for message in chinese() if message.id]
    unknown = {quote for quote in quotes(page, "「", "」") if not any(quote in text for text in shown)}
    assert unknown == set()


@pytest.mark.parametrize("page", MANUALS, ids=lambda page: page.stem)
def test_what_the_english_manual_quotes_stands_on_the_screen(page: Path) -> None:
    english = page.read_text("utf-8").partition("## English")[2]
    assert english, "each manual has its English part"
    shown = [told(str(message.id)) for message in chinese() if message.id]
    found = {quote.replace("\n", " ") for quote in re.findall("“([^”]+)”", english)} - {" "}
    assert {quote for quote in found if not any(quote in text for text in shown)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
