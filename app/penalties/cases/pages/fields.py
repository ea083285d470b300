"""Fields of the forms behind the buttons of a case, and reading what came back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from app.kernel.act import CHINA, Act
from app.kernel.errors import Incomplete
from app.kernel.typed import read_day, read_number
from app.kernel.words import N_, Word
from app.penalties.cases.models import PenaltyCase
from app.surfaces.language import say

Form = MultiDict[str, str]
W = TypeVar("W", bound=Word)
Fields = Callable[[Act, PenaltyCase], list[dict[str, Any]]]
YES_NO = (("1", N_("Yes")), ("0", N_("No")))


@dataclass(frozen=True, slots=True)
class ActForm:
    """One act's form: its fields for a case, and how it is carried out."""

    fields: Fields
    carry_out: Callable[[Act, PenaltyCase, Form, int | None], Any]
    note: str = ""
    danger: bool = False
    rare: bool = False
    main: bool = False
    sealed: bool = False
    """Seals an instrument with free text in it: what will be printed is shown first."""
    when: Callable[[Act, PenaltyCase], bool] | None = None
    """Whether there is anything to do it to; always, unless given."""


def field(
    name: str, label: str, how: str = "long", *, must: bool = True, hint: str = "", value: Any = "", choices: Any = (),
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return a field as the form macros take it."""
    return {
        "name": name, "label": say(label), "input": how, "required": must, "hint": say(hint), "value": value,
        "choices": [(str(key), say(words)) for key, words in choices], **more,
    }  # fmt: skip


def none(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    """Ask nothing."""
    return []


def reason(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    """Ask for the reason."""
    return [field("reason", N_("Reason"))]


def a_day(form: Form, name: str, *, must: bool = True) -> date | None:
    """Return a day, or None where it may be left out."""
    text = form.get(name, "").strip()
    if not text and not must:
        return None
    return read_day(text, name)


def the_day(form: Form, name: str) -> date:
    """Return a day that must be given."""
    day = a_day(form, name)
    assert day is not None
    return day


def a_moment(form: Form, name: str) -> datetime | None:
    """Return an instant entered in Chinese time, or None."""
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        raise Incomplete(N_("Enter a date such as 2026-11-23."), field=name) from None


def yuan(form: Form, name: str) -> Decimal:
    """Return a sum of money."""
    amount = read_number(form.get(name, ""))
    if amount is None:
        raise Incomplete(N_("Enter the fine in yuan, for example 20000."), field=name)
    return amount


def a_number(form: Form, name: str) -> int:
    """Return an id that was chosen."""
    text = form.get(name, "").strip()
    if not text.isdecimal() or len(text) > 18:
        raise Incomplete(N_("Choose one from the list."), field=name)
    return int(text)


def numbers(form: Form, name: str) -> list[int]:
    """Return the ids that were ticked."""
    return [int(text) for text in form.getlist(name) if text.isdecimal() and len(text) <= 18]


def a_word(form: Form, name: str, vocabulary: type[W]) -> W:
    """Return the member of a vocabulary that was chosen."""
    text = form.get(name, "")
    if text not in set(vocabulary):
        raise Incomplete(N_("Choose one from the list."), field=name)
    return vocabulary(text)


def lines(form: Form, name: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in form.get(name, "").splitlines() if line.strip())


def words(members: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return the members of a vocabulary as choices."""
    return [(member.value, member) for member in members]
