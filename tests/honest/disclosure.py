"""Honest courses of disclosure and of what compares it with the village's book."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.disclosure.models import DisclosureDuty, DisclosureTask, DisclosureVersion, PrivacyFinding
from app.disclosure.operations import (
    answer_question,
    approve_text,
    ask,
    close_question,
    decide_leak,
    decide_request,
    extend_request,
    name_body,
    publish_text,
    submit_text,
    sweep_items,
    take_over_item,
)
from app.kernel.act import Act
from app.villages.models import VillageMonth
from tests.disclosure.samples import BODY, Street, at
from tests.disclosure.test_figures import month, row, statement
from tests.disclosure.test_points import IDENTITY, apply, correct, withdraw
from tests.honest.registry import Courses
from tests.world import World

EVENING = timedelta(hours=10)


def street(session: Session, world: World, acting_as: Callable[..., Act]) -> Street:
    """Two organisations that publish, since January."""
    return Street(session, world, acting_as)


DISCLOSURE = Courses(street, at(10, 20))
S = Street


def in_grace(s: S) -> None:
    """Published on its last day; and one whose days of grace are not over."""
    s.opened(at(9, 1))
    task = s.task("CW-05", "2026-Q3")
    for other in s.session.query(type(task)):
        other.due_at = at(10, 20) + EVENING
    s.published("CW-05", at(10, 20), period="2026-Q3")
    task.due_at = at(10, 19)


def missed_once(s: S) -> None:
    """Missed once a while ago and late now; missed long ago; another organisation missed it too."""
    s.opened(at(6, 1))
    s.opened(at(9, 1))
    early, late = s.task("CW-05", "2026-Q2"), s.task("CW-05", "2026-Q3")
    tasks = list(s.session.query(type(early)))
    for other in tasks:
        other.met_at, other.met_late = at(6, 1), False
    late.met_at, late.met_late = None, False
    late.due_at = at(10, 19)
    for task, due in ((early, at(6, 20)), (early, at(6, 20) - timedelta(days=500))):
        task.due_at = due
    early.met_late = True
    once = next(one for one in tasks if one.duty_id != late.duty_id)
    once.due_at, once.met_at = at(10, 18), None


def joined_lately(s: S) -> None:
    """Joined two months ago; and a village that has published once under every duty that was due and is its own."""
    s.opened(at(3, 1))
    for body in s.bodies:
        body.active_at = at(9, 1)
    old = s.body_of("zhongshan")
    old.active_at = at(1, 1)
    tasks = list(s.session.scalars(select(DisclosureTask).order_by(DisclosureTask.id)))
    due = {task.duty.code: task for task in tasks if task.organisation_id == s.village.id}
    retired, ruled_elsewhere, not_due, once, *published = sorted(due)
    s.duty(retired).active = False
    s.duty(ruled_elsewhere).county = 350103
    for task in tasks:
        if task.duty.code == not_due:
            task.due_at = at(12, 31)
    events = select(DisclosureDuty).where(DisclosureDuty.cadence == "event", DisclosureDuty.unit_kind == "village")
    due[once].duty_id = s.session.scalars(events).first().id  # type: ignore[union-attr]
    of_bureau = next(task for task in tasks if task.organisation_id == s.bureau.id)
    of_bureau.organisation_id = s.village.id
    for code in published:
        take_over_item(s.acting_as(None, at(5, 2)), s.village, s.duty(code), "旧文", BODY, at(2, 1))
    another = s.world.organisation("qingcheng")
    name_body(s.acting_as("county_admin", at(1, 5)), another, "village", date(2026, 1, 1))
    s.session.flush()


def with_a_table(s: S) -> None:
    s.published("CW-02", body="见表。", rows=[{"c0": "租金", "c1": "12000", "c2": "36000"}])
    s.published("CW-05", body="", nil=True)
    s.published("CW-05", at(9, 3), BODY)
    s.written("CW-05", at(9, 4), "短。")
    withdraw(s, s.published("CW-05", at(9, 5), "太短。"), at(9, 6))
    made = s.published("CW-05", at(9, 7), "见附件。")
    assert made.public is not None
    made.public.files = 1


def same_introduction(s: S) -> None:
    """The same words above other figures; nothing to tell twice; another text; the same period once more."""
    words = "收支情况已经村务监督委员会审核，逐笔列在下表，凭证存村会计处备查。"
    for period, when, income in (("2026-07", at(8, 5), "300"), ("2026-08", at(9, 5), "310")):
        s.published(
            "CW-01", when, words, rows=[row("租金", income), row("电费", "", "100")], period=period, for_task=False
        )
    for period, when in (("2026-Q1", at(4, 5)), ("2026-Q2", at(7, 5))):
        s.published("CW-05", when, "", period=period, for_task=False, nil=True)
    other = "本季度新增路灯十二盏、修补道路三百米，经费由街道补助，明细见公示栏，意见可向居委会反映。"
    s.published("CW-05", at(10, 5), other, period="2026-Q3", for_task=False)


def month_of(s: S, period: str) -> VillageMonth:
    """The village's published book of a month: 300 in, 100 out."""
    made = month(s)
    made.period = period
    s.session.flush()
    return made


def statement_of(s: S, period: str, *rows: dict[str, str]) -> Any:
    words = "本月收支情况已经村务监督委员会审核，逐笔列在下表，凭证存村会计处备查。"
    return s.published("CW-01", at(9, 5), words, rows=rows, period=period, for_task=False)


