"""The files of a case: they go with the matter to another organ, and no further."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.models import Case, Material
from app.approvals.operations import transfer
from app.approvals.queries import attachments_of
from app.kernel.attachments import Attachment
from app.kernel.audit import TrailRow
from tests.approvals.cases import Story


def hand_in(session: Session, case: Case, code: str, paper: str | None = None) -> Attachment:
    """Keep a file with a case, for a paper of its list or loose."""
    file = Attachment(
        county=case.county,
        subject_kind=Case.kind,
        subject_id=case.id,
        organisation_id=case.organisation_id,
        name=f"{code}.pdf",
        media_type="application/pdf",
        size=1,
        digest="0" * 64,
        stored_as=f"{case.id}-{code}",
        uploaded_at=case.received_at,
    )
    session.add(file)
    session.flush()
    if paper:
        row = select(Material).where(Material.case_id == case.id, Material.code == paper)
        session.scalars(row).one().attachment_id = file.id
        session.flush()
    return file


def test_files_of_a_transferred_case_are_read_at_the_new_organ_and_keep_their_trail(
    story: Story, session: Session
) -> None:
    case = story.submitted()
    listed, loose = hand_in(session, case, "listed", "drawing"), hand_in(session, case, "loose")
    target = story.world.organisation("gulou-health")
    onward = transfer(story.by("window", "2026-09-22"), case, target, "属卫生健康部门职权。")
    assert [file.id for file in attachments_of(session, onward)] == [listed.id, loose.id]
    assert {file.subject_id for file in attachments_of(session, onward)} == {case.id}
    assert [file.id for file in attachments_of(session, case)] == [listed.id, loose.id]
    verbs = select(TrailRow.verb).where(TrailRow.subject_kind == Case.kind, TrailRow.subject_id == case.id)
    assert "approval.transferred" in set(session.scalars(verbs))


def test_files_of_another_matter_are_not_read(story: Story, session: Session) -> None:
    case, other = story.submitted(), story.submitted(key="k2")
    hand_in(session, other, "secret", "drawing")
    assert attachments_of(session, case) == []


def test_files_follow_over_two_transfers_and_what_came_later_stays_where_it_came(
    story: Story, session: Session
) -> None:
    case = story.submitted()
    first = hand_in(session, case, "first")
    onward = transfer(
        story.by("window", "2026-09-22"), case, story.world.organisation("gulou-health"), "属另一部门职权。"
    )
    later = hand_in(session, onward, "later")
    onward.previous_case_id, onward.relation = case.id, "renew"
    assert [file.id for file in attachments_of(session, onward)] == [later.id]
    onward.relation = "transfer"
    assert [file.id for file in attachments_of(session, onward)] == [first.id, later.id]
    assert [file.id for file in attachments_of(session, case)] == [first.id]
