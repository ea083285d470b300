"""Who is told what: the heads of an objection or a repair, the supervising body of a qualification that ends.

The texts are Chinese, as the messages of approvals are.
"""

from datetime import date

from sqlalchemy import or_, select

from app.intermediaries.models import Agency, AgencyLetter
from app.kernel.act import Act
from app.kernel.codes import grouped
from app.kernel.db import CountyRow
from app.kernel.identities import telephone
from app.kernel.notices import Medium, queue_message
from app.kernel.places import Post, PostHolder
from app.kernel.roles import Duty
from app.kernel.wording import fill

MOBILE = 11
"""Digits of a number that takes text messages."""
OBJECTION = ("中介信用记录有异议", "“{agency}”对拟记录的失信行为提出异议，请由非提出人审核。")
REPAIR = ("中介申请信用修复", "“{agency}”申请信用修复，请在核实履行情况后决定。")
REPORTED = ("群众举报中介机构", "有群众举报“{agency}”，请核实并答复。")
EXPIRING = ("中介资质即将到期", "“{agency}”的资质（{number}）将于{day}到期，请督促其办理延续。")
APPEALED = ("中介机构提出申诉", "“{agency}”对处理提出申诉，请由未作该处理的人决定。")
WROTE = ("中介机构来件", "“{agency}”提交了申请或者异议，请核实并答复。")
NOTICED = "中介机构处理告知"
NOTICE = "现告知“{agency}”一项信用记录或者处理。如有异议，请在{until}前在公众门户“机构办事”中凭查询码{code}提出。"
ANSWERED = "中介机构来件答复"
ANSWER = "“{agency}”提交的申请或者异议已经答复，请在公众门户“机构办事”中凭查询码{code}查看。"
TOLD = (Duty.SECTION_HEAD, Duty.ORGAN_HEAD, Duty.LEGAL_REVIEWER)


def tell_agency(act: Act, agency: Agency, subject: CountyRow, code: str, until: date | None) -> None:
    """Send an agency the code of a notice, if the register holds a mobile number; the page of the subject shows it too."""
    number = telephone(agency.phone or "")
    if number is not None and len(number) == MOBILE and number[0] == "1":
        text = fill(NOTICE, agency=agency.name, until=until, code=grouped(code))
        queue_message(act, Medium.SMS, number, NOTICED, text, subject, f"{subject.kind}:{subject.id}:notice")


def tell_writer(act: Act, letter: AgencyLetter) -> None:
    """Tell who wrote a letter that it has been answered."""
    text = fill(ANSWER, agency=letter.name, code=grouped(letter.query_code))
    queue_message(act, Medium.SMS, letter.phone, ANSWERED, text, letter, f"{letter.kind}:{letter.id}:answered")


def tell_heads(
    act: Act, organisation_id: int, message: tuple[str, str], subject: CountyRow, once: str = "", **values: object
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
        queue_message(act, Medium.DESK, str(official), title, fill(text, **values), subject, key)
    return len(people)
