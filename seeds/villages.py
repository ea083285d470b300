"""Villages of the demo: half a year of cash books with what the points are to find. People are invented."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel, local_day, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Organisation, OrganisationKind
from app.kernel.sealing import keyed_hash, masked
from app.parties.known import kept
from app.parties.models import Party
from app.parties.operations import know_parties, settle_ties
from app.parties.operations.tying import put_tie
from app.parties.words import PartyForm, TieWord
from app.villages import operations as verbs
from app.villages.measures import measure_rents, measure_years
from app.villages.operations.cash import Signatures
from app.villages.words import ArticleKind, Category, Method, OfficerPost, PayeeKind, QuestionKind, Receipt
from seeds.people import names
from seeds.village_registers import judge, let_and_build, photograph
from seeds.village_story import VillageStory, number_of
from seeds.village_subsidies import subsidise

TOWNS = ("350102001000", "350102002000")
IN_EACH = 6
"""Villages of a town that keep their book here."""
MONTHS = 5


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


REMARKS = {
    0: ("保洁用品只附了发票，请补拍领用登记。", ""),
    2: ("老人活动中心用品请附验收单。", "验收单已补拍，附在该张凭证后。"),
}
"""Village by its place in the list -> what the township remarked on its last month, and the answer; empty for none yet."""


def write_villages(session: Session, now: datetime) -> None:
    """Keep the books of twelve villages for half a year."""
    chance, invented = random.Random(23), names(23)  # noqa: S311 - invented entries, not secrets
    this = local_day(now).replace(day=1)
    first = this - relativedelta(months=MONTHS)
    begin = datetime(first.year, first.month, first.day, 1, tzinfo=UTC)
    with open_act(platform_act(session, Channel.COMMAND, begin, 350102)) as act:
        homes = [home for town in TOWNS for home in _homes(session, town)]
        stories = [VillageStory(act, home, chance, invented, first) for home in homes]
        _relate(act, stories)
        session.commit()
    _tell(session, stories, begin)
    let_and_build(session, stories, now)
    judge(session, stories, now)
    subsidise(session, stories, now)
    for place, story in enumerate(stories):
        for back in range(MONTHS, -1, -1):
            start = this - relativedelta(months=back)
            last = start + relativedelta(months=1) - timedelta(days=1) if back else local_day(now) - timedelta(days=1)
            if last <= start or (place == 7 and back < 3):
                continue  # one village fell asleep
            latest = back == 1
            odd = PLANTED.get(place, _nothing) if latest else _nothing
            story.month(start, last, odd, whole=back > 0, closed=latest)
    _remark(session, stories, this)
    photograph(session, stories, now)
    with open_act(platform_act(session, Channel.CLOCK, now, 350102)) as act:
        measure_years(act)
        measure_rents(act)
        session.commit()


def _remark(session: Session, stories: list[VillageStory], this: date) -> None:
    """The township has remarked on the last month of some villages; one of them has done what was asked."""
    last = this - timedelta(days=1)
    at = datetime(this.year, this.month, this.day, 1, tzinfo=UTC)
    for place, (remark, answer) in REMARKS.items():
        village = stories[place].home
        with open_act(platform_act(session, Channel.COMMAND, at + timedelta(days=5), village.county)) as act:
            verbs.remark_on_month(act, village, f"{last:%Y-%m}", remark)
        if answer:
            with open_act(platform_act(session, Channel.COMMAND, at + timedelta(days=6), village.county)) as act:
                verbs.answer_remark(act, village, f"{last:%Y-%m}", answer)
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
    home: dict[str, Any] = {"organisation_id": story.home.id, "source": "户籍、工商登记"}
    told = (
        kept(head.person_hash, head.name, head.identity),
        kept(keyed_hash(spouse), "何美玲", masked(spouse)),
        kept(keyed_hash("demo 宏达工程队"), "宏达工程队", "9135**********0001", PartyForm.COMPANY),
    )
    found = know_parties(act, story.home.county, told)
    leader, wife, firm = (act.session.get_one(Party, found[one.key_hash]) for one in told)
    put_tie(act, leader, TieWord.SPOUSE, wife, **home)
    put_tie(act, wife, TieWord.SHAREHOLDER, firm, share=Decimal(60), **home)
    settle_ties(act)


ARTICLES: tuple[tuple[ArticleKind, str, str], ...] = (
    (ArticleKind.PARTY, "党支部召开主题党日活动", "党支部组织党员学习并清理公共楼道，共有三十二名党员参加。"),
    (
        ArticleKind.GOVERNMENT,
        "城乡居民医保缴费开始",
        "缴费可以在村部办理，也可以在手机上办理。需要帮助的老人请到村部找报账员。",
    ),
    (ArticleKind.VILLAGE, "路灯维修完成", "村道损坏的十二盏路灯已经修好，费用从集体收益中列支，票据见当月账目。"),
    (
        ArticleKind.POLICY,
        "耕地地力保护补贴政策解读",
        "补贴按确权面积发放，直接打入农户账户。名单在村务公开栏公示七日。",
    ),
    (ArticleKind.RESULT, "上半年集体收入增长", "沿街店面全部公开竞价出租，上半年集体收入比去年同期增加一成。"),
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
