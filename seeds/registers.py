"""Purchases without open tenders and listings of the demo: mostly in order, each condition of T01, T02, T36 and T37 planted twice."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.kernel.act import Act
from app.kernel.calendar import working_calendar
from app.kernel.places import Organisation
from app.surfaces.records.writing import add_record
from app.trading.records.registers import LISTING, PURCHASE
from app.trading.words import DirectMethod, ListingWhat, TradeCategory, TradeKind

DAY = timedelta(days=1)
WAN = Decimal(10_000)
APPROVED = "鼓发改〔2026〕18号"
BOUGHT: tuple[tuple[str, str, int, int, dict[str, Any]], ...] = (
    ("办公楼屋面维修", "A0701", 38, 300, {}),
    ("公园座椅更新", "A0702", 26, 240, {}),
    ("应急排涝抢修", "A0703", 520, 190, {"approval": APPROVED}),
    ("路灯巡检服务", "C0801", 45, 150, {"category": TradeCategory.SERVICES, "how": DirectMethod.QUOTATION}),
    ("绿地监理服务", "C0804", 95, 118, {"category": TradeCategory.SERVICES, "how": DirectMethod.QUOTATION}),
    ("桥梁检测服务", "C0805", 96, 52, {"category": TradeCategory.SERVICES, "how": DirectMethod.QUOTATION}),
    ("智慧环卫平台续期", "C0802", 60, 130, {"trade_kind": TradeKind.PROCUREMENT, "how": DirectMethod.SINGLE, "approval": APPROVED}),
    ("古田路人行道修补一期", "B1201", 185, 120, {}),
    ("古田路人行道修补二期", "B1201", 226, 95, {}),
    ("内河清淤东段", "B1305", 172, 88, {}),
    ("内河清淤西段", "B1305", 239, 61, {}),
    ("井大路照明改造", "B1401", 396, 75, {}),
    ("温泉路照明改造", "B1402", 392, 54, {}),
    ("灯杆采购", "A0901", 430, 140, {"category": TradeCategory.GOODS}),
    ("八一七路绿化提升", "B1501", 610, 47, {}),
    ("渣土车监控建设", "B1601", 88, 66, {"failed_rounds": 1, "approval": APPROVED, "how": DirectMethod.NEGOTIATION}),
    ("垃圾分类督导服务", "C0803", 70, 33, {"trade_kind": TradeKind.PROCUREMENT, "failed_rounds": 1, "how": DirectMethod.CONSULTATION}),
)  # fmt: skip
"""Name, code, ten thousands of yuan, days ago, and what is not as usual."""


def write_registers(act: Act, buyer: Organisation) -> None:
    """Enter the purchases and listings of a body as its clerk would."""
    for place, (name, item, wan, ago, more) in enumerate(BOUGHT, 1):
        given = {
            "organisation_id": buyer.id,
            "county": buyer.county,
            "number": f"ZJ-{place:03d}",
            "name": name,
            "trade_kind": TradeKind.WORKS,
            "category": TradeCategory.WORKS,
            "how": DirectMethod.DIRECT,
            "item": item,
            "estimate": wan * WAN,
            "decided_on": act.on - ago * DAY,
        } | more
        add_record(act, PURCHASE, {key: str(value) if key in WORDS else value for key, value in given.items()})
    for place, (what, name, changes) in enumerate(_listed(), 1):
        _list(act, buyer, place, what, name, changes)


WORDS = ("trade_kind", "category", "how")


def _listed() -> list[tuple[ListingWhat, str, dict[str, Any]]]:
    """Return what was listed: name, and by how much each day or price is not as usual."""
    equity, asset, land = ListingWhat.EQUITY, ListingWhat.ASSET, ListingWhat.LAND
    return [
        (equity, "城建物资公司30%股权", {}),
        (asset, "旧办公楼整体", {}),
        (land, "2026-01号地块", {}),
        (land, "2026-02号地块", {}),
        (equity, "环卫设备公司51%股权", {"days": 15, "appraisal": 560}),
        (asset, "停车场资产包", {"days": 9, "appraised": 480}),
        (equity, "园林公司全部股权", {"appraisal": 610, "deal": 495}),
        (asset, "旧泵站房产", {"appraised": 500, "deal": 470, "first": 60}),
        (equity, "照明公司20%股权", {"first": 80}),
        (land, "2026-03号地块", {"notice": 12, "days": 8, "approval": ""}),
        (land, "2026-04号地块", {"notice": 15, "days": 7, "approval": ""}),
        (land, "2026-05号地块", {"floor": 640, "result": None, "paid": None}),
        (land, "2026-06号地块", {"floor": 580, "result": 25, "paid": 75}),
    ]


def _list(act: Act, seller: Organisation, place: int, what: ListingWhat, name: str, said: dict[str, Any]) -> None:
    days, begun = working_calendar(act.session), act.on - (150 + place) * DAY
    agreed = begun + 45 * DAY
    result, paid = said.get("result", 9), said.get("paid", 50)
    values = {
        "organisation_id": seller.id,
        "county": seller.county,
        "number": f"GP-{place:03d}",
        "name": name,
        "what": str(what),
        "reserve": 500 * WAN,
        "notice_on": begun - said.get("notice", 22) * DAY,
        "listed_from": begun,
        "listed_to": begun + said.get("days", 12 if what is ListingWhat.LAND else 42) * DAY,
        "approval": said.get("approval", "区政府常务会议纪要〔2026〕5号" if what is ListingWhat.LAND else ""),
        "appraisal": said.get("appraisal", 500) * WAN,
        "appraised_on": begun - said.get("appraised", 120) * DAY,
        "floor": said["floor"] * WAN if "floor" in said else None,
        "deal": said.get("deal", 520) * WAN,
        "deal_on": agreed,
        "contract_on": agreed,
        "pay_due_on": agreed + 60 * DAY,
        "result_on": None if result is None else days.add(agreed, result),
        "first_paid": said.get("first", 300) * WAN,
        "first_paid_on": days.add(agreed, 3),
        "paid_up_on": None if paid is None else agreed + paid * DAY,
    }
    add_record(act, LISTING, values)
