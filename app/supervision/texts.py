"""The one line of text of an alert: kept in the language of the installation, shown in the reader's."""

from functools import lru_cache

from flask import current_app, has_app_context
from flask_babel import force_locale, get_locale, gettext

from app.supervision.models import Alert

LENGTH = 400


def alert_text(name: str | None, fact: str) -> str:
    """Return ``case number · item · fact``, at most 400 characters, the fact translated."""
    said = in_house_language(fact)
    return f"{name[: LENGTH - len(said) - 3]} · {said}" if name else said[:LENGTH]


def headline(alert: Alert) -> str:
    """Return the line of an alert in the language of the request.

    One that was kept without its fact stands as it is, and so does every one outside of the program's pages.
    """
    if not alert.fact or not has_app_context() or str(get_locale()) == current_app.config["SUNSHINE_LANGUAGE"]:
        return alert.text
    kept = in_house_language(alert.fact)
    return alert.text.removesuffix(kept) + gettext(alert.fact) if alert.text.endswith(kept) else alert.text


def in_house_language(message: str) -> str:
    """Translate a message into the language of the installation, outside of any request too."""
    return _translated(message, current_app.config["SUNSHINE_LANGUAGE"]) if has_app_context() else message


@lru_cache(maxsize=1024)
def _translated(message: str, language: str) -> str:
    with force_locale(language):
        return str(gettext(message))
