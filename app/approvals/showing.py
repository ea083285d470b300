"""How parts of a case are put on pages, the office's own and the portal's."""

from typing import Any

from flask import Response, current_app, send_file, url_for

from app.approvals.forms import Applicant
from app.approvals.papers import TEMPLATES
from app.kernel.act import Act
from app.kernel.attachments import path_of
from app.kernel.documents import Document
from app.kernel.words import N_
from app.surfaces.acts import current_actor
from app.surfaces.folders import folder_of
from app.surfaces.language import translate
from app.surfaces.paper.press import Press, keep_paper


def applicant_fields(values: Any, errors: dict[str, str], kinds: str) -> list[dict[str, Any]]:
    """Return the fields that ask who applies; the same at the window and on the public portal."""
    choices = [("person", translate(N_("A person"))), ("company", translate(N_("A company or organisation")))]
    open_to = [pair for pair in choices if pair[0] in kinds.replace(" ", "").split(",")]
    suggested = url_for("picks.pick", kind="engagement", field="agency_id") if current_actor().official_id else ""
    rows: list[dict[str, Any]] = [
        {
            "name": "kind",
            "label": translate(N_("Who applies")),
            "input": "choice",
            "choices": open_to,
            "required": True,
        },
        {
            "name": "name",
            "label": translate(N_("Name of the person or company")),
            "input": "text",
            "required": True,
            "example": "林小燕",
        },
        {
            "name": "identity",
            "label": translate(N_("Identity number or credit code")),
            "input": "identity",
            "required": True,
            "hint": translate(N_("18 characters, as on the card or licence; kept encrypted")),
        },
        {
            "name": "phone",
            "label": translate(N_("Telephone")),
            "input": "tel",
            "required": True,
            "autocomplete": "tel",
            "hint": translate(
                N_("You will be told by text message, and need its last four digits to look up the case")
            ),
        },
        {
            "name": "agent_name",
            "label": translate(N_("Agent")),
            "input": "text",
            "hint": translate(N_("Only when somebody acts for the applicant; an agency by its name in the register")),
            "suggest": suggested,
        },
    ]
    for row in rows:
        row["value"] = values.get(row["name"], open_to[0][0] if row["name"] == "kind" and len(open_to) == 1 else "")
        row["error"] = errors.get(row["name"], "")
    return rows


def applicant_of(values: Any) -> Applicant:
    """Return the applicant that a form tells of."""
    return Applicant(
        kind=values.get("kind", ""),
        name=values.get("name", ""),
        identity=values.get("identity", ""),
        phone=values.get("phone", ""),
        agent_name=values.get("agent_name") or None,
    )


def paper_answer(act: Act, document: Document) -> Response:
    """Return a document as PDF, printed now unless it has been already."""
    folder = folder_of("papers")
    press = Press(TEMPLATES, current_app.config["SUNSHINE_ADDRESS"])
    kept = keep_paper(act, document, press, folder)
    return send_file(path_of(folder, kept), mimetype="application/pdf", download_name=kept.name)
