"""“Before an act”: who is tied to the applicant sees it, keeps away, and does nothing more in his matters."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.approvals.models import Case
from app.approvals.operations import accept, assign, pass_on, recuse, take
from app.kernel.act import Act, Channel, platform_act
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.flows.engine import open_visits
from app.kernel.guard import open_act
from app.parties.models import Declaration
from app.parties.operations import end_tie, give_office, know_party, tie_parties
from app.parties.recusal import keeps_away, own_ties
from app.parties.words import OfficeWord, TieWord
from tests.approvals.cases import Story
from tests.citizen import apply, do
from tests.conftest import NOW
from tests.parties.building import person_number
from tests.web import at_work
from tests.world import World

HIS, WIFE = person_number(811), person_number(812)


def related(act: Act, world: World, case: Case, short: str = "handler") -> None:
    """Let the wife of an official be a shareholder of the applicant."""
    holder, wife = know_party(act, HIS, "李办"), know_party(act, WIFE, "何美玲")
    applicant = know_party(act, case.applicant_identity, case.applicant_name)
    tie_parties(act, holder, TieWord.SPOUSE, wife, source="户籍信息")
    tie_parties(act, wife, TieWord.PARENT, applicant, source="户籍信息")
    give_office(
        act,
        holder,
        OfficeWord.OFFICIAL,
        world.organisation("gulou-urban"),
        official=world.official(short),
        from_on=date(2020, 1, 1),
    )


def test_the_ties_of_whoever_acts_are_told_by_his_office(story: Story) -> None:
    case = story.accepted()
    act = story.by("handler", "2026-09-22")
    handler = story.world.official("handler").id
    assert not own_ties(story.session, handler, case.applicant_hash, act.on)
    related(story.by(None, "2026-09-22"), story.world, case)
    found = own_ties(story.session, handler, case.applicant_hash, act.on)
    assert [[tie.what for tie in path] for path in found.paths] == [["spouse", "parent"]]
    assert not own_ties(story.session, story.world.official("organ_head").id, case.applicant_hash, act.on)
    end_tie(story.by(None, "2026-09-22"), found.paths[0][0], date(2026, 9, 1), "divorced")
    assert not own_ties(story.session, handler, case.applicant_hash, act.on), "compared with the day of the act"
    assert own_ties(story.session, handler, case.applicant_hash, date(2026, 8, 31))


def test_who_keeps_away_hands_his_step_on_and_does_nothing_more(story: Story) -> None:
    case = story.accepted()
    take(story.by("handler", "2026-09-22"), case)
    colleague = story.world.official("second_handler").id
    with pytest.raises(Incomplete) as fault:
        recuse(story.by("handler", "2026-09-22"), case, "配偶的亲属")
    assert fault.value.field == "instead"
    with pytest.raises(Incomplete):
        recuse(story.by("handler", "2026-09-22"), case, " ", colleague)
    with pytest.raises((Incomplete, NotAllowed)):
        recuse(story.by("handler", "2026-09-22"), case, "配偶的亲属", story.world.official("window").id)
    story.session.query(Declaration).delete()
    recuse(story.by("handler", "2026-09-22"), case, "配偶的亲属", colleague)
    assert [visit.official_id for visit in open_visits(story.session, case)] == [colleague]
    assert case.handler_id == colleague
    pass_on(story.by("second_handler", "2026-09-22", 11), case, "符合条件", {"place": True, "safety": True})


def test_a_recused_official_is_refused_and_not_assigned(story: Story) -> None:
    case = story.accepted()
    recuse(story.by("handler", "2026-09-22"), case, "申请人是配偶的亲属")
    handler = story.world.official("handler").id
    assert keeps_away(story.session, handler, case.applicant_hash)
    with pytest.raises(NotAllowed, match="keep"):
        take(story.by("handler", "2026-09-22"), case)
    with pytest.raises(NotAllowed, match="keeps away"):
        assign(story.by("section_head", "2026-09-22"), case, handler)
    assert "recused" in story.verbs(case)
    second = story.submitted(key="k2")
    accept(story.by("window", "2026-09-21"), second)
    with pytest.raises(NotAllowed):
        pass_on(story.by("handler", "2026-09-22"), second, "符合条件")
    declared = story.session.scalars(select(Declaration)).one()
    assert (declared.what, declared.text, declared.number_hash) == (
        "recusal",
        "申请人是配偶的亲属",
        case.applicant_hash,
    )
    declared.ended_on = date(2026, 9, 30)
    story.session.flush()
    take(story.by("handler", "2026-10-08"), case)
    assert [visit.official_id for visit in open_visits(story.session, case)] == [handler]


@pytest.mark.both_engines
def test_the_case_page_warns_only_who_is_tied(site: Flask, client_of: Callable[[str], FlaskClient], item: int) -> None:
    apply(site.test_client(), item)
    with at_work(site) as session:
        case = session.scalars(select(Case)).one()
        pk = case.id
        with open_act(platform_act(session, Channel.COMMAND, NOW, 350102)) as act:
            related(act, World(session), case, "window")
        session.commit()
    client = client_of("window")
    page = client.get(f"/cases/{pk}").get_data(as_text=True)
    for told in ("你与本案当事人有关联", "配偶", "户籍信息", "回避本案"):
        assert told in page, told
    assert "你与本案当事人有关联" not in client_of("section_head").get(f"/cases/{pk}").get_data(as_text=True)
    do(client, pk, "recuse", reason="申请人是配偶的子女")
    after = client.get(f"/cases/{pk}").get_data(as_text=True)
    assert f'action="/cases/{pk}/accept"' not in after
    assert "申请人是配偶的子女" in after
