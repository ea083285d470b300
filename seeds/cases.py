"""Invented cases on real items: most run as they should, each kind of anomaly is planted a few times.

Every case is a story told step by step; the stories run side by side in the order of time, so the
trail reads as if the county had worked for months.
"""

import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.approvals import operations as verbs
from app.approvals.forms import Applicant
from app.approvals.models import Case
from app.approvals.operations.review import take
from app.kernel.act import CHINA, Act, Actor, Channel
from app.kernel.calendar import WorkingCalendar, working_calendar
from app.kernel.flows.engine import open_visits
from app.kernel.places import Official, Organisation, Post, PostHolder, duties_held, posts_held, scope_of
from app.kernel.roles import Duty, Role
from app.powers.models import Power, PowerVersion
from app.supervision.scanning import sweep
from seeds.handling import handle_alerts
from seeds.people import STAFF, names
from seeds.punishing import penalty_stories

Story = Iterator[datetime]
SWEEP_EVERY = timedelta(days=12)
"""How often the points have looked while the demo county worked."""
ROLE_OF = {duty: role for duty, role, _title in STAFF}
OPINIONS = ("材料齐全，符合条件，拟同意。", "经审查，申请事项符合规定，建议准予。", "条件逐项核对无误，同意报批。")
REASON = "申请的设置位置不符合城市户外广告设置规划，不具备法定条件，故不予许可。"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a story needs: the session, the calendar and who works where."""

    session: Session
    days: WorkingCalendar
    staff: dict[tuple[int, Duty], list[Actor]]
    chance: random.Random
    end: datetime

    def act(self, at: datetime, actor: Actor, county: int, channel: Channel = Channel.SCREEN) -> Act:
        """Return an act of somebody at a moment, and let the session write under it."""
        made = Act(self.session, actor, at, channel, county)
        self.session.info["act"] = made
        return made

    def later(self, at: datetime, days: int, hour: int | None = None) -> datetime:
        """Return a moment in office hours so many working days later."""
        day = self.days.add(at.astimezone(CHINA).date(), days) if days else at.astimezone(CHINA).date()
        if days == 0:
            return at + timedelta(minutes=self.chance.randint(8, 50))
        hour = hour if hour is not None else self.chance.choice((9, 10, 11, 14, 15, 16))
        return datetime.combine(day, time(hour, self.chance.randint(0, 59)), CHINA)


def staff_of(session: Session) -> dict[tuple[int, Duty], list[Actor]]:
    """Return who holds each (organisation, duty), as actors."""
    found: dict[tuple[int, Duty], list[Actor]] = {}
    rows = session.execute(
        select(Official, Post)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .join(Post, Post.id == PostHolder.post_id)
    )
    for official, post in rows.all():
        duty = Duty(post.duty)
        roles = frozenset({ROLE_OF.get(duty, Role.TOWN_CLERK)})
        actor = Actor(
            name=official.name,
            official_id=official.id,
            organisation_id=official.organisation_id,
            county=official.county,
            roles=roles,
            duties=duties_held(posts_held(session, official.id, date(2026, 1, 5))),
            scope=scope_of(session, roles, session.get_one(Organisation, official.organisation_id)),
        )
        found.setdefault((post.organisation_id, duty), []).append(actor)
    return found


def applicant(chance: random.Random, invented: Iterator[str]) -> Applicant:
    """Return an invented person; the serial 000 is never issued, so nobody alive has the number."""
    born = f"19{chance.randint(60, 99)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    number = f"350102{born}000"
    identity = number + ric.calc_check_digit(number + "0")
    return Applicant("person", next(invented), identity, f"1380000{chance.randint(0, 9999):04d}")


def answers(version: PowerVersion) -> dict[str, Any]:
    """Return answers to an item's form: the examples that it shows."""
    given: dict[str, Any] = {}
    for field in version.form or ():
        kind = field.get("input", "text")
        if kind == "date":
            given[field["name"]] = "2026-12-01"
        elif kind == "choice":
            given[field["name"]] = field["choices"][0]
        else:
            given[field["name"]] = str(field.get("example") or "示例")
    return given


