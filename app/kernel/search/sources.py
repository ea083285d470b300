"""Where published texts come from, so that the index can be filled anew: after a restore, after an upgrade."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.search.writing import Text, forget_everything, index_texts

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class TextSource:
    """One kind of published text."""

    kind: str
    title: str
    """As the street reads it, for example: Items."""
    published: Callable[[Session], Iterator[Text]]
    """Everything that is public now."""


def rebuild_index(
    act: Act, sources: Sequence[TextSource], progress: Callable[[int], object] = lambda _count: None
) -> dict[str, int]:
    """Fill the index anew from what is public; returns how many texts of each kind."""
    forget_everything(act)
    filled: dict[str, int] = {}
    for source in sources:
        filled[source.kind] = 0
        for batch in _batches(source.published(act.session)):
            filled[source.kind] += index_texts(act, batch)
            progress(len(batch))
    return filled


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    batch: list[Text] = []
    for one in texts:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
