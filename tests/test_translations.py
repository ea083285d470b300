"""Chinese first, English complete: no text of the program is left in the wrong language."""

import re

from tests.catalogue import chinese, extracted
from tools.help_texts import texts_in_braces

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def test_every_text_has_a_chinese_translation() -> None:
    catalogue = chinese()
    missing = sorted(text for text in extracted() if not (found := catalogue.get(text)) or not found.string)
    assert missing == []


def test_no_translation_is_marked_as_a_guess() -> None:
    assert [message.id for message in chinese() if message.id and message.fuzzy] == []


def test_no_translation_has_outlived_its_text() -> None:
    texts = extracted()
    assert [message.id for message in chinese() if message.id and message.id not in texts] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in chinese():
        if message.id and message.string:
            assert set(PLACEHOLDER.findall(message.string)) == set(PLACEHOLDER.findall(message.id)), message.id


def test_every_text_with_places_can_be_filled_in_both_languages() -> None:
    """A bare per cent sign beside a place ends the page that shows it."""
    for message in chinese():
        names = set(PLACEHOLDER.findall(str(message.id))) if message.id else set()
        if names and message.string:
            for text in (str(message.id), str(message.string)):
                assert text % dict.fromkeys(names, 1), text


def test_translations_are_chinese() -> None:
    plain = [
        message.id
        for message in chinese()
        if message.id and re.search("[a-z]{4}", str(message.id)) and not re.search("[一-鿿]", str(message.string))
    ]
    assert plain == []


def test_texts_within_the_braces_of_an_f_string_are_found() -> None:
    source = (
        "f\"{a}: {translate(N_('one') if b else N_('two %(x)s'), x=f'{N_(str(3))}')} {other('three')}\"\nN_('four')"
    )
    assert [text for _line, text in texts_in_braces(source, ("N_", "translate"))] == ["one", "two %(x)s"]
