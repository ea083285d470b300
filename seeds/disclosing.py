"""Affairs disclosure of the demo county: organisations behind all six doors, months of items, and planted anomalies.

People, numbers and texts are invented; the identity number belongs to a birth in 1900 and to nobody.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.disclosure.columns import filled
from app.disclosure.due import told_period
from app.disclosure.jobs import remind_late
from app.disclosure.models import DisclosingBody, DisclosureDuty, DisclosureItem, DisclosureTask
from app.disclosure.operations import (
    answer_question,
    approve_text,
    ask,
    ask_withdrawal,
    attach_file,
    begin_correction,
    decide_withdrawal,
    draft_item,
    load_catalogue,
    name_body,
    open_event,
    open_tasks,
    publish_text,
    request_disclosure,
    submit_text,
    take_over_item,
    write_text,
)
from app.disclosure.words import DisclosureKind
from app.kernel.act import Act, Actor, Channel, local_day, platform_act, start_of_day
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation, OrganisationKind, scope_of
from app.kernel.roles import Role
from app.ledgers.fields.field import fields_from
from app.ledgers.words import Kind
from app.surfaces.export import write_table
from app.surfaces.people.opening import add_organisation
from app.villages.filling import BOOK

BACK = 5
"""Months of history."""
COUNTY = 350102
SERIAL = "11010119000101001"
LATE, HOLLOW, COPIED = 0.07, 0.03, 0.04
NEW = (
    ("gulou-hospital", "鼓楼区人民医院（示例）", "gulou-health", DisclosureKind.HOSPITAL),
    ("gulou-clinic", "东街社区卫生服务中心（示例）", "gulou-health", DisclosureKind.HOSPITAL),
    ("gulou-school-1", "鼓楼实验小学（示例）", "gulou-education", DisclosureKind.SCHOOL),
    ("gulou-school-2", "西湖中学（示例）", "gulou-education", DisclosureKind.SCHOOL),
    ("gulou-water", "鼓楼供水公司（示例）", "gulou-construction", DisclosureKind.UTILITY),
    ("gulou-gas", "鼓楼燃气公司（示例）", "gulou-construction", DisclosureKind.UTILITY),
    ("gulou-bus", "鼓楼公交公司（示例）", "gulou-transport", DisclosureKind.UTILITY),
    ("gulou-factory", "榕城机械厂（示例）", "gulou-market", DisclosureKind.FACTORY),
)
"""Invented institutions: code, name, organisation above, door."""
ORGANS = ("gulou", "gulou-urban", "gulou-health", "gulou-education", "gulou-civil")
VILLAGES = 6
SENTENCES = (
    "本期工作按计划完成，经费由财政核拨，支出凭据齐全，结余结转下期。",
    "组织会议两次，到会人数符合规定，决议已张贴公示栏并逐户告知。",
    "收到意见七条，采纳五条，其余两条已当面说明理由。",
    "维修道路、疏通下水、补种绿化，施工单位经比选确定，验收合格。",
    "服务窗口延长开放时间，新增自助设备两台，办理时限平均缩短一天。",
    "检查发现隐患三处，已全部整改，复查合格，记录可在办公室查阅。",
    "价格与收费标准没有调整，投诉电话由专人接听，办结率达到九成八。",
    "培训工作人员三十人次，考核全部合格，结果记入年度评价。",
    "对照去年同期，受理数量略有上升，满意度保持稳定。",
    "下期重点是老旧设施更新和困难群体走访，安排已列入计划。",
)


def write_disclosure(session: Session, now: datetime) -> None:
    """Name the organisations, then tell month by month what they published, and what not."""
    start = now - timedelta(days=31 * BACK)
    chance = random.Random(24)  # noqa: S311 - invented items, not secrets
    with open_act(platform_act(session, Channel.COMMAND, start, COUNTY)) as act:
        load_catalogue(act, COUNTY)
        _name_bodies(act, local_day(start))
        session.commit()
    day = start
    while day < now:
        with open_act(platform_act(session, Channel.CLOCK, day, COUNTY)) as act:
            open_tasks(act)
            session.commit()
        day += timedelta(days=15)
    _publish_history(session, now, chance)
    _plant(session, now)
    with open_act(platform_act(session, Channel.CLOCK, now, COUNTY)) as act:
        remind_late(act)
        session.commit()


def _name_bodies(act: Act, on: date) -> None:
    def home(code: str) -> Organisation:
        return act.session.scalars(select(Organisation).where(Organisation.code == code)).one()

    for code in ORGANS:
        name_body(act, home(code), DisclosureKind.GOVERNMENT, on)
    for code, name, above, door in NEW:
        made = add_organisation(act, code, name, OrganisationKind.INSTITUTION, home(above).region_code, home(above))
        name_body(act, made, door, on)
    villages = select(Organisation).where(
        Organisation.body == OrganisationKind.VILLAGE, Organisation.region_code.startswith("350102001")
    )
    for village in act.session.scalars(villages.order_by(Organisation.code).limit(VILLAGES)).all():
        name_body(act, village, DisclosureKind.VILLAGE, on)


def cosigner_of(item: DisclosureItem) -> str:
    """Return who of the supervision committee examined a text, for village affairs."""
    return "陈监督（虚构）" if item.unit_kind == DisclosureKind.VILLAGE else ""


WRONG_AT, EMPTY_AT = "350102001002", "350102001004"
"""Villages of which one leaves a voucher out of what it publishes, and one publishes zero."""


def _as_planted(told: list[dict[str, str]], task: DisclosureTask, planted: str) -> list[dict[str, str]]:
    """Return what a village publishes of its book: all of it, but for two plants in one month."""
    if task.period != planted or task.organisation.code not in (WRONG_AT, EMPTY_AT):
        return told
    return [] if task.organisation.code == EMPTY_AT else [row for place, row in enumerate(told) if place != 1]


def _publish_history(session: Session, now: datetime, chance: random.Random) -> None:
    tasks = session.scalars(
        select(DisclosureTask).where(DisclosureTask.due_at < now).order_by(DisclosureTask.due_at)
    ).all()
    last: dict[tuple[int, int], str] = {}
    planted = f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
    for task in tasks:
        drawn = chance.random()
        if drawn < LATE:
            continue
        key = (task.organisation_id, task.duty_id)
        body = "".join(chance.sample(SENTENCES, 4))
        if drawn < LATE + HOLLOW:
            body = "本期无变化。"
        elif drawn < LATE + HOLLOW + COPIED:
            body = last.get(key, body)
        last[key] = body
        at = min(
            task.due_at - timedelta(days=chance.randint(1, 6), hours=chance.randint(8, 14)), now - timedelta(hours=1)
        )
        _publish(session, task, at, f"{told_period(task.period)}：{body}", chance, planted)
    session.commit()


def _publish(
    session: Session, task: DisclosureTask, at: datetime, body: str, chance: random.Random, planted: str = ""
) -> DisclosureItem:
    with open_act(platform_act(session, Channel.COMMAND, at, COUNTY)) as act:
        item = draft_item(act, task.organisation, task.duty, task)
        columns = fields_from(item.versions[0].columns)
        rows = [
            {
                c.name: f"{chance.randint(1, 90) * 100}" if c.kind is Kind.MONEY else f"{c.label}{place + 1}"
                for c in columns
            }
            for place in range(3)
        ]
        told = BOOK.tell(session, task.organisation_id, task.period) if task.duty.source == BOOK.name else None
        if told is not None:
            rows = filled(item.versions[0].columns, _as_planted(told, task, planted))
        write_text(
            act,
            item,
            item.title,
            body,
            rows if columns and (len(body) > 40 or told is not None) else (),
            cosigner=cosigner_of(item),
        )
        if item.duty.needs_files:
            book = write_table(("项目", "金额（元）"), [(task.duty.title, 12_000), ("其他", 3_600)])
            attach_file(
                act, current_app.config["SUNSHINE_FOLDER"] / "files", item, f"{task.duty.title}.xlsx", BytesIO(book)
            )
        submit_text(act, item)
        approve_text(act, item)
        publish_text(act, item)
        session.flush()
    return item


def _plant(session: Session, now: datetime) -> None:
    """Plant what the points must find, and what the public asks."""
    identity = SERIAL + ric.calc_check_digit(SERIAL + "0")
    bodies = session.scalars(
        select(DisclosingBody).where(DisclosingBody.unit_kind == "village").order_by(DisclosingBody.id)
    ).all()
    first, second, third = (body.organisation for body in bodies[:3])

    def duty(code: str) -> DisclosureDuty:
        return session.scalars(select(DisclosureDuty).where(DisclosureDuty.code == code)).one()

    @contextmanager
    def by(days: float) -> Iterator[Act]:
        with open_act(platform_act(session, Channel.COMMAND, now - timedelta(days=days), COUNTY)) as act:
            yield act
            session.flush()

    with by(40) as act:
        text = f"临时救助发放名单：林某某（虚构人物），身份证号{identity}，金额八百元，已由本人签收，凭据存档备查。"
        take_over_item(act, first, duty("CW-06"), "临时救助发放情况（原网站转入）", text, act.at)
        plain = "店面租金按季收取，承租合同三份，金额与合同一致，存入集体账户。"
        take_over_item(
            act,
            second,
            duty("CW-16"),
            "店面租金收取情况（原网站转入）",
            plain,
            act.at,
            corrected_at=act.at + timedelta(days=3),
        )
        take_over_item(
            act,
            third,
            duty("CW-16"),
            "停车场收费情况（原网站转入）",
            plain,
            act.at,
            hidden_at=act.at + timedelta(days=5),
        )
    with by(30) as act:
        task = open_event(act, second, duty("CW-13"), act.on, "社区仓库出租公示")
        item = _publish(
            session,
            task,
            act.at,
            "社区仓库一间，面积六十平方米，底价每月一千二百元，租期三年，公开竞价确定承租人，公示七日。",
            random.Random(1),  # noqa: S311
        )
    with by(27) as act:
        ask_withdrawal(act, item, "wrong", "底价填写有误，需重新公示")
    with by(26) as act:
        decide_withdrawal(replace(act, actor=_town(session)), item, agreed=True)
    _voices(session, now, by)
    session.commit()


def _town(session: Session) -> Actor:
    """Return the clerk of the town above the villages."""
    home = session.scalars(select(Organisation).where(Organisation.code == "350102001000")).one()
    clerk = session.scalars(select(Official).where(Official.organisation_id == home.id).order_by(Official.id)).first()
    assert clerk is not None
    roles = frozenset({Role.TOWN_CLERK})
    return Actor(clerk.name, clerk.id, home.id, home.county, roles, scope=scope_of(session, roles, home))


def _voices(session: Session, now: datetime, by: Any) -> None:
    items = session.scalars(
        select(DisclosureItem).where(DisclosureItem.state == "published").order_by(DisclosureItem.id.desc()).limit(6)
    ).all()
    with by(20) as act:
        answered = ask(act, items[0], "question", "维修单位是怎么选出来的？")
        ask(act, items[1], "question", "支出凭据在哪里可以看到？")
    with by(17) as act:
        answer_question(act, answered, "经三家比选，由居民代表会议表决确定，记录可到办公室查阅。")
    with by(2) as act:
        ask(act, items[2], "complaint", "公示栏里的金额和网上的不一样。")
    with by(6) as act:
        begin_correction(act, items[3])
        session.refresh(items[3])
        public = items[3].public
        write_text(
            act,
            items[3],
            items[3].title,
            f"{public.body if public else ''}更正：第三项金额原少列一笔，现予补正。",
            public.rows if public else (),
            note="补列漏记的一笔支出",
            cosigner=cosigner_of(items[3]),
        )
        submit_text(act, items[3])
        approve_text(act, items[3])
        publish_text(act, items[3])
    identity = SERIAL + ric.calc_check_digit(SERIAL + "0")
    organ = session.scalars(
        select(DisclosingBody)
        .join(Organisation, Organisation.id == DisclosingBody.organisation_id)
        .where(Organisation.code == "gulou-urban")
    ).one()
    for days, wanted in ((45, "二〇二五年路灯维修合同及验收单"), (5, "占道经营整治方案及经费预算")):
        with by(days) as act:
            request_disclosure(act, organ, applicant="林某某", identity=identity, phone="13800001234", wanted=wanted)
    home = session.scalars(select(Organisation).where(Organisation.code == "350102001001")).one()
    task = session.scalars(
        select(DisclosureTask)
        .where(
            DisclosureTask.organisation_id == home.id,
            DisclosureTask.item_id.is_(None),
            DisclosureTask.due_at >= start_of_day(local_day(now)),
        )
        .order_by(DisclosureTask.due_at)
    ).first()
    if task is not None:
        with by(0.1) as act:
            item = draft_item(act, home, task.duty, task)
            write_text(
                act,
                item,
                item.title,
                f"补助对象林某某（虚构人物），身份证号{identity}，联系电话13800001234，金额三百元。",
                cosigner=cosigner_of(item),
            )
            submit_text(act, item)
