"""Penalty cases of the demo told step by step, among the other stories: lawful ones, at every stage."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from app.kernel.act import CHINA, Act, Actor
from app.kernel.errors import Refused
from app.kernel.roles import Duty
from app.penalties import queries
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import ClueSource, Decision, LegalQualification, OfficerCertificate, PenaltyCase
from app.penalties.judging.judgement import Judgement, Outcome
from app.penalties.judging.standard import FactorKind
from app.penalties.models import ItemState, ViolationItem

NUMBERS = ("1", "0.5", "2", "5", "10", "20", "50", "100", "800", "5000", "20000")
COMPANIES = ("榕城", "闽江", "三坊", "东街", "西湖", "温泉", "鼓山", "乌山", "左海", "金鸡")
TRADES = ("建设有限公司", "餐饮有限公司", "运输有限公司", "商贸有限公司", "环保科技有限公司")
PLACES = ("五四路", "东街口", "津泰路", "湖东路", "杨桥路", "六一北路", "华林路", "古田路")
Weighed = tuple[dict[str, str], Judgement]


def certify(act: Act, staff: dict[tuple[int, Duty], list[Actor]]) -> dict[int, list[Actor]]:
    """Give everybody who may enforce his certificate; returns the officers of each organ."""
    officers: dict[int, list[Actor]] = {}
    for (home, duty), people in sorted(staff.items()):
        if duty in (Duty.ENFORCEMENT, Duty.HANDLER):
            officers.setdefault(home, []).extend(people)
    for home, people in officers.items():
        for person in people:
            act.session.add(
                OfficerCertificate(
                    county=person.county,
                    number=f"{person.county}{person.official_id or 0:06d}"[-14:],
                    official_id=person.official_id,
                    organisation_id=home,
                    field="综合执法",
                    valid_from=date(act.on.year - 1, 1, 1),
                    valid_to=date(act.on.year + 3, 12, 31),
                )
            )
    for (home, duty), people in sorted(staff.items()):
        for person in people if duty == Duty.LEGAL_REVIEWER else ():
            act.session.add(
                LegalQualification(
                    county=person.county,
                    official_id=person.official_id,
                    organisation_id=home,
                    number=f"A2019{(person.official_id or 0) % 10**9:010d}",
                    obtained_on=date(2019, 3, 1),
                    reviewing_since=date(2020, 1, 6),
                )
            )
    act.session.flush()
    return {home: people for home, people in officers.items() if len(people) >= 2}


def weighed(session: Session, item: ViolationItem, on: date) -> Weighed | None:
    """Return circumstances for which an item's standard gives a range, with the judgement; None if none was found."""
    version = queries.current_version(session, item, on)
    if version is None:
        return None
    for number in NUMBERS:
        facts: dict[str, str] = {}
        for factor in queries.standard_of(version, on).factors:
            if factor.default is not None or factor.kind == FactorKind.DATE:
                continue
            if factor.kind == FactorKind.CHOICE:
                facts[factor.code] = factor.choices[0].code
            else:
                facts[factor.code] = {FactorKind.YES_NO: "0", FactorKind.COUNT: "1"}.get(factor.kind, number)
        try:
            judged = queries.judge_item(session, item, dict(facts), on)
        except Refused:
            continue
        if judged.outcome == Outcome.RANGE and judged.range is not None and judged.range.hi > judged.range.lo > 0:
            return facts, judged
    return None


def usable_items(session: Session, homes: dict[int, Any], on: date) -> list[tuple[ViolationItem, Weighed]]:
    """Return the items of organs with officers whose standard speaks, each with circumstances."""
    items = session.scalars(
        select(ViolationItem)
        .where(ViolationItem.organisation_id.in_(sorted(homes)), ViolationItem.state == str(ItemState.IN_FORCE))
        .order_by(ViolationItem.id)
    ).all()
    found = [(item, weighed(session, item, on)) for item in items]
    return [(item, one) for item, one in found if one is not None]


def party(chance: random.Random, number: int) -> verbs.Party:
    """Return an invented company."""
    name = f"福州市{chance.choice(COMPANIES)}{number}号{chance.choice(TRADES)}"
    code = f"91350102MA{number:07d}"
    return verbs.Party("organisation", name, code + uscc.calc_check_digit(code), f"0591-8{number:07d}")


def _investigate(act: Act, case: PenaltyCase) -> None:
    """Begin to investigate, with the usual two pieces of evidence."""
    verbs.begin_investigation(act, case)
    verbs.add_evidence(act, case, EvidenceKind.RECORD, "现场检查笔录", proves_filing=True)
    verbs.add_evidence(act, case, EvidenceKind.PARTY, "当事人询问笔录")


def _amount(judged: Judgement, chance: random.Random) -> Decimal:
    """Return a fine in the middle of a range."""
    assert judged.range is not None
    part = Decimal(chance.randint(40, 60)) / 100
    return (judged.range.lo + judged.range.width * part).quantize(Decimal(1))


