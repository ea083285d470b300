"""Where published texts come from, so that the index can be filled again: after a restore, after an upgrade."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.search.finding import Found
from app.kernel.search.writing import Text, forget_everything, index_texts

BATCH = 2_000


def by_key(found: Found) -> Mapping[str, Any]:
    """Return the key of a text's subject, as pages take it."""
    return {"pk": found.subject_id}


@dataclass(frozen=True, slots=True)
class TextSource:
    """One kind of published text."""

    kind: str
    title: str
    """As everybody reads it, for example: Items."""
    published: Callable[[Session], Iterator[Text]]
    """Everything that is public now."""
    page: str
    """Endpoint on which a text is read whole."""
    address: Callable[[Found], Mapping[str, Any]] = by_key
    """What the endpoint takes."""


def rebuild_index(
    act: Act, sources: Sequence[TextSource], progress: Callable[[int], object] = lambda _count: None
) -> dict[str, int]:
    """Fill the index again from what is public; returns how many texts of each kind."""
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