def submitted(
    stage: Stage,
    power: Power,
    at: datetime,
    key: str,
    invented: Iterator[str],
    missing: bool = False,
    who: Applicant | None = None,
) -> Case:
    """Let a citizen apply over the portal."""
    version = stage.session.get_one(PowerVersion, power.current_version_id)
    person = who or applicant(stage.chance, invented)
    public = replace(Actor.public(person.name), county=power.county)
    codes = [str(row["code"]) for row in version.materials or ()]
    handed = codes[:-1] if missing else codes
    act = stage.act(at, public, power.county, Channel.PORTAL)
    return verbs.submit(act, power, person, answers(version), dict.fromkeys(handed), key=key)


def by(stage: Stage, case: Case, at: datetime, duty: Duty, number: int = 0) -> Act:
    """Return an act of the holder of a duty in the organ of a case."""
    people = stage.staff[(case.organisation_id, duty)]
    return stage.act(at, people[number % len(people)], case.county)


def review(stage: Stage, case: Case, at: datetime, pace: tuple[int, ...]) -> Story:
    """Take a case through its reviews to the decision; ``pace`` gives working days for each step."""
    for days in pace:
        visits = open_visits(stage.session, case)
        if not visits or visits[0].step_code == "decide":
            return
        at = stage.later(at, days)
        yield at
        duty = Duty(visits[0].duty or Duty.HANDLER)
        marks = {str(row["code"]): True for row in case.power_version.conditions or ()}
        if visits[0].step_code == "site_check":
            verbs.sign(by(stage, case, at, duty, 1), case)
        verbs.pass_on(by(stage, case, at, duty), case, stage.chance.choice(OPINIONS), marks)


def ordinary(
    stage: Stage,
    power: Power,
    start: datetime,
    key: str,
    invented: Iterator[str],
    *,
    pace: tuple[int, ...] = (1, 1, 1, 1),
    decide: int = 1,
    outcome: str = "grant",
    notice: bool = False,
) -> Story:
    """A case that runs through: applied, accepted, reviewed, decided, delivered."""
    case = submitted(stage, power, start, key, invented, missing=notice)
    at = stage.later(start, 1)
    yield at
    if notice:
        lacking = [m for m in case.materials if m.state == "missing"]
        asked = [verbs.Asked(f"缺少{m.name}，请补交原件扫描件。", m.code) for m in lacking]
        verbs.give_notice(by(stage, case, at, Duty.WINDOW), case, asked)
        at = stage.later(at, 3)
        yield at
        public = replace(Actor.public(case.applicant_name), county=case.county)
        act = stage.act(at, public, case.county, Channel.PORTAL)
        verbs.hand_in_corrections(act, case, case.form or {}, {m.code: None for m in case.materials})
        at = stage.later(at, 1)
        yield at
    if case.power_version.instant:
        verbs.decide_on_spot(by(stage, case, at, Duty.WINDOW), case)
    else:
        verbs.accept(by(stage, case, at, Duty.WINDOW), case)
        for moment in review(stage, case, at, pace):
            at = moment
            yield at
        at = stage.later(at, decide)
        yield at
        head = by(stage, case, at, Duty.ORGAN_HEAD)
        if outcome == "grant":
            verbs.grant(head, case, valid_to=date(case.received_on.year + 3, 12, 31))
        else:
            marks = {str(row["code"]): n > 0 for n, row in enumerate(case.power_version.conditions or ())}
            verbs.refuse(head, case, "condition_not_met", REASON, conditions=marks)
    at = stage.later(at, 2)
    yield at
    verbs.deliver(by(stage, case, at, Duty.WINDOW), case, "window", "申请人签收")
    at = stage.later(at, 1)
    yield at
    if stage.chance.random() < 0.5:
        public = replace(Actor.public(case.applicant_name), county=case.county)
        verbs.rate(stage.act(at, public, case.county, Channel.PORTAL), case, stage.chance.choice((5, 5, 4, 4, 3)))


