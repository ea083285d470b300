"""Verbs of the penalty items: the only writers."""

from app.kernel.words import N_
from app.penalties.operations.content import CONTENT, draft_item, edit_item, fill_default_grades, link_power
from app.penalties.operations.publishing import (
    Unfit,
    publish_document,
    publish_item,
    repeal_item,
    review_item,
    submit_item,
)

VERBS = {
    "violation.drafted": N_("Penalty item drafted"),
    "violation.edited": N_("Standard changed in draft"),
    "violation.linked": N_("Penalty item linked to a power"),
    "violation.filled": N_("Default grades filled in"),
    "violation.submitted": N_("Standard submitted to legal review"),
    "violation.reviewed": N_("Standard passed the legal review"),
    "violation.sent_back": N_("Standard sent back by the review"),
    "violation.published": N_("Standard published"),
    "violation.repealed": N_("Penalty item repealed"),
    "violation.withdrawn": N_("Import of a penalty item withdrawn"),
    "violation.imported": N_("Penalty item brought in from a sheet"),
    "violations.imported": N_("Penalty items imported from a sheet"),
    "violations.exported": N_("Penalty items exported to a sheet"),
}

__all__ = [
    "CONTENT",
    "VERBS",
    "Unfit",
    "draft_item",
    "edit_item",
    "fill_default_grades",
    "link_power",
    "publish_document",
    "publish_item",
    "repeal_item",
    "review_item",
    "submit_item",
]
