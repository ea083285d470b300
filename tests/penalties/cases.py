"""A penalty case told day by day: who acts, on which day, and what comes of it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.clocks import Clock, ClockKind, clock_of
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import ClueSource, Decision, LegalQualification, OfficerCertificate, PenaltyCase
from app.penalties.models import ViolationItem
from tests.approvals.cases import moment
from tests.world import World

SMALL = {"area": "800", "times": "1"}
"""Circumstances of the ordinary grade: 37,000 to 73,000 yuan."""
OFFICERS = ("enforcement_officer", "handler")


class Story:
    """One organ's case; ``act(day, who)`` makes the act of a person on a day."""

    def __init__(self, session: Session, world: World, acting_as: Callable[..., Act], item: ViolationItem) -> None:
        self.session, self.world, self.acting_as, self.item = session, world, acting_as, item
        self.organ = world.organisation("gulou-urban")
        act = acting_as()
        for number, short in enumerate((*OFFICERS, "second_handler")):
            official = world.official(short)
            act.session.add(
                OfficerCertificate(
                    county=350102,
                    number=f"1301021200{number}",
                    official_id=official.id,
                    organisation_id=self.organ.id,
                    field="城市管理",
                    valid_from=date(2024, 1, 1),
                    valid_to=date(2027, 12, 31),
                )
            )
        lawyer = world.official("legal_reviewer")
        act.session.add(
            LegalQualification(
                county=350102,
                official_id=lawyer.id,
                organisation_id=self.organ.id,
                number="A20193501020001",
                obtained_on=date(2019, 3, 1),
                reviewing_since=date(2020, 1, 6),
            )
        )
        act.session.flush()

    def act(self, day: str, who: str | None = "enforcement_officer") -> Act:
        """Return the act of somebody at ten in the morning of a day."""
        at: datetime = moment(day)
        return self.acting_as(who, at=at)

    def ids(self, *shorts: str) -> list[int]:
        """Return the ids of officials."""
        return [self.world.official(short).id for short in shorts or OFFICERS]

    def clue(self, day: str = "2026-07-01", **changes: Any) -> PenaltyCase:
        """Register a clue about a company."""
        party = changes.pop("party", verbs.Party("organisation", "福州市榕城建设有限公司", "91350100M000100Y43"))
        given: dict[str, Any] = {
            "place": "鼓楼区五四路工地",
            "facts_text": "工地东侧未设置硬质围挡",
            "acted_on": date.fromisoformat(day),
            "item": self.item,
        }
        source = changes.pop("source", ClueSource.INSPECTION)
        return verbs.register(self.act(day), self.organ, source, party, **{**given, **changes})

    def filed(self, day: str = "2026-07-06", **changes: Any) -> PenaltyCase:
        """File it with two certified officers."""
        case = self.clue(**changes)
        verbs.file(self.act(day, "organ_head"), case, self.item, self.ids())
        return case

    def investigated(self, **changes: Any) -> PenaltyCase:
        """Investigate it: one record with its digest's absence told."""
        case = self.filed(**changes)
        verbs.begin_investigation(self.act("2026-07-07"), case)
        verbs.add_evidence(self.act("2026-07-08"), case, EvidenceKind.RECORD, "现场检查笔录")
        return case

    def proposed(self, amount: int = 40_000, facts: dict[str, str] | None = None, **more: Any) -> PenaltyCase:
        """Judge it and propose a fine."""
        case = self.investigated()
        verbs.propose(self.act("2026-07-20"), case, facts or SMALL, Decimal(amount), **more)
        return case

    def reviewed(self, amount: int = 40_000, **more: Any) -> PenaltyCase:
        """Let the lawyer pass it."""
        case = self.proposed(amount, **more)
        verbs.review(self.act("2026-07-22", "legal_reviewer"), case, passed=True, opinion="事实清楚，适用法律正确")
        return case

    def noticed(self, amount: int = 40_000, **more: Any) -> PenaltyCase:
        """Tell the party."""
        case = self.reviewed(amount, **more)
        verbs.give_notice(self.act("2026-07-23"), case)
        return case

    def rechecked(self, amount: int = 40_000, **more: Any) -> PenaltyCase:
        """Let the party waive and recheck."""
        case = self.noticed(amount, **more)
        verbs.plead(self.act("2026-07-24"), case, "放弃陈述申辩", waives=True)
        verbs.recheck(self.act("2026-08-03"), case, Decimal(amount), "维持拟处罚意见")
        return case

    def discuss(self, case: PenaltyCase, day: str = "2026-08-05") -> None:
        """Let the heads discuss it and keep their minutes."""
        head, section = self.ids("organ_head", "section_head")
        verbs.discuss(self.act(day, "organ_head"), case, "会议纪要", {head: "同意", section: "同意"})

    def decided(self, amount: int = 40_000, day: str = "2026-08-10") -> PenaltyCase:
        """Decide it."""
        case = self.rechecked(amount)
        verbs.decide(self.act(day, "organ_head"), case, Decision.PENALISE, "同意处罚")
        return case

    def served(self, day: str = "2026-08-12", amount: int = 40_000) -> PenaltyCase:
        """Serve it."""
        case = self.decided(amount)
        verbs.serve(self.act(day), case, verbs.ServeWay.HAND, "当事人签收")
        return case

    def clock(self, case: Any, what: ClockKind) -> Clock:
        """Return the newest clock of a kind."""
        found = clock_of(self.session, case, what)
        assert found is not None
        return found
