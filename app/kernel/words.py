"""Marking texts for translation where no request, and so no language, is known."""

from collections.abc import Iterable
from enum import StrEnum

from app.kernel.errors import Incomplete


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Return the message id unchanged; extraction finds it, the surface translates it."""
    return message


class NotListed(Incomplete, ValueError):  # noqa: N818 - as its family
    """A text that is no word of its vocabulary, as a form or an address may hold it."""


class Word(StrEnum):
    """A closed vocabulary whose members carry a translatable title: ``NAME = "stored", N_("Title")``.

    Making a word of any other text is refused in words, wherever the text came from.
    """

    title_id: str

    def __new__(cls, stored: str, title_id: str = "") -> "Word":
        """Make a member from its stored form and its title."""
        member = str.__new__(cls, stored)
        member._value_ = stored
        member.title_id = title_id or stored
        return member

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise NotListed(N_("Choose one from the list."))


class Titled(str):
    """A message id that stands as a value in another message; the surface translates it."""

    title_id: str

    def __new__(cls, message: str) -> "Titled":
        """Make a title of a message id."""
        made = str.__new__(cls, message)
        made.title_id = message
        return made


class Sentences(str):
    """Several (place, message id) pairs as one value of a message; the surface translates each."""

    parts: tuple[tuple[str, str], ...]

    def __new__(cls, parts: Iterable[tuple[str, str]]) -> "Sentences":
        """Make one text of labelled parts."""
        told = tuple(parts)
        made = str.__new__(cls, joined(told))
        made.parts = told
        return made


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """Return (place, sentence) pairs as one text: ``review: It needs a name. decide: ...``."""
    return " ".join(f"{place}: {sentence}" if place else sentence for place, sentence in parts)
