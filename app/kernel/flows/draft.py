"""A flow as rows, read from elsewhere and not yet written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String

from app.kernel.flows.models import FlowStep, FlowTransition


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """Rows of ``STEP_COLUMNS`` and ``TRANSITION_COLUMNS`` as ``edit_flow`` takes them."""

    steps: tuple[dict[str, Any], ...]
    transitions: tuple[dict[str, Any], ...]
    code: str = ""
    name: str = ""
    proceeding: str = "approval"


def overlong(row: Mapping[str, Any]) -> list[str]:
    """Return the columns of a step or a transition whose text is longer than the table holds."""
    table = (FlowTransition if "from_code" in row else FlowStep).__table__
    found: list[str] = []
    for name, value in row.items():
        kind = table.c[name].type
        if isinstance(kind, String) and kind.length is not None and len(value or "") > kind.length:
            found.append(name)
    return found
