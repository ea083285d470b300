"""Tenders of the demo: one from the notice to the paid contract, one open for bids, one that failed, one draft.

The demo holds the keys of all five holders and plays every bidder: a real installation never does.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from nacl.signing import SigningKey
from sqlalchemy import select
from stdnum.cn import uscc

from app.kernel.act import Act, Actor
from app.kernel.drawing import commitment
from app.kernel.places import Organisation
from app.parties.operations import know_party
from app.parties.words import PartyForm
from app.surfaces.records.writing import add_record
from app.trading.checks import settle_experts
from app.trading.models import Bidder, Candidate, Expert, Offer, PanelMember, Project
from app.trading.operations import (
    answer_objection,
    answer_question,
    ask,
    award_lot,
    close_bidding,
    complain,
    draft_notice,
    examine,
    freeze_list,
    give_pass,
    give_shares,
    hand_in,
    hand_in_files,
    hand_in_scores,
    note_answer,
    object_to,
    open_bids,
    pay_contract,
    propose_addendum,
    publish_addendum,
    publish_notice,
    rank_offers,
    read_lot,
    register_bidder,
    register_project,
    reveal,
    seat_committee,
    show_candidates,
    sign_contract,
)
from app.trading.operations.opening import bids_to_open
from app.trading.operations.planning import CriterionTold, HolderTold, LotTold
from app.trading.records.published import PUBLICATION
from app.trading.sealing.bodies import seal_files
from app.trading.sealing.envelope import new_key, open_share, read, seal
from app.trading.words import CallAnswer, DrawSide, HolderRole, Medium, ObjectionOutcome
from seeds.bidfiles import Maker, files_of

SPECIALTY = "市政公用工程"
RULE = (
    CriterionTold("投标报价", Decimal(60), by_price=True),
    CriterionTold("施工组织设计", Decimal(25)),
    CriterionTold("项目管理机构", Decimal(15)),
)
FIRMS = ("福州宏达市政工程有限公司", "福建闽江路桥建设有限公司", "福州榕建工程有限公司", "福建海峡市政建设有限公司")
POOL = 22
HOLDERS = ("住房和城乡建设局", "鼓楼公证处", "交易中心审计科", "福州市建筑业协会")
TIME = timedelta(days=1)


@dataclass(slots=True)
class Hall:
    """The demo's trading centre, with the secrets of everybody outside it."""

    act: Act
    buyer: Organisation
    centre: Organisation
    key: SigningKey
    bidders: list[Bidder]
    supervisor: Organisation | None = None
    folder: Path | None = None
    """Where sealed files of bids lie; without it the bids have none."""
    favourite: str = ""
    """Under what the expert is known for whom others are passed over."""
    away: frozenset[str] = frozenset()
    """Experts who cannot come."""

    def at(self, moment: datetime) -> Act:
        """The platform, acting at a moment of the past."""
        return replace(self.act, at=moment, actor=Actor.platform())


def write_trading(
    act: Act,
    buyer: Organisation,
    centre: Organisation,
    key: SigningKey,
    supervisor: Organisation | None = None,
    folder: Path | None = None,
) -> list[Project]:
    """Write the tenders of one buyer; receipts are signed with the key of the installation.

    With a supervising department one of them is disputed: objected to, changed late, complained about.
    """
    hall = Hall(act, buyer, centre, key, _bidders(act), supervisor, folder)
    _pool(act)
    done = _tender(hall, 75, "湖前路照明改造工程", "2360000", ("2198000.00", "2247500.00", "2305000.00", "2289900.00"))
    _contract(hall, done)
    return [
        done,
        _tender(hall, 40, "屏东河步道修缮工程", "860000", ("835000.00", "851000.00")),
        _tender(hall, 8, "温泉支路雨污分流改造", "3150000", ("2980000.00", "3010000.00", "3065000.00")),
        register_project(
            hall.at(act.at),
            buyer,
            centre,
            "五四路天桥加装电梯",
            "鼓发改〔2026〕31号",
            [LotTold("电梯加装", Decimal(1_480_000))],
            supervisor=supervisor,
        ),
        *([_disputed(hall)] if supervisor else []),
    ]


def _bidders(act: Act) -> list[Bidder]:
    made = []
    for place, name in enumerate(FIRMS):
        body = f"91350100MT{place:07d}"
        code = body + uscc.calc_check_digit(body)
        made.append(register_bidder(act, act.county, code, name, "张工", f"0591-8331{place:04d}"))
    return made


def expert_key(place: int) -> str:
    """Return under what an expert of the demo's pool is known; the places count from zero."""
    return f"demo-expert-{place}"


