"""Agencies of the demo with their engagements and marks; companies and people are invented.

Most is in order. ``_plant`` puts in one anomaly for each of M01 to M12, so that the points find them.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from stdnum.cn import uscc

from app.intermediaries.letters import write_letter
from app.intermediaries.measures import measure_engagements
from app.intermediaries.models import (
    Agency,
    Candidate,
    CitizenReport,
    CreditMark,
    CreditRule,
    Engagement,
    EngagementSigner,
    Practitioner,
    Qualification,
    RatingRule,
)
from app.intermediaries.words import Category, LetterKind
from app.kernel.act import Act, start_of_day
from app.kernel.calendar import ONE_DAY, working_calendar
from app.kernel.places import Organisation
from app.kernel.sealing import keyed_hash
from app.parties.known import kept
from app.parties.models import Party
from app.parties.operations import give_office, know_parties, know_party, settle_ties
from app.parties.operations.tying import put_tie
from app.parties.words import OfficeWord, TieWord
from seeds.people import names

COUNT = 60
TRADES = {
    Category.APPRAISAL: ("资产评估有限公司", "福建省财政厅"),
    Category.COST: ("工程造价咨询有限公司", "福建省住房和城乡建设厅"),
    Category.SURVEY: ("测绘有限公司", "福建省自然资源厅"),
    Category.ENVIRONMENT: ("环保科技有限公司", "福建省生态环境厅"),
    Category.FIRE: ("消防检测有限公司", "福建省消防救援总队"),
    Category.AUDIT: ("会计师事务所", "福建省财政厅"),
}
LATER = {Category.TENDER: ("招标代理有限公司", "福建省住房和城乡建设厅")}
"""Trades of agencies that the demo writes one by one."""
PLACES = ("榕城", "闽江", "三坊", "东街", "西湖", "温泉", "鼓山", "乌山", "左海", "金鸡")
PROJECTS = ("人行道改造", "内河整治", "老旧小区改造", "公厕提升", "雨污分流", "口袋公园", "路灯更换", "集贸市场改造")
RULES = (("bad", "minor", 0, 3), ("bad", "general", 3, 12), ("bad", "serious", 12, 36), ("good", "general", 0, 24))
SOURCES = "中介机构名录"
SOURCE = "信用信息修复管理办法（试行）（国家发展改革委令第58号）"


R = TypeVar("R")


class Register:
    """Writes the demo's register, one row after another."""

    def __init__(self, act: Act) -> None:
        self.act, self.chance, self.people = act, random.Random(23), names(23)  # noqa: S311 - invented data
        self.calendar = working_calendar(act.session)
        self.agencies: dict[str, list[Agency]] = {}
        self.serial = 0

    def add(self, row: R) -> R:
        """Add a row to the demo county."""
        self.act.session.add(row)
        self.act.session.flush()
        return row

    def agency(self, number: int, category: Category, home: Organisation, **values: Any) -> Agency:
        """Write a listed agency with its qualification, manager and two practitioners."""
        trade, issuer = (TRADES | LATER)[category]
        body = f"91350102MA{number:07d}"
        code = body + uscc.calc_check_digit(body)
        on = self.act.on
        given = {
            "county": home.county,
            "uscc": code,
            "name": f"福州{PLACES[number % 10]}{'甲乙丙丁戊己庚'[number // 10]}{trade}",
            "category": str(category),
            "legal_representative": next(self.people),
            "organisation_id": home.id,
            "founded_on": on - timedelta(days=1_000 + 31 * number),
            "phone": f"0591-8755{number:04d}",
            "phone_key": f"05918755{number:04d}",
            "address": f"福州市鼓楼区五四路{number + 1}号",
            "address_key": f"福州市鼓楼区五四路{number + 1}号",
            "state": "listed",
            "state_since": self.act.at,
        }
        made: Agency = self.add(Agency(**(given | values)))
        self.agencies.setdefault(str(category), []).append(made)
        self.qualification(made, issuer, on + timedelta(days=200 + 9 * number))
        made.party_id = know_party(self.act, code, made.name, source=SOURCES).id
        self.tie(made, TieWord.DIRECTOR, f"managers:{number}")
        for place in range(2):
            self.practitioner(made, f"{number}:{place}")
        return made

    def qualification(self, agency: Agency, issuer: str, last: date) -> Any:
        """Write a qualification that ends on a day."""
        return self.add(
            Qualification(
                county=agency.county,
                agency_id=agency.id,
                category=agency.category,
                number=f"闽资质{agency.uscc[10:17]}",
                level="甲级",
                issuer=issuer,
                valid_from=last - timedelta(days=1_460),
                valid_to=last,
                ends_at=start_of_day(last + ONE_DAY),
            )
        )

    def tie(self, agency: Agency, what: TieWord, who: str, **values: Any) -> Party:
        """Write who stands behind an agency."""
        holder = self.person(who)
        firm, home = self.act.session.get_one(Party, agency.party_id), agency.organisation_id
        put_tie(self.act, holder, what, firm, from_on=agency.founded_on, source=SOURCES, organisation_id=home, **values)
        return holder

    def person(self, who: str) -> Party:
        """Return somebody whom the demo calls by a word of its own."""
        told = kept(keyed_hash(who), next(self.people), "350***********0013", source=SOURCES)
        return self.act.session.get_one(Party, know_parties(self.act, 350102, [told])[told.key_hash])

    def practitioner(self, agency: Agency, who: str, **values: Any) -> Any:
        """Write a practitioner whose insurance the agency pays."""
        self.serial += 1
        since = self.act.on - timedelta(days=700)
        given = {
            "county": agency.county,
            "agency_id": agency.id,
            "party_id": self.person(who).id,
            "name": next(self.people),
            "identity": "350***********0021",
            "person_hash": keyed_hash(who),
            "licence": f"35{self.serial:06d}",
            "insurance_payer": agency.uscc,
            "licence_to": self.act.on + timedelta(days=600),
            "from_on": since,
            "from_at": start_of_day(since),
        }
        return self.add(Practitioner(**(given | values)))

    def engagement(self, agency: Agency, client: Organisation, back: int, **values: Any) -> Any:
        """Write an engagement signed some days ago, delivered in time unless told otherwise."""
        self.serial += 1
        signed = self.calendar.roll(self.act.on - timedelta(days=back))
        promised = self.calendar.add(signed, 15)
        value = Decimal(self.chance.randint(80, 900) * 10_000)
        delivered = self.calendar.add(signed, self.chance.randint(7, 15))
        done = delivered <= self.act.on
        scores = {name: self.chance.choice((4, 5, 5)) for name in ("quality", "speed", "attitude", "fee")}
        given = {
            "county": client.county,
            "number": f"鼓中介{signed.year}-{self.serial:04d}",
            "agency_id": agency.id,
            "project": f"{self.chance.choice(PROJECTS)}项目（{self.serial}）{'评估' if agency.category == 'appraisal' else '咨询服务'}",
            "organisation_id": client.id,
            "category": agency.category,
            "mode": self.chance.choice(("random", "random", "bid", "merit")),
            "channel": "supermarket",
            "object_value": value,
            "amount": (value * Decimal(self.chance.randint(9, 11)) / 1_000).quantize(Decimal(1)),
            "signed_on": signed,
            "signed_at": start_of_day(signed),
            "promised_days": 15,
            "promised_on": promised,
            "due_at": start_of_day(promised + ONE_DAY),
            "delivered_on": delivered if done else None,
            "late_days": 0 if done else None,
            "visited_on": self.calendar.add(signed, 3) if done else None,
            "reported_on": delivered if done else None,
            "signers": 2,
            **(scores if done else {}),
        }
        return self.add(Engagement(**(given | values)))

    def sign(self, engagement: Engagement, person: Practitioner) -> None:
        """Let a licensed person sign the report of an engagement."""
        engagement.signer_licences = engagement.signed_as = person.licence
        self.add(EngagementSigner(county=engagement.county, engagement_id=engagement.id, practitioner_id=person.id))

    def mark(self, agency: Agency, home: Organisation, back: int, **values: Any) -> Any:
        """Write a mark that became public some days ago."""
        on = self.act.on - timedelta(days=back)
        rule = self.act.session.scalars(
            select(CreditRule).where(
                CreditRule.polarity == values.get("polarity", "bad"), CreditRule.grade == values.get("grade", "general")
            )
        ).one()
        given = {
            "county": agency.county,
            "agency_id": agency.id,
            "organisation_id": home.id,
            "polarity": "bad",
            "grade": "general",
            "facts": "出具的成果文件存在重大错误。",
            "basis": "中介服务管理办法第二十一条",
            "decision_number": f"鼓信〔{on.year}〕{back}号",
            "rule_id": rule.id,
            "state": "public",
            "proposed_at": start_of_day(on - timedelta(days=30)),
            "public_on": on,
            "min_until": on + relativedelta(months=rule.min_months),
            "max_until": on + relativedelta(months=rule.max_months),
        }
        return self.add(CreditMark(**(given | values)))


