"""How alerts and other lists name the things of disclosure."""

from typing import Any

from sqlalchemy import SelectBase, select

from app.disclosure.models import (
    TABLES,
    DisclosingBody,
    DisclosureDuty,
    DisclosureItem,
    DisclosureQuestion,
    DisclosureRequest,
    DisclosureTask,
)
from app.kernel.places import Organisation
from app.kernel.subjects import SubjectKind, beside_place, tables
from app.kernel.words import N_

TASKS = (
    select(DisclosureTask.id, DisclosureDuty.title + " " + DisclosureTask.period + " · " + Organisation.name)
    .join(DisclosureDuty, DisclosureDuty.id == DisclosureTask.duty_id)
    .join(Organisation, Organisation.id == DisclosureTask.organisation_id)
)
QUESTIONS = (
    select(DisclosureQuestion.id, DisclosureItem.title + " · " + Organisation.name)
    .join(DisclosureItem, DisclosureItem.id == DisclosureQuestion.item_id)
    .join(Organisation, Organisation.id == DisclosureQuestion.organisation_id)
)


def _titled(model: Any, title: Any) -> SelectBase:
    return select(model.id, title + " · " + Organisation.name).join(
        Organisation, Organisation.id == model.organisation_id
    )


NAMED = (
    SubjectKind(DisclosureTask, TASKS, N_("Open the desk of disclosure"), "disclosure.task"),
    SubjectKind(DisclosingBody, beside_place(DisclosingBody), N_("Open its public page"), "disclosure.body"),
    SubjectKind(
        DisclosureItem,
        _titled(DisclosureItem, DisclosureItem.title),
        N_("Open the item of disclosure"),
        "disclosure.item",
    ),
    SubjectKind(DisclosureQuestion, QUESTIONS, N_("Open the questions"), "disclosure.question"),
    SubjectKind(
        DisclosureRequest,
        _titled(DisclosureRequest, DisclosureRequest.number),
        N_("Open the application for disclosure"),
        "disclosure.request_page",
    ),
)
SUBJECTS = (*NAMED, *tables(*(table for table in TABLES if table not in {kind.model for kind in NAMED})))
"""What trail and alerts call by a word."""
