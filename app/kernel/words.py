"""Marking texts for translation where no request, and so no language, is known."""

from enum import StrEnum


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Return the message id unchanged; extraction finds it, the surface translates it."""
    return message


class Word(StrEnum):
    """A closed vocabulary whose members carry a translatable title: ``NAME = "stored", N_("Title")``."""

    title_id: str

    def __new__(cls, stored: str, title_id: str = "") -> "Word":
        member = str.__new__(cls, stored)
        member._value_ = stored
        member.title_id = title_id or stored
        return member
