"""The table of attacks and faults names tests that there are, and leaves none out."""

import ast
import re

from tests.catalogue import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([AF]\d+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
UNTRIED = {"F23", "F24"}
"""What the page itself says was not tried."""


def names_in(name: str) -> set[str]:
    """Return the tests of a file below ``tests``."""
    tree = ast.parse((ROOT / "tests" / name).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_attack_and_fault_stands_in_its_order() -> None:
    assert [number for number, _what, _held in ROWS] == [
        *(f"A{number}" for number in range(1, 74)),
        *(f"F{number}" for number in range(1, 28)),
    ]


def test_every_test_that_is_named_exists() -> None:
    named = [(number, *one.split("::")) for number, _what, held in ROWS for one in re.findall(r"`(.+?)`", held)]
    assert len(named) > 120
    assert [one for one in named if one[2] not in names_in(one[1])] == []


def test_what_was_not_tried_says_so() -> None:
    assert {number for number, _what, held in ROWS if "`" not in held} == UNTRIED
    assert PAGE.count("not tried yet") == len(UNTRIED)
