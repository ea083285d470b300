"""The demo county's catalogue, from seeds/demo/powers.yaml."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.flows.models import FlowVersion
from app.kernel.flows.templates import write_templates
from app.kernel.places import Organisation
from app.powers.models import Power, PowerType
from app.powers.operations import draft_power, edit_draft, publish_version

ITEMS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "demo" / "powers.yaml").read_text("utf-8"))
REMEDIES = {"reconsideration": "鼓楼区人民政府", "court": "福州市鼓楼区人民法院", "complaint_phone": "12345"}


def write_catalogue(act: Act) -> list[Power]:
    """Write and publish every item under one document; each comes onto the list by its own order."""
    flows = write_templates(act)
    return [_write(act, item, flows) for item in ITEMS]


def _write(act: Act, item: dict[str, Any], flows: dict[str, FlowVersion]) -> Power:
    organ = act.session.scalars(select(Organisation).where(Organisation.code == item["organ"])).one()
    power = draft_power(act, organ, item["name"], PowerType(item.get("type", "01")), item["code"])
    version = edit_draft(
        act,
        power,
        {
            "name": item["name"],
            "legal_basis": item["basis"],
            "conditions": [
                {"code": f"C{n:02d}", "text": text, "check": "材料"} for n, text in enumerate(item["conditions"], 1)
            ],
            "materials": [
                {"code": f"M{n:02d}", "name": name, "required": True} for n, name in enumerate(item["materials"], 1)
            ],
            "form": [{"required": True, **field} for field in item["form"]],
            "statutory_days": item["days"],
            "statutory_basis": "行政许可法第四十二条",
            "promised_days": item["promised"],
            "instant": item.get("instant", False),
            "joint": item.get("joint", False),
            "result": item["result"],
            "place": organ.address or "",
            "phone": organ.phone or "",
            "hours": "工作日 9:00-12:00，13:30-17:00",
            "remedies": REMEDIES,
            "risks": [
                {
                    "step": "审核",
                    "text": "超出条件清单审查，为熟人放宽",
                    "level": "中",
                    "control": "条件逐项勾选，意见留痕",
                }
            ],
            "flow_version_id": flows[item["flow"]].id,
            "step_overrides": _overrides(flows[item["flow"]], item["promised"]) | _joint(act, item),
        },
    )
    publish_version(act, version, f"鼓政办〔{act.on.year}〕1号-{item['code']}")
    return power


def _joint(act: Act, item: dict[str, Any]) -> dict[str, list[int]]:
    """Return the organs that handle an item together with its own, under the name that the content uses."""
    codes = item.get("joint_organs", ())
    ids = list(act.session.scalars(select(Organisation.id).where(Organisation.code.in_(codes))))
    return {"joint": ids} if ids else {}


def _overrides(flow: FlowVersion, promised: int) -> dict[str, dict[str, int]]:
    """Return step limits that together keep the promise, in the template's proportions."""
    limits = {step.code: step.limit_value for step in flow.steps if step.limit_value}
    whole = sum(limits.values())
    if whole <= promised:
        return {}
    return {code: {"limit_value": max(1, limit * promised // whole)} for code, limit in limits.items()}
