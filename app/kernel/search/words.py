"""What the index holds of a text, and what it is asked: pairs of Han characters, whole words, marks.

A run of Han characters becomes its overlapping pairs (征地补偿: 征地 地补 补偿), a single one stays; letters
and digits become words. Marks are words that no text holds by itself: the region and each one above it,
the category, the kind, and the pairs of the title's pinyin initials.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.kernel.errors import Incomplete
from app.kernel.words import N_

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[0-9a-z]+")
LONGEST_WORD = 40
GAP = "qq"
LONGEST_QUERY = 60
MOST_TERMS = 8
REGION_LEVELS = (4, 6, 9, 12)
"""Digits of a division's code that name city, county, town and village."""


def folded(text: str) -> str:
    """Return a text as it is compared: full width as half width, capitals as small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs(text: str) -> list[str]:
    """Return the runs of Han characters, and of letters and digits, in their order."""
    return [run if run[0] > "\u2fff" else run[:LONGEST_WORD] for run in RUN.findall(folded(text))]


def is_han(run: str) -> bool:
    """Tell whether a run is of Han characters."""
    return run[0] > "\u2fff"


def pairs(run: str) -> list[str]:
    """Return the overlapping pairs of a run; a single character by itself."""
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, with a gap behind each run: no pair crosses it."""
    return [word for run in runs(text) for word in ((*pairs(run), GAP) if is_han(run) else (run, GAP))]


def initial_marks(initials: str) -> list[str]:
    """Return the marks of pinyin initials, in their order."""
    return [f"qi{pair}" for pair in pairs(initials)] if len(initials) > 1 else []


def region_mark(code: str) -> str:
    """Return the mark by which everything inside a region is found."""
    return f"qr{re.sub(r'0+$', '', code).ljust(_digits(code), '0')}"


def _digits(code: str) -> int:
    """Return how many digits of a twelve-digit code name its own level."""
    return next(level for level in REGION_LEVELS if not code[level:].strip("0"))


def region_marks(code: str) -> list[str]:
    """Return the marks of a region and of all above it."""
    return [f"qr{code[:level]}" for level in REGION_LEVELS if level <= _digits(code)]


def word_mark(kind: str, value: str) -> str:
    """Return the mark of a category (``c``) or of a kind (``k``)."""
    plain = re.sub("[^0-9a-z]", "", value.lower()) if value.isascii() else value.encode().hex()
    return f"q{kind}{plain}"


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody searches for: every term must be there."""

    terms: tuple[str, ...]
    """Runs of Han characters (two or more) and words."""

    @property
    def exact(self) -> tuple[str, ...]:
        """Terms whose pairs must stand side by side: Han runs of three or more characters."""
        return tuple(term for term in self.terms if is_han(term) and len(term) > 2)


def read_query(asked: str) -> Query:
    """Return what is searched for; Incomplete for what the index cannot answer."""
    found = runs(asked[:LONGEST_QUERY].replace("\x00", ""))
    terms = tuple(dict.fromkeys(run for run in found if len(run) > 1 or not is_han(run)))[:MOST_TERMS]
    if not terms or all(len(term) < 2 for term in terms):
        raise Incomplete(N_("Search for at least two characters."), field="q")
    return Query(terms)


def lookups(term: str) -> tuple[list[str], list[str]]:
    """Return the words of a term, and the marks under which a title with these initials stands."""
    if is_han(term):
        return pairs(term), []
    return [term], initial_marks(term) if term.isalpha() else []


def marks(region_code: str, category: str, kind: str) -> Iterable[str]:
    """Return what a text is filtered by."""
    yield from region_marks(region_code)
    yield word_mark("c", category)
    yield word_mark("k", kind)
