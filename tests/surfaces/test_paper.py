"""Documents on paper: every kind prints, in Chinese, with its code; and the printer fetches nothing."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.operations import (
    Asked,
    call_hearing,
    deem_accepted,
    extend,
    give_notice,
    mark_not_needed,
    refuse,
    refuse_to_accept,
    request_hearing,
    return_case,
    set_hearing,
    suspend,
    tell_hearing,
    tell_third_party,
    transfer,
    withdraw,
)
from app.approvals.papers import PAPERS, TEMPLATES
from app.kernel.act import Act, Actor, Channel
from app.kernel.attachments import Attachment
from app.kernel.codes import grouped
from app.kernel.documents import Document, verify_document
from app.kernel.errors import NotFound
from app.kernel.guard import open_act
from app.kernel.wording import chinese_day, chinese_number
from app.surfaces.paper import Press, PrintFault, keep_paper, paper_of, print_waiting
from app.surfaces.paper.press import print_page
from app.surfaces.paper.seal import NOTE, seal
from app.surfaces.scheduling.stopping import run_by
from tests.approvals.cases import COMPANY, LONG_REASON, Story
from tests.conftest import NOW
from tests.world import World

ADDRESS = "https://sunshine.example.cn"


def every_paper(story: Story) -> dict[str, Document]:
    """Let every kind of document be issued once."""
    story.closed(key="closed")
    deem_accepted(story.by(None, "2026-10-09"), story.submitted(key="silent"))
    act = story.by("window", "2026-09-21")
    refuse_to_accept(act, story.submitted(key="other"), "公路两侧的广告由交通部门管理。", "福州市交通运输局")
    mark_not_needed(story.by("window", "2026-09-21"), story.submitted(key="none"), "店内招牌不属于户外广告设施。")
    asked = [
        Asked("效果图未标注尺寸，请补充长、宽、高和离地高度。", "drawing"),
        Asked("场地使用权证明缺少业主签章。", "consent"),
    ]
    give_notice(story.by("window", "2026-09-22"), story.submitted(key="notice"), asked)
    return_case(story.by("section_head", "2026-09-22"), story.submitted(key="return"), "not_true", "申请材料系伪造。")
    withdraw(story.by("public", "2026-09-22"), story.submitted(key="withdraw"))
    home = story.world.organisation("gulou-health")
    transfer(story.by("handler", "2026-09-22"), story.accepted(key="transfer"), home, "职责调整。")
    held = story.accepted(key="suspend", applicant=COMPANY)
    suspend(story.by("section_head", "2026-09-28"), held, "expert_review", 10, reason_text="专家组成员五人。")
    longer = story.accepted(key="extend")
    extend(story.by("organ_head", "2026-10-20"), longer, "设置地点的规划正在调整，需要等待批复。")
    heard = story.reviewed(key="hearing")
    tell_hearing(story.by("handler", "2026-09-23"), heard)
    request_hearing(story.by("public", "2026-09-24"), heard)
    chair = story.world.official("legal_reviewer").id
    set_hearing(story.by("section_head", "2026-09-25"), heard, date_of("2026-10-14"), "三楼听证室", chair)
    call_hearing(
        story.by("section_head", "2026-09-23"), story.reviewed(key="announced"), "涉及历史街区的重大公共利益。"
    )
    tell_third_party(
        story.by("section_head", "2026-09-23"),
        story.reviewed(key="neighbour"),
        "郑邻居",
        "采光受影响。",
        date_of("2026-10-09"),
    )
    no = story.reviewed(key="refuse")
    refuse(story.by("organ_head", "2026-09-24"), no, "safety", LONG_REASON, conditions={"safety": False})
    found = story.session.scalars(select(Document).order_by(Document.id)).all()
    return {paper.what: paper for paper in found}


def date_of(text: str) -> date:
    return date.fromisoformat(text)


def words_of(pdf: bytes, folder: Path) -> str:
    """Return the text of a PDF as a reader extracts it, without line breaks."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


@pytest.fixture
def story(session: Session, world: World) -> Iterator[Story]:
    with open_act(Act(session, Actor.platform(), NOW, Channel.COMMAND, 350102)):
        yield Story(session, world)


@pytest.fixture
def papers(story: Story) -> dict[str, Document]:
    return every_paper(story)


@pytest.fixture(autouse=True)
def _reader() -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")


def test_every_kind_of_document_can_be_printed_in_chinese(
    papers: dict[str, Document], engine_name: str, tmp_path: Path
) -> None:
    assert set(papers) == set(PAPERS)
    press = Press(TEMPLATES, ADDRESS)
    for what, document in papers.items():
        page = press.page(document)
        assert document.title in page and document.number in page, what
    if engine_name == "postgresql":
        return  # The printer knows no database; the pages above are the same.
    for document in papers.values():
        text = words_of(press.pdf(document), tmp_path)
        assert document.title in text
        assert document.number in text
        assert "鼓楼区城市管理局" in text
        assert chinese_day(document.issued_on) in text
        assert grouped(document.verify_code) in text
        assert f"{ADDRESS}/verify/{document.verify_code}" in text
        assert "None" not in text and "{{" not in text


