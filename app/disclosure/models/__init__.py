"""Tables of disclosure: duties and tasks, items and their versions, and what the public asks."""

from app.disclosure.models.duties import DisclosingBody, DisclosureDuty, DisclosureTask
from app.disclosure.models.items import DisclosureItem, DisclosureVersion, PrivacyFinding
from app.disclosure.models.voices import DisclosureQuestion, DisclosureRequest

TABLES = (
    DisclosureDuty,
    DisclosingBody,
    DisclosureTask,
    DisclosureItem,
    DisclosureVersion,
    PrivacyFinding,
    DisclosureQuestion,
    DisclosureRequest,
)

__all__ = [
    "TABLES",
    "DisclosingBody",
    "DisclosureDuty",
    "DisclosureItem",
    "DisclosureQuestion",
    "DisclosureRequest",
    "DisclosureTask",
    "DisclosureVersion",
    "PrivacyFinding",
]
