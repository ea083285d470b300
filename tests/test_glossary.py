"""The glossary holds every word of the closed vocabularies, in both languages."""

from collections.abc import Iterator

import app.everything  # noqa: F401 - loads every vocabulary
from app.domains import DOMAINS
from app.kernel.words import Word
from tests.catalogue import ROOT, chinese


def vocabularies(above: type[Word] = Word) -> Iterator[type[Word]]:
    for vocabulary in above.__subclasses__():
        if vocabulary.__module__.startswith("app."):
            yield vocabulary
        yield from vocabularies(vocabulary)


def missing(titles: Iterator[str]) -> list[str]:
    """Return the pairs of words that the glossary lacks, as they should stand there."""
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    words = {message.id: message.string for message in chinese() if message.id}
    pairs = (f"{words.get(title) or title} {title}" for title in titles)
    return sorted({pair for pair in pairs if f" {pair} " not in page})


def test_the_glossary_names_every_kind_of_record() -> None:
    assert missing(kind.title for domain in DOMAINS for kind in domain.records) == []


def test_the_glossary_names_every_role_state_and_other_word_of_a_list() -> None:
    found = list(vocabularies())
    assert len(found) > 30
    assert missing(member.title_id for vocabulary in found for member in vocabulary) == []
