"""Counting who sat in the committees of a year: for which buyer, and who won there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, select

from app.kernel.act import Act
from app.kernel.drawing import opaque_id, read_entry
from app.kernel.places import Organisation
from app.trading.models import Award, Bidder, Candidate, Draw, Expert, Lot, Offer, PanelMember, Project
from app.trading.operations.markets import Asked, Tallies, tally
from app.trading.screening.pairings import SEATS, DrawList, Sitting, judge_pairings
from app.trading.words import CallAnswer, PatternWord, TradeState

YEAR = timedelta(days=365)
LIFT = {PatternWord.PANEL_BUYER: 1.0, PatternWord.PANEL_WINNER: 3.0}
"""Times the expected seats from which on a pair is reported."""


@dataclass(slots=True)
class Drawn:
    """A draw of the year whose committee is no secret any more."""

    salt: str
    listed: frozenset[str]
    list: DrawList
    drawn_at: datetime
    centre: int
    buyer: tuple[str, str]
    """Key and name."""
    winners: dict[str, str] = field(default_factory=dict)
    """Names by key."""
    seated: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Hash and name of each expert who sat, by his id."""

    def bodies(self, what: PatternWord) -> Mapping[str, str]:
        """Return who is asked about beside its experts: names by key."""
        return dict([self.buyer]) if what is PatternWord.PANEL_BUYER else self.winners

    def has(self, expert: int) -> bool:
        """Say whether an expert stood on its list."""
        return opaque_id(self.salt, expert) in self.listed


def ask_pairings(act: Act, county: int, tallies: Tallies) -> list[Asked]:
    """Ask of every expert who sat in the last twelve months whether draws explain how often; returns the answers that are kept.

    Names of a committee are secret until the award (Bidding Law, art. 37): trades under way are left out.
    """
    draws = _draws(act, county)
    return [asked for what in LIFT for asked in _ask(draws, what, tallies)]


def _draws(act: Act, county: int) -> list[Drawn]:
    open_names = or_(~Project.still_open(), Project.state == str(TradeState.AWARDED))
    told = (Draw.county == county, Draw.drawn_at > act.at - YEAR, Draw.drawn_at <= act.at, open_names)
    mine = select(Draw.id).join(Project, Project.id == Draw.project_id).where(*told)
    called = func.sum(case((PanelMember.answer != str(CallAnswer.WAITING), 1), else_=0))
    calls = select(PanelMember.draw_id, called).where(PanelMember.draw_id.in_(mine)).group_by(PanelMember.draw_id)
    count_of = {pk: int(count) for pk, count in act.session.execute(calls)}
    rows = (
        select(Draw, Project.centre_id, Organisation.code, Organisation.name)
        .join(Project, Project.id == Draw.project_id)
        .join(Organisation, Organisation.id == Project.organisation_id)
        .where(*told)
        .order_by(Draw.drawn_at, Draw.id)
    )
    found: dict[int, Drawn] = {}
    for draw, centre, code, name in act.session.execute(rows):
        entries = [read_entry(entry) for entry in draw.listed]
        employers = len({shared or opaque for opaque, shared in entries})
        listed = DrawList(employers, draw.wanted, count_of.get(draw.id, 0))
        opaque_ids = frozenset(opaque for opaque, _shared in entries)
        assert draw.drawn_at is not None
        found[draw.id] = Drawn(draw.salt, opaque_ids, listed, draw.drawn_at, centre, (code, name))
    seats = (
        select(PanelMember.draw_id, Expert.id, Expert.number_hash, Expert.name)
        .join(Expert, Expert.id == PanelMember.expert_id)
        .where(PanelMember.seated.is_(True), PanelMember.draw_id.in_(mine))
    )
    for pk, expert, number, name in act.session.execute(seats):
        found[pk].seated[expert] = (number, name)
    won = (
        select(Draw.id, Bidder.uscc, Bidder.name)
        .join(Lot, Lot.project_id == Draw.project_id)
        .join(Award, Award.lot_id == Lot.id)
        .join(Candidate, Candidate.id == Award.candidate_id)
        .join(Offer, Offer.id == Candidate.offer_id)
        .join(Bidder, Bidder.id == Offer.bidder_id)
    )
    for pk, number, name in act.session.execute(won.where(Draw.id.in_(mine))):
        found[pk].winners[number] = name
    return [one for one in found.values() if one.seated]


def _ask(draws: list[Drawn], what: PatternWord, tallies: Tallies) -> Iterator[Asked]:
    """Ask about all experts beside all buyers, or all winners; kept is what is said of four seats and more."""
    of_body: dict[str, list[Drawn]] = defaultdict(list)
    for draw in draws:
        for body in draw.bodies(what):
            of_body[body].append(draw)
    pairs, sittings, asked = [], [], 0
    for body, mine in sorted(of_body.items()):
        if len(mine) >= SEATS:
            asked += max(len(draw.listed) for draw in mine)
        others = [draw for draw in draws if body not in draw.bodies(what)]
        for expert in sorted({expert for draw in mine for expert in draw.seated}):
            here = [draw for draw in mine if draw.has(expert)]
            there = [draw for draw in others if draw.has(expert)]
            sat = [draw for draw in here if expert in draw.seated]
            pairs.append((body, expert, here, sat))
            sittings.append(
                Sitting(
                    [draw.list for draw in here],
                    len(sat),
                    [draw.list for draw in others],
                    len(there),
                    sum(expert in draw.seated for draw in there),
                )
            )
    for (body, expert, here, sat), judged in zip(pairs, judge_pairings(sittings, asked, LIFT[what]), strict=True):
        tally(tallies, what, judged)
        if len(sat) >= SEATS:
            number, name = sat[-1].seated[expert]
            place = (here[-1].centre, sat[0].drawn_at, sat[-1].drawn_at)
            yield Asked(
                what, (body, number), "", judged, asked, name=f"{here[-1].bodies(what)[body]} · {name}", place=place
            )
