"""Ownership statements for tests."""

from collections.abc import Callable
from typing import Any

from app.parties.operations.importing import Taken

Take = Callable[..., Taken]


def said(kind: str, record: str, on: str = "2026-01-01", status: str = "new", **details: Any) -> dict[str, Any]:
    """Return a statement of version 0.4."""
    return {
        "statementId": f"{record}-{on}-{status}",
        "declarationSubject": "",
        "statementDate": on,
        "recordId": record,
        "recordType": kind,
        "recordStatus": status,
        "recordDetails": {"isComponent": False, **details},
        "publicationDetails": {"bodsVersion": "0.4", "publisher": {"name": "企业登记"}},
    }


def firm(record: str, name: str = "甲有限公司", number: str = "", **more: Any) -> dict[str, Any]:
    """Return a statement of a company."""
    known = [{"scheme": "GB-COH", "id": number}] if number else []
    return said("entity", record, name=name, entityType={"type": "registeredEntity"}, identifiers=known, **more)


def human(record: str, name: str = "陈小明", **more: Any) -> dict[str, Any]:
    """Return a statement of a person."""
    return said("person", record, personType="knownPerson", names=[{"type": "legal", "fullName": name}], **more)


def owns(
    record: str, party: str, of: str, share: Any, on: str = "2026-01-01", status: str = "new", **more: Any
) -> dict[str, Any]:
    """Return a statement of a shareholding."""
    interest = {"type": "shareholding", "directOrIndirect": "direct", "share": share, "startDate": "2020-01-01", **more}
    return said("relationship", record, on, status, subject=of, interestedParty=party, interests=[interest])
