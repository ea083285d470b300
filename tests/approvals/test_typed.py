"""The application form takes what people type and browsers fill in, and refuses what cannot be, at both doors."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter

from app.approvals.forms import FaultyForm, check_form, spans_of
from app.approvals.operations import submit
from app.kernel.contents import check_content
from app.kernel.errors import Conflict, Incomplete
from tests.approvals.cases import FORM, PAPERS, PERSON, Story

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
SPAN = (
    {"name": "from", "label": "开始日期", "input": "date"},
    {"name": "until", "label": "结束日期", "input": "date"},
    {"name": "days", "label": "天数", "input": "number"},
)


@pytest.mark.parametrize("phone", ["+86 13800138000", "１３８００１３８０００", "0086-138-0013-8000", "138 0013 8000"])
def test_what_a_browser_fills_in_is_taken(story: Story, phone: str) -> None:
    person = replace(PERSON, name="王", identity=PERSON.identity.translate(WIDE), phone=phone)
    case = story.submitted(applicant=person)
    assert (case.applicant_name, case.applicant_identity) == ("王", PERSON.identity)
    assert case.applicant_phone == "13800138000"
    assert case.applicant_hash == story.submitted(key="plain").applicant_hash


@pytest.mark.parametrize("door", ["public", "window"])
def test_an_area_below_zero_is_refused_at_both_doors(story: Story, door: str) -> None:
    with pytest.raises(FaultyForm) as told:
        submit(story.by(door, "2026-09-21"), story.power, PERSON, {**FORM, "area": "-5"}, PAPERS, key="a")
    assert set(told.value.faults) == {"form-area"}
    wide = submit(story.by(door, "2026-09-21"), story.power, PERSON, {**FORM, "area": "１２．５"}, PAPERS, key="b")
    assert wide.form["area"] == "12.5"


def test_days_that_cannot_be_are_refused() -> None:
    kept, faults = check_form(SPAN, {"from": "2026-10-02", "until": "2026-10-01", "days": "-30"})
    assert set(faults) == {"until", "days"} and kept["from"] == "2026-10-02"
    assert check_form(SPAN, {"from": "2026-10-01", "until": "2026-10-01", "days": "30"})[1] == {}
    assert check_form(({**SPAN[2], "least": -40},), {"days": "-30"})[1] == {}


def test_beginnings_and_ends_are_told_by_name_and_label() -> None:
    def days(*labels: str) -> list[dict[str, str]]:
        return [{"name": f"f{n}", "label": label, "input": "date"} for n, label in enumerate(labels)]

    assert spans_of(days("占道开始日期", "占道截止日期")) == [("f0", "f1")]
    assert spans_of(days("出生日期", "有效期起", "有效期止")) == [("f1", "f2")]
    assert spans_of(days("申请日期", "结束日期")) == spans_of(days("截止日期", "开始日期")) == []


def test_a_form_that_was_changed_and_sent_again_is_told_and_not_dropped(story: Story) -> None:
    first = story.submitted(key="once")
    assert story.submitted(key="once", applicant=replace(PERSON, phone="+86 138 0013 8000")) is first
    for changed in ({"form": {**FORM, "area": "13"}}, {"applicant": replace(PERSON, phone="13900139000")}):
        with pytest.raises(Conflict, match=first.number):
            story.submitted(key="once", **changed)
    assert first.form["area"] == "12.5"


TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def paper(**password: str) -> bytes:
    stream, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(**password, algorithm="RC4-128")  # type: ignore[arg-type]
    writer.write(stream)
    return stream.getvalue()


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((400, 400), 90).convert("RGB").save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", lambda: paper(user_password="1234"), "asks for a password"),
        ("a.pdf", lambda: paper()[:-40], "ends too early"),
        ("a.jpg", lambda: picture("JPEG")[:9000], "cannot be shown"),
        ("a.png", lambda: picture("PNG")[:9000], "cannot be shown"),
        (
            "a.docx",
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
    ],
)
def test_a_file_that_nobody_could_open_is_refused_in_words(
    tmp_path: Path, name: str, content: Callable[[], bytes], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(Incomplete, match=said):
        check_content(path, name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", paper),
        ("a.pdf", lambda: paper(user_password="", owner_password="only-forbids-changes")),
        ("a.jpg", lambda: picture("JPEG")),
        ("a.png", lambda: picture("PNG")),
        ("a.webp", lambda: picture("WEBP")),
    ],
)
def test_a_file_that_opens_is_taken(tmp_path: Path, name: str, content: Callable[[], bytes]) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    assert check_content(path, name) == TYPES[path.suffix]
