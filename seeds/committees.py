"""A year of small works of the demo's bodies; for two of them the same expert sits each time and the same firm wins.

The draws are honest, for they cannot be led: whoever was drawn before the favourite is noted as unable to come. For the
other bodies those who are drawn come, and now this firm wins and now that.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from nacl.signing import SigningKey
from sqlalchemy import select
from stdnum.cn import uscc

from app.kernel.act import Act
from app.kernel.places import Organisation
from app.trading.models import Bidder, Candidate, Project
from app.trading.operations import award_lot, register_bidder, sign_contract
from seeds.bidfiles import Maker
from seeds.trading import TIME, Hall, bid, expert_key, finish, published

FIRMS = ("鼓山", "闽都", "三坊", "西湖", "金山", "于山", "屏山", "乌山", "仓前", "台江")
"""The first two win all of one body each."""
PLACES = ("东门", "西门", "北院", "南楼", "后勤楼", "运动场", "礼堂")
RIGGED, EACH = 2, 7
HONEST = 9
FAVOURITES = (expert_key(20), expert_key(21))
FIRST_DAY, APART = 325, 11
WITH_FILES = (0, 1, 3, 4)


def write_committees(
    act: Act,
    buyers: Sequence[Organisation],
    centre: Organisation,
    key: SigningKey,
    supervisor: Organisation | None,
    folder: Path | None = None,
) -> list[Project]:
    """Write the year; of the buyers the first two have their favourite. The pool of experts is there already.

    The first two trades of each of these two have files, in which the winner names one and the same project manager.
    """
    bidders = list(_bidders(act))
    written = []
    for place, (buyer, favourite, winner) in enumerate(_plan(len(buyers))):
        away = frozenset(FAVOURITES) - {favourite}
        hall = Hall(
            act,
            buyers[buyer],
            centre,
            key,
            bidders,
            supervisor,
            folder if place in WITH_FILES else None,
            favourite,
            away,
        )
        others = (RIGGED + 3 * place) % 8, (RIGGED + 3 * place + 5) % 8
        losers = [RIGGED + (one + (RIGGED + one == winner)) % 8 for one in others]
        written.append(_contracted(hall, place, winner, losers))
    return written


def _bidders(act: Act) -> Iterator[Bidder]:
    for place, name in enumerate(FIRMS):
        body = f"91350100MY{place:07d}"
        code = body + uscc.calc_check_digit(body)
        yield register_bidder(act, act.county, code, f"福建{name}建筑工程有限公司", "赵工", f"0591-8362{place:04d}")


def _plan(buyers: int) -> Iterator[tuple[int, str, int]]:
    """Iterate the buyer, the favourite expert and the winner of each trade."""
    for place in range(EACH):
        for buyer in range(RIGGED):
            yield buyer, FAVOURITES[buyer], buyer
        if place < HONEST:
            yield RIGGED + place % (buyers - RIGGED), "", RIGGED + place % 8
    for place in range(EACH, HONEST):
        yield RIGGED + place % (buyers - RIGGED), "", RIGGED + place % 8


def _contracted(hall: Hall, place: int, winner: int, losers: Sequence[int]) -> Project:
    """Bring one trade from its notice to its contract."""
    begun = hall.act.at - timedelta(days=FIRST_DAY - APART * place)
    estimate = 780_000 + 7_300 * place
    name = f"{hall.buyer.name.removeprefix('鼓楼区')}{PLACES[place % len(PLACES)]}修缮工程"
    project, keys = published(hall, begun, name, str(estimate))
    for later, (bidder, part) in enumerate(zip((winner, *losers), (927, 944, 969), strict=True)):
        price = Decimal(estimate) * (part + place % 5 + later * (place % 3)) / 1000
        maker = Maker(hall.bidders[bidder].name, 80 + bidder)
        bid(hall, hall.at(begun + (later + 2) * TIME), project, bidder, f"{price:.2f}", keys, maker)
    finish(hall, project, keys, 3)
    assert project.notice is not None
    shown = project.notice.deadline + 6 * TIME
    first = select(Candidate).where(Candidate.lot_id == project.lots[0].id, Candidate.rank == 1)
    candidate = hall.act.session.scalars(first).one()
    award = award_lot(hall.at(shown), candidate)
    signed = hall.at(shown + 9 * TIME)
    sign_contract(signed, award, candidate.offer.price, signed.on, performance_bond=Decimal(20_000))
    return project
