"""Subsidies of the demo's villages with what the points are to find; people are invented."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from app.kernel.act import Channel, local_day, platform_act
from app.kernel.codes import new_code
from app.kernel.guard import open_act
from app.kernel.sealing import keyed_hash, masked
from app.surfaces.records.writing import add_record
from app.villages import operations as verbs
from app.villages.models import SubsidyPayment
from app.villages.subsidies import BATCH, PAYMENT, PROGRAMME, total_batches
from app.villages.words import OfficerPost, RefKind
from seeds.people import names
from seeds.village_story import VillageStory, number_of


def subsidise(session: Session, stories: list[VillageStory], now: datetime) -> None:
    """Pay relief and farm subsidies in three villages; one beneficiary is dead, one was paid twice, one account is shared."""
    chance, invented = random.Random(31), names(31)  # noqa: S311 - invented people
    with open_act(platform_act(session, Channel.COMMAND, now - timedelta(days=1), 350102)) as act:
        relief, farm, land = (
            add_record(act, PROGRAMME, {"code": code, "name": name, "programme_kind": kind, "basis": basis})
            for code, name, kind, basis in (
                ("DB", "最低生活保障", "relief", "《社会救助暂行办法》第九条"),
                ("GD", "耕地地力保护补贴", "farm", "财政部、农业农村部年度方案"),
                ("ZD", "征地补偿", "land", "《土地管理法》第四十八条"),
            )
        )
        month = local_day(now).replace(day=1)
        deaths: list[str] = []
        members: list[list[str]] = []
        for place, story in enumerate(stories[:3]):
            for programme in (relief, farm):
                held = add_record(
                    act,
                    BATCH,
                    {
                        "organisation_id": story.home.id,
                        "number": f"{programme.code}-{month:%Y-%m}",
                        "programme_id": programme.id,
                        "period_on": month,
                        "arrived_on": month,
                        "arrived": Decimal(6800),
                        "published": True,
                    },
                )
                people = [number_of(chance) for _ in range(9)]
                members += [[person, story.home.region_code] for person in people if person is not people[8] or place]
                shared = f"6217{chance.randint(10**12, 10**13)}"
                for number, person in enumerate(people):
                    pooled = place == 1 and programme is relief and number < 3
                    add_record(
                        act,
                        PAYMENT,
                        {
                            "organisation_id": story.home.id,
                            "batch_id": held.id,
                            "name": next(invented),
                            "identity": person,
                            "household": f"{place}{number:03d}",
                            "amount": Decimal(680),
                            "account": shared if pooled else f"6217{chance.randint(10**12, 10**13)}",
                            "claimed": Decimal(12)
                            if programme is farm and number == 4
                            else Decimal(3)
                            if programme is farm
                            else None,
                            "contracted": Decimal(3) if programme is farm else None,
                            "filed_on": None,
                        },
                    )
                if programme is relief:
                    deaths.append(people[0] if place == 0 else number_of(chance))
        add_record(
            act,
            BATCH,
            {
                "organisation_id": stories[2].home.id,
                "number": "ZD-01",
                "programme_id": land.id,
                "period_on": month,
                "arrived_on": month - timedelta(days=90),
                "arrived": Decimal(380000),
                "published": False,
            },
        )
        share = add_record(
            act,
            BATCH,
            {
                "organisation_id": stories[4].home.id,
                "number": "ZD-02",
                "programme_id": land.id,
                "period_on": month,
                "arrived_on": month - timedelta(days=20),
                "arrived": Decimal(90000),
                "published": True,
                "decision_id": stories[4].decision.id,
                "allotted": Decimal(60000),
            },
        )
        head = stories[4].officers[OfficerPost.HEAD]
        card = f"6217{chance.randint(10**12, 10**13)}"
        for number in range(8):
            add_record(
                act,
                PAYMENT,
                {
                    "organisation_id": stories[4].home.id,
                    "batch_id": share.id,
                    "name": next(invented),
                    "identity": number_of(chance),
                    "household": f"4{number:03d}",
                    "amount": Decimal(8500),
                    "account": card if number == 2 else f"6217{chance.randint(10**12, 10**13)}",
                    "claimed": None,
                    "contracted": None,
                    "filed_on": None,
                },
            )
        own = SubsidyPayment(
            county=stories[4].home.county,
            organisation_id=stories[4].home.id,
            batch_id=share.id,
            programme_id=land.id,
            period_day=share.period_day,
            name=head.name,
            identity=head.identity,
            person_hash=head.person_hash,
            household="4900",
            amount=Decimal(8500),
            account=masked(card),
            account_hash=keyed_hash(card),
            confirm_code=new_code(8),
            confirmed="open",
            noted_at=act.at,
            noted_day=act.on.toordinal(),
        )
        act.session.add(own)
        total_batches(act)
        verbs.bring_reference(act, 350102, RefKind.MEMBER, local_day(now), members)
        day = local_day(now - timedelta(days=200)).isoformat()
        verbs.bring_reference(act, 350102, RefKind.DEATH, local_day(now), [[number, day] for number in deaths])
        session.commit()
