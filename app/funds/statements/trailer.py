"""The last line of a file: how many lines it has and what they come to; a file that does not fit it is refused whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.funds.statements.columns import SUMS
from app.kernel.errors import Incomplete
from app.kernel.typed import read_number
from app.kernel.words import N_

_TRAILER = re.compile(r"(合计|总计|共计|总笔数|trailer|total)([（(].*[）)])?[:：]?", re.IGNORECASE)
_SUBTOTAL = re.compile(r"(小计|本页合计|本页小计|承前页|过次页|subtotal)[:：]?", re.IGNORECASE)
_COUNT = re.compile(r"(?:共|笔数|总笔数|count)?[:：]?\s*([0-9,]+)\s*(?:笔|条|rows?|lines?)?", re.IGNORECASE)
_COUNTED = ("笔数", "总笔数", "count", "rows", "lines")


@dataclass(slots=True)
class Totals:
    """What a file's lines come to."""

    count: int = 0
    sums: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(SUMS, Decimal(0)))
    """Of each column of amounts."""

    def add(self, values: Mapping[str, Any]) -> None:
        """Count a line; one that cannot be a movement counts too, as the bank counted it."""
        self.count += 1
        for name in SUMS:
            if values.get(name):
                self.sums[name] += values[name]


def first_word(cells: Sequence[Any]) -> str:
    """Return what stands first in a row, without blanks."""
    return next(("".join(str(cell).split()) for cell in cells if str(cell).strip()), "")


def is_plain(cells: Sequence[Any]) -> bool:
    """Tell whether a row begins with a digit, as nearly all lines do, and so is no line of totals."""
    first = cells[0]
    return first.__class__ is str and first[:1].isdecimal()


def is_trailer(cells: Sequence[Any]) -> bool:
    """Tell whether a row holds the totals of the file."""
    return not is_plain(cells) and bool(_TRAILER.fullmatch(first_word(cells)))


def is_subtotal(cells: Sequence[Any]) -> bool:
    """Tell whether a row holds the totals of a page, which say nothing of the file."""
    return not is_plain(cells) and bool(_SUBTOTAL.fullmatch(first_word(cells)))


def compare(cells: Sequence[Any], places: Mapping[str, int], totals: Totals) -> None:
    """Refuse a file whose lines do not come to what its trailer says, or whose trailer says nothing.

    Sums stand below the columns of amounts, or behind the count; ``places`` says where each column stands.
    """
    texts = [str(cell).strip() for cell in cells]
    below = {name: places[name] for name in SUMS if places.get(name, len(texts)) < len(texts) and texts[places[name]]}
    sums = {name: number for name, at in below.items() if (number := read_number(texts[at])) is not None}
    count, rest = _count(texts, {below[name] for name in sums})
    if not sums and rest is not None:
        total = sum((abs(one) for one in totals.sums.values()), Decimal(0))
        sums, totals = {"amount": rest}, Totals(totals.count, {**totals.sums, "amount": total})
    if not sums and count is None:
        raise Incomplete(
            N_(
                "The last line should tell how many lines the file has and what they come to; it tells neither. "
                "The file is cut off or damaged: fetch it again. Nothing was taken over."
            )
        )
    if count is not None and count != totals.count:
        raise Incomplete(
            N_(
                "The last line says %(told)d lines and the file has %(found)d. Lines are missing or stand twice: "
                "fetch the file again. Nothing was taken over."
            ),
            told=count,
            found=totals.count,
        )
    for name, told in sums.items():
        if told != totals.sums[name]:
            raise Incomplete(
                N_(
                    "The last line says %(told)s yuan and the lines come to %(found)s. Fetch the file again. "
                    "Nothing was taken over."
                ),
                told=f"{told:,.2f}",
                found=f"{totals.sums[name]:,.2f}",
            )


def _count(texts: Sequence[str], taken: set[int]) -> tuple[int | None, Decimal | None]:
    """Return the count that a trailer tells, and the number behind it."""
    for at, text in enumerate(texts[1:], start=1):
        if at in taken or not text:
            continue
        found = _COUNT.fullmatch(text)
        if found is None:
            continue
        labelled = any(one in texts[at - 1].lower() for one in _COUNTED) or not text.replace(",", "").isdecimal()
        behind = [number for one in texts[at + 1 :] if (number := read_number(one)) is not None]
        if labelled or behind or taken:
            return int(found[1].replace(",", "")), behind[0] if behind and not taken else None
    return None, None
