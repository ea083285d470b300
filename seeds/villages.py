"""Villages of the demo: half a year of cash books with what the points are to find. People are invented."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.kernel.act import Act, Channel, platform_act
from app.kernel.codes import new_code
from app.kernel.guard import open_act
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.sealing import keyed_hash, masked
from app.surfaces.records.writing import add_record
from app.villages import operations as verbs
from app.villages.entry import Entry
from app.villages.measures import measure_rents, measure_years
from app.villages.models import (
    SubsidyPayment,
    VillageAccount,
    VillageDecision,
    VillageOfficer,
    VillageProfile,
    VillageRelation,
    VillageWorks,
    Voucher,
)
from app.villages.operations.cash import Signatures
from app.villages.records import DECISION
from app.villages.registers import APPRAISAL, ASSET, CONTRACT, WORKS
from app.villages.subsidies import BATCH, PAYMENT, PROGRAMME, total_batches
from app.villages.words import (
    ArticleKind,
    Category,
    Method,
    OfficerPost,
    PayeeKind,
    QuestionKind,
    Receipt,
    RefKind,
    WorksStage,
)
from seeds.people import names
from seeds.pictures import paper, road

TOWNS = ("350102001000", "350102002000")
IN_EACH = 6
"""Villages of a town that keep their book here."""
MONTHS = 5
REGULAR: tuple[tuple[Category, int, str, str], ...] = (
    (Category.RENT, 12000, "沿街店面租金", "榕城商贸有限公司"), (Category.OFFICE, 860, "路灯电费", "国网福州供电公司"),
    (Category.OFFICE, 240, "自来水费", "福州自来水有限公司"), (Category.SALARY, 5600, "村干部报酬", "村干部"),
    (Category.WELFARE, 1500, "老人活动中心用品", "东街百货商行"), (Category.PURCHASE, 950, "保洁用品", "东街百货商行"),
)  # fmt: skip


def number_of(chance: random.Random) -> str:
    """Return an invented identity number with a right check digit."""
    plain = f"350102{chance.randint(1955, 1999)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}{chance.randint(0, 999):03d}"
    return str(plain + ric.calc_check_digit(plain + "0"))


class VillageStory:
    """One village of the demo: its registers, and its months one after another."""

    def __init__(
        self, act: Act, home: Organisation, chance: random.Random, invented: Iterator[str], first: date
    ) -> None:
        self.session, self.home, self.chance, self.first = act.session, home, chance, first
        county = home.county
        for medium, name in (("bank", "基本存款账户"), ("cash", "库存现金")):
            opening = Decimal(chance.randint(20, 90) * 1000 if medium == "bank" else 600)
            act.session.add(
                VillageAccount(county=county, organisation_id=home.id, name=name, medium=medium, owner="collective", opening=opening,
                               balance=opening, opened_on=first, bank="福州农商银行" if medium == "bank" else "",
                               tail=f"{chance.randint(0, 9999):04d}" if medium == "bank" else "")
            )  # fmt: skip
        self.officers: dict[OfficerPost, VillageOfficer] = {}
        for post in (
            OfficerPost.SECRETARY,
            OfficerPost.HEAD,
            OfficerPost.ACCOUNTANT,
            OfficerPost.SUPERVISION_HEAD,
            OfficerPost.SUPERVISOR,
        ):
            number = number_of(chance)
            officer = VillageOfficer(
                county=county, organisation_id=home.id, name=next(invented), post=post, identity=masked(number),
                person_hash=keyed_hash(number), from_on=first - timedelta(days=500), noted_at=act.at,
                from_day=(first - timedelta(days=500)).toordinal(),
            )  # fmt: skip
            act.session.add(officer)
            self.officers[post] = officer
        people = chance.randint(900, 4200)
        act.session.add(
            VillageProfile(county=county, organisation_id=home.id, population=people, households=people // 4, members=people - 80,
                           arable=Decimal(chance.randint(200, 1500)), last_election_on=date(first.year - 1, 12, 10),
                           next_election_on=date(first.year + 4, 12, 10))
        )  # fmt: skip
        held = first - timedelta(days=9)
        self.decision = VillageDecision(
            county=county, organisation_id=home.id, title="修缮老人活动中心", body="representatives", held_on=held,
            held_day=held.toordinal(), notice_on=held - timedelta(days=12), notice_days=12, members=38, attended=33, yes=31,
            proposed_on=held - timedelta(days=20), consulted_on=held - timedelta(days=17), party_on=held - timedelta(days=14),
            decided_public_on=held + timedelta(days=1), noted_at=act.at, text="同意从集体收益中列支，用于修缮老人活动中心屋面和门窗。",
        )  # fmt: skip
        act.session.add(self.decision)
        act.session.flush()

    @property
    def signatures(self) -> Signatures:
        """Who signs a paper as it should be: accountant, head, and the decision behind it."""
        handler, approver = self.officers[OfficerPost.ACCOUNTANT], self.officers[OfficerPost.HEAD]
        return Signatures(handler.id, approver.id, self.decision.id)

    def entry(
        self, category: Category, amount: int | str, purpose: str, payee: str, on: date, **more: Any
    ) -> Entry:
        """Return a payment to a company that is always known by the same hash."""
        given: dict[str, Any] = {
            "payee_kind": PayeeKind.ORGANISATION, "payee_hash": keyed_hash(f"demo {payee}"),
            "invoice_number": f"2535{self.chance.randint(10**11, 10**12)}", "invoice_on": on,
        }  # fmt: skip
        return Entry(on, category, Decimal(amount), purpose, payee=payee, **(given | more))

    def month(self, start: date, last: date, planted: Any, *, whole: bool) -> None:
        """Tell a month: entered, stamped, checked, booked, and published early in the next."""
        entries = [
            self.entry(category, int(amount * self.chance.uniform(0.9, 1.1)), purpose, payee,
                       min(start + timedelta(days=self.chance.randint(1, 26)), last))
            for category, amount, purpose, payee in REGULAR
        ]  # fmt: skip
        at = datetime(last.year, last.month, last.day, 1, tzinfo=UTC)
        signed = self.signatures
        with open_act(platform_act(self.session, Channel.COMMAND, at, self.home.county)) as act:
            made = [verbs.enter_voucher(act, self.home, entry, signed=signed) for entry in entries]
            for entry, others in planted(self, start, last):
                odd = verbs.enter_voucher(act, self.home, entry, signed=others or signed)
                odd.photos = 1
                if whole:
                    made.append(odd)
            for one in made:
                one.photos = 1
                if whole or self.chance.random() < 0.5:
                    verbs.stamp_voucher(act, one, self.officers[OfficerPost.SUPERVISION_HEAD])
            self.session.flush()
        if whole:
            after = at + timedelta(days=4)
            with open_act(platform_act(self.session, Channel.COMMAND, after, self.home.county)) as act:
                for one in made:
                    verbs.check_voucher(act, one)
                    verbs.book_voucher(act, one)
                verbs.publish_month(act, self.home, f"{start:%Y-%m}")
                self.session.flush()
        self.session.commit()


def _nothing(story: VillageStory, start: date, last: date) -> list[Any]:
    return []


def _cash(story: VillageStory, start: date, last: date) -> list[Any]:
    day = min(start + timedelta(days=10), last)
    cash: dict[str, Any] = {"method": Method.CASH, "receipt": Receipt.HANDWRITTEN, "invoice_number": ""}
    return [(story.entry(Category.PURCHASE, 1680, "购买绿化苗木", "个体户", day, **cash), None)]


def _split(story: VillageStory, start: date, last: date) -> list[Any]:
    days = [min(start + timedelta(days=n), last) for n in (6, 9)]
    return [(story.entry(Category.WORKS, 1900, "零星维修", "宏达工程队", day), None) for day in days]


def _loan(story: VillageStory, start: date, last: date) -> list[Any]:
    head = story.officers[OfficerPost.HEAD]
    person = {"payee_kind": PayeeKind.PERSON, "payee_hash": head.person_hash, "receipt": Receipt.HANDWRITTEN}
    day = min(start + timedelta(days=12), last)
    return [(story.entry(Category.LOAN, 8000, "临时借款", head.name, day, **person), None)]


def _undecided(story: VillageStory, start: date, last: date) -> list[Any]:
    day = min(start + timedelta(days=15), last)
    signed = Signatures(story.officers[OfficerPost.HEAD].id, story.officers[OfficerPost.HEAD].id, None)
    return [
        (story.entry(Category.WORKS, 26000, "村道硬化预付款", "宏达工程队", day), signed),
        (story.entry(Category.HOSPITALITY, 460, "接待用餐", "东街饭店", day), None),
    ]


PLANTED = {1: _cash, 3: _split, 5: _loan, 8: _undecided}
"""Village by its place in the list -> what it does in the last full month."""


def write_villages(session: Session, now: datetime) -> None:
    """Keep the books of twelve villages for half a year."""
    chance, invented = random.Random(23), names(23)  # noqa: S311 - invented entries, not secrets
    this = now.date().replace(day=1)
    first = this - relativedelta(months=MONTHS)
    begin = datetime(first.year, first.month, first.day, 1, tzinfo=UTC)
    with open_act(platform_act(session, Channel.COMMAND, begin, 350102)) as act:
        homes = [home for town in TOWNS for home in _homes(session, town)]
        stories = [VillageStory(act, home, chance, invented, first) for home in homes]
        _relate(act, stories)
        session.commit()
    _tell(session, stories, begin)
    _let_and_build(session, stories, now)
    _judge(session, stories, now)
    _subsidise(session, stories, now)
    for place, story in enumerate(stories):
        for back in range(MONTHS, -1, -1):
            start = this - relativedelta(months=back)
            last = (
                start + relativedelta(months=1) - timedelta(days=1)
                if back
                else now.date() - timedelta(days=1)
            )
            if last <= start or (place == 7 and back < 3):
                continue  # one village fell asleep
            story.month(start, last, PLANTED.get(place, _nothing) if back == 1 else _nothing, whole=back > 0)
    _photograph(session, stories, now)
    with open_act(platform_act(session, Channel.CLOCK, now, 350102)) as act:
        measure_years(act)
        measure_rents(act)
        session.commit()


def _homes(session: Session, town: str) -> list[Organisation]:
    found = select(Organisation).where(
        Organisation.body == OrganisationKind.VILLAGE, Organisation.region_code.startswith(town[:9])
    )
    return list(session.scalars(found.order_by(Organisation.region_code).limit(IN_EACH)))


def _relate(act: Act, stories: list[VillageStory]) -> None:
    """Make the head of one village the spouse of somebody who owns the company that works there."""
    story = stories[8]
    head = story.officers[OfficerPost.HEAD]
    spouse = number_of(story.chance)
    common = {"county": story.home.county, "organisation_id": story.home.id, "source": "户籍、工商登记"}
    act.session.add_all(
        [
            VillageRelation(**common, a_name=head.name, a_identity=head.identity, a_hash=head.person_hash, b_name="何美玲",
                            b_identity=masked(spouse), b_hash=keyed_hash(spouse), relation="spouse"),
            VillageRelation(**common, a_name="何美玲", a_identity=masked(spouse), a_hash=keyed_hash(spouse), b_name="宏达工程队",
                            b_identity="9135**********0001", b_hash=keyed_hash("demo 宏达工程队"), relation="shareholder", share=Decimal(60)),
        ]
    )  # fmt: skip
    act.session.flush()


ARTICLES: tuple[tuple[ArticleKind, str, str], ...] = (
    (ArticleKind.PARTY, "党支部召开主题党日活动", "党支部组织党员学习并清理公共楼道，共有三十二名党员参加。"),
    (
        ArticleKind.GOVERNMENT,
        "城乡居民医保缴费开始",
        "缴费可以在村部办理，也可以在手机上办理。需要帮助的老人请到村部找报账员。",
    ),
    (
        ArticleKind.VILLAGE,
        "路灯维修完成",
        "村道损坏的十二盏路灯已经修好，费用从集体收益中列支，票据见当月账目。",
    ),
    (
        ArticleKind.POLICY,
        "耕地地力保护补贴政策解读",
        "补贴按确权面积发放，直接打入农户账户。名单在村务公开栏公示七日。",
    ),
    (
        ArticleKind.RESULT,
        "上半年集体收入增长",
        "沿街店面全部公开竞价出租，上半年集体收入比去年同期增加一成。",
    ),
)


def _tell(session: Session, stories: list[VillageStory], begin: datetime) -> None:
    """Write what each village tells, and one question with its answer."""
    for place, story in enumerate(stories):
        for number, (kind, title, body) in enumerate(ARTICLES):
            at = begin + timedelta(days=20 * number + place)
            with open_act(platform_act(session, Channel.COMMAND, at, story.home.county)) as act:
                article = verbs.write_article(act, story.home, kind, title, body)
                verbs.submit_article(act, article)
                if (place + number) % 7:
                    verbs.publish_article(act, article)
                session.commit()
    with open_act(platform_act(session, Channel.PORTAL, begin + timedelta(days=60), 350102)) as act:
        home = stories[0].home
        asked = verbs.ask(act, home, home.region, QuestionKind.ASK, "老人活动中心什么时候开门？")
        verbs.answer_question(act, asked, "屋面修好后开门，预计下月初。", shown=True)
        verbs.ask(act, home, home.region, QuestionKind.ASK, "上月路灯电费为什么比往年多？")
        session.commit()


def _let_and_build(session: Session, stories: list[VillageStory], now: datetime) -> None:
    """Give each village a shop, a pond and works; some are let too cheaply, to kin, too long, or never finished."""
    today = now.date()
    with open_act(platform_act(session, Channel.COMMAND, now - timedelta(days=2), 350102)) as act:
        for place, story in enumerate(stories):
            home = {"organisation_id": story.home.id}
            shop = add_record(act, ASSET, {**home, "name": "沿街店面1号", "asset_class": "shop", "area": Decimal(80), "state": "in_use",
                                           "value": Decimal(420000), "place": "村部东侧"})  # fmt: skip
            pond = add_record(act, ASSET, {**home, "name": "村东鱼塘", "asset_class": "water", "area": Decimal(12), "state": "in_use",
                                           "value": Decimal(60000), "place": "村东"})  # fmt: skip
            cheap = place == 8
            for number, asset, rent, years in (
                (1, shop, 9600 if cheap else story.chance.randint(30, 38) * 1000, 14 if place == 10 else 5),
                (2, pond, 6000, 22 if place == 4 else 5),
            ):
                start = today - relativedelta(years=2, days=place * 9)
                prepaid = 12 if place == 10 and number == 1 else 2 if place % 5 == 0 else 3
                add_record(
                    act, CONTRACT,
                    {**home, "number": f"{story.home.name[:2]}-{start.year}-{number:02d}", "asset_id": asset.id,
                     "party": "宏达工程队" if cheap and number == 1 else "榕城商贸有限公司", "party_identity": "", "mode": "negotiated" if cheap else "open",
                     "signed_on": start - timedelta(days=20), "start_on": start, "end_on": start + relativedelta(years=years) - timedelta(days=1),
                     "rent": Decimal(rent), "prepaid_years": Decimal(prepaid), "bidders": 3, "publicity_days": 7,
                     "decision_id": story.decision.id, "exemption": "", "recusal": ""},
                )  # fmt: skip
            add_record(
                act, WORKS,
                {**home, "title": "村道路灯改造", "amount": Decimal(260000 if place == 2 else 68000), "tender": "direct" if place == 2 else "compared",
                 "tender_number": "", "builder": "宏达工程有限公司", "builder_identity": "", "started_on": today - timedelta(days=70),
                 "accepted_on": today - timedelta(days=9) if place % 3 == 0 else None, "decision_id": story.decision.id},
            )  # fmt: skip
        session.commit()


PHOTOGRAPHED = 6
"""Villages whose works have photos; the last two show the very same lamps."""


def _photograph(session: Session, stories: list[VillageStory], now: datetime) -> None:
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
                verbs.add_works_photo(
                    act, folder, one, stage, f"{stage.value}.jpg", road(stage.value, seed), told
                )
        shown = session.scalars(select(Voucher).order_by(Voucher.id.desc()).limit(8)).all()
        for place, voucher in enumerate(shown):
            voucher.photos = 0
            verbs.add_photo(act, folder, voucher, "票据.jpg", paper(0 if place < 2 else place))
        session.commit()


def _judge(session: Session, stories: list[VillageStory], now: datetime) -> None:
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
                    act, DECISION,
                    {"organisation_id": story.home.id, "title": "村道路灯改造方案", "body": "representatives", "held_on": last,
                     "notice_on": last - timedelta(days=12), "members": 38, "attended": 20 if place == 9 else 32, "yes": 18 if place == 9 else 30,
                     "reserved": False, "text": "同意按公开的方案改造村道路灯。", "result": "", "decided_public_on": last + timedelta(days=1)},
                )  # fmt: skip
        session.commit()


def _subsidise(session: Session, stories: list[VillageStory], now: datetime) -> None:
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
        month = now.date().replace(day=1)
        deaths: list[str] = []
        members: list[list[str]] = []
        for place, story in enumerate(stories[:3]):
            for programme in (relief, farm):
                held = add_record(
                    act, BATCH,
                    {"organisation_id": story.home.id, "number": f"{programme.code}-{month:%Y-%m}", "programme_id": programme.id, "period_on": month,
                     "arrived_on": month, "arrived": Decimal(6800), "published": True},
                )  # fmt: skip
                people = [number_of(chance) for _ in range(9)]
                members += [
                    [person, story.home.region_code] for person in people if person is not people[8] or place
                ]
                shared = f"6217{chance.randint(10**12, 10**13)}"
                for number, person in enumerate(people):
                    pooled = place == 1 and programme is relief and number < 3
                    add_record(
                        act, PAYMENT,
                        {"organisation_id": story.home.id, "batch_id": held.id, "name": next(invented), "identity": person, "household": f"{place}{number:03d}",
                         "amount": Decimal(680), "account": shared if pooled else f"6217{chance.randint(10**12, 10**13)}",
                         "claimed": Decimal(12) if programme is farm and number == 4 else Decimal(3) if programme is farm else None,
                         "contracted": Decimal(3) if programme is farm else None, "filed_on": None},
                    )  # fmt: skip
                if programme is relief:
                    deaths.append(people[0] if place == 0 else number_of(chance))
        add_record(
            act, BATCH,
            {"organisation_id": stories[2].home.id, "number": "ZD-01", "programme_id": land.id, "period_on": month, "arrived_on": month - timedelta(days=90),
             "arrived": Decimal(380000), "published": False},
        )  # fmt: skip
        share = add_record(
            act, BATCH,
            {"organisation_id": stories[4].home.id, "number": "ZD-02", "programme_id": land.id, "period_on": month, "arrived_on": month - timedelta(days=20),
             "arrived": Decimal(90000), "published": True, "decision_id": stories[4].decision.id, "allotted": Decimal(60000)},
        )  # fmt: skip
        head = stories[4].officers[OfficerPost.HEAD]
        card = f"6217{chance.randint(10**12, 10**13)}"
        for number in range(8):
            add_record(
                act, PAYMENT,
                {"organisation_id": stories[4].home.id, "batch_id": share.id, "name": next(invented), "identity": number_of(chance), "household": f"4{number:03d}",
                 "amount": Decimal(8500), "account": card if number == 2 else f"6217{chance.randint(10**12, 10**13)}", "claimed": None, "contracted": None,
                 "filed_on": None},
            )  # fmt: skip
        own = SubsidyPayment(
            county=stories[4].home.county, organisation_id=stories[4].home.id, batch_id=share.id, programme_id=land.id, period_day=share.period_day,
            name=head.name, identity=head.identity, person_hash=head.person_hash, household="4900", amount=Decimal(8500), account=masked(card),
            account_hash=keyed_hash(card), confirm_code=new_code(8), confirmed="open", noted_at=act.at, noted_day=act.on.toordinal(),
        )  # fmt: skip
        act.session.add(own)
        total_batches(act)
        verbs.bring_reference(act, 350102, RefKind.MEMBER, now.date(), members)
        day = (now - timedelta(days=200)).date().isoformat()
        verbs.bring_reference(act, 350102, RefKind.DEATH, now.date(), [[number, day] for number in deaths])
        session.commit()
