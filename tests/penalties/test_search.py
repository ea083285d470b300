"""Published penalties are found by the public search, people not by their names."""

from app.kernel.search import Wanted, search_texts
from app.penalties.cases import operations as verbs
from app.penalties.cases.texts import let_be_found, published
from tests.penalties.cases import Story


def found(tale: Story, asked: str) -> int:
    return search_texts(tale.session, Wanted(asked, kind="penalty")).count


def test_a_published_penalty_is_found_until_it_is_withdrawn(tale: Story) -> None:
    case = tale.served()
    assert found(tale, "围挡") == 0
    verbs.publish(tale.act("2026-08-13", "section_head"), case)
    assert found(tale, "围挡") == 1
    assert found(tale, "榕城建设") == 1
    assert [text.subject_id for text in published(tale.session)] == [case.id]
    verbs.unpublish(tale.act("2026-08-14", "section_head"), case, "决定被变更")
    assert found(tale, "围挡") == 0


def test_a_person_is_not_found_by_his_name(tale: Story) -> None:
    party = verbs.Party("person", "陈建国", "")
    case = tale.clue(party=party)
    case.published_at = tale.act("2026-08-13").at
    let_be_found(tale.act("2026-08-13"), case)
    assert found(tale, "陈建国") == 0
    assert found(tale, "陈某") == 1
