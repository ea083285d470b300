"""How much program there is: statements by package, counted in the syntax tree, now and at an earlier commit.

    python -m tools.statements [--since COMMIT] [--folder app]

A line can be made longer or shorter by its layout, a statement cannot. Docstrings count as none. Prints for each
package its files, statements and longest file (lines), the difference to the earlier commit, and how many
statements the formatter may not lay out (``fmt: skip``).
"""

import argparse
import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Size:
    """What one package holds."""

    files: int = 0
    statements: int = 0
    longest: int = 0
    """Lines of its longest file."""
    skipped: int = 0


def statements_in(source: str) -> int:
    """Return the statements of a module; a docstring is none."""
    tree = ast.parse(source)
    held = sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
    return held - sum(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in ast.walk(tree))


def sizes(files: Mapping[str, str]) -> dict[str, Size]:
    """Return the sizes by package (``app/powers``) of modules by path."""
    found: dict[str, Size] = defaultdict(Size)
    for path, source in files.items():
        size = found["/".join(path.split("/")[:2]) if path.count("/") > 1 else path.split("/")[0]]
        size.files += 1
        size.statements += statements_in(source)
        size.longest = max(size.longest, source.count("\n"))
        size.skipped += source.count("# fmt: skip")
    return found


def modules_now(folder: str) -> dict[str, str]:
    """Return the modules below a folder as they stand."""
    return {str(path): path.read_text("utf-8") for path in sorted(Path(folder).rglob("*.py"))}


def modules_at(commit: str, folder: str) -> dict[str, str]:
    """Return the modules below a folder as they stood at a commit."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout

    names = git("ls-tree", "-r", "--name-only", commit, folder).splitlines()
    return {name: git("show", f"{commit}:{name}") for name in names if name.endswith(".py")}


def told(now: Mapping[str, Size], before: Mapping[str, Size] | None) -> Iterator[str]:
    """Yield the table, its last line the sum."""
    yield f"{'package':24}{'files':>7}{'statements':>12}{'before':>9}{'change':>9}{'longest':>9}{'skips':>7}"
    for name in [*sorted(set(now) | set(before or {})), ""]:
        size = now.get(name, Size()) if name else _sum(now)
        former = None if before is None else (before.get(name, Size()) if name else _sum(before)).statements
        change = f"{(size.statements - former) / former:+9.1%}" if former else f"{'':9}"
        yield (
            f"{name or 'all':24}{size.files:7}{size.statements:12}{'' if former is None else former:>9}{change}"
            f"{size.longest:9}{size.skipped:7}"
        )


def _sum(sizes_by_package: Mapping[str, Size]) -> Size:
    every = sizes_by_package.values()
    return Size(
        sum(one.files for one in every),
        sum(one.statements for one in every),
        max((one.longest for one in every), default=0),
        sum(one.skipped for one in every),
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--since", metavar="COMMIT")
    parser.add_argument("--folder", default="app")
    asked = parser.parse_args()
    try:
        before = sizes(modules_at(asked.since, asked.folder)) if asked.since else None
    except subprocess.CalledProcessError as fault:
        sys.exit(f"git knows no commit {asked.since}: {fault.stderr.strip()}")
    print("\n".join(told(sizes(modules_now(asked.folder)), before)))


if __name__ == "__main__":
    main()
