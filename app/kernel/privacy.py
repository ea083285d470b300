"""The privacy filter: finds personal data in a text and says what would stay of it. It decides nothing.

A number is found in every spelling: full-width and other digits, blanks, hyphens and dots between them, signs that
nobody sees, +86 and 0086, the fifteen digits of old cards. Sources: GB 11643 (identity number, checksum), ISO/IEC 7812
(Luhn), the numbering plan of mobile networks.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum import luhn

from app.kernel.db import PUBLIC
from app.kernel.errors import Incomplete
from app.kernel.identities import HYPHENS, from_old, is_company, is_person, telephone
from app.kernel.sealing import masked
from app.kernel.words import N_, Word

BETWEEN = rf"[ \t\u00a0\u3000{HYPHENS}.·_/]{{1,3}}"
RUN = re.compile(rf"\+?[0-9]+(?:{BETWEEN}[0-9]+)*(?:(?:{BETWEEN})?[Xx](?![A-Za-z]))?")
"""Digits with no more than three characters between them."""
GROUP = re.compile(r"\+?[0-9]+[Xx]?|[Xx]")
USUAL = frozenset(
    {
        (3, 4, 4),
        (4, 4, 3),
        (3, 3, 5),
        (3, 8),
        (6, 8, 4),
        (6, 4, 4, 4),
        (4, 4, 4, 4),
        (4, 4, 4, 4, 1),
        (4, 4, 4, 4, 2),
        (4, 4, 4, 4, 3),
        (6, 13),
    }
)
"""How people part a telephone, an identity number and a card; other parts are one number only when nothing stands beside."""
DIGIT = re.compile("[\\d\u2460-\u2473\u24ea]")
POSSIBLE = re.compile(r"\d(?:\D{0,4}\d){10}")
"""What a text must hold before it is looked at closely."""
CARD = re.compile(r"(?:3[4-9]|[4-689])[0-9]{14,18}")
"""Issuers of cards (ISO/IEC 7812): no card begins with 1, 2 or 7 here, but days and numbers of files do."""
PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
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
    NAME = "name", N_("Name that is not masked as it must be")
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


HARD = frozenset({LeakKind.IDENTITY, LeakKind.CARD})
"""What no public text may hold."""
PERSONAL = HARD | {LeakKind.MOBILE}
"""What no public text of people may hold; the telephone of an office may stand in a guide."""


def shown_of(kind: LeakKind, value: str) -> str:
    """Return what stays of a value once it is masked."""
    if kind is LeakKind.ADDRESS:
        return value[:4] + "****"
    number = _digits(_plain(value)[0])
    return masked(telephone(number) or number, 3, 4) if kind is LeakKind.MOBILE else masked(number, 4, 4)


def _digits(written: str) -> str:
    return re.sub("[^0-9X]", "", written.upper())


def leaks_in(text: str) -> Iterator[Leak]:
    """Yield the personal data in a text from left to right; a digit belongs to one finding only."""
    plain, places = _plain(text)
    found: list[Leak] = []
    if POSSIBLE.search(plain):
        for run in RUN.finditer(plain):
            for kind, first, last in _numbers(plain, run):
                start, end = places[first], places[last - 1] + 1
                found.append(Leak(kind, text[start:end], start, end))
    for match in ADDRESS.finditer(plain):
        group = 1 if match.group(1) else 2
        start, end = places[match.start(group)], places[match.end(group) - 1] + 1
        if all(end <= leak.start or start >= leak.end for leak in found):
            found.append(Leak(LeakKind.ADDRESS, text[start:end], start, end))
    yield from sorted(found, key=lambda leak: leak.start)


def _plain(text: str) -> tuple[str, range | list[int]]:
    """Return a text half-width and without characters that nobody sees, and where each of the rest stood."""
    if text.isascii():
        return text, range(len(text))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if sign.isascii() or "\u4e00" <= sign <= "\u9fff":
            spelled = sign
        elif unicodedata.category(sign) in ("Cf", "Mn"):
            continue
        else:
            digit = unicodedata.decimal(sign, None)
            spelled = unicodedata.normalize("NFKC", sign) if digit is None else str(digit)
        signs.append(spelled)
        places.extend([place] * len(spelled))
    return "".join(signs), places


def _numbers(plain: str, run: re.Match[str]) -> Iterator[tuple[LeakKind, int, int]]:
    """Yield the numbers in a run of digits: the whole of it, else what stands between its parts."""
    groups = [(run.start() + one.start(), run.start() + one.end()) for one in GROUP.finditer(run.group())]
    if not _in_code(plain, *run.span()) and (kind := _kind(plain[run.start() : run.end()])):
        yield kind, *run.span()
        return
    place = 0
    while place < len(groups):
        for stop in range(len(groups), place, -1):
            start, end = groups[place][0], groups[stop - 1][1]
            parts = tuple(last - first for first, last in groups[place:stop])
            if len(parts) > 1 and parts not in USUAL:
                continue
            if not _in_code(plain, start, end) and (kind := _kind(plain[start:end])):
                yield kind, start, end
                place = stop - 1
                break
        place += 1


def _in_code(plain: str, start: int, end: int) -> bool:
    """Tell whether digits are the inside of a code of letters and digits, such as a checksum or a credit code."""
    before, after = plain[max(start - 8, 0) : start], plain[end : end + 1]
    letters = re.search(r"[A-Za-z]+$", before)
    if letters is None:
        return False
    return (after.isascii() and after.isalpha()) or before[: letters.start()][-1:].isdecimal()


def _kind(written: str) -> LeakKind | None:
    """Return what a number is: an identity number is never a card, nor is a credit code."""
    number = _digits(written)
    if is_person(number) or (from_old(number) and PROVINCES.match(number)):
        return LeakKind.IDENTITY
    if _born(number) or is_company(number):
        return None
    if CARD.fullmatch(number) and luhn.is_valid(number):
        return LeakKind.CARD
    reached = telephone(number)
    return LeakKind.MOBILE if reached and len(reached) == 11 and reached[0] == "1" else None


def _born(number: str) -> bool:
    """Tell whether a number has the shape of an identity number, with a wrong check digit."""
    if len(number) != 18 or not PROVINCES.match(number):
        return False
    try:
        return 1850 < date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year < 2100
    except ValueError:
        return False


def without(text: str, kinds: frozenset[LeakKind] | None = None) -> str:
    """Return a text in which personal data is masked; of some kinds only when they are given."""
    for leak in reversed(list(leaks_in(text))):
        if kinds is None or leak.kind in kinds:
            text = text[: leak.start] + leak.shown + text[leak.end :]
    return text


FOR_PEOPLE: dict[Any, Any] = {PUBLIC: PERSONAL}
"""``info`` of a column that the public reads."""
FOR_OFFICES: dict[Any, Any] = {PUBLIC: HARD}
"""``info`` of a column that the public reads and in which the telephone of an office may stand."""


def refuse_row(values: Mapping[str, Any], columns: Mapping[str, Any]) -> None:
    """Refuse a row with personal data in one of its columns that the public reads."""
    for name, kinds in columns.items():
        if isinstance(text := values.get(name), str):
            refuse_personal(text, name, kinds)


def refuse_personal(text: str, field: str, kinds: frozenset[LeakKind] = PERSONAL) -> None:
    """Refuse a text for the public in which personal data stands (Personal Information Protection Law art. 25, 28)."""
    if len(DIGIT.findall(text)) < 11:
        return
    for leak in leaks_in(text):
        if leak.kind in kinds:
            raise Incomplete(
                N_("The text holds personal data (%(kind)s). Hide its middle: %(shown)s."),
                field=field,
                kind=leak.kind,
                shown=leak.shown,
            )
