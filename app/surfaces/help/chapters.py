"""The manual's chapters as pages: each file of docs/manual holds one, in Chinese, then in English."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(__file__).parents[3] / "docs" / "manual"
NAMES = tuple(sorted(file.stem for file in FOLDER.glob("*.md")))
"""Names of the chapters, as addresses carry them."""
LINK = re.compile(r"(?:\.\./)*(?:manual/)?([a-z-]+)\.md(?:#.*)?")
HEADING = 2
"""Level of the headings that the contents list."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter in one language: title, the headings of its parts with their anchors, and HTML."""

    title: str
    parts: tuple[tuple[str, str], ...]
    """(anchor, heading) of each part."""
    html: str


@lru_cache(maxsize=64)
def chapter(name: str, english: bool, base: str) -> Chapter:
    """Return a chapter; ``base`` is the address before the names of chapters. KeyError when there is none.

    Raw HTML in a manual comes out as text. Links to other chapters lead to their pages; links to files that
    are no chapters become plain words, for they lead nowhere on an installation.
    """
    if name not in NAMES:
        raise KeyError(name)
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    heading, _, body = text.partition("\n")
    chinese, _, in_english = body.partition("\n## English\n")
    titles = [part.strip() for part in heading.removeprefix("# ").split("·")]
    shown = in_english if english else re.sub(r"\[English below\]\(#english\)", "", chinese)
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(shown)
    parts = _anchored(tokens)
    _lead(tokens, base)
    html = reader.renderer.render(tokens, reader.options, {})
    framed = html.replace("<table>", '<div class="table-frame" tabindex="0"><table class="table">').replace(
        "</table>", "</table></div>"
    )
    return Chapter(titles[-1] if english else titles[0], tuple(parts), framed)


def _anchored(tokens: list[Token]) -> list[tuple[str, str]]:
    """Give the headings of parts their anchors and return both."""
    found: list[tuple[str, str]] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == f"h{HEADING}":
            anchor = f"part-{len(found) + 1}"
            token.attrSet("id", anchor)
            found.append((anchor, tokens[at + 1].content))
    return found


def _lead(tokens: list[Token], base: str) -> None:
    """Turn links between files into links between pages."""
    for token in tokens:
        tag = "a"
        for child in token.children or ():
            if child.type == "link_open":
                target = str(child.attrGet("href") or "")
                named = LINK.fullmatch(target)
                if named and named[1] in NAMES:
                    child.attrSet("href", base + named[1])
                elif not target.startswith(("http://", "https://", "#")):
                    child.tag, child.attrs = "span", {}
                tag = child.tag
            elif child.type == "link_close":
                child.tag = tag
