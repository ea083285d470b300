"""The fields of an item's own application form on a page."""

from collections.abc import Mapping
from typing import Any

from app.kernel.words import N_
from app.powers.models import FormInput
from app.surfaces.language import translate


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
                "name": name,
                "label": str(row.get("label", row["name"])),
                "input": row.get("input") or "text",
                "required": bool(row.get("required")),
                "hint": row.get("hint", ""),
                "example": row.get("example", ""),
                "step": "any",
                "choices": _choices(row),
                "value": values.get(name, ""),
                "error": errors.get(name, ""),
            }
        )
    return rows


def _choices(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    if row.get("input") == FormInput.YES_NO:
        return [("1", translate(N_("yes"))), ("0", translate(N_("no")))]
    return [(str(choice), str(choice)) for choice in row.get("choices") or ()]


def held_answers(answers: Mapping[str, Any] | None) -> dict[str, str]:
    """Return stored answers as ``item_fields`` shows them: what was typed, under the names of its fields."""
    words = {True: "1", False: "0"}
    return {
        form_name(name): words[value] if isinstance(value, bool) else str(value)
        for name, value in (answers or {}).items()
    }


def answers_of(form: Any, values: Mapping[str, Any]) -> dict[str, str]:
    """Return what was answered to an item's own form, by the names of its version."""
    return {str(row["name"]): values.get(form_name(str(row["name"])), "") for row in form or ()}
