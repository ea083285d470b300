"""What the tool that counts statements counts."""

from tools.statements import Size, sizes, statements_in, told

MODULE = '''"""A module."""

import os


def twice(number: int) -> int:
    """Return it doubled."""
    if number: return number * 2
    return 0
'''


def test_statements_count_and_docstrings_do_not() -> None:
    assert statements_in(MODULE) == 5  # import, def, if, two returns
    assert statements_in(MODULE.replace("    return 0", "    return (\n        0\n    )")) == 5


def test_modules_are_summed_by_package() -> None:
    found = sizes(
        {"app/powers/one.py": MODULE, "app/powers/deep/two.py": "a = 1  # fmt: skip\n", "app/roof.py": "b = 2\n"}
    )
    assert found == {"app/powers": Size(2, 6, 9, 1), "app": Size(1, 1, 1, 0)}


def test_the_change_since_a_commit_stands_beside_each_package_and_the_sum() -> None:
    now, before = ({"app/powers": Size(1, 95, 10)}, {"app/powers": Size(1, 100, 10), "app/gone": Size(1, 100, 10)})
    lines = list(told(now, before))
    assert [line.split()[0] for line in lines] == ["package", "app/gone", "app/powers", "all"]
    assert "-100.0%" in lines[1] and "-5.0%" in lines[2] and "-52.5%" in lines[3]
    assert "%" not in "".join(told(now, None))
