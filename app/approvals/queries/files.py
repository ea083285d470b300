"""The files of a case: its own, and those of the cases that it goes on from."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.approvals.models import Case, Material
from app.kernel.attachments import Attachment

CONTINUED = ("transfer", "reopen")
"""Relations under which the same matter goes on in a new case, all its papers included."""
LONGEST = 20
"""Cases that a matter is followed back; a longer chain is a circle or a mistake."""


def attachments_of(session: Session, case: Case) -> list[Attachment]:
    """Return the files that whoever reads the case may read, in the order of their handing in.

    A file keeps the subject and the trail that it was handed in under. When a matter is transferred
    (Licensing Law art. 43) or opened again, its files are read under the new case too; a change or a
    renewal brings the papers of its own list.
    """
    cases = [case.id]
    at: Case | None = case
    while at is not None and at.relation in CONTINUED and at.previous_case_id and len(cases) < LONGEST:
        cases.append(at.previous_case_id)
        at = session.get(Case, at.previous_case_id)
    papers = select(Material.attachment_id).where(Material.case_id == case.id, Material.attachment_id.is_not(None))
    mine = (Attachment.subject_kind == Case.kind) & Attachment.subject_id.in_(cases)
    return list(session.scalars(select(Attachment).where(or_(mine, Attachment.id.in_(papers))).order_by(Attachment.id)))
