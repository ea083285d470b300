"""Bills of quantities: rows of a table under usual headings, which prices can be compared, which sums are wrong."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice

from app.kernel.identities import plain_text
from app.kernel.typed import read_number
from app.trading.documents.told import MOST_ITEMS, Item

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("项目编码", "清单编码", "项目编号", "编码", "编号", "code"),
    "name": ("项目名称", "清单名称", "货物名称", "名称", "name"),
    "unit": ("计量单位", "单位", "unit"),
    "quantity": ("工程量", "清单工程量", "工程数量", "数量", "quantity"),
    "price": ("综合单价", "综合单价(元)", "单价", "单价(元)", "投标单价", "price"),
    "total": ("合价", "综合合价", "合价(元)", "综合合价(元)", "合计", "金额", "金额(元)", "total"),
}
"""Headings of GB 50500 tables and of ordinary price lists."""
FIXED = re.compile(
    r"暂列金额|暂估价|暂估|专业工程暂估|总承包服务费|规费|税金|增值税|安全文明施工|安全生产|甲供|信息价|provisional",
    re.IGNORECASE,
)
"""Rows whose price the tender or the law sets: all honest bidders have the same there (GB 50500-2013, 3.1.5, 3.1.6, 4.4)."""
LINES_BEFORE_HEADING = 30
CENT = Decimal("0.01")


def items_of(rows: Sequence[Sequence[str]]) -> list[Item]:
    """Return the priced rows of a table; none where no row of headings has name, quantity and unit price."""
    found: list[Item] = []
    places: dict[str, int] = {}
    for number, row in enumerate(rows):
        named = _places(row) if number < LINES_BEFORE_HEADING or places else {}
        if named:
            places = named
        elif places:
            item = _item(row, places)
            if item is not None:
                found.append(item)
        if len(found) >= MOST_ITEMS:
            break
    return found


def _places(row: Sequence[str]) -> dict[str, int]:
    bare = ["".join(plain_text(str(cell)).split()).lower() for cell in row]
    found = {
        field: place
        for field, headings in HEADINGS.items()
        for place in [next((bare.index(heading) for heading in headings if heading in bare), -1)]
        if place >= 0
    }
    return found if {"name", "quantity", "price"} <= found.keys() else {}


def _item(row: Sequence[str], places: dict[str, int]) -> Item | None:
    def cell(field: str) -> str:
        place = places.get(field, len(row))
        return plain_text(str(row[place])).strip() if place < len(row) else ""

    return made(cell("code"), cell("name"), cell("unit"), cell("quantity"), cell("price"), cell("total"))


def made(code: str, name: str, unit: str, quantity: str, price: str, total: str) -> Item | None:
    """Return a priced row of texts; None where name, quantity or price say nothing that can be compared."""
    amount, each = read_number(quantity), read_number(price)
    if not name or amount is None or each is None or amount <= 0 or each <= 0:
        return None
    whole = read_number(total) if total else None
    return Item("".join(code.split()), " ".join(name.split())[:120], unit[:20], amount, each, whole)


def comparable(items: Sequence[Item]) -> dict[tuple[str, str], Item]:
    """Return the rows whose price a bidder chooses, by code and name; a row that stands twice is numbered."""
    found: dict[tuple[str, str], Item] = {}
    for item in items:
        if FIXED.search(item.name):
            continue
        key = (item.code, "".join(item.name.split()))
        for again in islice(_again(key), len(items) + 1):
            if again not in found:
                found[again] = item
                break
    return found


def _again(key: tuple[str, str]) -> Iterator[tuple[str, str]]:
    yield key
    count = 2
    while True:
        yield key[0], f"{key[1]}#{count}"
        count += 1


def error_of(item: Item) -> Decimal | None:
    """Return by how much a total differs from quantity times price, in cents; None where it is right.

    A unit price that was rounded for print, and a total rounded to whole yuan, are no errors.
    """
    if item.total is None:
        return None
    off = item.total - item.quantity * item.price
    rounding = max(item.quantity * CENT / 2 + CENT, Decimal(1))
    return off.quantize(CENT) if abs(off) > rounding else None


def errors_of(items: Sequence[Item]) -> dict[tuple[str, str], Decimal]:
    """Return the wrong totals of a bill by code and name."""
    return {key: off for key, item in comparable(items).items() if (off := error_of(item)) is not None}
