"""Every test asserts something: a row, a text, a state. The status of an answer alone says little."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
RAISING = {"raises", "warns", "expect"}
"""Calls that assert by themselves: of pytest, and of the browser."""
NOTHING, STATUS, MORE = range(3)

Function = ast.FunctionDef | ast.AsyncFunctionDef
EXCEPT: dict[str, str] = {}
"""Tests that may look at less, each with the reason."""


def looks_at(assertion: ast.expr) -> int:
    """Return whether an assertion looks at nothing but the status of answers, or at more."""
    waiting: list[ast.AST] = [assertion]
    status = False
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.Attribute) and one.attr == "status_code":
            status = True
        elif isinstance(one, ast.Attribute | ast.Call | ast.Subscript) or (
            isinstance(one, ast.Constant) and isinstance(one.value, str)
        ):
            return MORE
        else:
            waiting += ast.iter_child_nodes(one)
    return STATUS if status else MORE


def asserts(function: Function, helpers: dict[str, int]) -> int:
    """Return the most that a function looks at, by itself or through the helpers that it calls by name."""
    most = NOTHING
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            most = max(most, looks_at(node.test))
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            helped = helpers.get(name, NOTHING) if isinstance(called, ast.Name) else NOTHING
            most = max(most, MORE if name in RAISING else helped)
    return most


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function of a module, those inside classes and functions too."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def test_every_test_looks_at_more_than_a_status() -> None:
    trees = {
        ".".join(("tests", *file.relative_to(TESTS).with_suffix("").parts)): ast.parse(file.read_text("utf-8"))
        for file in sorted(TESTS.rglob("*.py"))
    }
    found: dict[str, dict[str, int]] = defaultdict(dict)
    known: dict[str, dict[str, int]] = {}
    while known != found:
        known = {module: dict(names) for module, names in found.items()}
        for module, tree in trees.items():
            seen = dict(known.get(module, {}))
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module in trees:
                    there = known.get(node.module, {})
                    seen |= {one.asname or one.name: there.get(one.name, NOTHING) for one in node.names}
            for function in functions(tree):
                found[module][function.name] = asserts(function, seen)
    little = [
        f"{module}.{name}"
        for module, names in found.items()
        for name, most in names.items()
        if name.startswith("test_") and most < MORE and f"{module}.{name}" not in EXCEPT
    ]
    assert little == [], "assert a row, a text or a state beside the status"