def write_intermediaries(act: Act, homes: dict[str, Organisation]) -> Register:
    """Write sixty agencies of six trades with a year of engagements, marks and a citizen's report; returns their writer."""
    register = Register(act)
    clients = [homes[code] for code in sorted(homes)]
    first = date(act.on.year - 2, 1, 1)
    for polarity, grade, least, most in RULES:
        register.add(
            CreditRule(
                county=350102,
                polarity=polarity,
                grade=grade,
                min_months=least,
                max_months=most,
                objection_days=10,
                valid_from=first,
                source=SOURCE,
            )
        )
    register.add(RatingRule(county=350102, valid_from=first, source="中介机构信用评价办法"))
    trades = list(TRADES)
    for number in range(COUNT):
        home = clients[number % len(trades) % len(clients)]
        register.agency(number, trades[number % len(trades)], home)
    for category in trades:
        fellows = register.agencies[str(category)]
        for number in range(24):
            client = clients[(number + trades.index(category)) % len(clients)]
            register.engagement(fellows[number % len(fellows)], client, 20 + number * 13)
    _plant(register, clients)
    _plant_people(register, clients)
    settle_ties(act)
    measure_engagements(act)
    return register


def _plant(register: Register, clients: list[Organisation]) -> None:
    """Put in one anomaly for each point."""
    act, client, other = register.act, clients[0], clients[-1]
    appraisers, cost, survey = (
        register.agencies[str(one)] for one in (Category.APPRAISAL, Category.COST, Category.SURVEY)
    )
    expired, soon = appraisers[0].qualifications[0], appraisers[1].qualifications[0]
    for one, days in ((expired, -90), (soon, 40)):
        one.valid_to = act.on + timedelta(days=days)
        one.ends_at = start_of_day(one.valid_to + ONE_DAY)
    register.engagement(appraisers[0], client, 30)  # M01
    register.mark(appraisers[2], other, 100)
    register.engagement(appraisers[2], client, 40)  # M02
    for number in range(7):
        register.engagement(survey[0], client, 25 + number * 20, mode="direct")  # M03, M05
    register.engagement(cost[0], client, 35, channel="outside")  # M04
    register.engagement(cost[1], client, 45, replaced=True)  # M05
    register.engagement(cost[2], client, 60, redraws=3, mode="random")
    for number in range(3):
        register.engagement(cost[3], client, 50 + number * 9, late_days=6)  # M06
    register.engagement(
        cost[4], client, 55, amount=Decimal(1_900), object_value=Decimal(1_000_000), filed_price=Decimal(1_000)
    )  # M07
    words = "经现场查勘，委估资产位于鼓楼区，权属清晰，采用市场法评估，选取三个可比案例并逐项修正，得出评估结论。"
    for number in range(2):
        register.engagement(appraisers[3], client, 50 + number * 5, report_text=words)  # M08
    register.engagement(
        appraisers[4], client, 44, appraised=Decimal(6_000_000), dealt=Decimal(10_000_000), deal_ratio=0.6, signers=1
    )
    register.practitioner(appraisers[5], "0:0", insurance_payer=appraisers[6].uscc)  # M09
    left = survey[1].founded_on - timedelta(days=310)
    head = register.tie(survey[1], TieWord.SHAREHOLDER, "former head", share=Decimal(60))  # M10
    body = act.session.get_one(Organisation, survey[1].organisation_id)
    give_office(act, head, OfficeWord.OFFICIAL, body, leading=True, from_on=left - timedelta(days=900), to_on=left)
    day = act.on - timedelta(days=20)
    hidden = {"state": "repaired", "hidden_on": day, "repair_decided_at": start_of_day(day)}
    register.mark(survey[2], other, 40, repair_organisation_id=client.id, **hidden)  # M11
    register.engagement(survey[2], client, 33)
    shared = register.engagement(cost[5], client, 28, mode="bid")
    for rival in (cost[5], cost[6]):
        register.tie(rival, TieWord.CONTROLLER, "one hand")
        register.add(Candidate(county=350102, engagement_id=shared.id, agency_id=rival.id))  # M12
    cost[6].phone_key, cost[6].phone = cost[5].phone_key, cost[5].phone
    register.mark(cost[7], client, 60, polarity="good", facts="应急抢险中主动提供服务。")
    told = act.on - timedelta(days=3)
    until = register.calendar.add(told, 10)
    register.mark(
        cost[8],
        client,
        3,
        state="noticed",
        public_on=None,
        min_until=None,
        max_until=None,
        object_until=until,
        noticed_at=start_of_day(told),
        object_due_at=start_of_day(until + ONE_DAY),
    )
    register.mark(cost[9], client, 2, state="proposed", public_on=None, min_until=None, max_until=None)
    cost[9].state = "applied"
    register.add(
        CitizenReport(
            county=350102,
            agency_id=cost[8].id,
            organisation_id=cost[8].organisation_id,
            text="该公司收费后拖延出具报告。",
            query_code="ACDEFGHJKMNP",
            made_at=act.at - timedelta(days=2),
        )
    )
    write_letter(
        act,
        LetterKind.RATING,
        cost[8].organisation,
        {
            "uscc": cost[8].uscc,
            "contact": "林小华",
            "own_phone": "13800001234",
            "text": "评分中的一项记录已经修复，请重新核算。",
        },
        cost[8],
    )


