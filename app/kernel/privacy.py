"""The privacy filter: finds personal data in a text and says what would stay of it. It decides nothing.

Sources: GB 11643 (identity number, checksum), ISO/IEC 7812 (Luhn), the numbering plan of mobile networks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import luhn
from stdnum.cn import ric

from app.kernel.sealing import masked
from app.kernel.words import N_, Word

EDGE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
IDENTITY = re.compile(EDGE.format(r"[1-9][0-9]{16}[0-9Xx]"))
MOBILE = re.compile(EDGE.format(r"1[3-9][0-9](?:[ -]?[0-9]{4}){2}"))
CARD = re.compile(EDGE.format(r"[2-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?"))
NAME = r"(?:姓名|户主|申请人|联系人|受助人|村民|居民)[:：\s]*[\u4e00-\u9fa5]{2,4}"
HOME = (
    r"(?:(?![住现家在于])[\u4e00-\u9fa5]{2,8}(?:村|社区|路|街|巷|小区|新村|组))"
    r"[\u4e00-\u9fa5]{0,6}[0-9]{1,4}[号幢栋座][0-9\-—号幢栋座单元室楼层]{0,14}"
)
ADDRESS = re.compile(rf"{NAME}[^\n。；;]{{0,24}}?({HOME})|({HOME})[^\n。；;]{{0,12}}?{NAME}")


class LeakKind(Word):
    """Personal data that the filter finds."""

    IDENTITY = "identity", N_("Identity number")
    CARD = "card", N_("Bank card number")
    MOBILE = "mobile", N_("Mobile number")
    ADDRESS = "address", N_("Home address beside a name")
    UNREAD = "unread", N_("Scan or picture that the filter cannot read")


@dataclass(frozen=True, slots=True)
class Leak:
    """One place in a text where personal data stands: [start, end) of the text."""

    kind: LeakKind
    value: str
    start: int
    end: int

    @property
    def shown(self) -> str:
        """What would stay of it."""
        return shown_of(self.kind, self.value)


def shown_of(kind: LeakKind, value: str) -> str:
    """Return what stays of a value once it is masked."""
    if kind is LeakKind.IDENTITY:
        return masked(value, 4, 4)
    if kind is LeakKind.ADDRESS:
        return value[:4] + "****"
    plain = re.sub(r"[ -]", "", value)
    return masked(plain, 3, 4) if kind is LeakKind.MOBILE else masked(plain, 4, 4)


def leaks_in(text: str) -> Iterator[Leak]:
    """Yield the personal data in a text from left to right; a digit belongs to one finding only."""
    taken: list[tuple[int, int]] = []
    found: list[Leak] = []
    for kind, pattern in ((LeakKind.IDENTITY, IDENTITY), (LeakKind.CARD, CARD), (LeakKind.MOBILE, MOBILE)):
        for match in pattern.finditer(text):
            start, end = match.span()
            if _is(kind, match.group()) and all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                found.append(Leak(kind, match.group(), start, end))
    for match in ADDRESS.finditer(text):
        group = 1 if match.group(1) else 2
        found.append(Leak(LeakKind.ADDRESS, match.group(group), match.start(group), match.end(group)))
    yield from sorted(found, key=lambda leak: leak.start)


def _is(kind: LeakKind, value: str) -> bool:
    if kind is LeakKind.IDENTITY:
        return bool(ric.is_valid(value.upper()))
    if kind is LeakKind.CARD:
        plain = re.sub(r"[ -]", "", value)
        return bool(luhn.is_valid(plain)) and not (len(plain) == 18 and ric.is_valid(plain))
    return True


def without(text: str, kinds: frozenset[LeakKind] | None = None) -> str:
    """Return a text in which personal data is masked; of some kinds only when they are given."""
    for leak in reversed(list(leaks_in(text))):
        if kinds is None or leak.kind in kinds:
            text = text[: leak.start] + leak.shown + text[leak.end :]
    return text
