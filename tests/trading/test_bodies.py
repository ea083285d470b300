"""Sealed files of a bid: they open with the key in the envelope alone, and any other byte is noticed."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.trading.sealing.bodies import PIECE, Damaged, seal_files, unseal
from app.trading.sealing.envelope import pass_hash

TENDER, TOKEN = "GL-2026-0001", "a" * 32
FILES = [("技术标.docx", b"one"), ("../清单.xlsx", bytes(range(256)) * 9000), ("empty.txt", b"")]


@given(st.lists(st.tuples(st.from_regex(r"[a-z]{1,8}\.pdf", fullmatch=True), st.binary(max_size=3000)), max_size=5))
def test_what_was_sealed_comes_out_again(files: list[tuple[str, bytes]]) -> None:
    sealed, body = seal_files(files, TENDER, 1, TOKEN)
    assert unseal(sealed, body, TENDER, 1, pass_hash(TOKEN)) == files


def test_files_longer_than_a_piece_come_out_whole_and_names_harm_nobody() -> None:
    sealed, body = seal_files(FILES, TENDER, 1, TOKEN)
    assert len(sealed) > 2 * PIECE
    found = unseal(sealed, body, TENDER, 1, pass_hash(TOKEN))
    assert [name for name, _content in found] == ["技术标.docx", "清单.xlsx", "empty.txt"]
    assert [content for _name, content in found] == [content for _name, content in FILES]


@pytest.mark.parametrize(
    ("tender", "lot", "token"), [("GL-2026-0002", 1, TOKEN), (TENDER, 2, TOKEN), (TENDER, 1, "b" * 32)]
)
def test_files_of_another_tender_lot_or_pass_do_not_open(tender: str, lot: int, token: str) -> None:
    sealed, body = seal_files(FILES, TENDER, 1, TOKEN)
    with pytest.raises(Damaged):
        unseal(sealed, body, tender, lot, pass_hash(token))


def test_a_changed_a_cut_and_a_swapped_piece_are_noticed() -> None:
    sealed, body = seal_files(FILES, TENDER, 1, TOKEN)
    size = 4 + PIECE + 16
    changed = sealed[:500] + bytes([sealed[500] ^ 1]) + sealed[501:]
    cut = sealed[: 4 + size]
    swapped = sealed[:4] + sealed[4 + size : 4 + 2 * size] + sealed[4 : 4 + size] + sealed[4 + 2 * size :]
    for bad in (changed, cut, swapped, b"", sealed[:4]):
        with pytest.raises(Damaged):
            unseal(bad, replace(body, digest=hashlib.sha256(bad).hexdigest()), TENDER, 1, pass_hash(TOKEN))
        with pytest.raises(Damaged):
            unseal(bad, body, TENDER, 1, pass_hash(TOKEN))
