"""Showing what was found: the places that matched, and the sentence around the first of them."""

from collections.abc import Iterable
from typing import NamedTuple

from app.kernel.initials import initials
from app.kernel.search.words import Query, folded, is_han

AROUND = 30
"""Characters before the first match."""
LONGEST_SNIPPET = 120


class Piece(NamedTuple):
    """A piece of a text, and whether it matched."""

    text: str
    hit: bool


def highlighted(text: str, query: Query) -> list[Piece]:
    """Return a title in pieces, those that match marked; matches of pinyin initials too."""
    hits = _hits(text, query)
    for term in query.terms:
        if not is_han(term) and term.isalpha() and len(term) > 1 and not any(hits):
            _mark_initials(text, term, hits)
    return _cut(text, hits)


def snippet(body: str, query: Query) -> list[Piece]:
    """Return the part of a body around its first match, or its beginning, in pieces."""
    plain = " ".join(body.split())
    hits = _hits(plain, query)
    first = hits.index(True) if any(hits) else 0
    start = max(0, first - AROUND)
    end = min(len(plain), start + LONGEST_SNIPPET)
    pieces = _cut(plain[start:end], hits[start:end])
    if start:
        pieces.insert(0, Piece("…", False))
    return [*pieces, Piece("…", False)] if end < len(plain) else pieces


def _hits(text: str, query: Query) -> list[bool]:
    """Return for each character whether it belongs to a match."""
    hits = [False] * len(text)
    low = _same_length(text)
    for term in query.terms:
        at = low.find(term)
        while at >= 0:
            hits[at : at + len(term)] = [True] * len(term)
            at = low.find(term, at + 1)
    return hits


def _same_length(text: str) -> str:
    """Return a text as it is compared, character by character, so that places stay."""
    return "".join(one if len(one) == 1 else sign for sign, one in ((sign, folded(sign)) for sign in text))


def _mark_initials(text: str, term: str, hits: list[bool]) -> None:
    places = [(at, initials(sign)) for at, sign in enumerate(text)]
    spelled = [(at, one) for at, one in places if one]
    whole = initials(text)
    if len(whole) != len(spelled):
        return
    at = whole.find(term)
    for place, _letter in spelled[at : at + len(term)] if at >= 0 else ():
        hits[place] = True


def _cut(text: str, hits: Iterable[bool]) -> list[Piece]:
    pieces: list[Piece] = []
    for sign, hit in zip(text, hits, strict=True):
        if pieces and pieces[-1].hit == hit:
            pieces[-1] = Piece(pieces[-1].text + sign, hit)
        else:
            pieces.append(Piece(sign, hit))
    return pieces