def _plant_people(register: Register, clients: list[Organisation]) -> None:
    """Put in what needs persons or many orders: who may sign, who signs too much, a market in few hands."""
    act = register.act
    cost, fire, audit, surveyors = (
        register.agencies[str(one)] for one in (Category.COST, Category.FIRE, Category.AUDIT, Category.SURVEY)
    )
    register.engagement(cost[9], clients[1], 24, category=str(Category.ENVIRONMENT))  # M01.missing
    late = register.engagement(surveyors[4], clients[1], 52)
    lapsed = register.practitioner(surveyors[4], "lapsed", licence_to=late.reported_on - timedelta(days=20))
    register.sign(late, lapsed)  # M01.licence
    hasty = register.engagement(register.agencies[str(Category.APPRAISAL)][8], clients[2], 58)
    hasty.visited_on = hasty.reported_on + timedelta(days=4)  # M08.visit
    busy = register.practitioner(audit[3], "busy")
    for number in range(9):
        made = register.engagement(audit[3], clients[number % len(clients)], 61 + number)
        made.reported_on = act.on - timedelta(days=30)
        register.sign(made, busy)  # M09.many
    for number in range(32):
        register.engagement(fire[0], clients[number % len(clients)], 21 + number * 9)  # M03.market
    for number in range(16):
        trade = list(register.agencies)[number % len(TRADES)]
        register.engagement(register.agencies[trade][5], clients[-2], 22 + number * 15, mode="direct")  # M05.direct
    act.session.flush()


def homes_of(act: Act) -> dict[str, Organisation]:
    """Return the departments of the demo county by their codes."""
    found = act.session.scalars(select(Organisation).where(Organisation.county == 350102, Organisation.body == "organ"))
    mine = {one.code: one for one in found}
    first = mine.pop("gulou-urban")
    return {"a": first} | {f"b{code}": one for code, one in list(mine.items())[:5]}
