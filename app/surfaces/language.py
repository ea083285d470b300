"""Words of the kernel in the language of the request."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import get_locale, get_translations

from app.kernel.act import CHINA, local_day, start_of_day
from app.kernel.errors import Refused
from app.kernel.typed import Faulty
from app.kernel.words import Sentences, Word, joined


def translate(message: Any, **values: Any) -> str:
    """Return a marked message id, or a member of a vocabulary, in the language of the request."""
    text = message.title_id if isinstance(message, Word) or hasattr(message, "title_id") else str(message)
    if not text:
        return ""
    said: str = _catalogue().ugettext(text)
    return said % values if values else said


def translate_refusal(fault: Refused) -> str:
    """Return the sentence of a refusal in the language of the request; its values are translated too."""
    return translate_sentence(fault)


def faults_of(fault: Refused) -> dict[str, str]:
    """Return the sentences of a refusal by field; ``form`` for what is about no field."""
    if isinstance(fault, Faulty):
        return {name: translate_refusal(item) for name, item in fault.faults.items()}
    return {fault.field or "form": translate_refusal(fault)}


UNBROKEN, SHORT = 24, 8
"""Characters: so long a code or number, and so long a name, stand in one line of a list."""
_CODE = re.compile(r"[\x21-\x7e]+|\d[\d :-]+|\d+年\d+月\d+日(?: \d\d:\d\d)?")


def keeps(text: Any) -> bool:
    """Tell whether a cell of a list is never broken: names, numbers, days and codes; sentences are."""
    length = len(text) if isinstance(text, str) else 0
    return length <= SHORT or (length <= UNBROKEN and _CODE.fullmatch(text) is not None)


def translate_sentence(sentence: Any) -> str:
    """Return anything that has a ``message`` and its ``values`` in the language of the request."""
    return translate(sentence.message, **{name: _said(value) for name, value in sentence.values.items()})


def _said(value: Any) -> Any:
    if isinstance(value, Sentences):
        return joined((translate(place), translate(sentence)) for place, sentence in value.parts)
    if isinstance(value, date):
        return show_day(value)
    return translate(value) if hasattr(value, "title_id") else value


def show_day(value: date | datetime | None) -> str:
    """Return a day in the Chinese order, whatever the language: 2026年11月23日 or 2026-11-23."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).date()
    if str(get_locale()).startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return value.isoformat()


def show_month(period: str) -> str:
    """Return a month such as 2026-11 in the order of the language: 2026年11月 or 2026-11."""
    year, month = period.split("-")
    return f"{year}年{int(month)}月" if str(get_locale()).startswith("zh") else period


def show_moment(value: datetime | None) -> str:
    """Return an instant in China's time to the minute."""
    if value is None:
        return ""
    local = value.astimezone(CHINA)
    return f"{show_day(local)} {local:%H:%M}"


def show_clock(value: datetime) -> str:
    """Return an instant in China's time of day, to the second."""
    return f"{value.astimezone(CHINA):%H:%M:%S}"


def show_due(at: datetime | None) -> str:
    """Return the last day of a limit in days, which ends with midnight; the moment of one in hours."""
    if at is None or at != start_of_day(local_day(at)):
        return show_moment(at)
    return show_day(at - timedelta(microseconds=1))


def _catalogue() -> Any:
    """Return the catalogue of the language in which is spoken now, looked up once: a page says some hundred texts."""
    if not has_app_context():
        return get_translations()
    # Each look through the proxy costs as much as the text.
    kept: Any = g._get_current_object()
    locale = getattr(kept.get("_flask_babel"), "babel_locale", None)
    held = kept.get("catalogue")
    if held is None or held[0] is not locale or locale is None:
        held = kept.catalogue = (get_locale(), get_translations())
    return held[1]


def as_asked(app: Flask) -> None:
    """Let resources answer in the language that their caller asks for (Accept-Language), unless he has chosen one here."""
    babel = app.extensions["babel"]
    chosen = babel.locale_selector

    def select_locale() -> str | None:
        if has_request_context() and request.path.startswith("/api/") and "locale" not in session:
            asked = request.accept_languages.best_match(app.config["LANGUAGES"])
            return asked or app.config["BABEL_DEFAULT_LOCALE"]
        locale: str | None = chosen()
        return locale

    babel.locale_selector = select_locale


def speak(app: Flask) -> None:
    """Let templates take their texts from the catalogue of the request; after Babel has put on its own way."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def init_app(app: Flask) -> None:
    """Give templates the filters ``translate``, ``told``, ``day``, ``month``, ``moment`` and ``clock``."""
    app.jinja_env.filters.update(
        translate=translate,
        told=translate_sentence,
        day=show_day,
        month=show_month,
        moment=show_moment,
        clock=show_clock,
        keeps=keeps,
    )
