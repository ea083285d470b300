"""The fields of an item's own application form on a page."""

from collections.abc import Mapping
from typing import Any


def form_name(name: str) -> str:
    """Return the name of a field of an item's own form, told apart from the applicant's."""
    return f"form-{name}"


def item_fields(form: Any, values: Mapping[str, Any], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the fields of an item's own form, under names that no field of the applicant has."""
    rows: list[dict[str, Any]] = []
    for row in form or ():
        name = form_name(str(row["name"]))
        rows.append(
            {
                "name": name, "label": str(row.get("label", row["name"])),
                "input": row.get("input") or "text", "required": bool(row.get("required")),
                "hint": row.get("hint", ""), "example": row.get("example", ""), "step": "any",
                "choices": [(str(c), str(c)) for c in row.get("choices") or ()],
                "value": values.get(name, ""), "error": errors.get(name, ""),
            }
        )  # fmt: skip
    return rows


def answers_of(form: Any, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what was answered to an item's own form, by the names of its version."""
    return {str(row["name"]): values.get(form_name(str(row["name"])), "") for row in form or ()}
