"""What a cell says, in whichever language of the program its sheet was written."""

from collections.abc import Callable
from typing import Any

from flask_babel import force_locale

from app.kernel.errors import Incomplete
from app.kernel.typed import read_text
from app.kernel.words import N_, Word
from app.surfaces.language import translate
from app.surfaces.records.values import NO, YES
from app.surfaces.sheets.columns import Column

SPLIT = "、"
LANGUAGES = ("zh", "en")


def in_all(message: str) -> tuple[str, ...]:
    """Return a text in every language of the program, so that a file of one is read in the other."""
    found = []
    for language in LANGUAGES:
        with force_locale(language):
            found.append(translate(message))
    return tuple(found)


def column_in_all(name: str, label: str, read: Callable[[Any], Any], hint: str = "", **more: Any) -> Column:
    """Return a column whose heading is known in every language."""
    return Column(name, label, read, hint, aliases=in_all(label), **more)


def read_name(raw: Any) -> str:
    """Return a text that must be there and fits a name, 60 characters at most."""
    text = read_text(raw)
    if not text:
        raise Incomplete(N_("This field must be filled in."))
    return _fitting(text)


def read_note(raw: Any) -> str:
    """Return a short text that may be empty."""
    return _fitting(read_text(raw))


def _fitting(text: str) -> str:
    if len(text) > 60 or "\x00" in text:
        raise Incomplete(N_("Write at most 60 characters."))
    return text


def read_whole(raw: Any) -> int:
    """Return a whole number of at most four digits; zero for an empty cell."""
    text = read_text(raw)
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 4:
        raise Incomplete(N_("Enter a whole number, for example 20."))
    return int(text)


def read_flag(raw: Any) -> bool:
    """Return yes or no; an empty cell is no."""
    text = read_text(raw).lower()
    if text in NO or not text:
        return False
    if text in YES:
        return True
    raise Incomplete(N_("Answer yes or no."))


def word_reader(vocabulary: type[Word]) -> Callable[[Any], str]:
    """Return the reader of a word of a vocabulary, by its stored form or its title; empty stays empty."""

    def read(raw: Any) -> str:
        text = read_text(raw)
        if not text:
            return ""
        for member in vocabulary:
            if text in (member.value, member.title_id, *in_all(member.title_id)):
                return str(member.value)
        raise Incomplete(N_("Choose one of: %(choices)s."), choices=SPLIT.join(translate(m) for m in vocabulary))

    return read


def words_reader(vocabulary: type[Word]) -> Callable[[Any], list[str]]:
    """Return the reader of several words of a vocabulary."""
    one = word_reader(vocabulary)
    return lambda raw: [one(part) for part in read_parts(raw)]


def read_parts(raw: Any) -> list[str]:
    """Return the parts of a cell that holds several texts."""
    text = read_text(raw)
    for sign in ("\n", ";", "；"):
        text = text.replace(sign, SPLIT)
    return [part.strip() for part in text.split(SPLIT) if part.strip()]