def test_documents_are_numbered_by_organ_kind_and_year(papers: dict[str, Document]) -> None:
    assert papers["grant"].number == "鼓城管许准〔2026〕1号"
    assert papers["acceptance"].number.startswith("鼓城管许受〔2026〕")
    assert papers["refusal"].title == "不予行政许可决定书"


def test_a_refusal_states_reasons_and_both_remedies(papers: dict[str, Document]) -> None:
    page = Press(TEMPLATES, ADDRESS).page(papers["refusal"])
    assert LONG_REASON in page
    assert "60日内依法向鼓楼区人民政府申请行政复议" in page
    assert "6个月内依法向鼓楼区人民法院提起行政诉讼" in page
    assert "结构安全" in page


def test_what_a_person_wrote_is_text_and_never_markup(story: Story) -> None:
    case = story.submitted()
    document = mark_not_needed(story.by("window", "2026-09-21"), case, "<img src='file:///etc/passwd'>")
    page = Press(TEMPLATES, ADDRESS).page(document)
    assert "<img src='file" not in page and "&lt;img" in page


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "ftp://127.0.0.1/x"])
def test_the_printer_fetches_neither_file_nor_network(address: str, tmp_path: Path) -> None:
    html = f"<link rel='stylesheet' href='{address}'><p>before</p><img src='{address}' alt='nothing'>"
    text = words_of(print_page(html), tmp_path)
    assert "before" in text and "root:" not in text


def test_a_page_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(PrintFault, match="longer"):
        print_page("<p>x</p>", patience=0.001)


def test_a_document_is_printed_once_and_kept(story: Story, session: Session, tmp_path: Path) -> None:
    story.submitted()
    document = session.scalars(select(Document)).one()
    press = Press(TEMPLATES, ADDRESS)
    act = story.by(None, "2026-09-21")
    first = keep_paper(act, document, press, tmp_path)
    assert keep_paper(act, document, press, tmp_path) is first
    assert paper_of(session, document) is first
    assert first.name == "行政许可申请材料接收凭证（鼓城管许收〔2026〕1号）.pdf"
    assert (tmp_path / first.stored_as).stat().st_size == first.size
    assert len(list(tmp_path.iterdir())) == 1


class Jammed(Press):
    """A press that prints nothing."""

    def pdf(self, document: Document) -> bytes:
        """Fail."""
        raise PrintFault("jammed")


def test_a_document_that_cannot_be_printed_waits_and_holds_up_nobody(
    story: Story, session: Session, tmp_path: Path
) -> None:
    story.submitted()
    act = story.by(None, "2026-09-21")
    assert print_waiting(act, Jammed(TEMPLATES, ADDRESS), tmp_path, "approval") == {"printed": 0, "failed": 1}
    assert session.scalar(select(Attachment.id)) is None
    figures = print_waiting(act, Press(TEMPLATES, ADDRESS), tmp_path, "approval")
    assert figures == {"printed": 1, "failed": 0}
    assert print_waiting(act, Press(TEMPLATES, ADDRESS), tmp_path, "approval") == {"printed": 0, "failed": 0}


def test_printing_ends_after_the_document_under_way_when_the_clock_is_told_to_stop(
    story: Story, session: Session, tmp_path: Path
) -> None:
    story.submitted(key="one")
    story.submitted(key="two")
    act = story.by(None, "2026-09-21")
    stop = Event()

    class Stopping(Press):
        def pdf(self, document: Document) -> bytes:
            stop.set()
            return super().pdf(document)

    token = run_by.set(stop)
    try:
        assert print_waiting(act, Stopping(TEMPLATES, ADDRESS), tmp_path, "approval")["printed"] == 1
    finally:
        run_by.reset(token)
    assert print_waiting(act, Press(TEMPLATES, ADDRESS), tmp_path, "approval")["printed"] == 1


def test_a_code_verifies_the_document_however_it_is_typed(story: Story, session: Session) -> None:
    story.submitted()
    document = session.scalars(select(Document)).one()
    assert verify_document(session, grouped(document.verify_code).lower()) is document


def test_a_document_changed_after_its_issue_is_not_genuine(story: Story, session: Session) -> None:
    story.submitted()
    document = session.scalars(select(Document)).one()
    document.body = {**document.body, "addressee": "别人"}
    session.flush()
    with pytest.raises(NotFound):
        verify_document(session, document.verify_code)


def test_the_seal_bears_every_character_and_says_what_it_is() -> None:
    picture = seal("鼓楼区城市管理局")
    assert picture.count("<text") == 9 and NOTE in picture


@pytest.mark.parametrize(("value", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_paragraphs_are_counted_in_chinese(value: int, text: str) -> None:
    assert chinese_number(value) == text


@pytest.mark.parametrize("value", [0, 100])
def test_only_paragraphs_are_counted_so(value: int) -> None:
    with pytest.raises(ValueError, match="1 to 99"):
        chinese_number(value)
