"""For what a case waits, and what its instruments say of what the party did."""

from datetime import date
from decimal import Decimal

import pytest

from app.kernel.clocks import running_clocks
from app.kernel.documents import documents_of
from app.kernel.errors import Incomplete, OutOfOrder
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import EvidenceKind
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.waiting import waits_for
from tests.penalties.cases import SMALL, Story
from tests.world import OFFICIALS


def waits(tale: Story, case: PenaltyCase, day: str) -> tuple[str, bool]:
    """Return for what a case waits, and whether the lawyer is named."""
    found = waits_for(tale.act(day), case)
    assert found is not None
    return found.what, OFFICIALS["legal_reviewer"][0] in found.names


def test_it_is_seen_that_a_heavy_proposal_awaits_its_review(tale: Story) -> None:
    case = tale.proposed(60_000)
    assert waits(tale, case, "2026-07-21") == ("Legal review", True)
    verbs.review(tale.act("2026-07-22", "legal_reviewer"), case, passed=True, opinion="合法")
    assert waits(tale, case, "2026-07-22") == ("Tell the party", False)


def test_a_small_proposal_awaits_its_notice(tale: Story) -> None:
    assert waits(tale, tale.proposed(), "2026-07-21") == ("Tell the party", False)


def test_after_the_recheck_the_next_of_review_discussion_and_decision_is_told(tale: Story) -> None:
    case = tale.rechecked(60_000)
    assert waits(tale, case, "2026-08-04")[0] == "Collective discussion"
    tale.discuss(case)
    assert waits(tale, case, "2026-08-05")[0] == "Decide"


def test_a_hearing_that_was_asked_for_awaits_its_day_and_its_chair(tale: Story) -> None:
    case = tale.noticed(60_000)
    assert waits(tale, case, "2026-07-24")[0] == "Plea of the party, then the recheck"
    verbs.request_hearing(tale.act("2026-07-27"), case)
    assert waits(tale, case, "2026-07-27")[0] == "Set the day of the hearing"
    lawyer = tale.world.official("legal_reviewer")
    verbs.set_hearing(tale.act("2026-07-28", "legal_reviewer"), case, date(2026, 8, 6), lawyer, "三楼", "09:30")
    assert waits(tale, case, "2026-07-28") == ("The hearing", True)


def test_a_deferral_rests_on_a_request_of_a_day(tale: Story) -> None:
    case = tale.served()
    head = tale.act("2026-08-20", "organ_head")
    with pytest.raises(Incomplete):
        verbs.defer(head, case, date(2026, 10, 15), "经济困难", asked_on=date(2026, 8, 9))
    verbs.defer(head, case, date(2026, 10, 15), "经济困难", asked_on=date(2026, 8, 19))
    assert documents_of(tale.session, case)[-1].body["asked_on"] == "2026-08-19"


def test_the_court_is_told_of_the_remedy_that_the_party_took(tale: Story) -> None:
    case = tale.served()
    day = date(2026, 8, 20)
    kind = verbs.RemedyKind.RECONSIDERATION
    verbs.file_remedy(tale.act("2026-08-20", "section_head"), case, kind, day, "请求撤销")
    verbs.end_remedy(tale.act("2026-10-12", "section_head"), case, verbs.RemedyOutcome.UPHELD, "维持")
    verbs.remind(tale.act("2027-02-25"), case)
    verbs.apply_to_court(tale.act("2027-03-10", "section_head"), case, "鼓楼区人民法院")
    body = documents_of(tale.session, case)[-1].body
    assert body["remedies"] == [{"on": "2026-08-20", "what": "申请行政复议", "outcome": "维持"}]
    assert body["reminded_on"] == "2027-02-25"
    assert Decimal(body["owed"].replace(",", "")) > 40_000


def test_the_partys_days_do_not_run_on_as_a_deadline_of_the_organ(tale: Story) -> None:
    case = tale.rechecked(60_000)
    assert {clock.what for clock in running_clocks(tale.session, case)} == {"statutory"}


def test_evidence_that_the_party_was_not_told_of_stands_in_no_decision(tale: Story) -> None:
    case = tale.noticed()
    with pytest.raises(OutOfOrder):
        verbs.add_evidence(tale.act("2026-07-24"), case, EvidenceKind.ELECTRONIC, "补拍照片")
    verbs.propose(tale.act("2026-07-24"), case, SMALL, Decimal(40_000))
    verbs.add_evidence(tale.act("2026-07-24"), case, EvidenceKind.ELECTRONIC, "补拍照片")
