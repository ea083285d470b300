"""Somebody who trusts neither side checks what they exchanged, with two files of tools/ alone."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.exchange.batches import Batch, make_batch
from app.exchange.keys import fingerprint, state_new_key
from app.exchange.receipts import RefusedRow, make_receipt
from app.kernel.audit import GENESIS, canonical
from tests.catalogue import ROOT
from tests.exchange.building import AT, CITY, COUNTY, RECEIVER, SENDER, STRANGER, UP, batches, rows


class Outside:
    """A folder with the checker and what was handed over; nothing of the program can be imported there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("verify_exchange.py", "verify_trail.py"):
            shutil.copy(ROOT / "tools" / name, folder)
        for name, key in (("sender", SENDER), ("receiver", RECEIVER), ("stranger", STRANGER)):
            (folder / f"{name}.pub").write_text(bytes(key.verify_key).hex() + "\n")

    def check(self, *typed: str) -> tuple[int, str]:
        """Run the checker; return its exit code and what it printed."""
        ran = subprocess.run(
            [sys.executable, "-I", "-c", RUN, *typed], cwd=self.folder, capture_output=True, check=False, text=True
        )
        return ran.returncode, ran.stdout + ran.stderr

    def keep(self, name: str, *made: Batch) -> str:
        """Write batches into one file; return its name."""
        (self.folder / name).write_bytes(b"".join(batch.packed() for batch in made))
        return name


RUN = "import sys; sys.path.insert(0, ''); sys.argv[0] = 'x'; import verify_exchange; sys.exit(verify_exchange.main())"


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path)


def test_what_is_genuine_is_found_genuine_over_several_files(outside: Outside) -> None:
    first, second, third = batches(3, 0, 5)
    receipts = [make_receipt(first, [RefusedRow(2, "x", "y")], RECEIVER, AT), make_receipt(third, [], RECEIVER, AT)]
    (outside.folder / "receipts.jsonl").write_bytes(b"".join(canonical(one).encode() + b"\n" for one in receipts))
    files = outside.keep("a", first, second), outside.keep("b", third)
    with_receipts = ("--receipts", "receipts.jsonl", "--receiver-key", "receiver.pub")
    code, said = outside.check("batches", *files, "--key", "sender.pub", *with_receipts)
    assert (code, said.split(":")[0]) == (0, "3 batches, 8 rows, 2 receipts")


def _other_rows() -> list[Batch]:
    first, second = batches(3, 2)
    return [Batch(first.head, (b"{}", *first.lines[1:])), second]


def _forged() -> list[Batch]:
    first = batches(3)[0]
    return [first, make_batch(UP, rows(2, 4), STRANGER, number=2, previous=first.digest, after=3, until=5, at=AT)]


def _forked() -> list[Batch]:
    first = batches(3)[0]
    return [first, make_batch(UP, rows(2, 4), SENDER, number=2, previous=GENESIS, after=3, until=5, at=AT)]


def _left_out() -> list[Batch]:
    first, _second, third = batches(3, 2, 1)
    return [first, third]


def _twice() -> list[Batch]:
    first = batches(3)[0]
    return [first, first]


def _places_passed_over() -> list[Batch]:
    first = batches(3)[0]
    return [first, make_batch(UP, rows(2, 9), SENDER, number=2, previous=first.digest, after=8, until=10, at=AT)]


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (_other_rows, "its rows are not those that were signed"),
        (_forged, "is not signed with key"),
        (_forked, "does not follow the batch before it"),
        (_left_out, "one is missing or stands twice"),
        (_twice, "one is missing or stands twice"),
        (_places_passed_over, "does not follow the batch before it"),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_what_is_not_genuine_is_named(outside: Outside, spoilt: Callable[[], list[Batch]], sentence: str) -> None:
    code, said = outside.check("batches", outside.keep("a", *spoilt()), "--key", "sender.pub")
    assert (code, sentence in said) == (1, True), said


def test_a_receipt_that_passes_over_a_row_or_names_another_batch_is_found(outside: Outside) -> None:
    first, second = batches(3, 2)
    file = outside.keep("a", first)
    for said, sentence in (
        (make_receipt(first, [RefusedRow(9, "x", "y")], RECEIVER, AT), "does not account for each row"),
        (make_receipt(second, [], RECEIVER, AT), "is for no batch of these files"),
        (make_receipt(first, [], STRANGER, AT), "is not signed"),
    ):
        (outside.folder / "r").write_text(canonical(said))
        typed = ("--key", "sender.pub", "--receipts", "r", "--receiver-key", "receiver.pub")
        code, told = outside.check("batches", file, *typed)
        assert (code, sentence in told) == (1, True), told


def test_a_file_that_is_cut_or_no_batch_ends_with_two(outside: Outside) -> None:
    whole = batches(3)[0].packed()
    for content in (whole[:-9], b"no batch", b""):
        (outside.folder / "a").write_bytes(content)
        code, said = outside.check("batches", "a", "--key", "sender.pub")
        assert (code, "Traceback" in said) == (2, False), (content, said)


def test_a_new_key_and_a_fingerprint_are_told_as_the_program_tells_them(outside: Outside) -> None:
    said = state_new_key((COUNTY, CITY), SENDER, STRANGER.verify_key, AT)
    (outside.folder / "s.json").write_text(json.dumps(said, indent=1))
    assert outside.check("new-key", "s.json", "--key", "sender.pub") == (
        0,
        f"350102: {bytes(STRANGER.verify_key).hex()}\n",
    )
    assert outside.check("new-key", "s.json", "--key", "stranger.pub")[0] == 1
    assert outside.check("fingerprint", "sender.pub") == (0, fingerprint(SENDER.verify_key) + "\n")
