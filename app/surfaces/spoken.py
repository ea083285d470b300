"""Templates compiled once for each language: their own texts stand in them as constants.

A list says some hundred texts, most of them in every row. Looked up while the page is written they cost more than its rows.
"""

from typing import Any

from flask import has_app_context
from flask.templating import Environment
from flask_babel import get_locale, get_translations
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

SAYS = "_"
"""What a template calls to say a text."""


class SpokenEnvironment(Environment):
    """Hands out each template in the language of the request; what it includes comes in the same one."""

    language = ""
    """Empty for the environment that hands out; each of those under it has its own."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._by_language: dict[str, SpokenEnvironment] = {}

    def _load_template(self, name: str, globals: Any) -> Template:
        spoken = self if self.language or not has_app_context() else self._speaking(str(get_locale()))
        return Environment._load_template(spoken, name, globals)

    def _speaking(self, language: str) -> "SpokenEnvironment":
        if language not in self._by_language:
            spoken: Any = self.overlay()
            spoken.language = language
            self._by_language[language] = spoken
        return self._by_language[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language:
            _Speaker(get_translations()).visit(tree)
        return tree


class _Speaker(NodeTransformer):
    """Puts the translation in the place of each text that is written in a template."""

    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - named so by Jinja
        self.generic_visit(call)
        fixed = len(call.args) == 1 and isinstance(call.args[0], nodes.Const)
        if not (isinstance(call.node, nodes.Name) and call.node.name == SAYS and fixed) or call.dyn_kwargs:
            return call
        text: str = self.catalogue.ugettext(call.args[0].value)  # type: ignore[attr-defined]
        # As in Jinja's own way the text is safe and its values are escaped, and %% stands for a per cent sign.
        line = call.lineno
        if not call.kwargs:
            return nodes.MarkSafeIfAutoescape(nodes.Const(text % {}, lineno=line), lineno=line)
        pairs = [nodes.Pair(nodes.Const(one.key, lineno=line), one.value, lineno=line) for one in call.kwargs]
        marked = nodes.MarkSafeIfAutoescape(nodes.Const(text, lineno=line), lineno=line)
        return nodes.Mod(marked, nodes.Dict(pairs, lineno=line), lineno=line)