def _pool(act: Act) -> None:
    for place in range(POOL):
        act.session.add(
            Expert(
                county=act.county,
                name=f"{'陈林黄郑王李吴'[place % 7]}{'工明华强'[place % 4]}",
                number=f"350***********{1000 + place}",
                number_hash=expert_key(place),
                specialty=SPECIALTY,
                employer=f"福州第{place + 1}设计院",
                source="省综合性评标专家库",
            )
        )
    settle_experts(act)


def _tender(hall: Hall, days: int, name: str, estimate: str, prices: tuple[str, ...]) -> Project:
    """Bring one tender as far as its days allow: the notice was published so many days ago."""
    begun = hall.act.at - timedelta(days=days)
    project, keys = published(hall, begun, name, estimate)
    for place, price in enumerate(prices):
        bid(hall, hall.at(begun + TIME * min(place + 2, days - 1)), project, place, price, keys)
    finish(hall, project, keys, len(prices))
    return project


def published(
    hall: Hall, begun: datetime, name: str, estimate: str, asks: str = "", *, blind: bool = False
) -> tuple[Project, list[tuple[bytes, bytes]]]:
    """Register a project and publish its notice; returns the holders' keys with it. ``asks`` is what it asks beside the usual."""
    act = hall.at(begun)
    lot = LotTold(name.removesuffix("工程"), Decimal(estimate), Decimal(estimate))
    project = register_project(
        act, hall.buyer, hall.centre, name, "鼓发改〔2026〕18号", [lot], supervisor=hall.supervisor
    )
    keys = [new_key() for _ in range(5)]
    names = (hall.buyer.name, *HOLDERS)
    holders = [HolderTold(role, body, key[1].hex()) for role, body, key in zip(HolderRole, names, keys, strict=True)]
    deadline = begun + timedelta(days=22)
    sale = (act.on, act.on + timedelta(days=6))
    draft_notice(
        act,
        project,
        f"{name}，市政公用工程施工总承包三级以上资质。{asks}",
        sale,
        deadline,
        RULE,
        holders,
        Decimal(15_000),
        blind=blind,
    )
    publish_notice(act, project)
    return project, keys


def noted(hall: Hall, project: Project, medium: Medium, late: int = 0, title: str = "") -> None:
    """Enter that a notice came to a medium so many days after its documents were given out."""
    notice = project.notice
    assert notice is not None
    values = {
        "project_id": project.id,
        "county": project.county,
        "medium": str(medium),
        "published_on": notice.sale_from + late * TIME,
        "title": title or project.name,
        "deadline": notice.deadline,
    }
    add_record(hall.act, PUBLICATION, values)


def bid(
    hall: Hall,
    later: Act,
    project: Project,
    place: int,
    price: str,
    keys: list[tuple[bytes, bytes]],
    maker: Maker | None = None,
    origin: str = "",
) -> str:
    """Hand in a bid of one of the bidders, with the files that its maker wrote; returns its pass."""
    bidder = hall.bidders[place]
    token = give_pass(later, project, bidder)
    told: dict[str, Any] = {
        "uscc": bidder.uscc,
        "price": price,
        "days": 100 + 5 * place,
        "manager": f"{'陈林黄郑吴何王李周许'[place]}建国",
    }
    made_at = origin or f"36.248.{int(bidder.uscc[9:17], 36) % 200 + 20}.{10 + place}"
    if hall.folder is not None:
        files = files_of(maker or Maker(bidder.name, 10 + place))
        sealed, body = seal_files(files, project.number, 1, token)
        hand_in_files(later, project.lots[0], token, BytesIO(sealed), hall.folder, origin=made_at)
        told["body"] = body.told()
    content = json.dumps(told, ensure_ascii=False).encode()
    text, _own = seal(content, project.number, 1, token, [public for _private, public in keys])
    hand_in(later, project.lots[0], token, text, hall.key, origin=made_at)
    return token


def finish(hall: Hall, project: Project, keys: list[tuple[bytes, bytes]], bids: int) -> None:
    """Close and open what is due by now."""
    assert project.notice is not None
    deadline = project.notice.deadline
    if deadline < hall.act.at:
        close_bidding(hall.at(deadline), project)
        if bids > 2:
            _open(hall, project, deadline, [private for private, _public in keys])
            if hall.folder is not None:
                read_lot(hall.at(deadline + timedelta(minutes=1)), project.lots[0], hall.folder)


