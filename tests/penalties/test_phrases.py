"""Three hundred phrases of statutes and discretion tables: each is read right, or not at all."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from app.penalties.sheets.phrases import Clause, Fine, read_penalty

PHRASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
BEFORE = {"amount": "", "multiple": "{}x", "percent": "{}%", "per_unit": "/{}:", "of_highest": "^", "of_width": "w"}


def noted(clauses: tuple[Clause, ...] | None) -> str:
    """Return a reading in the notation of the phrases."""
    return "-" if clauses is None else " | ".join(map(_clause, clauses))


def _clause(clause: Clause) -> str:
    cases = ["".join(one) for one in clause.when] + [f"!{clause.worded}"] * bool(clause.worded)
    parts = (
        [f"[{'&'.join(cases)}]"] * bool(cases)
        + [f"+{kind}" for kind in clause.must]
        + [f"?{kind}" for kind in clause.may]
    )
    return " ".join([*parts, *([_fine(clause.fine)] if clause.fine else [])])


def _fine(fine: Fine) -> str:
    low, high = (">" if fine.lo_open else "") + fine.lo, ("<" if fine.hi_open else "") + fine.hi
    stated = BEFORE[fine.kind].format(fine.base) + (high if fine.lo == fine.hi else f"{low}-{high}")
    return stated + "?" * fine.optional + f" cap{fine.cap}" * bool(fine.cap) + f" floor{fine.floor}" * bool(fine.floor)


def test_no_phrase_is_read_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    fates: Counter[str] = Counter()
    wrong = []
    for phrase, meaning in PHRASES:
        got = noted(read_penalty(phrase))
        fate = "refused" if got == "-" else "read" if got == meaning else "wrong"
        fates[fate] += 1
        if fate == "wrong":
            wrong.append((phrase, meaning, got))
    with capsys.disabled():
        shares = ", ".join(f"{fates[name]} {name}" for name in ("read", "refused", "wrong"))
        sys.stdout.write(f"\n{len(PHRASES)} phrases: {shares}\n")
    assert wrong == []


def test_what_is_stated_plainly_is_read() -> None:
    unread = [phrase for phrase, meaning in PHRASES if meaning != "-" and read_penalty(phrase) is None]
    assert unread == []


def test_the_corpus_holds_every_shape() -> None:
    assert len(PHRASES) == len({phrase for phrase, _meaning in PHRASES}) >= 300
    for shape in ("%", "倍", "每平方米", "不超过", "不足", "情节严重的", "可以", "并处", "或者", "等值", "最高限额"):
        assert sum(shape in phrase for phrase, _meaning in PHRASES) >= 2, shape
