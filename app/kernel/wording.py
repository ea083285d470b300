"""How official documents write days and numbers (GB/T 9704-2012, GB/T 15835-2011)."""

from datetime import date, datetime

DIGITS = "〇一二三四五六七八九"


def chinese_day(day: date | str) -> str:
    """Return a day, or its ISO text, as a document dates itself: ``2026年9月21日``."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return f"{day.year}年{day.month}月{day.day}日"


def fill(template: str, **values: object) -> str:
    """Return a message with its gaps filled; days are written as documents write them."""
    told = {
        name: chinese_day(value) if isinstance(value, date) and not isinstance(value, datetime) else value
        for name, value in values.items()
    }
    return template.format(**told)


def chinese_number(value: int) -> str:
    """Return a number from 1 to 99 in Chinese figures, as paragraphs are counted: ``二十三``."""
    if not 0 < value < 100:
        raise ValueError("Paragraphs are counted from 1 to 99.")
    tens, ones = divmod(value, 10)
    text = "十" if tens == 1 else f"{DIGITS[tens]}十" if tens else ""
    return text + (DIGITS[ones] if ones else "")
