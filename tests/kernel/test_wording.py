"""How messages and documents write days."""

from datetime import UTC, date, datetime

import pytest

from app.kernel.wording import chinese_day, chinese_number, fill


def test_a_day_has_no_zeros_before_it_and_comes_from_its_iso_text_too() -> None:
    assert chinese_day(date(2026, 9, 1)) == chinese_day("2026-09-01") == "2026年9月1日"


def test_paragraphs_are_counted_in_chinese() -> None:
    assert [chinese_number(one) for one in (1, 10, 19, 20, 99)] == ["一", "十", "十九", "二十", "九十九"]
    with pytest.raises(ValueError, match="from 1 to 99"):
        chinese_number(0)


def test_a_message_writes_its_days_as_documents_do_and_leaves_everything_else() -> None:
    told = fill(
        "{number}：须于{due}前送达，{at}。", number="1", due=date(2026, 12, 3), at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    assert told == "1：须于2026年12月3日前送达，2026-01-02 00:00:00+00:00。"
