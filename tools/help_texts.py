"""Extraction of texts for translation, with the help of commands: docstrings and ``help=`` of click.

Babel reads marked strings only; a command's docstring is its help already, so it need not be marked.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python

Found = tuple[int, str | None, Any, list[str]]


def extract(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """Yield what Babel's reader of Python finds, then each text of help: an extractor for ``babel.cfg``."""
    source = file.read()
    yield from extract_python(BytesIO(source), keywords, comment_tags, options)
    if b"import click" in source:
        for line, text in help_texts(source.decode("utf-8")):
            yield line, None, text, []


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
