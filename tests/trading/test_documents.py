"""Reading files of bids: who made them, what they say, the rows of their bills, and what cannot be read says why."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from app.trading.documents.apart import read_apart
from app.trading.documents.bills import comparable, errors_of, items_of
from app.trading.documents.names import marks_of, tells_model_alone
from app.trading.documents.plain import as_plain, from_plain
from app.trading.documents.reading import read_file
from app.trading.documents.told import Fault, Mark, MarkKind, Told
from tests.trading.bidfiles import bill, cells, docx, pdf, prose, tool_xml, xlsx, zipped


def read(content: bytes, name: str = "bid") -> Told:
    (told,) = read_file(name, content)
    return told


def values(told: Told, kind: MarkKind) -> list[str]:
    return [mark.value for mark in told.marks if mark.kind == kind]


def test_a_word_file_tells_who_wrote_and_who_saved_it_and_its_editing_sessions() -> None:
    told = read(docx(["第一章 施工组织设计"], author="林晓", saved_by="陈工", sessions=("00A11CE5", "00B22DF6")))
    assert (told.format, told.fault, told.text) == ("docx", None, "第一章 施工组织设计")
    assert values(told, MarkKind.AUTHOR) == ["林晓"]
    assert values(told, MarkKind.SAVED_BY) == ["陈工"]
    assert {"00A11CE5", "00B22DF6"} <= set(values(told, MarkKind.SESSION))
    assert values(told, MarkKind.MADE_AT) == ["2026-10-12T09:30:00Z"]


def test_the_number_that_wps_gives_a_file_is_read_from_its_custom_properties() -> None:
    custom = (
        b'<Properties xmlns="urn:p"><property name="KSOProductBuildVer"><v>2052-12.1.0</v></property>'
        b'<property name="ICV"><v>8C1D2E3F4A5B4C6D8E9F0A1B2C3D4E5F_12</v></property></Properties>'
    )
    source = io.BytesIO(docx(["正文"]))
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("docProps/custom.xml", custom)
    told = read(source.getvalue())
    assert values(told, MarkKind.DOCUMENT) == ["8C1D2E3F4A5B4C6D8E9F0A1B2C3D4E5F_12"]
    assert values(told, MarkKind.TOOL) == ["WPS 2052-12.1.0"]


def test_a_workbook_tells_the_rows_of_its_bill() -> None:
    told = read(xlsx(cells(bill()), author="造价员小郑", saved_by="造价员小郑"))
    assert len(told.items) == 13
    assert (told.items[1].name, told.items[1].quantity, told.items[1].price) == (
        "回填方",
        Decimal(13),
        Decimal("27.31"),
    )
    assert values(told, MarkKind.SAVED_BY) == ["造价员小郑"]


def test_a_bill_in_a_table_of_a_word_file_is_read_too() -> None:
    rows = [[str(cell) for cell in row] for row in cells(bill())[1:]]
    assert read(docx(["投标报价"], table=rows)).items == read(xlsx(cells(bill()))).items


def test_a_pdf_tells_its_author_and_its_text() -> None:
    told = read(pdf(["施工组织设计", "夜间照明方案"], author="林晓"))
    assert values(told, MarkKind.AUTHOR) == ["林晓"]
    assert "夜间照明方案" in "".join(told.text.split())


@pytest.mark.parametrize("style", ["chinese", "pinyin", "english"])
def test_the_machine_stands_in_the_xml_of_every_kind_of_tool(style: str) -> None:
    told = read(
        tool_xml(
            bill(),
            mac="3c:97:0e:aa:12:7f",
            disk="WD-WCC4N5PF9821",
            cpu="BFEBFBFF000906EA",
            dongle="98-1120367",
            style=style,
        )
    )
    assert values(told, MarkKind.MAC) == ["3C-97-0E-AA-12-7F"]
    assert values(told, MarkKind.DISK) == ["WD-WCC4N5PF9821"]
    assert values(told, MarkKind.DONGLE) == ["98-1120367"]
    assert len(told.items) == 13
    assert told.items[2].total == Decimal("553.92")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (MarkKind.MAC, "00-00-00-00-00-00"),
        (MarkKind.MAC, "00-50-56-C0-00-08"),  # every VMware
        (MarkKind.MAC, "没有"),
        (MarkKind.DISK, "Default string"),
        (MarkKind.DISK, "0000000000"),
        (MarkKind.BOARD, "To be filled by O.E.M."),
        (MarkKind.SAVED_BY, "Administrator"),
        (MarkKind.SAVED_BY, "微软用户"),
        (MarkKind.SAVED_BY, "DESKTOP-7Q2KJ1B"),
        (MarkKind.AUTHOR, "python-docx"),
        (MarkKind.DONGLE, "无"),
    ],
)
def test_what_thousands_of_machines_share_is_no_mark(kind: MarkKind, value: str) -> None:
    assert marks_of(kind, value) == []


def test_several_network_cards_are_several_marks() -> None:
    found = marks_of(MarkKind.MAC, "3C970EAA127F;3C-97-0E-AA-12-80")
    assert [mark.value for mark in found] == ["3C-97-0E-AA-12-7F", "3C-97-0E-AA-12-80"]


def test_the_processor_number_of_windows_names_a_model_and_no_machine() -> None:
    assert tells_model_alone(Mark(MarkKind.CPU, "BFEBFBFF000906EA"))
    assert not tells_model_alone(Mark(MarkKind.CPU, "A1B2C3D4E5F60718293A"))


def test_files_in_an_archive_are_read_one_by_one() -> None:
    told = read_file("标书.zip", zipped(技术标__docx=docx(["正文"]), 清单__xlsx=xlsx(cells(bill()))))
    assert [(one.name, one.format) for one in told] == [
        ("标书.zip/技术标.docx", "docx"),
        ("标书.zip/清单.xlsx", "xlsx"),
    ]
    assert all(len(one.digest) == 64 for one in told)


def _locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["正文"]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _bomb() -> bytes:
    return zipped(**{f"zeros{number}__txt": bytes(40_000_000) for number in range(6)})


HOSTILE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
)
ELSEWHERE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (docx(["正文"] * 50)[:3000], Fault.DAMAGED),
        (pdf(["正文"])[:400], Fault.DAMAGED),
        (_bomb(), Fault.BOMB),
        (HOSTILE, Fault.HOSTILE),
        (ELSEWHERE, Fault.HOSTILE),
        (b"<a><b></a>", Fault.DAMAGED),
        (b"\x00\x01\x02\x03" * 50, Fault.UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), Fault.DAMAGED),
        (_locked_pdf(), Fault.LOCKED),
        (pdf([""]), Fault.NO_TEXT),
    ],
    ids=[
        "empty",
        "cut docx",
        "cut pdf",
        "bomb",
        "entities",
        "file entity",
        "broken xml",
        "binary",
        "cut doc",
        "locked pdf",
        "no text",
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, fault: Fault) -> None:
    assert read(content).fault is fault


def test_a_hostile_part_inside_a_word_file_is_refused() -> None:
    source = io.BytesIO(docx(["正文"]))
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("docProps/custom.xml", HOSTILE)
    assert read(source.getvalue()).fault is Fault.HOSTILE


def test_one_bad_file_among_others_loses_none_of_them() -> None:
    told = read_apart([("a.docx", docx(["甲方案"])), ("b.docx", b""), ("c.zip", zipped(d__txt="乙方案".encode()))])
    assert [(one.name, one.fault, one.text) for (one,) in told] == [
        ("a.docx", None, "甲方案"),
        ("b.docx", Fault.EMPTY, ""),
        ("c.zip/d.txt", None, "乙方案"),
    ]


def test_a_file_that_ends_the_reading_process_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "child.py"
    real = Path(read_apart.__globals__["child"].__file__)
    broken.write_text(
        f"import sys, os, runpy\nfrom pathlib import Path\n"
        f"if sys.argv[1] == '0':\n    print('[]', flush=True)\n    os._exit(9)\n"
        f"if sys.argv[1] == '1':\n    os._exit(9)\n"
        f"sys.path.insert(0, {str(real.parents[3])!r})\nrunpy.run_path({str(real)!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(read_apart.__globals__["child"], "__file__", str(broken))
    told = read_apart([("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", "丙方案".encode())])
    assert [(one.name, one.fault, one.text) for held in told for one in held] == [
        ("b.txt", Fault.SLOW, ""),
        ("c.txt", None, "丙方案"),
    ]


def test_what_a_file_tells_comes_back_whole_from_json() -> None:
    told = read(tool_xml(bill(), mac="3C970EAA127F", dongle="98-1120367"))
    assert from_plain(as_plain(told)) == told


def test_rounding_is_no_error_and_a_wrong_total_is_one() -> None:
    rows = cells(bill(), wrong={"配电箱": 0.4, "接地极": 300.0})
    assert list(errors_of(items_of([[str(cell) for cell in row] for row in rows])).values()) == [Decimal("300.00")]


def test_provisional_sums_and_what_the_law_fixes_are_not_compared() -> None:
    names = {name for _code, name in comparable(read(xlsx(cells(bill()))).items)}
    assert "暂列金额" not in names
    assert len(names) == 12


def test_a_table_without_prices_is_no_bill() -> None:
    assert items_of([["序号", "名称", "单位", "数量"], ["1", "灯杆", "套", "12"]]) == []


def test_prose_of_two_writers_is_not_alike() -> None:
    assert not set(prose(1)) & set(prose(2))
