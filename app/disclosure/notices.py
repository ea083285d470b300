"""Who is told what. The texts are Chinese, as the messages of approvals are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.disclosure.due import told_period
from app.disclosure.models import DisclosureQuestion, DisclosureRequest, DisclosureTask
from app.disclosure.words import RequestResult
from app.kernel.act import Act, local_day
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.codes import grouped
from app.kernel.notices import Medium, Message, MessageState, queue_message
from app.kernel.places import Official, Organisation, OrganisationKind, Post, PostHolder, county_region
from app.kernel.wording import chinese_day, fill

TITLES = ("办事公开即将到期", "办事公开今日到期", "下级单位公开逾期", "公开逾期超过半月")
TEXT = "{home}应于{due}前公开《{title}》（{period}）。"
ENDINGS = ("请及时办理。", "今日为最后一日。", "已逾期五日，请督促办理。", "已逾期十五日，请督办。")
FEW = 5
"""Officials who are told where nobody holds a post."""
SENT = {
    "asked": ("有群众提问", "公开事项下有新的提问或者投诉，请于{due}前答复。"),
    "requested": ("收到公开申请", "收到依申请公开{number}，请于{due}前答复（《政府信息公开条例》第三十三条）。"),
}
RESULTS = {
    RequestResult.GRANTED: "予以公开",
    RequestResult.PARTLY: "部分公开",
    RequestResult.REFUSED: "不予公开",
    RequestResult.ABSENT: "本机关不掌握该信息",
    RequestResult.PUBLIC: "该信息已主动公开",
}
REMEDIES = (
    "如不服本答复，可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼（《政府信息公开条例》第五十一条）。"
)


def recipients(session: Session, homes: Iterable[int], on: Any) -> Mapping[int, list[int]]:
    """Return whom to tell at each organisation: who holds a post there, else a few who work there."""
    wanted = sorted(set(homes))
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        held = (
            select(Post.organisation_id, PostHolder.official_id)
            .join(PostHolder, PostHolder.post_id == Post.id)
            .where(
                Post.organisation_id.in_(part),
                PostHolder.from_on <= on,
                or_(PostHolder.to_on.is_(None), PostHolder.to_on >= on),
            )
        )
        for home, official in session.execute(held):
            found[home].add(official)
        bare = [home for home in part if home not in found]
        staff = select(Official.organisation_id, Official.id).where(
            Official.organisation_id.in_(bare), Official.left_on.is_(None)
        )
        for home, official in session.execute(staff.order_by(Official.id)):
            if len(found[home]) < FEW:
                found[home].add(official)
    return {home: sorted(people) for home, people in found.items()}


def county_offices(session: Session, counties: Iterable[int]) -> Mapping[int, int]:
    """Return the government of each county, which is told of what stays overdue."""
    codes = {county_region(county): county for county in set(counties)}
    rows = session.execute(
        select(Organisation.region_code, Organisation.id)
        .where(Organisation.region_code.in_(codes), Organisation.body == OrganisationKind.GOVERNMENT)
        .order_by(Organisation.id.desc())
    )
    return {codes[code]: home for code, home in rows}


def remind(act: Act, task: DisclosureTask, stage: int, people: Iterable[int]) -> int:
    """Queue one reminder of a task for each person; returns how many."""
    text = fill(
        TEXT,
        home=task.organisation.name,
        due=task.due_on,
        title=task.duty.title,
        period=task.subject or told_period(task.period),
    )
    count = 0
    for official in people:
        act.session.add(
            Message(
                county=task.county,
                medium=Medium.DESK,
                address=str(official),
                title=TITLES[stage],
                text=text + ENDINGS[stage],
                subject_kind=DisclosureTask.kind,
                subject_id=task.id,
                organisation_id=task.organisation_id,
                state=MessageState.WAITING,
                created_at=act.at,
                next_try_at=act.at,
                key=f"{task.county}:disclosure_due:{task.id}:{stage}:{official}",
            )
        )
        count += 1
    return count


def tell_organisation(act: Act, row: DisclosureQuestion | DisclosureRequest, what: str) -> None:
    """Tell those who answer for an organisation that the public waits."""
    act.session.flush()
    if isinstance(row, DisclosureQuestion):
        due, number = row.due_on, ""
    else:
        clock = clock_of(act.session, row, ClockKind.ANSWER)
        due, number = (clock.due_on if clock and clock.due_on else act.on), row.number
    title, text = SENT[what]
    told = fill(text, due=due, number=number)
    for official in recipients(act.session, [row.organisation_id], act.on).get(row.organisation_id, []):
        queue_message(act, Medium.DESK, str(official), title, told, row, f"disclosure_{what}:{row.id}")


def tell_applicant(act: Act, request: DisclosureRequest, what: str) -> None:
    """Tell an applicant that his limit was extended, or how his application was decided."""
    clock = clock_of(act.session, request, ClockKind.ANSWER)
    due = clock.due_on if clock is not None and clock.due_on is not None else local_day(act.at)
    if what == "extended":
        title = "公开申请延期答复告知"
        text = f"您的公开申请{request.number}经批准延长至{chinese_day(due)}前答复，理由：{request.extension_reason}。"
    else:
        title = "公开申请答复"
        told = RESULTS[RequestResult(request.result)]
        text = f"您的公开申请{request.number}：{told}。依据：{request.basis}。{REMEDIES}"
    text += f"查询码：{grouped(request.query_code)}"
    queue_message(act, Medium.SMS, request.phone, title, text, request, f"disclosure_{what}:{request.id}")
