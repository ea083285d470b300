"""Processes of another platform, as its file tells them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.trading.operations.importing import Imported, import_processes
from app.trading.screening.incoming import incoming
from app.trading.screening.reading import Broken
from app.trading.screening.screening import Notes
from tests.parties.building import credit_code

PREFIX = "ocds-abc123"
Json = dict[str, Any]


def firm(serial: int, name: str = "") -> Json:
    return {"id": f"CN-USCC-{credit_code(serial)}", "name": name or f"第{serial}建筑有限公司"}


def yuan(amount: Any, currency: str = "CNY") -> Json:
    return {"amount": amount, "currency": currency}


def bid(number: Any, serial: int, amount: Any, status: str = "valid", **more: Any) -> Json:
    return {"id": number, "status": status, "tenderers": [firm(serial)], "value": yuan(amount), **more}


def process(number: str, bids: list[Json], winner: int | None = None, **more: Any) -> Json:
    """Return a compiled release with bids; the winner is named by the number of its credit code."""
    awards = [{"id": "1", "status": "active", "date": "2026-03-20T10:00:00+08:00", "suppliers": [firm(winner or 0)]}]
    return {
        "ocid": f"{PREFIX}-{number}",
        "date": "2026-03-20T10:00:00+08:00",
        "tag": ["compiled"],
        "buyer": firm(900, "省交通运输厅"),
        "tender": {
            "id": number,
            "title": f"{number}号公路养护",
            "status": "complete" if winner else "active",
            "procurementMethod": "open",
            "mainProcurementCategory": "works",
            "value": yuan(1_000_000),
            "tenderPeriod": {"startDate": "2026-02-10T09:00:00+08:00", "endDate": "2026-03-10T09:00:00+08:00"},
        },
        "bids": {"details": bids},
        "awards": awards if winner else [],
        **more,
    }


def take(
    act: Act, watcher: Organisation, folder: Path, rows: list[Any], told: Callable[[Broken], None] = lambda _fault: None
) -> tuple[Imported, Notes]:
    """Import rows, one a line."""
    path, notes = folder / "foreign.jsonl", Notes()
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    imported = import_processes(act, watcher, list(incoming(path, notes, told)))
    act.session.flush()
    act.session.expire_all()
    return imported, notes
