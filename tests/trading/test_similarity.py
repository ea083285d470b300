"""How alike two texts are: symmetric, whole for equal texts, nothing of the template, and bounded for a large lot."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.trading.documents.similarity import BLOCK, NGRAM, Text, bare, compare, of_all, pairs_of, shingles
from tests.trading.bidfiles import prose

LETTERS = st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")
SIGNS = st.text(LETTERS, max_size=400)


@given(SIGNS, SIGNS)
def test_likeness_is_the_same_whichever_comes_first(one: str, two: str) -> None:
    there, back = compare(Text(one), Text(two)), compare(Text(two), Text(one))
    assert (there.jaccard, there.containment, there.blocks, there.shared) == (
        back.jaccard,
        back.containment,
        back.blocks,
        back.shared,
    )
    assert 0 <= there.jaccard <= there.containment <= 1


@given(st.text(LETTERS, min_size=NGRAM, max_size=400))
def test_equal_texts_are_wholly_alike(text: str) -> None:
    same = compare(Text(text), Text(text))
    assert (same.jaccard, same.containment) == (1, 1)
    assert same.blocks <= len(text) // BLOCK


def test_the_longest_run_of_equal_texts_is_the_text() -> None:
    text = bare("".join(prose(1)))
    same = compare(Text(text), Text(text))
    assert (same.at, same.longest, same.blocks) == (0, len(text), len(text) // BLOCK)


@given(SIGNS, SIGNS)
def test_nothing_of_the_template_is_shared(template: str, other: str) -> None:
    known = of_all([template])
    assert compare(Text(template, known), Text(template + other, known)).shared == 0


def test_spacing_and_punctuation_change_nothing() -> None:
    assert bare("第 一 章：Ｇ50 高速\n(改)") == "第一章g50高速改"
    assert shingles("一二三四五 六七八九十，甲乙丙丁戊") == shingles("一二三四五六七八九十甲乙丙丁戊")


def test_two_bids_that_share_two_fifths_have_a_low_jaccard_and_say_so_by_containment() -> None:
    shared = prose(1, 40)
    found = compare(Text("".join(shared + prose(2, 60))), Text("".join(shared + prose(3, 60))))
    assert found.jaccard == pytest.approx(0.25, abs=0.02)
    assert found.containment == pytest.approx(0.40, abs=0.02)
    assert found.blocks >= 3


def test_three_copied_passages_in_long_bids_are_three_blocks() -> None:
    passages = ["".join(prose(seed, 8))[:260] for seed in (21, 22, 23)]
    one, two = (
        "".join(part for seed, passage in enumerate(passages) for part in ("".join(prose(base + seed, 100)), passage))
        for base in (100, 200)
    )
    found = compare(Text(one), Text(two))
    assert found.blocks == 3
    assert found.containment < 0.1


def test_two_bids_of_their_own_share_nothing() -> None:
    found = compare(Text("".join(prose(1))), Text("".join(prose(2))))
    assert (found.shared, found.blocks) == (0, 0)


def test_a_lot_is_compared_at_once_and_as_pair_by_pair() -> None:
    texts = [Text("".join(prose(1, 30) + prose(seed, 30))) for seed in (2, 3, 4)] + [Text("".join(prose(9)))]
    together = pairs_of(texts)
    assert sorted(together) == [(0, 1), (0, 2), (1, 2)]
    assert together[0, 2] == compare(texts[0], texts[2])


def test_a_large_lot_stays_in_bounds() -> None:
    tracemalloc.start()
    common = "".join(prose(1, 200))
    texts = [Text(common + "".join(prose(seed, 400))) for seed in range(2, 32)]
    signs = sum(len(text.order) for text in texts)
    pairs_of(texts)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60 * signs
