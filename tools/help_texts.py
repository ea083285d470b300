"""Extraction of texts for translation, with the help of commands: docstrings and ``help=`` of click.

Babel reads marked strings only, and none within the braces of an f-string; a command's docstring is its help already,
so it need not be marked.
"""

import ast
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python

Found = tuple[int, str | None, Any, list[str]]


def extract(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Yield what Babel's reader of Python finds, then what it passes over: an extractor for ``babel.cfg``."""
    source = file.read()
    yield from extract_python(BytesIO(source), keywords, comment_tags, options)
    for line, text in texts_in_braces(source.decode("utf-8"), keywords):
        yield line, None, text, []
    if b"import click" in source:
        for line, text in help_texts(source.decode("utf-8")):
            yield line, None, text, []


def texts_in_braces(source: str, keywords: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of what is marked within the braces of f-strings, each once however deep it stands."""
    found: dict[tuple[int, int], str] = {}
    for string in ast.walk(ast.parse(source)):
        for node in ast.walk(string) if isinstance(string, ast.JoinedStr) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
                text = node.args[0] if node.args else None
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    found[node.lineno, node.col_offset] = text.value
    yield from ((line, text) for (line, _column), text in sorted(found.items()))


def help_texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of the docstring of each command and of each ``help="..."``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any(map(_makes_command, node.decorator_list)):
            text = ast.get_docstring(node)
            if text:
                yield node.lineno, text
        elif isinstance(node, ast.Call):
            for given in node.keywords:
                if given.arg == "help" and isinstance(given.value, ast.Constant):
                    yield node.lineno, str(given.value.value)


def _makes_command(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Attribute) and called.attr in ("command", "group")