def agreeing(s: S) -> None:
    """Agrees; tells nothing at all; another statement was withdrawn; another one has no book of its month."""
    wrong = (row("租金", "299"), row("电费", "", "100"))
    for period in ("2026-06", "2026-05"):
        month_of(s, period)
    withdraw(s, statement_of(s, "2026-06", *wrong), at(9, 6))
    s.published("CW-01", at(9, 5), "", period="2026-05", for_task=False, nil=True)
    statement_of(s, "2026-04", *wrong)
    month(s)
    statement(s, row("租金", "300"), row("电费", "", "100"))


def nothing_in_the_book(s: S) -> None:
    """Nothing in the book either; and money in the book of a month of which the statement tells money."""
    book = month_of(s, "2026-07")
    book.published_at = at(8, 2)
    statement_of(s, "2026-07", row("租金", "300"), row("电费", "", "100"))
    month_of(s, "2026-06")
    withdraw(s, s.published("CW-01", at(7, 5), "", period="2026-06", for_task=False, nil=True), at(7, 6))
    s.published("CW-01", at(9, 6), "", period="2026-05", for_task=False, nil=True)
    month(s, "0", "0")
    s.published("CW-01", at(9, 5), "", period="2026-08", for_task=False, nil=True)


def first_versions(s: S) -> None:
    item = s.published()
    correct(s, item, at(9, 3), BODY + "补", "补充")
    second = s.published(when=at(9, 4))
    correct(s, second, at(9, 5), BODY + "再补", "补充")
    rewritten = s.session.scalars(select(DisclosureVersion).order_by(DisclosureVersion.id.desc())).first()
    assert rewritten is not None
    rewritten.note, rewritten.state = "", "draft"


def withdrawn_in_order(s: S) -> None:
    withdraw(s, s.published(), at(9, 3))
    s.published(when=at(9, 4))


def corrected_in_order(s: S) -> None:
    item = s.published()
    correct(s, item, at(9, 3), BODY + "补", "补充")
    s.session.flush()
    sweep_items(s.acting_as(None, at(9, 4)))


def after_its_days(s: S) -> None:
    withdraw(s, s.published("CW-13", at(9, 1)), at(9, 9))
    withdraw(s, s.published("CW-05", at(9, 1)), at(9, 2))


def telephone(s: S) -> None:
    item = s.written(body=f"{BODY}{IDENTITY}，值班电话13800001234")
    for finding in s.session.scalars(select(PrivacyFinding)).all():
        keep = finding.leak == "mobile"
        decide_leak(s.acting_as("village_clerk"), finding, mask=not keep, reason="值班电话" if keep else "")
    submit_text(s.acting_as("village_clerk"), item)
    approve_text(s.acting_as("town_clerk"), item)
    publish_text(s.acting_as("town_clerk"), item)
    s.written(when=at(9, 22), body=f"{BODY}{IDENTITY}")
    gone = take_over_item(
        s.acting_as(None, at(3, 1)), s.village, s.duty("CW-05"), "旧文", f"{BODY}{IDENTITY}", at(2, 1)
    )
    withdraw(s, gone, at(9, 2))


def answered_in_time(s: S) -> None:
    decide_request(
        s.acting_as("section_head", at(9, 29) + EVENING),
        apply(s, at(9, 1)),
        "granted",
        "合同附后",
        "第三十六条第（二）项",  # type: ignore[arg-type]
    )
    extend_request(s.acting_as("section_head", at(9, 20)), apply(s, at(9, 1)), "须征求第三方意见")  # type: ignore[arg-type]


def asked(kind: str, other: str, day: int) -> Callable[[S], Any]:
    def happens(s: S) -> None:
        item = s.published()
        first = ask(s.acting_as(None, at(9, 4) + EVENING), item, kind, "维修找谁做的？")
        answer_question(s.acting_as("village_clerk", at(9, day)), first, "由鼓东街道统一招标。")
        ask(s.acting_as(None, at(9, 4)), item, other, "何时修好？")
        ask(s.acting_as(None, at(10, 19)), item, kind, "谁负责？")

    return happens


def answered_and_closed(s: S) -> None:
    item = s.published()
    first, second = (ask(s.acting_as(None, at(9, 1)), item, "question", text) for text in ("一", "二"))
    answer_question(s.acting_as("village_clerk", at(9, 2)), first, "答复。")
    close_question(s.acting_as("village_clerk", at(9, 3)), second, "重复提问")
    second.answer = "见上一问的答复。"
    ask(s.acting_as(None, at(9, 4)), item, "question", "三")


DISCLOSURE.note(
    {
        "D01.overdue": in_grace,
        "D01.again": missed_once,
        "D02.never": joined_lately,
        "D03.hollow": with_a_table,
        "D03.copied": same_introduction,
        "D03.empty": nothing_in_the_book,
        "D04.differs": agreeing,
        "D05.unnoted": first_versions,
        "D05.hidden": withdrawn_in_order,
        "D05.tampered": corrected_in_order,
        "D06.short": after_its_days,
        "D07.leak": telephone,
        "D08.overdue": answered_in_time,
        "D09.question": asked("question", "complaint", 11),
        "D09.complaint": asked("complaint", "question", 19),
        "D09.closed": answered_and_closed,
    }
)
