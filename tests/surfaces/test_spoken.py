"""Templates hold their texts in the language of the request, and escape what is put into them."""

import pytest
from flask import Flask, render_template
from flask_babel import Babel, force_locale
from jinja2 import DictLoader

from app.surfaces.language import speak, translate
from app.surfaces.spoken import SpokenEnvironment
from config import ROOT

PAGE = """{% from "piece" import saved %}<p title="{{ _("Saved.") }}">{{ saved() }}</p>
{{ _("%(count)s entries", count=count) }}|{{ _(said) }}|{{ count and _("Home") }}"""
PIECE = """{% macro saved() %}{{ _("Saved.") }}{% endmacro %}"""


@pytest.fixture
def pages() -> Flask:
    """A program of three templates that speaks as ours does."""
    made = Flask("spoken")
    made.jinja_environment = SpokenEnvironment
    made.config.update(BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"))
    Babel(made)
    speak(made)
    made.jinja_env.loader = DictLoader(
        {"page.html": PAGE, "piece": PIECE, "page.txt": "{{ _('%(count)s entries', count=count) }}"}
    )
    return made


def test_each_language_has_its_own_words_whichever_came_first(pages: Flask) -> None:
    found = []
    for language in ("zh", "en", "zh", "en"):
        with pages.test_request_context(), force_locale(language):
            found.append(render_template("page.html", count=3, said="Saved."))
    assert found[0] == found[2] != found[1] == found[3]
    assert found[1] == '<p title="Saved.">Saved.</p>\n3 entries|Saved.|Home'
    assert found[0].count("已保存") == 3


def test_values_are_escaped_in_a_page_and_left_in_a_plain_text(pages: Flask) -> None:
    with pages.test_request_context(), force_locale("en"):
        assert "&lt;b&gt; entries" in render_template("page.html", count="<b>", said="")
        assert render_template("page.txt", count="<b>") == "<b> entries"


def test_a_language_that_is_forced_for_a_while_ends_with_it(pages: Flask) -> None:
    with pages.test_request_context():
        with force_locale("zh"):
            before = translate("Saved.")
            with force_locale("en"):
                assert translate("Saved.") == "Saved."
            assert translate("Saved.") == before
        assert before != "Saved."
