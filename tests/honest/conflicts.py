"""Honest courses beside the conflicts of interest."""

from datetime import date

from app.parties.operations import end_tie, tie_parties
from app.parties.words import TieWord
from tests.honest.registry import Courses
from tests.parties.building import company
from tests.penalties.building import PenaltyBuilder
from tests.supervision import test_conflicts as kept
from tests.supervision.building import DAY

CONFLICTS = Courses(PenaltyBuilder)
B = PenaltyBuilder


def kept_away(b: B) -> None:
    """His brother applied: a colleague has the case. His wife's firm applied once she had sold it."""
    kept.not_his(b)
    firm, tie = kept.firm_of_kin(b, b.handler)
    end_tie(b.act, tie, date(2026, 8, 31), "股权转让")
    b.case(applicant_hash=firm.key_hash)


def left_before(b: B) -> None:
    """The head represented the firm until spring; what it did was found in summer."""
    firm = company(b.act)
    tie = tie_parties(b.act, kept.in_office(b, b.head), TieWord.LEGAL, firm, from_on=kept.LONG_AGO)
    end_tie(b.act, tie, date(2026, 4, 30), "变更法定代表人")
    b.penalty(party_hash=firm.key_hash, decided_by=b.head.id, decided_at=b.act.at - 3 * DAY)


CONFLICTS.note(
    {
        "C01.approval": kept_away,
        "C01.penalty": kept.left_penalty,
        "C01.decided": left_before,
        "C03.business": kept.no_business,
        "C05.kin": kept.kin_elsewhere,
    }
)
