"""The one line of text of an alert, in the language of the installation."""

from flask import current_app, has_app_context
from flask_babel import force_locale, gettext

LENGTH = 400


def alert_text(name: str | None, fact: str) -> str:
    """Return ``case number · item · fact``, at most 400 characters, the fact translated."""
    said = in_house_language(fact)
    return f"{name[: LENGTH - len(said) - 3]} · {said}" if name else said[:LENGTH]


def in_house_language(message: str) -> str:
    """Translate a message into the language of the installation, outside of any request too."""
    if not has_app_context():
        return message
    with force_locale(current_app.config["SUNSHINE_LANGUAGE"]):
        return str(gettext(message))
