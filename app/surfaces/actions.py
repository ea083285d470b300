"""Buttons that carry something out: the form behind each, reading what came back, and the answer to it.

One mechanism for every case, agency, mark and report: a refusal keeps what was typed and stands beside its field.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from flask import Response, flash, redirect, request
from werkzeug.datastructures import MultiDict

from app.kernel.act import CHINA, Act
from app.kernel.errors import Incomplete, Refused
from app.kernel.typed import read_amount, read_day, read_moment
from app.kernel.words import N_, Word
from app.surfaces.acts import acting, reading_act, today
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.opinions.picking import carried_out, offer, pressed
from app.surfaces.walking import Landing

Form = MultiDict[str, str]
FieldRow = dict[str, Any]
"""A field as the form macros take it."""
T = TypeVar("T")
R = TypeVar("R")
W = TypeVar("W", bound=Word)
YES_NO = (("1", N_("Yes")), ("0", N_("No")))
LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class ActForm(Generic[T]):
    """One act's form: its fields for a case, and how it is carried out."""

    fields: Callable[[Act, T], list[FieldRow]]
    carry_out: Callable[[Act, T, Form, int | None], Any]
    note: str = ""
    danger: bool = False
    rare: bool = False
    """Its button stands behind a fold."""
    main: bool = False
    """Usually next: its button stands out."""
    sealed: bool = False
    """Seals an instrument with free text in it: what will be printed is shown first."""
    when: Callable[[Act, T], bool] | None = None
    """Whether there is anything to do it to; always, unless given."""

    def is_offered(self, act: Act, subject: T) -> bool:
        """Tell whether the button stands there."""
        return self.when is None or self.when(act, subject)

    def carry(self, act: Act, subject: T) -> Any:
        """Carry it out with what the request brought."""
        return self.carry_out(act, subject, request.form, edition())


def field(
    name: str,
    label: str,
    how: str = "long",
    *,
    must: bool = True,
    hint: str = "",
    value: Any = "",
    choices: Any = (),
    **more: Any,
) -> FieldRow:
    """Return a field as the form macros take it; ``money`` is a sum in yuan, not below zero."""
    if how == "money":
        more = {"money": True, "least": 0} | more
    return {
        "name": name,
        "label": translate(label),
        "input": "decimal" if how == "money" else how,
        "required": must,
        "hint": translate(hint) if hint else "",
        "value": value,
        "choices": [(str(key), translate(words)) for key, words in choices],
        **more,
    }


def none(act: Act, subject: Any) -> list[FieldRow]:
    """Ask nothing."""
    return []


def reason(act: Act, subject: Any) -> list[FieldRow]:
    """Ask for the reason."""
    return [field("reason", N_("Reason"))]


def words(members: Iterable[Word]) -> list[tuple[str, Any]]:
    """Return the members of a vocabulary as choices."""
    return [(member.value, member) for member in members if member.value]


