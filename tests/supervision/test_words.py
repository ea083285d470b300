"""What the search of alerts looks up of a word, and when it does not look up at all."""

import pytest

from app.kernel.containing import pieces


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("户外", ["户外"]),
        ("户外广告", ["外广", "广告", "户外"]),
        ("000123", ["0001", "0012", "0123"]),
        ("350102-2026-000123", ["0001", "0012", "0102", "0123", "2026", "3501", "5010"]),
        ("AB12", ["ab12"]),
        ("12", ["12"]),
        ("——", []),
    ],
)
def test_a_word_is_looked_up_by_fours_of_signs_and_pairs_of_characters(word: str, found: list[str]) -> None:
    assert pieces(word) == found
