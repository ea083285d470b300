"""Files are kept whole or not at all, for what they are and not for what they are called."""

import errno
import io
import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.attachments import Attachment, NoRoom, open_attachment, path_of, store_attachment, sweep_orphans
from app.kernel.audit import Subject, TrailRow
from app.kernel.contents import DOCX, PDF, XLSX, check_content, plain_name
from app.kernel.errors import Conflict, Incomplete, NotFound
from app.kernel.quotas import MEGABYTE
from tests.conftest import NOW

Acting = Callable[..., Act]
CASE = Subject("case", 7, 350102)
PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def picture(kind: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((40, 40), 90).convert("RGB").save(stream, kind)
    return stream.getvalue()


def office(main: str = "xl/workbook.xml", kinds: str = "sheet.main+xml", **more: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr(main, "<workbook/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return stream.getvalue()


def bomb(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        with archive.open("xl/workbook.xml", "w") as member:
            for _ in range(size // MEGABYTE):
                member.write(bytes(MEGABYTE))
    return stream.getvalue()


def encrypted_zip() -> bytes:
    raw = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := raw.find(mark, at + 1)) >= 0:
            raw[at + offset] |= 1
    return bytes(raw)


def store(act: Act, folder: Path, content: bytes, name: str = "材料.pdf", **more: Any) -> Attachment:
    return store_attachment(act, folder, CASE, name, io.BytesIO(content), **more)


def files(folder: Path) -> list[Path]:
    return list(folder.glob("*"))


def test_a_stored_file_keeps_its_chinese_name_its_bytes_and_its_digest(
    session: Session, acting_as: Acting, tmp_path: Path
) -> None:
    act = acting_as("window")
    kept = store(act, tmp_path / "files", PDF_BYTES, "第三季度报告.pdf")
    assert (kept.name, kept.media_type, kept.size) == ("第三季度报告.pdf", PDF, len(PDF_BYTES))
    assert (kept.subject_kind, kept.subject_id, kept.county) == ("case", 7, 350102)
    assert kept.organisation_id == act.actor.organisation_id
    file, path = open_attachment(act, tmp_path / "files", kept.id, lambda one: one.subject_id == 7)
    assert file is kept
    assert path.read_bytes() == PDF_BYTES
    assert "pdf" not in path.name
    verbs = session.scalars(select(TrailRow.verb).order_by(TrailRow.place)).all()
    assert verbs == ["attachment.stored", "attachment.downloaded"]
    assert "第三季度报告" not in str(session.scalars(select(TrailRow.facts)).all())


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF_BYTES, PDF),
        ("照片.JPG", picture(), "image/jpeg"),
        ("照片.png", picture("PNG"), "image/png"),
        ("照片.webp", picture("WEBP"), "image/webp"),
        ("表.xlsx", office(), XLSX),
        ("文.docx", office("word/document.xml", "document.main+xml"), DOCX),
        ("版.ofd", office("OFD.xml", ""), "application/ofd"),
        ("说明.txt", "说明：一切正常\r\n".encode(), "text/plain"),
        ("名册.csv", "姓名,村\n陈,中山".encode("gb18030"), "text/plain"),
        ("没有后缀", PDF_BYTES, PDF),
    ],
)
def test_files_of_a_clerks_day_are_accepted(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert check_content(file, name) == media_type


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("照片.jpg", b"<html><script>alert(1)</script></html>", "not accepted"),
        ("图.png", b"<?xml version='1.0'?><svg xmlns='x' onload='alert(1)'/>", "not accepted"),
        ("图.svg", b"  <svg onload=alert(1)>", "not accepted"),
        ("a.txt", "说明 <script>alert(1)</script>".encode(), "not accepted"),
        ("照片.jpg", b"MZ" + bytes(200), "not accepted"),
        ("照片.jpg", b"\x7fELF" + bytes(200), "not accepted"),
        ("a.txt", b"#!/bin/sh\n\x00", "not accepted"),
        ("a.txt", b"\xff\xfe\xff\xff", "not accepted"),
        ("压缩.zip", office("readme.txt"), "not accepted"),
        ("照片.jpg", PDF_BYTES, r"ends in \.jpg, but .*\.pdf"),
        ("报告.pdf", picture(), r"ends in \.pdf, but .*\.jpg"),
        ("报告.exe", PDF_BYTES, "right name"),
        ("图.jpg", picture() + office(), "two kinds"),
        ("图.jpg", picture() + b"<script>alert(1)</script>", "two kinds"),
        ("图.png", picture("PNG") + b"<?php system($_GET[0]);", "two kinds"),
        ("图.jpg", picture() + PDF_BYTES, "two kinds"),
        ("a.pdf", PDF_BYTES + office(), "two kinds"),
        ("a.pdf", b"\xef\xbb\xbf" + PDF_BYTES, "two kinds"),
        ("a.xlsm", office(**{"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xlsx", office(**{"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.xlsx", office(kinds="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "macros"),
        ("a.xlsx", office(**{"xl/activeX/activeX1.xml": b"x"}), "macros"),
        ("a.xls", OLD_OFFICE + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("a.xlsx", OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.doc", OLD_OFFICE, "old office program"),
        ("a.xlsx", encrypted_zip(), "password"),
        ("a.xlsx", office(**{"../../etc/passwd": b"x"}), "damaged"),
        ("a.xlsx", office()[:-30], "damaged"),
        ("a.xlsx", bomb(8 * MEGABYTE), "unpacks to far more"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words(
    session: Session, acting_as: Acting, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(Incomplete, match=words):
        store(acting_as("window"), tmp_path, content, name)
    assert files(tmp_path) == []
    assert session.scalar(select(Attachment.id)) is None


def test_an_archive_is_refused_by_its_declared_size_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:  # stored, not packed: the ratio is innocent
        archive.writestr("xl/workbook.xml", os.urandom(3 * MEGABYTE))
    file = tmp_path / "big.xlsx"
    file.write_bytes(stream.getvalue())
    assert check_content(file) == XLSX
    monkeypatch.setattr("app.kernel.contents.UNPACKED_MOST", 2 * MEGABYTE)
    with pytest.raises(Incomplete, match="unpacks"):
        check_content(file)


class Endless(io.RawIOBase):
    """An upload that never ends; counts what was taken of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        """Give as much as asked for."""
        assert size > 0, "the whole stream was asked for at once"
        self.given += size
        return b"x" * size


def test_an_endless_upload_is_given_up_at_the_limit(acting_as: Acting, tmp_path: Path) -> None:
    stream = Endless()
    with pytest.raises(Incomplete, match=r"larger than 2 MB"):
        store_attachment(acting_as("window"), tmp_path, CASE, "a.pdf", stream, 2 * MEGABYTE)  # type: ignore[arg-type]
    assert stream.given <= 2 * MEGABYTE + 512 * 1024
    assert files(tmp_path) == []


def test_an_empty_file_is_refused(acting_as: Acting, tmp_path: Path) -> None:
    with pytest.raises(Incomplete, match="empty"):
        store(acting_as("window"), tmp_path, b"")
    assert files(tmp_path) == []


def test_a_full_disk_is_told_and_leaves_nothing(
    session: Session, acting_as: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.kernel.attachments.os.fsync", full)
    with pytest.raises(NoRoom, match="disk is full"):
        store(acting_as("window"), tmp_path, PDF_BYTES)
    assert files(tmp_path) == []
    assert session.scalar(select(Attachment.id)) is None


def test_another_fault_of_the_disk_is_a_fault(
    acting_as: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("app.kernel.attachments.os.fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        store(acting_as("window"), tmp_path, PDF_BYTES)
    assert files(tmp_path) == []


def test_a_rollback_takes_the_file_away_and_a_commit_keeps_it(
    session: Session, acting_as: Acting, tmp_path: Path
) -> None:
    store(acting_as("window"), tmp_path, PDF_BYTES)
    assert len(files(tmp_path)) == 1
    session.rollback()
    assert files(tmp_path) == []
    store(acting_as("window"), tmp_path, PDF_BYTES)
    session.commit()
    session.rollback()
    assert len(files(tmp_path)) == 1


def test_a_savepoint_rolled_back_spares_the_file_written_before_it(
    session: Session, acting_as: Acting, tmp_path: Path
) -> None:
    store(acting_as("window"), tmp_path, PDF_BYTES)
    session.begin_nested().rollback()
    assert len(files(tmp_path)) == 1


def test_files_that_a_crash_left_are_swept_but_not_the_young_and_the_known(
    session: Session, acting_as: Acting, tmp_path: Path
) -> None:
    kept = store(acting_as("window"), tmp_path, PDF_BYTES)
    for name, age in (("old", 2), ("young", 0), (kept.stored_as, 2)):
        file = tmp_path / name
        file.write_bytes(b"12345" if name != kept.stored_as else PDF_BYTES)
        then = (NOW - timedelta(days=age)).timestamp()
        os.utime(file, (then, then))
    assert sweep_orphans(session, tmp_path, NOW) == {"removed": 1, "bytes": 5}
    assert {file.name for file in files(tmp_path)} == {"young", kept.stored_as}
    assert sweep_orphans(session, tmp_path / "none", NOW)["removed"] == 0


def test_what_may_not_be_read_looks_like_what_is_not_there(session: Session, acting_as: Acting, tmp_path: Path) -> None:
    kept = store(acting_as("window"), tmp_path, PDF_BYTES)
    told = set()
    for number, allowed in ((kept.id, False), (kept.id + 1, True)):
        with pytest.raises(NotFound) as refusal:
            open_attachment(acting_as("handler"), tmp_path, number, lambda _one, a=allowed: a)  # type: ignore[misc]
        told.add(str(refusal.value))
    assert len(told) == 1
    assert session.scalar(select(TrailRow.id).where(TrailRow.verb == "attachment.downloaded")) is None


def test_bytes_changed_on_the_disk_are_not_handed_out(acting_as: Acting, tmp_path: Path) -> None:
    kept = store(acting_as("window"), tmp_path, PDF_BYTES)
    (tmp_path / kept.stored_as).write_bytes(PDF_BYTES + b"\n")
    with pytest.raises(Conflict, match="not the one"):
        open_attachment(acting_as("window"), tmp_path, kept.id, lambda _one: True)


@pytest.mark.parametrize("stored_as", ["../secret", "/etc/hostname", "link", "gone", "a/b"])
def test_nothing_outside_the_folder_is_ever_opened(tmp_path: Path, stored_as: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "a").mkdir()
    (folder / "a" / "b").write_text("x")
    with pytest.raises(NotFound):
        path_of(folder, Attachment(stored_as=stored_as))


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("第三季度报告.pdf", "第三季度报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\系统.ini", "系统.ini"),
        ("..%2f..%2Fetc%2fpasswd", "passwd"),
        ("/etc/shadow", "shadow"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("con.txt", "_con.txt"),
        ('a"onmouseover="x.pdf', "a_onmouseover=_x.pdf"),
        ("<script>.pdf", "_script_.pdf"),
        ("...", ""),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_made_harmless_and_chinese_survives(given_name: str, kept: str) -> None:
    assert plain_name(given_name) == kept


@given(st.text(max_size=400))
@example("a/..")
@example(" . /")
def test_no_name_leads_anywhere(name: str) -> None:
    kept = plain_name(name)
    assert len(kept) <= 200
    assert not set(kept) & set('/\\\0\r\n"<>')
    assert kept not in (".", "..")
    assert not kept.startswith(".")


def test_a_file_without_a_usable_name_gets_one(acting_as: Acting, tmp_path: Path) -> None:
    assert store(acting_as("window"), tmp_path, PDF_BYTES, "../..").name == "file"


def test_only_types_that_the_place_allows_are_taken(acting_as: Acting, tmp_path: Path) -> None:
    with pytest.raises(Incomplete, match="not accepted"):
        store(acting_as("window"), tmp_path, PDF_BYTES, allowed={"image/png"})
