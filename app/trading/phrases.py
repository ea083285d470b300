"""Phrases by which a notice shuts companies out, found where it asks for them and not where it forbids or drops them.

Implementing Regulations of the Bidding Law, art. 32; of the Government Procurement Law, art. 20.
"""

import re
from collections.abc import Iterable, Iterator

USUAL = (
    "本地注册",
    "在本市注册",
    "在本县注册",
    "在本区注册",
    "本市企业优先",
    "本地企业优先",
    "指定品牌",
    "唯一品牌",
    "本市业绩",
    "本省业绩",
    "本市奖项",
    "本地纳税",
    "设有分支机构",
    "注册资本不低于",
    "注册资金不低于",
    "成立满",
    "成立时间不少于",
    "原厂授权",
    "国有企业优先",
    "入围名录",
)
NEGATED = re.compile(r"(不得|不要求|无需|不限|不以|禁止|不设|不接受|不作|取消|删除|删去|不再)[^。；;\n]{0,20}$")
DROPPED = re.compile(r"(取消|删除|删去|不再要求|不再以)[^。；;\n]{0,20}$")
AROUND = 30
_BLANK = re.compile(r"[\s　]+")


def phrases_in(texts: Iterable[str], phrases: Iterable[str], addenda: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Iterate (phrase, the words around it); a phrase that an addendum drops is left out, and so is one that is forbidden."""
    later = [_BLANK.sub("", text) for text in addenda]
    held = [*(_BLANK.sub("", text) for text in texts), *later]
    for phrase in dict.fromkeys(map(plain, phrases)):
        dropped = any(DROPPED.search(text[: at.start()]) for text in later for at in _places(text, phrase))
        asked = (text[max(at.start() - AROUND, 0) : at.end() + AROUND] for text in held for at in _asked(text, phrase))
        if not dropped and (passage := next(asked, "")):
            yield phrase, passage


def plain(phrase: str) -> str:
    """Return a phrase without blanks."""
    return _BLANK.sub("", phrase)


def _places(text: str, phrase: str) -> Iterator[re.Match[str]]:
    return re.finditer(re.escape(phrase), text)


def _asked(text: str, phrase: str) -> Iterator[re.Match[str]]:
    return (at for at in _places(text, phrase) if not NEGATED.search(text[: at.start()]))
