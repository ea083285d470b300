"""What trail, alerts and attachments are about: each kind tells its table, its name and its page itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, SelectBase, or_, select
from sqlalchemy.orm import Session

from app.kernel.places import Organisation
from app.kernel.words import N_

BATCH = 500
"""Names looked up at a time."""


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """One kind of subject: what it is called in an alert, and where it is seen."""

    model: Any
    """Its table."""
    names: SelectBase | None = None
    """SELECT of key and name."""
    opens: str = N_("Open the record")
    """What the button to it says."""
    page: str = ""
    """Endpoint that shows it, by ``pk``; empty: the page of its record kind."""
    at: Any = None
    """Column whose value the page takes for ``pk``; None for the key itself."""
    listed: bool = False
    """It has no page of its own and stands on one page with all of its kind."""
    kind: str = ""
    """Word by which trail and alerts call it, where that is not its table's."""
    power: Any = None
    """Column with the item of the catalogue under which it is handled, by which its alerts are counted and filtered."""
    woken_by: tuple[tuple[Any, Any], ...] = ()
    """Tables whose rows the trail names in its stead, each with a SELECT of this kind's key and of that row's."""
    trail: tuple[Any, ...] = ()
    """Of those tables the ones whose rows are shown as its trail beside its own."""
    belongs: tuple[Any, Any] | None = None
    """Table of the matter that it is a part of, and a SELECT of this kind's key and of that row's."""
    hidden: Any = None
    """SELECT of the keys of rows that nobody is shown yet, neither in lists nor in the trail, whatever his role."""
    numbered: bool = False
    """Its key is a number that speaks for itself, such as a year, and may stand in no table."""

    @property
    def accused(self) -> bool:
        """Tell whether alerts are raised about it: it has a name and a page."""
        return self.numbered or self.names is not None

    @property
    def word(self) -> str:
        """Kind word of trail, alerts and attachments."""
        return self.kind or str(self.model.kind)


def tables(*models: Any) -> tuple[SubjectKind, ...]:
    """Return kinds of which the trail speaks and no alert does."""
    return tuple(SubjectKind(model) for model in models)


def beside_place(model: Any, text: Any = None) -> SelectBase:
    """Select key and name of rows that are called by their organisation and a text of their own."""
    name = Organisation.name if text is None else Organisation.name + " · " + text
    return select(model.id, name).join(Organisation, Organisation.id == model.organisation_id)


@dataclass(slots=True)
class SubjectRegistry:
    """All kinds of subjects of the program by word, filled by the composition root."""

    kinds: dict[str, SubjectKind] = field(default_factory=dict)

    def add(self, *kinds: SubjectKind) -> None:
        """Add kinds; a word given to two tables is a bug."""
        for kind in kinds:
            if self.kinds.setdefault(kind.word, kind).model is not kind.model:
                raise ValueError(f"The kind of subject {kind.word} is declared twice.")

    def get(self, word: str) -> SubjectKind | None:
        """Return a kind, or None for a word that nobody declares."""
        return self.kinds.get(word)

    def hidden_of(self, model: Any) -> Any:
        """Return the SELECT of the keys of a table that nobody is shown yet; None where all may be seen."""
        kind = self.kinds.get(getattr(model, "kind", ""))
        return kind.hidden if kind is not None and kind.model is model else None

    def shown_by_trail(self, word: Any, pk: Any) -> list[Any]:
        """Return the conditions, over two columns of the trail, that keep what nobody is shown yet out of it."""
        return [
            or_(word != kind.word, pk.not_in(kind.hidden)) for kind in self.kinds.values() if kind.hidden is not None
        ]

    def under_powers(self) -> list[SubjectKind]:
        """Return the kinds that are handled under an item of the catalogue."""
        return [kind for kind in self if kind.power is not None]

    def __iter__(self) -> Iterator[SubjectKind]:
        return iter(self.kinds.values())

    def matter(self, session: Session, word: str, pk: int) -> tuple[str, int]:
        """Return the matter that a subject is a part of, by word and key; the subject itself where it is a part of none."""
        kind = self.kinds.get(word)
        if kind is None or kind.belongs is None:
            return word, pk
        model, keys = kind.belongs
        own, whole = keys.selected_columns
        found: int | None = session.scalar(keys.with_only_columns(whole).where(own == pk))
        return (word, pk) if found is None else (str(model.kind), found)

    def parts(self, word: str, pk: int) -> list[tuple[str, Any]]:
        """Return what a matter consists of, itself first: each kind with its keys, as a SELECT but for itself."""
        found: list[tuple[str, Any]] = [(word, [pk])]
        for kind in self:
            if kind.belongs is not None and kind.belongs[0].kind == word:
                own, whole = kind.belongs[1].selected_columns
                found.append((kind.word, kind.belongs[1].with_only_columns(own).where(whole == pk)))
        return found

    def told_by(self, word: str, pk: int) -> list[tuple[str, Any]]:
        """Return the rows whose trail is a subject's too, itself first: each kind with its keys, as a SELECT but for itself."""
        kind = self.kinds.get(word)
        found: list[tuple[str, Any]] = [(word, [pk])]
        for model, keys in kind.woken_by if kind else ():
            if kind and model in kind.trail:
                own, row = keys.selected_columns
                found.append((str(model.kind), keys.with_only_columns(row).where(own == pk)))
        return found

    def names(self, session: Session, word: str, ids: Iterable[int]) -> Mapping[int, str]:
        """Return the names of subjects of one kind by id; a kind without names gives none."""
        kind = self.kinds.get(word)
        if kind is not None and kind.numbered:
            return {pk: str(pk) for pk in ids}
        if kind is None or not isinstance(kind.names, Select):
            return {}
        key = kind.names.selected_columns[0]
        wanted = sorted(set(ids))
        found: dict[int, str] = {}
        for first in range(0, len(wanted), BATCH):
            rows = session.execute(kind.names.where(key.in_(wanted[first : first + BATCH])))
            found.update((int(row[0]), str(row[1])) for row in rows)
        return found


SUBJECTS = SubjectRegistry()