def button(
    code: str,
    title: str,
    fields: list[FieldRow],
    *,
    note: str = "",
    main: bool = False,
    danger: bool = False,
    rare: bool = False,
    hidden: Mapping[str, Any] | None = None,
    failed: str = "",
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return a button with its form; the one that was refused keeps what was typed, with its errors."""
    mine = bool(failed) and failed == code
    for one in fields if mine else ():
        many = one["input"] == "many"
        one["value"] = request.form.getlist(one["name"]) if many else request.form.get(one["name"], "")
        one["error"] = (errors or {}).get(one["name"], "")
    offer(fields, shown=mine)
    return {
        "code": code,
        "title": translate(title),
        "fields": fields,
        "note": translate(note) if note else "",
        "main": main,
        "danger": danger,
        "rare": rare and not mine,
        "hidden": dict(hidden or {}),
        "errors": dict(errors or {}) if mine else {},
        "open": mine,
    }


def button_of(
    act: Act, subject: T, code: str, title: str, form: ActForm[T], failed: str, errors: Mapping[str, str]
) -> dict[str, Any]:
    """Return the button of an act's form."""
    return button(
        code,
        title,
        form.fields(act, subject),
        note=form.note,
        main=form.main,
        danger=form.danger,
        rare=form.rare,
        failed=failed,
        errors=errors,
    )


def in_order(buttons: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return buttons with the usual ones first and the dangerous ones last."""
    return sorted(buttons, key=lambda one: (not one["main"], one["danger"]))


def answered(
    work: Callable[[Act], str | Landing], show: Callable[[Act, dict[str, str]], str]
) -> Response | tuple[str, int]:
    """Carry out an act and go where it leads, or show the page again with what was refused."""
    if (beside := pressed()) is not None:
        return show(reading_act(), carried_out(beside)), 200
    try:
        with acting() as act:
            target = work(act)
    except Refused as fault:
        return show(reading_act(), faults_of(fault) | {"form": translate_refusal(fault)}), fault.status
    landing = target if isinstance(target, Landing) else Landing(target, translate(N_("Done.")))
    flash(landing.said, "success")
    return redirect(landing.address)  # type: ignore[return-value]


def edition() -> int | None:
    """Return the number of the edition that the person saw."""
    text = request.form.get("edit_number", "")
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def a_day(form: Form, name: str, *, must: bool = True) -> date | None:
    """Return a day, or None where it may be left out."""
    text = form.get(name, "").strip()
    if not text and not must:
        return None
    return read_day(text, name, today())


def the_day(form: Form, name: str) -> date:
    """Return a day that must be given."""
    return read_day(form.get(name, "").strip(), name, today())


def a_moment(form: Form, name: str) -> datetime | None:
    """Return an instant entered in Chinese time, or None."""
    text = form.get(name, "").strip()
    if not text:
        return None
    at = read_moment(text, name, today())
    return at if at.tzinfo is not None else at.replace(tzinfo=CHINA)


def yuan(form: Form, name: str) -> Decimal:
    """Return a sum of money, not below zero; Incomplete says what is wrong with it."""
    text = form.get(name, "").strip()
    if not text:
        raise Incomplete(N_("Enter an amount in yuan, for example 20000."), field=name)
    return read_amount(text, name, least=0)


def a_number(form: Form, name: str) -> int:
    """Return a whole number that was entered."""
    text = form.get(name, "").strip()
    if not text.isdecimal() or len(text) > LONGEST_ID:
        raise Incomplete(N_("Enter a whole number, for example 20."), field=name)
    return int(text)


def an_id(form: Form, name: str) -> int:
    """Return the id that was chosen from a list."""
    text = form.get(name, "").strip()
    if not text.isdecimal() or len(text) > LONGEST_ID:
        raise Incomplete(N_("Choose one from the list."), field=name)
    return int(text)


def picked(act: Act, model: type[R], form: Form, name: str) -> R:
    """Return the row that was chosen from a list."""
    row = act.session.get(model, an_id(form, name))
    if row is None:
        raise Incomplete(N_("Choose one from the list."), field=name)
    return row


def chosen(rows: Iterable[Any], form: Form, name: str) -> Any:
    """Return the row that was chosen among those that were offered."""
    wanted = an_id(form, name)
    found = next((one for one in rows if one.id == wanted), None)
    if found is None:
        raise Incomplete(N_("Choose one from the list."), field=name)
    return found


def ids(form: Form, name: str) -> list[int]:
    """Return the ids that were ticked."""
    return [int(text) for text in form.getlist(name) if text.isdecimal() and len(text) <= LONGEST_ID]


def a_word(form: Form, name: str, vocabulary: type[W]) -> W:
    """Return the member of a vocabulary that was chosen."""
    text = form.get(name, "")
    if text not in set(vocabulary):
        raise Incomplete(N_("Choose one from the list."), field=name)
    return vocabulary(text)


def lines(form: Form, name: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in form.get(name, "").splitlines() if line.strip())
