"""Registers of the demo's villages: what they own, let and build with photos, and how officers were judged."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Channel, local_day, platform_act
from app.kernel.guard import open_act
from app.surfaces.records.writing import add_record
from app.villages import operations as verbs
from app.villages.models import VillageWorks, Voucher
from app.villages.records import DECISION
from app.villages.registers import APPRAISAL, ASSET, CONTRACT, WORKS
from app.villages.words import WorksStage
from seeds.pictures import paper, road
from seeds.village_story import VillageStory


def let_and_build(session: Session, stories: list[VillageStory], now: datetime) -> None:
    """Give each village a shop, a pond and works; some are let too cheaply, to kin, too long, or never finished."""
    today = local_day(now)
    with open_act(platform_act(session, Channel.COMMAND, now - timedelta(days=2), 350102)) as act:
        for place, story in enumerate(stories):
            home = {"organisation_id": story.home.id}
            shop = add_record(
                act,
                ASSET,
                {
                    **home,
                    "name": "沿街店面1号",
                    "asset_class": "shop",
                    "area": Decimal(80),
                    "state": "in_use",
                    "value": Decimal(420000),
                    "place": "村部东侧",
                },
            )
            pond = add_record(
                act,
                ASSET,
                {
                    **home,
                    "name": "村东鱼塘",
                    "asset_class": "water",
                    "area": Decimal(12),
                    "state": "in_use",
                    "value": Decimal(60000),
                    "place": "村东",
                },
            )
            cheap = place == 8
            for number, asset, rent, years in (
                (1, shop, 9600 if cheap else story.chance.randint(30, 38) * 1000, 14 if place == 10 else 5),
                (2, pond, 6000, 22 if place == 4 else 5),
            ):
                start = today - relativedelta(years=2, days=place * 9)
                prepaid = 12 if place == 10 and number == 1 else 2 if place % 5 == 0 else 3
                add_record(
                    act,
                    CONTRACT,
                    {
                        **home,
                        "number": f"{story.home.name[:2]}-{start.year}-{number:02d}",
                        "asset_id": asset.id,
                        "party": "宏达工程队" if cheap and number == 1 else "榕城商贸有限公司",
                        "party_identity": "",
                        "mode": "negotiated" if cheap else "open",
                        "signed_on": start - timedelta(days=20),
                        "start_on": start,
                        "end_on": start + relativedelta(years=years) - timedelta(days=1),
                        "rent": Decimal(rent),
                        "prepaid_years": Decimal(prepaid),
                        "bidders": 3,
                        "publicity_days": 7,
                        "decision_id": story.decision.id,
                        "exemption": "",
                        "recusal": "",
                    },
                )
            add_record(
                act,
                WORKS,
                {
                    **home,
                    "title": "村道路灯改造",
                    "amount": Decimal(260000 if place == 2 else 68000),
                    "tender": "direct" if place == 2 else "compared",
                    "tender_number": "",
                    "builder": "宏达工程有限公司",
                    "builder_identity": "",
                    "started_on": today - timedelta(days=70),
                    "accepted_on": today - timedelta(days=9) if place % 3 == 0 else None,
                    "decision_id": story.decision.id,
                },
            )
        session.commit()


PHOTOGRAPHED = 6
"""Villages whose works have photos; the last two show the very same lamps."""


def photograph(session: Session, stories: list[VillageStory], now: datetime) -> None:
    """Take photos of works at their stages, and of two vouchers one and the same paper."""
    folder = current_app.config["SUNSHINE_FOLDER"] / "files"
    with open_act(platform_act(session, Channel.COMMAND, now - timedelta(days=2), 350102)) as act:
        works = session.scalars(select(VillageWorks).order_by(VillageWorks.id).limit(PHOTOGRAPHED)).all()
        for place, one in enumerate(works):
            stages = ((WorksStage.BEFORE, 71), (WorksStage.DURING, 40), (WorksStage.AFTER, 10))
            for stage, back in stages if one.accepted_on or place >= PHOTOGRAPHED - 2 else stages[:2]:
                seed = min(place, PHOTOGRAPHED - 2) if stage is WorksStage.AFTER else place
                at = (now - timedelta(days=back)).replace(hour=2, minute=20 + place)
                told = {
                    "at": at.isoformat(),
                    "lat": f"{26.083 + place / 900:.6f}",
                    "lon": f"{119.301 + place / 700:.6f}",
                }
                verbs.add_works_photo(act, folder, one, stage, f"{stage.value}.jpg", road(stage.value, seed), told)
        shown = session.scalars(select(Voucher).order_by(Voucher.id.desc()).limit(8)).all()
        for place, voucher in enumerate(shown):
            voucher.photos = 0
            verbs.add_photo(act, folder, voucher, "票据.jpg", paper(0 if place < 2 else place))
        session.commit()


def judge(session: Session, stories: list[VillageStory], now: datetime) -> None:
    """Let each village but one appraise its officers, and its representatives meet in the last quarter."""
    last = date(now.year, (now.month - 1) // 3 * 3 + 1, 1) - timedelta(days=20)
    with open_act(platform_act(session, Channel.COMMAND, now - timedelta(days=3), 350102)) as act:
        for place, story in enumerate(stories):
            for officer in story.officers.values() if place != 6 else ():
                add_record(
                    act,
                    APPRAISAL,
                    {
                        "organisation_id": story.home.id,
                        "officer_id": officer.id,
                        "held_on": last,
                        "verdict": "competent",
                    },
                )
            if place not in (6, 10):
                add_record(
                    act,
                    DECISION,
                    {
                        "organisation_id": story.home.id,
                        "title": "村道路灯改造方案",
                        "body": "representatives",
                        "held_on": last,
                        "notice_on": last - timedelta(days=12),
                        "members": 38,
                        "attended": 20 if place == 9 else 32,
                        "yes": 18 if place == 9 else 30,
                        "reserved": False,
                        "text": "同意按公开的方案改造村道路灯。",
                        "result": "",
                        "decided_public_on": last + timedelta(days=1),
                    },
                )
        session.commit()
