"""The county's money of the demo: budgets, transfers, two projects, payment orders; and what the points are to find there."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.funds.models import Account, Appropriation, BudgetLine, Movement, ProjectContract, PublicProject
from app.funds.operations import approve_order, ask_payment, charge_movement, open_account, pay_order, record_movement
from app.funds.records.budgets import APPROPRIATION, CAP, CHANGE, LINE
from app.funds.records.orders import ORDER
from app.funds.records.projects import CONTRACT, MILESTONE, MONTH, PROJECT
from app.funds.words import AccountKind
from app.kernel.act import CHINA, Act, Actor, Channel
from app.kernel.calendar import working_calendar
from app.kernel.months import month_after, number_of_month
from app.kernel.places import Official, Organisation, Post, PostHolder, duties_held, posts_held, scope_of
from app.kernel.roles import Duty, Role
from app.parties.models import Party
from app.parties.operations import know_party
from app.parties.words import PartyForm
from app.surfaces.records.writing import add_record
from app.surfaces.sheets.importing import carry_out
from app.surfaces.sheets.planning import plan_import
from app.surfaces.sheets.reading import Sheet
from seeds.funds import body_of
from seeds.parties import person_number
from seeds.shapes import firm_code

PROGRAMME, HOUSING = "老旧小区雨污分流改造补助", "2210108"
OTHER_SYSTEM = "国库集中支付系统"
ROLES = {Duty.HANDLER: Role.HANDLER, Duty.SECTION_HEAD: Role.SECTION_HEAD, Duty.ORGAN_HEAD: Role.ORGAN_HEAD}


class Money:
    """Enters the money of one body; days are counted back from today."""

    def __init__(self, act: Act, home: Organisation) -> None:
        self.act, self.home, self.number = act, home, 0
        self.body = body_of(act, home)
        self.lines: dict[tuple[int, str], BudgetLine] = {}

    def day(self, ago: int) -> date:
        """Return a day."""
        return self.act.on - timedelta(days=ago)

    def firm(self, serial: int, name: str) -> Party:
        """Return a company."""
        return know_party(self.act, firm_code(serial), name, source="企业登记信息")

    def line(self, year: int, code: str, name: str, yuan: int, economic: str = "") -> BudgetLine:
        """Adopt a budget line."""
        told = {
            "organisation_id": self.home.id,
            "year": year,
            "code": code,
            "name": name,
            "function_class": "2120501",
            "economic_class": economic,
            "amount": Decimal(yuan),
            "adopted_on": min(date(year, 1, 20), self.act.on),
            "document": f"鼓财预〔{year}〕3号",
        }
        made = add_record(self.act, LINE, told)
        assert isinstance(made, BudgetLine)
        self.lines[year, code] = made
        return made

    def of(self, code: str, ago: int) -> BudgetLine:
        """Return the line with a code of the year of a day."""
        return self.lines[self.day(ago).year, code]

    def receive(self, home: Organisation, yuan: int, ago: int, above: Appropriation | None = None, **said: Any) -> Any:
        """Enter what a body received of a special transfer."""
        self.number += 1
        told = {
            "organisation_id": home.id,
            "above_id": above.id if above else None,
            "programme": PROGRAMME,
            "document": f"闽财建〔{self.day(ago).year}〕{17 + self.number}号",
            "function_class": HOUSING,
            "amount": Decimal(yuan),
            "received_on": self.day(ago),
            "sender": "福州市财政局",
            "to_persons": False,
        }
        return add_record(self.act, APPROPRIATION, {**told, **said})

    def pay(
        self, payee: Party | Account, yuan: str, ago: int, purpose: str, economic: str = "", **ends: Any
    ) -> Movement:
        """Pay and charge the payment; to nothing where nothing is told."""
        self.number += 1
        moved = record_movement(
            self.act,
            key=f"budget:{self.home.code}:{self.number}",
            organisation=self.home,
            payer=self.body,
            payee=payee,
            amount=Decimal(yuan),
            purpose=purpose,
            at=datetime.combine(self.day(ago), time(10, 40), CHINA),
            economic_class=economic,
            source="支付凭证",
        )
        self.act.session.flush()
        if ends:
            charge_movement(self.act, moved, **ends)
        return moved


def write_budgets(act: Act, home: Organisation, county: Organisation, town: Organisation) -> None:
    """Enter budgets, transfers, projects and orders of a body, and charge what it has paid before."""
    money = Money(act, home)
    year = act.on.year
    for one in (year - 1, year):
        money.line(one, "01", "机关运行和中介服务", 9_000_000)
        money.line(one, "02", "城市绿化和路灯养护", 900_000, "302")
        money.line(one, "03", "路灯电费", 60_000, "302")
    _charge_older(act, home)
    county_step = money.receive(county, 1_500_000, 210, pass_on=Decimal(1_500_000))
    own = money.receive(home, 900_000, 195, county_step)
    town_step = money.receive(town, 600_000, 190, county_step)
    assert isinstance(town_step, Appropriation)
    project, contract = _project(money)
    for ago, yuan in ((120, "160000.00"), (60, "180000.00"), (20, "120000.00")):
        money.pay(_supplier(contract), yuan, ago, "雨污分流改造进度款", "31005", appropriation=own, contract=contract)
    money.pay(money.firm(8201, "福州绿源苗木有限公司"), "86400.00", 75, "行道树养护", "30213", line=money.of("02", 75))
    _orders(act, home, money.of("02", 0))
    _plant(money, project)


def _charge_older(act: Act, home: Organisation) -> None:
    """Charge what the body has paid so far to its running costs of that year."""
    lines = {
        one.year: one
        for one in act.session.scalars(
            select(BudgetLine).where(BudgetLine.organisation_id == home.id, BudgetLine.code == "01")
        )
    }
    paid = (
        select(Movement)
        .join(Party, Party.id == Movement.payer_id)
        .where(Movement.organisation_id == home.id, Movement.reverses_id.is_(None), Party.form == str(PartyForm.BODY))
        .order_by(Movement.id)
    )
    for moved in act.session.scalars(paid).all():
        if moved.booked_on.year in lines:
            charge_movement(act, moved, line=lines[moved.booked_on.year])


def _project(money: Money) -> tuple[PublicProject, ProjectContract]:
    """Plan a project with a contract, months and milestones, all in order."""
    act = money.act
    project = add_record(
        act,
        PROJECT,
        {
            "organisation_id": money.home.id,
            "code": "350102-48-01-004417",
            "name": "洪山片区雨污分流改造",
            "budget": Decimal(1_200_000),
            "starts_on": money.day(190),
            "ends_on": money.day(-120),
            "document": "鼓发改〔2026〕12号",
        },
    )
    contract = add_record(
        act,
        CONTRACT,
        {
            "project_id": project.id,
            "number": "HT-350102-0007",
            "supplier_code": firm_code(8202),
            "supplier": "福州畅流管网工程有限公司",
            "amount": Decimal(980_000),
            "advance": 20,
            "signed_on": money.day(150),
        },
    )
    this = number_of_month(act.on)
    for back, yuan in ((4, 160_000), (2, 180_000), (1, 100_000), (-1, 300_000), (-3, 240_000)):
        told = {"project_id": project.id, "month": month_after(this, -back), "planned": Decimal(yuan)}
        add_record(act, MONTH, told)
    for name, percent, ago in (("管沟开挖完成", 25, 100), ("主管铺设过半", 45, 30)):
        told = {"project_id": project.id, "name": name, "percent": percent, "due_on": money.day(ago)}
        add_record(act, MILESTONE, {**told, "reported_on": money.day(ago)})
    return project, contract


def _supplier(contract: ProjectContract) -> Party:
    assert contract.party is not None
    return contract.party


def _as(act: Act, home: Organisation, duty: Duty, at: datetime, place: int = 0) -> Act:
    """Return an officer of a body as he acts."""
    held = (
        select(Official)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(Post.organisation_id == home.id, Post.duty == str(duty))
        .order_by(Official.id)
    )
    found = act.session.scalars(held).all()
    official = found[min(place, len(found) - 1)]
    roles = frozenset({ROLES[duty]})
    actor = Actor(
        official.name,
        official.id,
        home.id,
        home.county,
        roles,
        duties_held(posts_held(act.session, official.id, act.on)),
        scope_of(act.session, roles, home),
    )
    return Act(act.session, actor, at, Channel.SCREEN, home.county)


def _at_work(act: Act, ago: int, hour: int) -> datetime:
    """Return half past an hour of the last working day at least so many days ago."""
    day, calendar = act.on - timedelta(days=ago), working_calendar(act.session)
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(hour, 30), CHINA)


def _orders(act: Act, home: Organisation, line: BudgetLine) -> None:
    """Ask for four payments; two are paid, one waits for its payment, one for its approval."""
    account = open_account(
        act, body_of(act, home), f"350501024{home.id % 10**9:09d}", "建设银行福州鼓楼支行", AccountKind.ZERO_BALANCE
    )
    noon = _at_work(act, 4, 9)
    for place, (yuan, purpose) in enumerate(
        (("18600.00", "绿篱修剪"), ("9450.00", "路灯灯具"), ("27300.00", "草花更换"), ("12800.00", "喷灌维修"))
    ):
        payee = know_party(act, firm_code(8210 + place), f"福州市政养护第{place + 1}服务有限公司", source="合同")
        asked = _as(act, home, Duty.HANDLER, noon)
        order = ask_payment(asked, home, payee, Decimal(yuan), purpose, line=line, invoice=f"2535200000{place:08d}")
        if place < 3:
            approve_order(_as(act, home, Duty.SECTION_HEAD, noon + timedelta(hours=2)), order)
        if place < 2:
            pay_order(_as(act, home, Duty.ORGAN_HEAD, noon + timedelta(hours=5)), order, account)


def _plant(money: Money, project: PublicProject) -> None:
    """Do what F01, F06, F10, F12, F13 and F16 are to find, by operations and by a file of another system."""
    act, home = money.act, money.home
    stranger = money.firm(8203, "福州旺达文化传播有限公司")
    money.pay(stranger, "48000.00", 45, "雨污分流改造宣传", "31005", project=project, line=money.of("01", 45))
    person = know_party(act, person_number(8204), "郑建平")
    money.pay(person, "23600.00", 38, "绿化养护材料款", "30213", line=money.of("02", 38))
    money.pay(
        money.firm(8205, "福州安居建筑装饰有限公司"), "61500.00", 50, "办公室装修", "30901", line=money.of("02", 50)
    )
    small = money.of("03", 35)
    add_record(
        act,
        CHANGE,
        {
            "line_id": small.id,
            "amount": Decimal(10_000),
            "decided_on": act.on,
            "document": f"鼓财预〔{small.year}〕41号",
            "reason": "年中追加",
        },
    )
    power = money.firm(8206, "福州闽能电力服务有限公司")
    money.pay(power, "78100.00", 35, "路灯电费", "30206", line=small)
    money.pay(money.firm(8207, "福州捷印图文有限公司"), "21900.00", 65, "宣传册印制", "30202")
    told = {"organisation_id": home.id, "year": money.day(42).year, "what": "reception", "amount": Decimal(8_000)}
    add_record(act, CAP, told)
    dining = money.firm(8208, "福州聚春园餐饮有限公司")
    money.pay(dining, "9450.00", 42, "公务接待", "30217", line=money.of("02", 42))
    early = add_record(
        act,
        CONTRACT,
        {
            "project_id": project.id,
            "number": "HT-350102-0011",
            "supplier_code": firm_code(8209),
            "supplier": "福州精测工程检测有限公司",
            "amount": Decimal(90_000),
            "advance": 50,
            "signed_on": money.day(25),
        },
    )
    money.pay(_supplier(early), "40000.00", 33, "管网检测费", "31005", contract=early, line=money.of("01", 33))
    slow = money.receive(home, 300_000, 400, programme="口袋公园建设补助")
    money.pay(
        money.firm(8202, "福州畅流管网工程有限公司"), "24000.00", 380, "口袋公园设计", "31005", appropriation=slow
    )
    left = money.receive(home, 500_000, 366 * 3 + 20, programme="公厕提升改造补助")
    money.pay(money.firm(8202, "福州畅流管网工程有限公司"), "420000.00", 900, "公厕改造", "31005", appropriation=left)
    county = act.session.get_one(Organisation, home.parent_id)
    held = money.receive(county, 800_000, 52, programme="农村厕所革命整村推进补助", pass_on=Decimal(800_000))
    assert isinstance(held, Appropriation)
    carry_out(act, plan_import(act, ORDER, _other_system(act, home)))


def _other_system(act: Act, home: Organisation) -> Sheet:
    """Return the file of another system: thirty orders of two people, one of them by one person, one large at night."""
    heads = [field.label for field in ORDER.editable]
    names = [field.name for field in ORDER.editable]
    rows = []
    for place in range(30):
        asked = _at_work(act, 70 + place, 10)
        told = {
            "organisation_id": home.code,
            "number": f"GK-{place + 1:04d}",
            "system": OTHER_SYSTEM,
            "payee_number": firm_code(8201),
            "payee_name": "福州绿源苗木有限公司",
            "amount": str(3_000 + 110 * place),
            "purpose": f"苗木款第{place + 1}批",
            "asked_by": "陈志强",
            "asked_key": "czq01",
            "asked_at": f"{asked:%Y-%m-%d %H:%M}",
            "approved_by": "林建国",
            "approved_key": "ljg02",
            "approved_at": f"{asked + timedelta(hours=3):%Y-%m-%d %H:%M}",
            "paid_by": "王小红",
            "paid_at": f"{asked + timedelta(hours=5):%Y-%m-%d %H:%M}",
        }
        if place == 11:
            told |= {"approved_by": "陈志强", "approved_key": "czq01"}
        rows.append([told.get(name, "") for name in names])
    return Sheet("支付申请", [heads, *rows])
