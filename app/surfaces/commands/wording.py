"""Help and refusals of the commands in the language of the installation, as their answers are."""

import gettext
import os
from collections.abc import Callable, Iterator
from functools import wraps
from inspect import cleandoc
from typing import Any

import click
from babel.support import NullTranslations, Translations
from flask import Flask
from sqlalchemy.exc import DBAPIError

import config
from app.kernel.db import FIRST_COUNTY, LAST_COUNTY
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.faults import NO_TABLES, not_set_up

COUNTY = click.IntRange(FIRST_COUNTY, LAST_COUNTY)
"""A county on the command line: six digits."""

CLICK = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Invalid value: {message}"),
    N_("Missing argument"),
    N_("Missing command."),
    N_("Missing option"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Try '{command} {option}' for help."),
    N_("default: {default}"),
    N_("required"),
    N_("{name} {filename!r} does not exist."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
)
"""What click itself says, word for word; it looks these up through the standard ``gettext``."""


def init_app(app: Flask) -> None:
    """Let every command of the program speak ``SUNSHINE_LANGUAGE``; commands of libraries keep theirs.

    The language of the machine (``LANG``) does not count: servers are set up in English or in none,
    and the answers of the commands would be in another language than their help.
    """
    language, folder = app.config["SUNSHINE_LANGUAGE"], str(config.ROOT / "translations")
    gettext.bindtextdomain("messages", folder)
    os.environ["LANGUAGE"] = language
    texts: NullTranslations = Translations.load(folder, [language])
    for command in app.cli.commands.values():
        for item in _spoken(command):
            _translate(item, texts.gettext)
            if isinstance(item, click.Command):
                _refuse_in_words(item, texts.gettext)


def _spoken(command: click.Command) -> Iterator[click.Command | click.Option]:
    """Walk a command, its options and the commands below it."""
    yield command
    yield from (one for one in command.params if isinstance(one, click.Option))
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _spoken(below)


def _translate(item: click.Command | click.Option, translate: Callable[[str], str]) -> None:
    """Translate from the English that the item was made with, however often this is done."""
    english = vars(item).setdefault("english_help", item.help)
    if english:
        item.help = translate(cleandoc(english))


def _refuse_in_words(command: click.Command, translate: Callable[[str], str]) -> None:
    """End a command that is refused, or finds no tables, with a sentence and not with a traceback."""
    plain = vars(command).setdefault("plain_callback", command.callback)
    if plain is None:
        return

    @wraps(plain)
    def told(*arguments: Any, **options: Any) -> Any:
        try:
            return plain(*arguments, **options)
        except Refused as fault:
            raise click.ClickException(translate(fault.message) % fault.values) from fault
        except DBAPIError as fault:
            if not_set_up(fault):
                raise click.ClickException(translate(NO_TABLES)) from None
            raise

    command.callback = told