def _disputed(hall: Hall) -> Project:
    """A tender that was asked about, objected to, changed five days before its deadline, and complained about.

    The objection was answered late, and the complaint has been lying with the supervisor ever since.
    """
    begun = hall.act.at - timedelta(days=90)
    project, keys = published(hall, begun, "鼓西路雨水口改造工程", "1260000")
    asked = ask(hall.at(begun + 2 * TIME), project, "雨水口箅子用球墨铸铁还是复合材料？")
    answer_question(hall.at(begun + 3 * TIME), asked, "用球墨铸铁，荷载等级D400。")
    who = ("福建闽江路桥建设有限公司", "0591-83310001")
    objection = object_to(hall.at(begun + 4 * TIME), project, "类似业绩要求三项，超出本工程需要。", *who)
    later = hall.at(begun + 11 * TIME)
    answer_objection(later, objection, "业绩要求与工程规模相当，维持不变。", ObjectionOutcome.REJECTED)
    complaint = complain(
        hall.at(begun + 12 * TIME), project, "答复没有说明为何需要三项业绩。", *who, objection=objection
    )
    examine(hall.at(begun + 14 * TIME), complaint, accepted=True)
    assert project.notice is not None
    late = hall.at(project.notice.deadline - 5 * TIME)
    propose_addendum(
        late, project, "雨水口数量由42座改为48座，清单第7项相应调整。", substantive=True, reason="汛期前必须完工"
    )
    publish_addendum(late, project)
    for place, price in enumerate(("1198000.00", "1215000.00", "1241000.00")):
        bid(hall, hall.at(project.notice.deadline - (3 - place) * TIME), project, place, price, keys)
    finish(hall, project, keys, 3)
    return project


def _open(hall: Hall, project: Project, deadline: datetime, keys: list[bytes]) -> None:
    act = hall.at(deadline)
    opened(act, project, keys)
    _evaluate(act, project, hall)
    show_candidates(act, project, act.on + 4 * TIME)


def opened(act: Act, project: Project, keys: list[bytes]) -> None:
    """Open the bids with three of five holders."""
    for place in (0, 1, 3):
        given = {bid.id: open_share(read(bid.envelope), keys[place]) for bid in bids_to_open(act, project)}
        give_shares(act, project.holders[place], given)
    open_bids(act, project)


def seated(act: Act, project: Project, hall: Hall) -> list[PanelMember]:
    """Draw experts, call them and seat the committee."""
    values = {side: f"{side} {project.number}" for side in DrawSide}
    draw = freeze_list(act, project, SPECIALTY, 5, {side: commitment(side, text) for side, text in values.items()})
    members: list[PanelMember] = []
    for side, text in values.items():
        members = reveal(act, draw, side, text)
    _call(act, draw.wanted, members, hall)
    return seat_committee(act, project)


def _evaluate(act: Act, project: Project, hall: Hall) -> None:
    members = seated(act, project, hall)
    assert project.notice is not None
    rows = [one for one in project.notice.criteria if not one.by_price]
    offers = act.session.scalars(select(Offer).where(Offer.lot_id == project.lots[0].id)).all()
    for who, member in enumerate(members):
        given = {
            (offer.id, row.id): _points(place, row.most, who) for place, offer in enumerate(offers) for row in rows
        }
        hand_in_scores(act, member, given)
    rank_offers(act, project)


def _call(act: Act, wanted: int, members: list[PanelMember], hall: Hall) -> None:
    """Call until the committee is full; whoever stands before a favourite is noted as unable to come until that one sits."""
    keys = [member.expert.number_hash for member in members]
    waits, coming = hall.favourite in keys, 0
    for member, key in zip(members, keys, strict=True):
        waits = waits and key != hall.favourite
        comes = key not in hall.away and not (waits and coming == wanted - 1)
        note_answer(act, member, CallAnswer.YES if comes else CallAnswer.NO)
        coming += comes
        if coming == wanted:
            break


def _points(offer: int, most: Decimal, expert: int) -> Decimal:
    """Return what one expert gives one offer: the later it came, the less."""
    return round(most * Decimal(95 - 3 * offer - expert % 3) / 100, 2)


def _contract(hall: Hall, project: Project) -> None:
    assert project.shown_to is not None and project.notice is not None
    shown = project.notice.deadline + 6 * TIME
    first = hall.act.session.scalars(
        select(Candidate).where(Candidate.lot_id == project.lots[0].id, Candidate.rank == 1)
    ).one()
    award = award_lot(hall.at(shown), first)
    later = hall.at(shown + 9 * TIME)
    contract = sign_contract(later, award, first.offer.price, later.on, performance_bond=Decimal(50_000))
    body = f"11350102MB{hall.buyer.id % 10_000_000:07d}"
    number = hall.buyer.credit_code or body + uscc.calc_check_digit(body)
    payer = know_party(later, number, hall.buyer.name, PartyForm.BODY)
    payee = first.offer.bidder.party
    assert payee is not None
    pay_contract(hall.at(shown + 20 * TIME), contract, "1", round(contract.amount * 3 / 10, 2), payer, payee, "预付款")
