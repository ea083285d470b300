"""An item on its way: written, examined by a second person, published, corrected, withdrawn, archived."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import ric

from app.disclosure import texts
from app.disclosure.models import DisclosureItem, DisclosureVersion, PrivacyFinding
from app.disclosure.operations import (
    approve_text,
    archive_item,
    ask_withdrawal,
    attach_file,
    begin_correction,
    decide_leak,
    decide_withdrawal,
    draft_item,
    publish_text,
    remove_file,
    return_text,
    submit_text,
    sweep_items,
    take_over_item,
    write_text,
)
from app.disclosure.queries import published_items
from app.disclosure.words import ItemState, TextState
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.search import Wanted, search_texts
from app.kernel.typed import Faulty
from tests.disclosure.samples import BODY, CARD, SERIAL, Acting, Street, at

IDENTITY = SERIAL + ric.calc_check_digit(SERIAL + "0")


def test_an_item_is_published_by_four_eyes_and_meets_its_duty(street: Street, session: Session) -> None:
    street.opened(at(9, 1))
    item = street.published("CW-05", at(9, 20), period="2026-Q3")
    task = street.task("CW-05", "2026-Q3")
    assert item.state == ItemState.PUBLISHED and item.number == "350102-GK-2026-00001"
    assert task.item_id == item.id and task.met_at == at(9, 20)
    version = item.public
    assert version is not None and len(version.digest) == 64 and len(version.simhash) == 16
    assert [row.body for row in published_items(session)] == [BODY]
    assert list(published_items(session, since_id=item.id)) == []


def test_whoever_wrote_a_text_cannot_examine_it(street: Street, acting_as: Acting) -> None:
    act = acting_as("town_clerk")
    item = draft_item(act, street.village, street.duty("CW-05"))
    write_text(act, item, "题", BODY, cosigner="陈监督")
    submit_text(act, item)
    with pytest.raises(NotAllowed):
        approve_text(act, item)
    with pytest.raises(NotAllowed):
        approve_text(acting_as("village_clerk"), item)
    approve_text(acting_as("county_admin"), item)


def test_a_stranger_neither_writes_nor_examines(street: Street, acting_as: Acting) -> None:
    item = street.written()
    with pytest.raises(NotAllowed):
        write_text(acting_as("handler"), item, "题", BODY)
    submit_text(acting_as("village_clerk"), item)
    for other in ("section_head", "other_county_admin"):
        with pytest.raises(NotAllowed):
            approve_text(acting_as(other), item)


def test_a_text_is_returned_with_reasons_and_goes_round_again(street: Street, acting_as: Acting) -> None:
    item = street.written()
    submit_text(acting_as("village_clerk"), item)
    with pytest.raises(Incomplete):
        return_text(acting_as("town_clerk"), item, " ")
    return_text(acting_as("town_clerk"), item, "请补充金额")
    assert item.work is not None and item.work.state == TextState.RETURNED
    with pytest.raises(OutOfOrder):
        publish_text(acting_as("town_clerk"), item)
    submit_text(acting_as("village_clerk"), item)
    approve_text(acting_as("town_clerk"), item)
    with pytest.raises(OutOfOrder):
        write_text(acting_as("village_clerk"), item, "题", BODY)


@pytest.mark.parametrize(
    ("title", "body", "field"), [("", BODY, "title"), ("题" * 121, BODY, "title"), ("题", "字" * 50_001, "body")]
)
def test_a_text_that_does_not_fit_is_refused_beside_its_field(
    street: Street, acting_as: Acting, title: str, body: str, field: str
) -> None:
    item = street.written()
    with pytest.raises(Incomplete) as refusal:
        write_text(acting_as("village_clerk"), item, title, body)
    assert refusal.value.field == field


def test_an_empty_text_is_not_submitted(street: Street, acting_as: Acting) -> None:
    item = street.written(body="")
    with pytest.raises(Incomplete):
        submit_text(acting_as("village_clerk"), item)


def test_the_table_takes_sums_and_names_the_cell_that_is_none(street: Street, acting_as: Acting) -> None:
    item = street.written("CW-02")
    act = acting_as("village_clerk")
    version = write_text(
        act, item, "题", "", [{"c0": "租金", "c1": "1,200.5", "c2": "0"}, {"c0": "", "c1": "", "c2": ""}]
    )
    assert version.rows == [{"c0": "租金", "c1": "1200.50", "c2": "0.00"}] and version.rows_count == 1
    with pytest.raises(Faulty) as refusal:
        write_text(act, item, "题", "", [{"c0": "租金", "c1": "许多", "c2": ""}])
    assert list(refusal.value.faults) == ["table-0-c1"]


def test_two_who_write_at_once_are_told(street: Street, acting_as: Acting) -> None:
    item = street.written()
    assert item.work is not None
    seen = item.work.revision
    write_text(acting_as("village_clerk"), item, "题", "甲", revision=seen)
    with pytest.raises(Conflict):
        write_text(acting_as("town_clerk"), item, "题", "乙", revision=seen)


def test_an_identity_number_blocks_publication_until_a_person_decides(
    street: Street, session: Session, acting_as: Acting
) -> None:
    item = street.written(body=f"{BODY}户主身份证{IDENTITY}，电话13800001234")
    submit_text(acting_as("village_clerk"), item)
    approve_text(acting_as("town_clerk"), item)
    with pytest.raises(OutOfOrder):
        publish_text(acting_as("town_clerk"), item)
    findings = {one.leak: one for one in session.scalars(select(PrivacyFinding))}
    assert IDENTITY not in findings["identity"].shown
    decide_leak(acting_as("village_clerk"), findings["identity"], mask=True)
    publish_text(acting_as("town_clerk"), item)  # a telephone only warns
    assert item.public is not None
    assert f"1101**********{IDENTITY[-4:]}" in item.public.body and IDENTITY not in item.public.body
    assert IDENTITY not in "".join(session.scalars(select(TrailRow.facts)))


def test_what_is_kept_needs_a_reason_and_what_is_public_a_correction(
    street: Street, session: Session, acting_as: Acting
) -> None:
    item = street.written(body=f"{BODY}值班电话13800001234")
    finding = session.scalars(select(PrivacyFinding)).one()
    act = acting_as("village_clerk")
    with pytest.raises(Incomplete):
        decide_leak(act, finding, mask=False)
    decide_leak(act, finding, mask=False, reason="社区值班电话")
    write_text(act, item, "题", f"{BODY}补充。值班电话13800001234", cosigner="陈监督")
    assert session.scalars(select(PrivacyFinding)).one().reason == "社区值班电话"  # decided once
    submit_text(act, item)
    approve_text(acting_as("town_clerk"), item)
    publish_text(acting_as("town_clerk"), item)
    with pytest.raises(OutOfOrder):
        decide_leak(acting_as("village_clerk"), finding, mask=True)


def test_a_number_in_the_table_or_title_is_masked_where_it_stands(
    street: Street, session: Session, acting_as: Acting
) -> None:
    item = street.written("CW-02", body="", title=f"账号{CARD}", rows=[{"c0": f"卡{CARD}", "c1": "5", "c2": ""}])
    for finding in session.scalars(select(PrivacyFinding).order_by(PrivacyFinding.id)).all():
        decide_leak(acting_as("village_clerk"), finding, mask=True)
    assert item.work is not None and CARD not in str(item.work.rows) + item.work.title + item.title
    assert item.work.rows[0]["c1"] == "5.00"


def workbook(text: str) -> io.BytesIO:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, text)
    held.seek(0)
    return held


def test_the_filter_reads_spreadsheets_and_a_file_is_taken_out_not_masked(
    street: Street, session: Session, acting_as: Acting, tmp_path: Path
) -> None:
    item = street.written()
    act = acting_as("village_clerk")
    file = attach_file(act, tmp_path, item, "名单.xlsx", workbook(f"林某 {IDENTITY}"))
    finding = session.scalars(select(PrivacyFinding)).one()
    assert finding.place == "file" and "名单.xlsx" in finding.shown
    with pytest.raises(Incomplete):
        decide_leak(act, finding, mask=True)
    remove_file(act, item, file.id)
    assert session.scalars(select(PrivacyFinding)).all() == []
    assert item.work is not None and item.work.files == 0


def test_a_duty_that_asks_for_a_file_gets_one(street: Street, acting_as: Acting, tmp_path: Path) -> None:
    item = street.written("CW-11")
    act = acting_as("village_clerk")
    with pytest.raises(Incomplete) as refusal:
        submit_text(act, item)
    assert refusal.value.field == "files"
    attach_file(act, tmp_path, item, "审计.xlsx", workbook("结果"))
    submit_text(act, item)


def test_a_correction_needs_a_note_and_the_old_version_stays(
    street: Street, session: Session, acting_as: Acting
) -> None:
    item = street.published()
    act = acting_as("village_clerk", at(9, 5))
    begin_correction(act, item)
    with pytest.raises(OutOfOrder):
        begin_correction(act, item)
    session.refresh(item)
    write_text(act, item, "社区情况（更正）", BODY + "更正。", cosigner="陈监督")
    with pytest.raises(Incomplete):
        submit_text(act, item)
    write_text(act, item, "社区情况（更正）", BODY + "更正。", note="支出少写一笔", cosigner="陈监督")
    submit_text(act, item)
    assert item.public is not None and item.public.number == 1  # still the old one
    approve_text(acting_as("town_clerk", at(9, 6)), item)
    publish_text(acting_as("town_clerk", at(9, 6)), item)
    assert (item.state, item.public.number, item.published_at) == (ItemState.CORRECTED, 2, at(9, 1, 1))
    states = session.scalars(select(DisclosureVersion.state).order_by(DisclosureVersion.number)).all()
    assert states == ["replaced", "published"]


def test_only_the_superior_lets_an_item_be_withdrawn(street: Street, session: Session, acting_as: Acting) -> None:
    item = street.published()
    clerk, town = acting_as("village_clerk"), acting_as("town_clerk")
    with pytest.raises(Incomplete):
        ask_withdrawal(clerk, item, "whatever", "理由")
    with pytest.raises(Incomplete):
        ask_withdrawal(clerk, item, "wrong", "")
    ask_withdrawal(clerk, item, "wrong", "金额有误")
    with pytest.raises(NotAllowed):
        decide_withdrawal(acting_as("village_clerk"), item, agreed=True)
    decide_withdrawal(town, item, agreed=False)
    assert item.state == ItemState.PUBLISHED and item.hide_code == ""
    found = Wanted("店面租金", kind="disclosure_item")
    assert [hit.subject_id for hit in search_texts(session, found).rows] == [item.id]
    assert [text.subject_id for text in texts.published(session)] == [item.id]
    ask_withdrawal(clerk, item, "wrong", "金额有误")
    decide_withdrawal(town, item, agreed=True)
    assert item.state == ItemState.WITHDRAWN and item.hidden_by is not None
    session.flush()
    assert list(published_items(session)) == []
    assert search_texts(session, found).count == 0
    with pytest.raises(OutOfOrder):
        decide_withdrawal(town, item, agreed=True)


def test_an_item_is_archived_only_after_its_days_of_publicity(
    street: Street, session: Session, acting_as: Acting
) -> None:
    item = street.published("CW-13", at(9, 1))
    with pytest.raises(OutOfOrder):
        archive_item(acting_as("village_clerk", at(9, 5)), item)
    archive_item(acting_as("village_clerk", at(9, 20)), item)
    assert item.state == ItemState.ARCHIVED
    session.flush()
    assert len(list(published_items(session))) == 1


def test_the_sweep_finds_what_slipped_in_and_what_was_changed_behind_the_program(
    street: Street, session: Session, acting_as: Acting
) -> None:
    item = street.published()
    assert sweep_items(acting_as(None, at(9, 2))) == {"items": 1, "leaks": 0, "tampered": 0}
    session.execute(
        DisclosureVersion.__table__.update().values(body=f"改过的正文 {IDENTITY}")  # type: ignore[attr-defined]
    )
    session.expire_all()
    assert sweep_items(acting_as(None, at(9, 3))) == {"items": 1, "leaks": 1, "tampered": 1}
    assert item.tampered_at == at(9, 3)
    assert sweep_items(acting_as(None, at(9, 4)))["tampered"] == 0


def test_only_the_platform_takes_items_over(street: Street, session: Session, acting_as: Acting) -> None:
    told = (street.village, street.duty("CW-05"), "旧网站内容", BODY, at(2, 1))
    with pytest.raises(NotAllowed):
        take_over_item(acting_as("county_admin"), *told)
    item = take_over_item(acting_as(None), *told, corrected_at=at(2, 3))
    session.flush()
    assert session.get(DisclosureItem, item.id) is item and item.versions_count == 2
