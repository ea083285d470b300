"""A fine that was changed in its own table is found; every lawful way of changing it is not."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from app.domains import DOMAINS
from app.kernel.trail.tables import Compared, Difference, compare_tables
from app.penalties.cases import operations as verbs
from app.penalties.cases.models import PenaltyCase
from tests.penalties.cases import Story

KEPT = {verb: facts for domain in DOMAINS for verb, facts in domain.kept.items()}
SUBJECTS = {one.word: one.model for domain in DOMAINS for one in domain.subjects}


def compared(tale: Story) -> Compared:
    tale.session.flush()
    return compare_tables(tale.session, SUBJECTS, KEPT)


def changed_remedy(tale: Story, fine: int | None, outcome: verbs.RemedyOutcome) -> PenaltyCase:
    case = tale.served("2026-08-12")
    verbs.file_remedy(tale.act("2026-08-20", "section_head"), case, verbs.RemedyKind.SUIT, date(2026, 8, 20), "起诉")
    given = None if fine is None else Decimal(fine)
    verbs.end_remedy(tale.act("2026-09-10", "section_head"), case, outcome, "判决", given)
    return case


def closed(tale: Story) -> PenaltyCase:
    case = tale.served()
    verbs.note_payment(tale.act("2026-08-20"), case, "R1", Decimal(40_000), date(2026, 8, 20))
    verbs.close(tale.act("2026-08-21"), case, "罚款已缴清")
    return case


LAWFUL: dict[str, Callable[[Story], Any]] = {
    "decided": lambda tale: tale.decided(),
    "served": lambda tale: tale.served("2026-08-12"),
    "closed": closed,
    "changed": lambda tale: changed_remedy(tale, 38_000, verbs.RemedyOutcome.CHANGED),
    "annulled": lambda tale: changed_remedy(tale, None, verbs.RemedyOutcome.ANNULLED),
    "upheld": lambda tale: changed_remedy(tale, None, verbs.RemedyOutcome.UPHELD),
}


@pytest.mark.parametrize("way", LAWFUL)
def test_what_was_done_lawfully_is_what_the_trail_says(tale: Story, way: str) -> None:
    LAWFUL[way](tale)
    found = compared(tale)
    assert found.differences == []
    assert found.rows > 0


def test_a_fine_changed_in_its_table_is_found_with_both_amounts(tale: Story) -> None:
    case = tale.decided()
    tale.session.flush()
    tale.session.execute(text("UPDATE penalty_case SET fine = 100 WHERE id = :id"), {"id": case.id})
    (found,) = compared(tale).differences
    assert (found.kind, found.row_id, found.column, found.county) == (case.kind, case.id, "fine", case.county)
    assert (Decimal(found.told), Decimal(found.found)) == (Decimal(40_000), Decimal(100))


def test_a_decision_that_was_changed_back_by_hand_after_a_remedy_is_found(tale: Story) -> None:
    case = changed_remedy(tale, 38_000, verbs.RemedyOutcome.CHANGED)
    tale.session.flush()
    tale.session.execute(text("UPDATE penalty_case SET fine = 40000 WHERE id = :id"), {"id": case.id})
    assert [one.column for one in compared(tale).differences] == ["fine"]


def test_a_row_that_the_trail_knows_and_the_table_does_not_is_found(tale: Story) -> None:
    from app.kernel.audit import Subject, record

    act = tale.act("2026-08-01")
    record(act, "village.voucher_entered", Subject("village_voucher", 350102 * 10**9 + 77, 350102), amount=Decimal(5))
    assert "village_voucher" in SUBJECTS
    (found,) = compared(tale).differences
    assert isinstance(found, Difference) and (found.column, found.row_id) == ("", 350102 * 10**9 + 77)


def test_every_column_that_is_kept_exists() -> None:
    for domain in DOMAINS:
        columns = {name for one in domain.subjects for name in dir(one.model)}
        assert {column for facts in domain.kept.values() for column in facts.values()} <= columns
        assert set(domain.kept) <= set(domain.verbs)
