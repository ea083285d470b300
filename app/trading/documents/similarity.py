"""How alike two texts are: shingles of fifteen characters, what the tender itself says taken out, within one lot.

Two bids that share 40 per cent of their own text have a Jaccard index of 0.25 only, so containment (the shared part of the
shorter one) and long blocks that stand in both say so on their own.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from app.kernel.identities import plain_text

NGRAM = 15
BLOCK = 200
"""Signs of a block; blanks and punctuation are none."""
LEAST = 400
"""Own shingles of a text below which nothing can be said of it."""
PARTS = 16
"""In which the index over a lot is made, one after another."""
MOST_PAIRS = 2_000
"""Pairs of a lot in which blocks are looked for: those that share the most."""
_SIGNS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]+")


def bare(text: str) -> str:
    """Return the letters, digits and characters of a text: spacing and punctuation change from program to program."""
    return _SIGNS.sub("", plain_text(text)).lower()


def shingles(text: str) -> "array[int]":
    """Return the hash of each run of fifteen characters of a text, in their order; none of a shorter text.

    The hash is that of this process: it is compared within one lot and kept nowhere.
    """
    plain = bare(text)
    return array("q", [hash(plain[place : place + NGRAM]) for place in range(len(plain) - NGRAM + 1)])


def of_all(texts: Iterable[str]) -> frozenset[int]:
    """Return the shingles of texts that every bidder copies by right: the tender's own papers, public templates."""
    return frozenset(one for text in texts for one in shingles(text))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are; parts from 0 to 1."""

    jaccard: float
    """Shared shingles as part of all of both."""
    containment: float
    """Shared shingles as part of those of the shorter text."""
    blocks: int
    """Blocks of 200 characters that stand in both, counted without overlap in the first."""
    shared: int
    own: int
    """Own shingles of the shorter text."""
    at: int = -1
    """Place in the first text's letters where the longest shared run begins; -1 where there is none."""
    longest: int = 0
    """Signs of it."""


NOTHING = Likeness(0.0, 0.0, 0, 0, 0)


class Text:
    """One bid's text as it is compared: its own shingles, without those of the template; 16 bytes a sign."""

    __slots__ = ("count", "order", "parts")

    def __init__(self, text: str, template: frozenset[int] = frozenset()) -> None:
        self.order = shingles(text)
        held: list[set[int]] = [set() for _ in range(PARTS)]
        for one in self.order:
            if one not in template:
                held[one % PARTS].add(one)
        self.parts = tuple(array("q", part) for part in held)
        self.count = sum(map(len, self.parts))

    @property
    def tells(self) -> bool:
        """Tell whether there is enough text of its own to compare."""
        return self.count >= LEAST


def compare(first: Text, second: Text) -> Likeness:
    """Return how alike two texts are; the same whichever comes first, but for where the longest run begins."""
    return pairs_of([first, second]).get((0, 1), NOTHING)


def pairs_of(texts: Sequence[Text]) -> dict[tuple[int, int], Likeness]:
    """Return by pair of places how alike the texts of one lot are, for each pair that shares anything.

    The index from shingle to texts is made in parts, and what one text alone has is dropped after each, so that memory
    stays near that of the texts. Blocks are looked for in the pairs that share the most.
    """
    holders: list[frozenset[int]] = []
    known: dict[frozenset[int], int] = {}
    several: dict[int, int] = {}
    counts: Counter[int] = Counter()
    for part in range(PARTS):
        for one, places in _shared(texts, part):
            group = known.setdefault(places, len(holders))
            if group == len(holders):
                holders.append(places)
            several[one] = group
            counts[group] += 1
    shared: Counter[tuple[int, int]] = Counter()
    for group, count in counts.items():
        for pair in combinations(sorted(holders[group]), 2):
            shared[pair] += count
    likely = {pair for pair, count in shared.most_common(MOST_PAIRS) if count > BLOCK - NGRAM}
    return {
        pair: _likeness(texts, pair, shared[pair], several, holders if pair in likely else None)
        for pair in sorted(shared)
    }


def _shared(texts: Sequence[Text], part: int) -> Iterator[tuple[int, frozenset[int]]]:
    """Yield the shingles of one part that several texts have, with the places of these texts."""
    seen: dict[int, int | list[int]] = {}
    for place, text in enumerate(texts):
        for one in text.parts[part]:
            held = seen.get(one)
            if held is None:
                seen[one] = place
            elif isinstance(held, list):
                held.append(place)
            else:
                seen[one] = [held, place]
    for one, held in seen.items():
        if isinstance(held, list):
            yield one, frozenset(held)


def _likeness(
    texts: Sequence[Text],
    pair: tuple[int, int],
    shared: int,
    several: Mapping[int, int],
    holders: Sequence[frozenset[int]] | None,
) -> Likeness:
    first, second = (texts[place] for place in pair)
    shorter = min(first.count, second.count)
    blocks, at, longest = 0, -1, 0
    if holders is not None:
        groups = {number for number, places in enumerate(holders) if places.issuperset(pair)}
        blocks, at, longest = _runs(first.order, several, groups)
        blocks = min(blocks, _runs(second.order, several, groups)[0])
    return Likeness(
        shared / (first.count + second.count - shared), shared / shorter, blocks, shared, shorter, at, longest
    )


def _runs(order: Sequence[int], several: Mapping[int, int], groups: set[int]) -> tuple[int, int, int]:
    """Return how many blocks of 200 characters the runs of shared shingles hold, where the longest begins, and its characters."""
    blocks, begins, best, longest = 0, -1, -1, 0
    for place, one in enumerate(chain(order, (None,))):
        if one is not None and several.get(one) in groups:
            begins = place if begins < 0 else begins
        elif begins >= 0:
            length = place - begins + NGRAM - 1
            blocks += length // BLOCK
            if length > longest:
                best, longest = begins, length
            begins = -1
    return blocks, best, longest
