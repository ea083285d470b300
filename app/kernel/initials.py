"""Pinyin initials of names, as people type them into a search box."""

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.seg import mmseg

LONGEST = 120
_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff]+")


def initials(name: str) -> str:
    """Return the pinyin initials of a name: 重庆 is cq, 重量 is zl; other characters are left out.

    A name is divided into words first, for a character is read by the word in which it stands; words
    recur in thousands of names, so each is read once.
    """
    return "".join(map(_run, _HAN.findall(name)))[:LONGEST]


@lru_cache(maxsize=50_000)
def _run(run: str) -> str:
    return "".join(map(_word, mmseg.seg.cut(run)))


@lru_cache(maxsize=50_000)
def _word(word: str) -> str:
    return "".join(lazy_pinyin(word, style=Style.FIRST_LETTER, errors="ignore"))
