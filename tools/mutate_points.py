"""Count which clauses of the monitoring points an honest course of events guards.

Each test of ``tests/honest`` builds the honest course that comes nearest to its point, then asks the point with one
clause less, clause by clause. A clause is guarded when the point would then accuse somebody. Run from the project:

    .venv/bin/python -m tools.mutate_points [code ...] [--open]

``--open`` lists the clauses that no course guards.
"""

import argparse
import sys
from contextlib import redirect_stdout
from io import StringIO
from string import ascii_uppercase
from typing import Any

import pytest

LETTERS = tuple(ascii_uppercase)
"""Codes of points begin with one."""


class Tally:
    """Collects what each test found out, as a plugin of pytest."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes
        self.by_code: dict[str, list[tuple[str, bool]]] = {}
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the courses of the points asked for, on SQLite."""
        items[:] = [
            item
            for item in items
            if "sqlite-" in item.name and item.callspec.params.get("code", "-").startswith(self.codes or LETTERS)
        ]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note the clauses of a finished test, or that it failed."""
        if report.failed:
            self.failed.append(report.nodeid)
        if report.when == "call":
            for name, value in report.user_properties:
                if name == "clauses":
                    self.by_code[report.nodeid.rsplit("-", 1)[1].rstrip("]")] = value


def main() -> int:
    """Run the honest courses on SQLite and print how many clauses they guard."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("codes", nargs="*", help="codes or groups of points; all when none is given")
    parser.add_argument("--open", action="store_true", help="list the clauses that nothing guards")
    given = parser.parse_args()
    tally = Tally(tuple(given.codes))
    with redirect_stdout(StringIO()):
        pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", "tests/honest"], plugins=[tally])
    guarded = clauses = points = 0
    for code, found in sorted(tally.by_code.items()):
        killed = sum(caught for _, caught in found)
        guarded, clauses, points = guarded + killed, clauses + len(found), points + (killed > 0)
        print(f"{code:22} {killed:3} of {len(found):3}")
        if given.open:
            for clause in sorted({clause for clause, caught in found if not caught}):
                print(f"    {clause[:160]}")
    print(f"{points} of {len(tally.by_code)} points are guarded; {guarded} of {clauses} clauses.")
    for test in tally.failed:
        print(f"failed: {test}")
    return 1 if tally.failed or not tally.by_code else 0


if __name__ == "__main__":
    sys.exit(main())