def overtime(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Decided long after the statutory limit."""
    yield from ordinary(stage, power, start, key, invented, pace=(9, 8, 7, 6), decide=6)


def forgotten(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Accepted, then left lying: open past its limits."""
    case = submitted(stage, power, start, key, invented)
    at = stage.later(start, 1)
    yield at
    verbs.accept(by(stage, case, at, Duty.WINDOW), case)
    at = stage.later(at, 1)
    yield at
    take(by(stage, case, at, Duty.HANDLER), case)


def silent(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Nobody told the applicant anything: deemed accepted by law."""
    case = submitted(stage, power, start, key, invented)
    at = stage.later(start, 6, 18)
    yield at
    verbs.deem_accepted(stage.act(at, Actor.platform(), case.county, Channel.CLOCK), case)


def told_twice(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """A second one-time notice, for a paper that the first did not name."""
    case = submitted(stage, power, start, key, invented, missing=True)
    at = stage.later(start, 1)
    yield at
    lacking = [m for m in case.materials if m.state == "missing"]
    verbs.give_notice(
        by(stage, case, at, Duty.WINDOW), case, [verbs.Asked("缺少材料，请补交。", m.code) for m in lacking]
    )
    at = stage.later(at, 2)
    yield at
    public = replace(Actor.public(case.applicant_name), county=case.county)
    act = stage.act(at, public, case.county, Channel.PORTAL)
    verbs.hand_in_corrections(act, case, case.form or {}, {m.code: None for m in case.materials})
    at = stage.later(at, 1)
    yield at
    first = case.materials[0]
    verbs.give_notice(
        by(stage, case, at, Duty.WINDOW),
        case,
        [verbs.Asked(f"{first.name}不清晰，请重新提交。", first.code)],
        again=True,
    )


def returned(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Returned after acceptance, without the approval of a section head."""
    case = submitted(stage, power, start, key, invented)
    at = stage.later(start, 1)
    yield at
    verbs.accept(by(stage, case, at, Duty.WINDOW), case)
    at = stage.later(at, 2)
    yield at
    verbs.return_case(by(stage, case, at, Duty.HANDLER), case, "other", "经办人认为材料需要重做，退回申请人。")


AGENT = "福州榕城甲资产评估有限公司"
"""The agency that gets through what its clients did not; it stands in the demo's register."""


def steered(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Given back when the applicant came himself, granted when an agency applied for him."""
    person = applicant(stage.chance, invented)
    case = submitted(stage, power, start, key, invented, who=person)
    at = stage.later(start, 1)
    yield at
    verbs.accept(by(stage, case, at, Duty.WINDOW), case)
    at = stage.later(at, 2)
    yield at
    verbs.return_case(by(stage, case, at, Duty.HANDLER), case, "other", "材料不规范，建议请专业机构代办。")
    at = stage.later(at, 3)
    yield at
    case = submitted(stage, power, at, f"{key}-again", invented, who=replace(person, agent_name=AGENT))
    at = stage.later(at, 1)
    yield at
    verbs.accept(by(stage, case, at, Duty.WINDOW), case)
    for moment in review(stage, case, at, (1, 1, 1, 1)):
        at = moment
        yield at
    at = stage.later(at, 1)
    yield at
    verbs.grant(by(stage, case, at, Duty.ORGAN_HEAD), case, valid_to=date(case.received_on.year + 3, 12, 31))


def rescued(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Suspended on the last day, resumed and decided on one day: the clock was stopped to be saved."""
    case = submitted(stage, power, start, key, invented)
    at = stage.later(start, 1)
    yield at
    verbs.accept(by(stage, case, at, Duty.WINDOW), case)
    at = stage.later(at, case.power_version.statutory_days - 1)
    yield at
    verbs.suspend(by(stage, case, at, Duty.SECTION_HEAD), case, "appraisal", 5, reason_text="委托专家评审")
    at = stage.later(at, 9)
    yield at
    verbs.resume(by(stage, case, at, Duty.SECTION_HEAD), case, "评审意见书")


def inspected(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Lawfully suspended for an inspection and resumed in time, then granted."""
    case = submitted(stage, power, start, key, invented)
    at = stage.later(start, 1)
    yield at
    verbs.accept(by(stage, case, at, Duty.WINDOW), case)
    at = stage.later(at, 1)
    yield at
    verbs.suspend(by(stage, case, at, Duty.SECTION_HEAD), case, "inspection", 6, reason_text="现场检验")
    at = stage.later(at, 4)
    yield at
    verbs.resume(by(stage, case, at, Duty.SECTION_HEAD), case, "检验报告")
    for moment in review(stage, case, at, (1, 1, 1, 1)):
        at = moment
        yield at
    at = stage.later(at, 1)
    yield at
    verbs.grant(by(stage, case, at, Duty.ORGAN_HEAD), case)
    at = stage.later(at, 1)
    yield at
    verbs.deliver(by(stage, case, at, Duty.WINDOW), case, "electronic", "电子送达回执")


def stamped(stage: Stage, power: Power, start: datetime, key: str, invented: Iterator[str]) -> Story:
    """Every step within a minute: nobody can have read the papers."""
    case = submitted(stage, power, start, key, invented)
    at = stage.later(start, 1)
    yield at
    verbs.accept(by(stage, case, at, Duty.WINDOW), case)
    for _ in range(4):
        visits = open_visits(stage.session, case)
        if not visits or visits[0].step_code == "decide":
            break
        at += timedelta(seconds=15)
        yield at
        duty = Duty(visits[0].duty or Duty.HANDLER)
        if visits[0].step_code == "site_check":
            verbs.sign(by(stage, case, at, duty, 1), case)
        verbs.pass_on(by(stage, case, at, duty), case, "同意。")
    at += timedelta(seconds=15)
    yield at
    verbs.grant(by(stage, case, at, Duty.ORGAN_HEAD), case)


PLANTED: tuple[tuple[Callable[..., Story], int], ...] = (
    (overtime, 4),
    (forgotten, 5),
    (silent, 3),
    (told_twice, 3),
    (returned, 4),
    (rescued, 2),
    (inspected, 4),
    (stamped, 2),
    (steered, 3),
)


def tell_stories(
    session: Session,
    powers: list[Power],
    end: datetime,
    ordinary_cases: int,
    tick: Callable[[int], object],
    penalties: int = 0,
) -> int:
    """Run every story up to an instant, those of so many penalties among them; returns how many cases there are."""
    chance = random.Random(2026)  # noqa: S311 - invented cases
    stage = Stage(session, working_calendar(session), staff_of(session), chance, end)
    invented = names(11)
    begin = end - timedelta(days=300)
    waiting: list[tuple[datetime, int, Story]] = []
    plan: list[tuple[Callable[..., Story], dict[str, Any]]] = [
        (story, {}) for story, count in PLANTED for _ in range(count)
    ]
    for number in range(ordinary_cases):
        plan.append((ordinary, {"notice": number % 6 == 0, "outcome": "refuse" if number % 17 == 5 else "grant"}))
    usable = [p for p in powers if not session.get_one(PowerVersion, p.current_version_id).instant]
    for number, (story, more) in enumerate(plan):
        late = story is forgotten or (story is ordinary and number % 8 == 0)
        span = (25, 45) if story is forgotten else ((1, 20) if late else (25, 295))
        day = (end - timedelta(days=chance.randint(*span))).astimezone(CHINA).date()
        day = max(day, begin.astimezone(CHINA).date())
        at = datetime.combine(stage.days.roll(day), time(chance.choice((9, 10, 14, 15)), chance.randint(0, 59)), CHINA)
        power = usable[0] if story is steered else chance.choice(powers if story is ordinary else usable)
        heapq.heappush(waiting, (at, number, _begin(story, stage, power, at, f"demo-{number}", invented, more)))
    for serial, (at, tell) in enumerate(penalty_stories(stage, end, penalties) if penalties else (), len(plan)):
        heapq.heappush(waiting, (at, serial, tell(at)))
    look_at = begin + SWEEP_EVERY
    while waiting:
        at, number, running = heapq.heappop(waiting)
        if at > end:
            continue
        while at > look_at:
            sweep(stage.act(look_at, Actor.platform(), 350102, Channel.CLOCK))
            session.commit()
            look_at += SWEEP_EVERY
        following = next(running, None)
        session.commit()
        tick(1)
        if following is not None:
            heapq.heappush(waiting, (following, number, running))
    sweep(stage.act(end, Actor.platform(), 350102, Channel.CLOCK))
    handle_alerts(session, stage.staff, end)
    session.info["act"] = None
    return len(plan)


def _begin(
    story: Callable[..., Story],
    stage: Stage,
    power: Power,
    at: datetime,
    key: str,
    invented: Iterator[str],
    more: dict[str, Any],
) -> Story:
    """Return a story that has not begun: its first line runs when its time has come."""
    yield from story(stage, power, at, key, invented, **more)
