"""Who is tied to the party of a penalty case keeps away himself, and does nothing more in its matters (art. 43)."""

from datetime import date

import pytest
from sqlalchemy import select

from app.kernel.errors import Incomplete, NotAllowed
from app.parties.models import Declaration
from app.parties.operations import give_office, know_party, tie_parties
from app.parties.pages.warning import warning_for
from app.parties.words import OfficeWord, TieWord
from app.penalties.cases import operations as verbs
from app.penalties.cases.queries import possible_moves
from tests.parties.building import person_number
from tests.penalties.cases import Story


def test_an_officer_keeps_away_and_names_who_takes_his_place(tale: Story) -> None:
    case = tale.filed()
    first, second = tale.ids()
    spare = tale.ids("second_handler")[0]
    with pytest.raises(Incomplete) as fault:
        verbs.keep_away(tale.act("2026-07-07", "handler"), case, "与当事人是亲属")
    assert fault.value.field == "instead"
    verbs.keep_away(tale.act("2026-07-07", "handler"), case, "与当事人是亲属", spare)
    assert {one.official_id for one in case.officers if one.recused_at is None} == {first, spare}
    declared = tale.session.scalars(select(Declaration)).one()
    assert (declared.official_id, declared.what, declared.number_hash) == (second, "recusal", case.party_hash)
    again = tale.clue("2026-07-08")
    with pytest.raises(NotAllowed, match="keeps away"):
        verbs.file(tale.act("2026-07-08", "organ_head"), again, tale.item, [first, second])


def test_a_reviewer_who_keeps_away_does_not_review(tale: Story) -> None:
    case = tale.proposed()
    lawyer = tale.act("2026-07-20", "legal_reviewer")
    assert "review" in {move.code for move in possible_moves(lawyer, case)}
    verbs.keep_away(lawyer, case, "当事人的股东是配偶")
    assert {move.code for move in possible_moves(lawyer, case)} == {"keep_away"}
    with pytest.raises(NotAllowed, match="keeps away"):
        verbs.review(tale.act("2026-07-21", "legal_reviewer"), case, passed=True, opinion="同意")


def test_the_ties_to_the_party_are_told_to_the_officer_alone(tale: Story) -> None:
    case = tale.filed()
    act = tale.act("2026-07-07", None)
    assert case.party_identity
    firm = know_party(act, case.party_identity, case.party_name)
    officer = know_party(act, person_number(821), "李办")
    tie_parties(act, officer, TieWord.SHAREHOLDER, firm, source="企业登记信息")
    give_office(
        act, officer, OfficeWord.OFFICIAL, tale.organ, official=tale.world.official("handler"), from_on=date(2020, 1, 1)
    )
    buttons = [{"code": "keep_away", "rare": True}, {"code": "recuse", "rare": True}]
    told = warning_for(tale.act("2026-07-07", "handler"), case.party_hash, buttons, "keep_away")
    assert told is not None
    assert [[step["second"] for step in path] for path in told["paths"]] == [[case.party_name]]
    assert [one["rare"] for one in buttons] == [False, True], "the way out stands out"
    assert warning_for(tale.act("2026-07-07", "enforcement_officer"), case.party_hash, buttons, "keep_away") is None
    assert warning_for(tale.act("2026-07-07", "handler"), case.party_hash, [], "keep_away") is None, (
        "nothing to do there"
    )
