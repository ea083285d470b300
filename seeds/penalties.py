"""The demo county's penalty items, from seeds/demo/penalties.yaml: real articles and bands, example grades."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.flows.models import FlowVersion
from app.kernel.places import Organisation
from app.penalties.judging.defaults import fill_grades
from app.penalties.models import ViolationItem
from app.penalties.operations import draft_item, edit_item, publish_item
from app.penalties.sheets.assembling import assemble
from app.penalties.sheets.columns import BY_NAME
from app.powers.models import Power, PowerType
from app.powers.operations import draft_power, edit_draft, publish_version

GROUPS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "demo" / "penalties.yaml").read_text("utf-8"))
EXAMPLE = "示范裁量阶次"
FILING = "有初步证据证明存在该违法行为，属于本机关管辖，且在追责时效以内"


def write_penalties(act: Act, flow: FlowVersion) -> list[ViolationItem]:
    """Write and publish every penalty item with its power to punish; returns the items."""
    made: list[ViolationItem] = []
    for group in GROUPS:
        organ = act.session.scalars(select(Organisation).where(Organisation.code == group["organ"])).one()
        for number, given in enumerate(group["items"], start=1):
            code = f"{group['prefix']}{number:02d}"
            made.append(_write(act, organ, code, given, _power(act, organ, code, given, flow)))
    return made


def _power(act: Act, organ: Organisation, code: str, given: dict[str, Any], flow: FlowVersion) -> Power:
    power = draft_power(act, organ, f"对{given['name']}的处罚", PowerType.PENALTY, f"{code}-00")
    content = {
        "name": power.name,
        "legal_basis": _laws(given),
        "conditions": [],
        "materials": [],
        "online": False,
        "statutory_days": 90,
        "statutory_unit": "cd",
        "statutory_basis": "行政处罚法第六十条",
        "promised_days": 90,
        "place": organ.address or "",
        "phone": organ.phone or "",
        "result": "行政处罚决定书",
        "flow_version_id": flow.id,
    }
    publish_version(act, edit_draft(act, power, content), f"鼓政办〔{act.on.year}〕2号-{code}")
    return power


def _write(act: Act, organ: Organisation, code: str, given: dict[str, Any], power: Power) -> ViolationItem:
    item = draft_item(act, organ, code, given["name"], power)
    for start, content in _versions(given):
        edit_item(act, item, content)
        publish_item(act, item, start)
    return item


def _versions(given: dict[str, Any]) -> Iterator[tuple[date, dict[str, Any]]]:
    """Yield each version of an item with the day from which it governs; an older text comes first."""
    start = given.get("from", date(2024, 1, 1))
    if before := given.get("before"):
        older = [dict(row) for row in given["bands"]]
        older[-1]["lo"] = before["lo"]
        yield before["from"], _content({**given, "bands": older})
    yield start, _content(given)


def _laws(given: dict[str, Any]) -> list[dict[str, Any]]:
    law = {"law": given["law"], "article": given["article"], "role": "罚则"}
    return [law if given.get("checked") else {**law, "verified": False}]


def _content(given: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a version; what has no measure gets the five default grades."""
    read = {name: BY_NAME[name].columns for name in BY_NAME}
    lists: dict[str, list[dict[str, Any]]] = {
        "factors": list(_factors(given)),
        "bands": list(_bands(given)),
        "grades": list(_grades(given)),
    }
    typed = {
        name: [{c.name: c.read(row.get(c.name, "")) for c in read[name][1:]} for row in rows]
        for name, rows in lists.items()
    }
    content, faults = assemble(typed)
    if faults:
        raise faults[0]
    return {
        **fill_grades(content),
        "laws": _laws(given),
        "conduct": given["name"],
        "filing_standard": FILING,
        "filing_basis": "行政处罚法第五十四条第二款",
        "sector": given.get("sector", "general"),
        "example": True,
        "name": given["name"],
    }


def _bases(given: dict[str, Any]) -> list[str]:
    named = [given["base"]] if given.get("base") else []
    named += [row["base"] for row in given.get("bands", ()) if row.get("base")]
    return list(dict.fromkeys(named))


def _factors(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if given.get("person"):
        yield {"code": "party", "label": "当事人", "kind": "choice", "choices": "unit=单位；person=个人"}
    for place, label in enumerate(_bases(given), start=1):
        row = {"code": f"base{place}", "label": label, "unit": "元", "evidence": "财务凭证、合同"}
        yield {**row, "default": "0"} if label == "违法所得" else row
    if given.get("measure"):
        label, unit, *_steps = given["measure"]
        yield {"code": "measure", "label": label, "unit": unit, "evidence": "现场勘验笔录、照片"}
        yield {"code": "times", "label": "两年内查处次数（含本次）", "kind": "count", "unit": "次", "lowest": "1"}
    if given.get("serious"):
        yield {"code": "serious", "label": "法律规定的情节严重", "kind": "yes_no", "default": "否"}
    if given.get("alert"):
        yield {"code": "alert", "label": "重污染天气预警期间", "kind": "yes_no", "default": "否"}
    for place, row in enumerate(given.get("formula", {}).get("dimensions", ()), start=1):
        kind = "choice" if row.get("choices") else "number"
        yield {**row, "code": f"d{place}", "kind": kind}


def _bands(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    common = {"basis": f"{given['law']}{given['article']}", "law_level": given.get("level", "law")}
    for row in given.get("bands", ()):
        yield {**common, **row}
    if "fine" not in given:
        return
    own = {
        "kind": given.get("kind", ""),
        "base": given.get("base", ""),
        "floor_base": given.get("floor", ""),
        "kinds": given.get("kinds", ""),
    }
    if given.get("person"):
        lo, hi = given["person"]
        yield {**common, **own, "lo": lo, "hi": hi, "when": "party=person", "cap": given.get("person_cap", "")}
    if given.get("serious"):
        lo, hi = given["serious"]
        yield {**common, **own, "lo": lo, "hi": hi, "when": "serious=是"}
    lo, hi = given["fine"]
    yield {**common, **own, "lo": lo, "hi": hi, "cap": given.get("cap", "")}


def _grades(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if formula := given.get("formula"):
        weights = "；".join(f"d{place}:{row['weight']}" for place, row in enumerate(formula["dimensions"], start=1))
        yield {
            "level": 1,
            "name": "公式计算",
            "kind": "formula",
            "weights": weights,
            "power": formula["power"],
            "when": "不限",
            "basis": f"{EXAMPLE}（参照环执法〔2019〕42号）",
        }
    if not given.get("measure"):
        return
    _label, _unit, first, second = given["measure"]
    worst = f"measure>={second}；times>=2" + ("；alert=是" if given.get("alert") else "")
    for level, (name, lo, hi, when) in enumerate(
        (
            ("较轻", "0", "0.3", f"measure<{first} 且 times=1"),
            ("一般", "0.3", "0.7", f"measure>={first} 且 measure<{second} 且 times=1"),
            ("严重", "0.7", "1", worst),
        ),
        start=1,
    ):
        yield {"level": level, "name": name, "lo": lo, "hi": hi, "when": when, "basis": EXAMPLE}
