"""How alerts and other lists name the things of disclosure."""

from typing import Any, cast

from sqlalchemy import Select, select

from app.disclosure.models import (
    DisclosingBody,
    DisclosureDuty,
    DisclosureItem,
    DisclosureQuestion,
    DisclosureRequest,
    DisclosureTask,
)
from app.kernel.places import Organisation


def subject_texts() -> dict[str, tuple[Any, Select[Any]]]:
    """Return by kind of subject its key, and a SELECT of key and name."""
    O = Organisation  # noqa: E741, N806 - joined five times
    tasks = (
        select(DisclosureTask.id, DisclosureDuty.title + " " + DisclosureTask.period + " · " + O.name)
        .join(DisclosureDuty, DisclosureDuty.id == DisclosureTask.duty_id)
        .join(O, O.id == DisclosureTask.organisation_id)
    )
    named: tuple[tuple[Any, Any], ...] = (
        (DisclosureItem, DisclosureItem.title + " · " + O.name),
        (DisclosingBody, O.name),
        (DisclosureRequest, DisclosureRequest.number + " · " + O.name),
    )
    found: dict[str, tuple[Any, Any]] = {DisclosureTask.kind: (DisclosureTask.id, tasks)}
    for table, name in named:
        found[table.kind] = (table.id, select(table.id, name).join(O, O.id == table.organisation_id))
    questions = (
        select(DisclosureQuestion.id, DisclosureItem.title + " · " + O.name)
        .join(DisclosureItem, DisclosureItem.id == DisclosureQuestion.item_id)
        .join(O, O.id == DisclosureQuestion.organisation_id)
    )
    found[DisclosureQuestion.kind] = (DisclosureQuestion.id, questions)
    return cast(dict[str, tuple[Any, Select[Any]]], found)
