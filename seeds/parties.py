"""Persons and companies of the demo, what ties them, one declared interest; all invented.

Most ties mean nothing. Some do: an official's wife holds a company that works with his bureau, two companies of
different owners have one telephone and one manager, a leader has his son in his own body, and an official runs a shop.
"""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from sqlalchemy import select
from stdnum.cn import ric, uscc

from app.approvals.models import Case
from app.intermediaries.models import Agency
from app.kernel.act import Act
from app.kernel.places import Official, Post, PostHolder
from app.parties.models import Party
from app.parties.operations import declare, give_office, know_party, mark_party, tie_parties
from app.parties.words import DeclaredWord, MarkWord, OfficeWord, PartyForm, TieWord

REGISTER = "企业登记信息"
HOUSEHOLD = "户籍信息"
AGENCIES = 12


def person_number(serial: int) -> str:
    """Return the number of a person who does not exist: born in a county code that was never given."""
    body = f"359999198{serial % 10}0{1 + serial % 9}{1 + serial % 28:02d}{serial % 1000:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def write_parties(act: Act) -> None:
    """Write the demo's parties once everybody else is there."""
    officials = act.session.scalars(
        select(Official)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(Official.county == act.county)
        .order_by(Official.id)
        .distinct()
        .limit(6)
    ).all()
    people = [
        know_party(act, person_number(100 + place), one.name, source=HOUSEHOLD) for place, one in enumerate(officials)
    ]
    for party, official in zip(people, officials, strict=True):
        give_office(
            act,
            party,
            OfficeWord.OFFICIAL,
            official.organisation,
            official=official,
            from_on=act.on - timedelta(days=1_500),
        )
    firms = _firms(act)
    _owners(act, firms)
    if people:
        _wife(act, people[0], officials[0])
    _two_with_one_telephone(act)
    _applicant_of_a_brother(act, dict(zip((one.id for one in officials), people, strict=True)))


def write_conflicts(act: Act) -> None:
    """Let a leader and his son serve in one body, and let an official run a shop that he has not declared.

    Written two months back: a business that became known is to be declared within thirty days.
    """
    found = act.session.scalars(
        select(Official)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .where(Official.county == act.county)
        .order_by(Official.organisation_id.desc(), Official.id.desc())
        .distinct()
    ).all()
    leader, son = next((one, two) for one, two in pairwise(found) if one.organisation_id == two.organisation_id)
    since = act.on - timedelta(days=1_200)
    parties = []
    for place, who in enumerate((leader, son, next(one for one in found if one not in (leader, son)))):
        party = know_party(act, person_number(800 + place), who.name, source=HOUSEHOLD)
        home = who.organisation
        give_office(act, party, OfficeWord.OFFICIAL, home, official=who, leading=who is leader, from_on=since)
        parties.append(party)
    tie_parties(act, parties[0], TieWord.PARENT, parties[1], from_on=since, source=HOUSEHOLD, verified=True)
    shop = _company(act, 7_000_005, "福州茗香茶叶有限公司")
    tie_parties(act, parties[2], TieWord.LEGAL, shop, from_on=since, source=REGISTER, verified=True)


def _applicant_of_a_brother(act: Act, people: dict[int, Party]) -> None:
    """Let an application lie with the brother of whoever applies, or with one who works for the firm: he is warned."""
    open_cases = (
        select(Case)
        .join(Official, Official.id == Case.handler_id)
        .where(Case.county == act.county, Case.decided_at.is_(None), Case.ended_at.is_(None), Case.source != "import")
        .order_by(Official.user_id.is_(None), Case.id.desc())
    )
    case = act.session.scalars(open_cases.limit(1)).first()
    if case is None:
        return
    handler = act.session.get_one(Official, case.handler_id)
    party = people.get(handler.id)
    if party is None:
        party = know_party(act, person_number(701), handler.name, source=HOUSEHOLD)
        give_office(
            act,
            party,
            OfficeWord.OFFICIAL,
            handler.organisation,
            official=handler,
            from_on=act.on - timedelta(days=900),
        )
    applicant = know_party(act, case.applicant_identity, case.applicant_name, source=HOUSEHOLD)
    kin = applicant.form == PartyForm.PERSON
    tie_parties(
        act,
        party,
        TieWord.SIBLING if kin else TieWord.SHAREHOLDER,
        applicant,
        share=None if kin else Decimal(20),
        from_on=act.on - timedelta(days=800),
        source=HOUSEHOLD if kin else REGISTER,
        verified=True,
    )


def _firms(act: Act) -> list[Party]:
    """Make the first agencies of the register known, each with its telephone and address."""
    found = select(Agency).where(Agency.county == act.county).order_by(Agency.id).limit(AGENCIES)
    firms = []
    for agency in act.session.scalars(found):
        party = know_party(act, agency.uscc, agency.name, source=REGISTER, watched=True)
        if agency.phone:
            mark_party(act, party, MarkWord.TELEPHONE, agency.phone, REGISTER, agency.founded_on)
        if agency.address:
            mark_party(act, party, MarkWord.ADDRESS, agency.address, REGISTER, agency.founded_on)
        firms.append(party)
    return firms


def _owners(act: Act, firms: list[Party]) -> None:
    since = act.on - timedelta(days=900)
    for place, firm in enumerate(firms):
        owner = know_party(
            act, person_number(300 + place), f"{'陈林黄郑王李'[place % 6]}{'建华美玲国平'[place % 6]}", source=REGISTER
        )
        tie_parties(act, owner, TieWord.LEGAL, firm, from_on=since, source=REGISTER, verified=True)
        tie_parties(
            act, owner, TieWord.SHAREHOLDER, firm, share=Decimal(70), from_on=since, source=REGISTER, verified=True
        )


def _wife(act: Act, official: Party, who: Official) -> None:
    """Let the wife of an official hold a company through another one; he has declared half of it."""
    since = act.on - timedelta(days=700)
    wife = know_party(act, person_number(501), "何美玲", source=HOUSEHOLD)
    holding = _company(act, 7_000_001, "福州海晏投资有限公司")
    works = _company(act, 7_000_002, "福州宏达市政工程有限公司")
    tie_parties(
        act, official, TieWord.SPOUSE, wife, from_on=act.on - timedelta(days=4_000), source=HOUSEHOLD, verified=True
    )
    tie_parties(
        act, wife, TieWord.SHAREHOLDER, holding, share=Decimal(60), from_on=since, source=REGISTER, verified=True
    )
    tie_parties(
        act, holding, TieWord.SHAREHOLDER, works, share=Decimal(51), from_on=since, source=REGISTER, verified=True
    )
    declare(act, who, DeclaredWord.HOLDING, holding.number, holding.name, "配偶持股 60%，不参与经营。")


def _two_with_one_telephone(act: Act) -> None:
    first, second = (_company(act, 7_000_003, "福州鼎盛建材有限公司"), _company(act, 7_000_004, "福州鼎兴商贸有限公司"))
    manager = know_party(act, person_number(601), "林志强", source=REGISTER)
    for firm in (first, second):
        mark_party(act, firm, MarkWord.TELEPHONE, "0591-83310088", REGISTER)
        tie_parties(act, manager, TieWord.DIRECTOR, firm, from_on=act.on - timedelta(days=400), source=REGISTER)


def _company(act: Act, serial: int, name: str) -> Party:
    body = f"91350100MC{serial:07d}"
    return know_party(act, body + uscc.calc_check_digit(body), name, source=REGISTER)
