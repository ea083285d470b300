"""Three rigged tenders of the demo, by operations and real files alone: cover prices paid from one account, a relative's company, a tied expert.

Their companies bid nowhere else, so what is found in them is found in nothing else.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from nacl.signing import SigningKey
from sqlalchemy import select
from stdnum.cn import uscc

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.parties.models import Office, Party
from app.parties.operations import give_office, know_party, tie_parties
from app.parties.words import OfficeWord, PartyForm, TieWord
from app.trading.bonds import Slip, bond_code
from app.trading.models import Bidder, Draw, PanelMember, Project
from app.trading.operations import register_bidder, take_bond
from app.trading.sealing.envelope import pass_hash
from app.trading.words import Medium
from seeds.bidfiles import Maker
from seeds.parties import HOUSEHOLD, REGISTER, person_number
from seeds.trading import Hall, bid, finish, noted, published

FIRMS = (
    "福州鼎顺建设有限公司",
    "福州恒通路桥有限公司",
    "福州永固工程有限公司",
    "福州正泰市政有限公司",
    "福州瑞和建设有限公司",
    "福州金汤工程有限公司",
)
RELATIVES, EXPERTS = 4, 5
"""The company of a relative, and the one for which an expert works: each bids once."""
BANK = "建设银行福州鼓楼支行"
EVEN = ("1182000.00", "1202000.00", "1222000.00", "1242000.00")
"""Equal steps of 20,000 yuan: one hand wrote four prices."""
USUAL = ("931000.00", "964500.00", "978200.00")
DAY = timedelta(days=1)
ORIGINS = ("27.154.33.8", "", "120.33.61.19", "117.30.44.201")
"""From which the four bids with equal steps came, by who paid."""


def write_rigged(
    act: Act,
    buyer: Organisation,
    centre: Organisation,
    key: SigningKey,
    supervisor: Organisation | None = None,
    folder: Path | None = None,
) -> list[Project]:
    """Write the three tenders; each stands where its candidates are published. The pool of experts is there already."""
    _name_centre(act, centre)
    hall = Hall(act, buyer, centre, key, _bidders(act), supervisor, folder)
    return [_covered(hall), _of_a_relative(hall), _with_a_tied_expert(hall)]


def _bidders(act: Act) -> list[Bidder]:
    made = []
    for place, name in enumerate(FIRMS):
        body = f"91350100MR{place:07d}"
        code = body + uscc.calc_check_digit(body)
        made.append(register_bidder(act, act.county, code, name, "李工", f"0591-8345{place:04d}"))
    return made


def _name_centre(act: Act, centre: Organisation) -> None:
    """Say under which number the trading centre is paid."""
    if act.session.scalar(select(Office.id).where(Office.organisation_id == centre.id).limit(1)) is None:
        body = f"12350102MB{centre.id % 10_000_000:07d}"
        number = centre.credit_code or body + uscc.calc_check_digit(body)
        party = know_party(act, number, centre.name, PartyForm.BODY)
        give_office(act, party, OfficeWord.BODY, centre, from_on=act.on - 1_500 * DAY)


def _covered(hall: Hall) -> Project:
    """Four prices in equal steps, two bonds paid from one account, and two bids made on one machine from one text."""
    begun = hall.act.at - 52 * DAY
    project, keys = published(hall, begun, "东街口人行道改造工程", "1280000", "投标人须在本市注册。")
    noted(hall, project, Medium.NATIONAL, 3)
    noted(hall, project, Medium.OTHER, 0, "东街口道路改造工程")
    payers = (0, 0, 2, 3)
    wrong = {"接地极": 318.5}
    makers = [Maker(firm, 50 + place) for place, firm in enumerate(FIRMS)]
    makers[0] = replace(makers[0], wrong=wrong)
    makers[1] = replace(makers[1], text_of=50, machine_of=50, prices_of=50, wrong=wrong)
    for place, price in enumerate(EVEN):
        later = hall.at(begun + (place + 2) * DAY)
        token = bid(hall, later, project, place, price, keys, makers[place], ORIGINS[payers[place]])
        payer = hall.bidders[payers[place]]
        slip = Slip(payer.name, payer.uscc, f"350501002407900{payers[place]:05d}", BANK)
        code = bond_code(pass_hash(token))
        take_bond(later, project, code, f"{project.number}-{place}", Decimal(15_000), later.at, slip)
    finish(hall, project, keys, len(EVEN))
    return project


def _of_a_relative(hall: Hall) -> Project:
    """A sister of somebody at the buyer holds a third of a bidder."""
    act = hall.act
    sister = know_party(act, person_number(811), "郑秀英", source=HOUSEHOLD)
    give_office(act, sister, OfficeWord.KIN, hall.buyer, from_on=act.on - 1_500 * DAY)
    firm = hall.bidders[RELATIVES].party
    assert firm is not None
    tie_parties(
        act, sister, TieWord.SHAREHOLDER, firm, share=Decimal("34.00"), from_on=act.on - 900 * DAY, source=REGISTER
    )
    shared = {RELATIVES: Maker(FIRMS[RELATIVES], 64, phone_of=62, engineer_of=62)}
    project = _plain(hall, 46, "安泰河栏杆维修工程", (2, RELATIVES, 3), shared, "栏杆采用指定品牌产品。")
    noted(hall, project, Medium.PROVINCIAL, 2)
    noted(hall, project, Medium.OTHER, 0, "安泰河护栏工程")
    return project


def _with_a_tied_expert(hall: Hall) -> Project:
    """One of the committee has worked for a bidder for years."""
    shared = {
        EXPERTS: Maker(
            FIRMS[EXPERTS], 65, machine_of=63, prices_of=63, phone_of=63, saved_by="广源图文", signed_as=FIRMS[3]
        ),
        3: Maker(FIRMS[3], 63, saved_by="广源图文"),
    }
    project = _plain(hall, 41, "津泰路公交站台改造工程", (3, EXPERTS, 0), shared)
    noted(hall, project, Medium.OTHER)
    seated = select(PanelMember).join(Draw).where(Draw.project_id == project.id, PanelMember.seated)
    member = hall.act.session.scalars(seated.order_by(PanelMember.place).limit(1)).one()
    expert = hall.act.session.get_one(Party, member.expert.party_id)
    firm = hall.bidders[EXPERTS].party
    assert firm is not None
    tie_parties(hall.act, expert, TieWord.EMPLOYEE, firm, from_on=hall.act.on - 1_200 * DAY, source=REGISTER)
    return project


def _plain(
    hall: Hall, days: int, name: str, who: tuple[int, ...], makers: Mapping[int, Maker], asks: str = ""
) -> Project:
    """Bring a tender of three bids at usual prices as far as its candidates; some files were not made by the bidder alone."""
    begun = hall.act.at - days * DAY
    project, keys = published(hall, begun, name, "995000", asks)
    for place, (bidder, price) in enumerate(zip(who, USUAL, strict=True)):
        maker = makers.get(bidder) or Maker(FIRMS[bidder], 60 + bidder)
        bid(hall, hall.at(begun + (place + 2) * DAY), project, bidder, price, keys, maker)
    finish(hall, project, keys, len(who))
    return project
