"""A ledger with a field of every kind, and small ones, for the tests."""

from typing import Any

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.ledgers.fields import LedgerField
from app.ledgers.models import Ledger
from app.ledgers.operations import draft_ledger, edit_definition, publish_ledger
from app.ledgers.words import Approver, Cadence, Kind

EVERY_KIND = (
    LedgerField("subject", "事项", Kind.TEXT, required=True, listed=True, filtered=True, public=True, example="走访"),
    LedgerField("area", "面积", Kind.NUMBER, unit="亩", least="0", most="10000", filtered=True, public=True),
    LedgerField("price", "单价", Kind.MONEY, filtered=True),
    LedgerField("held_on", "日期", Kind.DATE, required=True, listed=True, filtered=True, public=True),
    LedgerField("grade", "等级", Kind.CHOICE, choices=("一般", "重大"), listed=True, filtered=True, public=True),
    LedgerField("person", "负责人", Kind.PERSON, listed=True, filtered=True, public=True, masked=True),
    LedgerField("partner", "协办单位", Kind.ORGANISATION, filtered=True),
    LedgerField("place", "所在地", Kind.REGION, filtered=True, public=True),
    LedgerField("paper", "附件", Kind.FILE),
    LedgerField("picture", "现场照片", Kind.PHOTO, public=True, most="3"),
    LedgerField(
        "rows",
        "明细",
        Kind.TABLE,
        columns=(LedgerField("item", "名称", required=True), LedgerField("cost", "金额", Kind.MONEY)),
    ),
    LedgerField("total", "总价", Kind.COMPUTED, formula="面积 × 单价", filtered=True, public=True),
    LedgerField("spent", "合计", Kind.COMPUTED, formula="合计(明细.金额)"),
)

RULES: dict[str, Any] = {
    "name": "走访台账",
    "purpose": "记录每月走访",
    "bodies": ["village"],
    "cadence": Cadence.MONTHLY,
    "due_days": 5,
    "approver": Approver.ABOVE,
    "public": True,
}
RAW: dict[str, Any] = {
    "subject": "低保户走访",
    "area": "12.5",
    "price": "3.1",
    "held_on": "2026年9月8日",
    "grade": "一般",
    "person": "陈建国",
    "partner": "gudong",
    "place": "350102001001",
    "rows": [{"item": "米", "cost": "1.10"}, {"item": "油", "cost": "2"}],
}


def make_ledger(
    act: Act, keeper: Organisation, code: str = "visits", fields: tuple[LedgerField, ...] = EVERY_KIND, **rules: Any
) -> Ledger:
    """Define and publish a ledger."""
    ledger = draft_ledger(act, keeper, code, {**RULES, **rules})
    edit_definition(act, ledger, {"fields": fields})
    publish_ledger(act, ledger)
    return ledger
