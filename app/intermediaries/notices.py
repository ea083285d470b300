"""Who is told what: the heads of an objection or a repair, the supervising body of a qualification that ends.

The texts are Chinese, as the messages of approvals are.
"""

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.db import CountyRow
from app.kernel.notices import Medium, queue_message
from app.kernel.places import Post, PostHolder
from app.kernel.roles import Duty

OBJECTION = ("中介信用记录有异议", "“{agency}”对拟记录的失信行为提出异议，请由非提出人审核。")
REPAIR = ("中介申请信用修复", "“{agency}”申请信用修复，请在核实履行情况后决定。")
REPORTED = ("群众举报中介机构", "有群众举报“{agency}”，请核实并答复。")
EXPIRING = ("中介资质即将到期", "“{agency}”的资质（{number}）将于{day}到期，请督促其办理延续。")
TOLD = (Duty.SECTION_HEAD, Duty.ORGAN_HEAD, Duty.LEGAL_REVIEWER)


def tell_heads(
    act: Act, organisation_id: int, message: tuple[str, str], subject: CountyRow, once: str = "", **values: str
) -> int:
    """Queue a desk message for each head of a body; returns how many. ``once`` keeps it from being sent twice."""
    held = (
        select(PostHolder.official_id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(
            Post.organisation_id == organisation_id,
            Post.duty.in_([str(duty) for duty in TOLD]),
            PostHolder.from_on <= act.on,
            or_(PostHolder.to_on.is_(None), PostHolder.to_on >= act.on),
        )
        .distinct()
    )
    people = sorted(act.session.scalars(held))
    title, text = message
    key = f"{subject.kind}:{subject.id}:{once or getattr(subject, 'edit_number', 0)}"
    for official in people:
        queue_message(act, Medium.DESK, str(official), title, text.format(**values), subject, key)
    return len(people)