def _voices(stage: Any, home: int) -> dict[int, str]:
    """Return what the heads of an organ said in the discussion."""
    heads = [stage.staff[(home, duty)][0] for duty in (Duty.ORGAN_HEAD, Duty.SECTION_HEAD)]
    return {person.official_id or 0: "同意" for person in heads}


def _serve(officer: Act, head: Act, case: PenaltyCase, number: int) -> None:
    """Serve and publish; now and then the day of service is set right, for the receipt says the day before."""
    verbs.serve(officer, case, verbs.ServeWay.HAND, "当事人签收")
    verbs.publish(head, case)
    before = (officer.at - timedelta(days=1)).astimezone(CHINA).date()
    if number % 15 == 7 and case.decided_on is not None and before >= case.decided_on:
        verbs.propose_correction(officer, case, "served_on", before.isoformat(), "送达回证上的日期是前一天。")
        verbs.approve_correction(head, case)


def punished(stage: Any, item: ViolationItem, facts: Weighed, officers: list[Actor], at: datetime, number: int) -> Any:
    """A lawful case: clue, filing, evidence, judgement, review, notice, decision, service, payment, archive."""
    chance, session = stage.chance, stage.session
    pair, home = officers[:2], item.organisation_id
    ids = [person.official_id or 0 for person in pair]

    def by(duty: Duty | None = None) -> Act:
        actor = stage.staff[(home, duty)][0] if duty is not None else pair[0]
        made: Act = stage.act(at, actor, item.county)
        return made

    place, day = chance.choice(PLACES), at.astimezone(CHINA).date()
    source = chance.choice((ClueSource.INSPECTION, ClueSource.INSPECTION, ClueSource.COMPLAINT))
    who = party(chance, number)
    case = verbs.register(
        by(),
        item.organisation,
        source,
        who,
        place=f"鼓楼区{place}{chance.randint(1, 300)}号",
        facts_text=f"检查发现当事人涉嫌{item.name}",
        acted_on=day,
        item=item,
        informer="热心群众" if source == ClueSource.COMPLAINT else "",
    )
    at = stage.later(at, 2)
    yield at
    verbs.file(by(Duty.ORGAN_HEAD), case, item, ids)
    at = stage.later(at, 1)
    yield at
    _investigate(by(), case)
    at = stage.later(at, chance.randint(4, 12))
    yield at
    amount = _amount(facts[1], chance)
    verbs.propose(by(), case, facts[0], amount)
    at = stage.later(at, 2)
    yield at
    verbs.review(by(Duty.LEGAL_REVIEWER), case, passed=True, opinion="事实清楚，证据确凿，程序合法，裁量适当。")
    at = stage.later(at, 1)
    yield at
    verbs.give_notice(by(), case)
    at = stage.later(at, 3)
    yield at
    verbs.plead(by(), case, "放弃陈述申辩和听证。", waives=True)
    at = stage.later(at, 4)
    yield at
    verbs.recheck(by(), case, amount, "当事人未提出陈述申辩，维持拟处罚意见。")
    voices = _voices(stage, home)
    verbs.discuss(by(Duty.ORGAN_HEAD), case, "案件审议会讨论通过。", voices)
    at = stage.later(at, 1)
    yield at
    verbs.decide(by(Duty.ORGAN_HEAD), case, Decision.PENALISE, "违法事实清楚，同意处罚。")
    at = stage.later(at, 2)
    yield at
    _serve(by(), by(Duty.SECTION_HEAD), case, number)
    at = stage.later(at, chance.randint(2, 8))
    yield at
    today = at.astimezone(CHINA).date()
    verbs.note_payment(by(), case, f"YH{today:%Y%m%d}{number:05d}", amount, today)
    at = stage.later(at, 2)
    yield at
    verbs.close(by(), case, "罚款已缴清，案件办结。")
    session.flush()


def penalty_stories(stage: Any, end: datetime, count: int) -> list[tuple[datetime, Callable[[datetime], Any]]]:
    """Return when each story of a penalty begins, and how it is told."""
    act = stage.act(end - timedelta(days=299), Actor.platform(), 350102)
    officers = certify(act, stage.staff)
    items = usable_items(stage.session, officers, end.astimezone(CHINA).date())
    stage.session.commit()
    told: list[tuple[datetime, Callable[[datetime], Any]]] = []
    for number in range(count):
        item, facts = items[number % len(items)]
        back = 1 + (number * 13) % 45 if number % 2 else stage.chance.randint(50, 280)
        day = stage.days.roll((end - timedelta(days=back)).astimezone(CHINA).date())
        at = datetime.combine(day, datetime.min.time(), CHINA) + timedelta(hours=9, minutes=number % 50)
        people = officers[item.organisation_id]
        pair = people if number % 3 else people[::-1]
        told.append((at, partial(punished, stage, item, facts, pair, number=number)))
    return told
