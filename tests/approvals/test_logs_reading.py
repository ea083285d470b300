"""Reading logs: columns, encodings, packed files, hostile files."""

import gzip
from pathlib import Path

import pytest

from app.kernel.errors import Incomplete
from tests.approvals.logs import HEADINGS, mapping_of, read_all, write_csv, write_xes

ROW = ("A-1", "apply", "2026-03-02 09:00", "王", "")
XES_COLUMNS = {
    "case": {"id": "case:concept:name", "due": "case:due"},
    "event": {"activity": "concept:name", "time": "time:timestamp", "lifecycle": "lifecycle:transition"},
}


def test_columns_are_found_by_heading_without_regard_to_case_and_order(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [("x", "王", "2026-03-02", "apply", "", "A-1")],
        ("more", "OFFICER", "Time", "Activity", "Due", "CASE"),
    )
    mapping = mapping_of(tmp_path)
    rows, faults = read_all(path, mapping)
    assert faults == []
    assert dict(zip(mapping.columns, rows[0].values, strict=True)) == {
        "case": "A-1",
        "due": "",
        "activity": "apply",
        "time": "2026-03-02",
        "officer": "王",
    }
    assert rows[0].line == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_the_mapping_is_used_also_in_packed_files(tmp_path: Path, encoding: str) -> None:
    path = write_csv(tmp_path / "a.csv.gz", [ROW], delimiter=";", encoding=encoding)
    mapping = mapping_of(tmp_path, csv={"delimiter": ";", "encoding": encoding})
    assert read_all(path, mapping)[0][0].values[4] == "王"


def test_a_row_in_another_encoding_is_refused_by_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        ",".join(HEADINGS).encode()
        + b"\nA-1,apply,2026-03-02,\xcd\xf5,\n"
        + "A-2,apply,2026-03-02,王小明和李大同,\n".encode()
    )
    rows, faults = read_all(path, mapping_of(tmp_path))
    assert [row.line for row in rows] == [3]
    assert [(fault.line, fault.case, fault.column) for fault in faults] == [(2, "A-1", "officer")]


@pytest.mark.parametrize(
    ("written", "said", "likely"),
    [
        ("gb18030", "utf-8", "gb18030"),
        ("utf-8", "gb18030", "utf-8"),
        ("utf-16", "utf-8", "utf-16"),
        ("utf-8", "cp1252", "utf-8"),
    ],
)
def test_a_file_in_another_encoding_is_refused_and_its_own_named(
    tmp_path: Path, written: str, said: str, likely: str
) -> None:
    path = write_csv(tmp_path / "a.csv", [ROW] * 3, encoding=written)
    with pytest.raises(Incomplete) as refused:
        read_all(path, mapping_of(tmp_path, csv={"encoding": said}))
    assert refused.value.values["likely"] == likely


def test_rows_with_too_many_or_too_few_cells_or_without_a_case_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("case,activity,time,officer,due\nA-1,apply,2026-03-02,,,x\nA-2,apply\n,apply,2026-03-02,,\n\n")
    rows, faults = read_all(path, mapping_of(tmp_path))
    assert rows == []
    assert [(fault.line, fault.case) for fault in faults] == [(2, "A-1"), (3, "A-2"), (4, "")]


def test_lines_are_counted_over_cells_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('case,activity,time,officer,due\nA-1,"two\nlines",2026-03-02,,\nA-2,apply,2026-03-02,,\n')
    assert [row.line for row in read_all(path, mapping_of(tmp_path))[0]] == [2, 4]


def test_a_missing_column_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [], ("case", "activity", "when", "officer", "due"))
    with pytest.raises(Incomplete, match=r"exactly one column time.*case \| activity \| when"):
        read_all(path, mapping_of(tmp_path))


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [], (*HEADINGS, "case"))
    with pytest.raises(Incomplete, match="exactly one column case"):
        read_all(path, mapping_of(tmp_path))


def test_a_lost_quote_refuses_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('case,activity,time,officer,due\nA-1,"apply,2026-03-02,,\n' + "A-2,apply,2026-03-02,,\n" * 9000)
    with pytest.raises(Incomplete, match="a quote is probably missing"):
        read_all(path, mapping_of(tmp_path))


def test_a_file_of_one_endless_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a" * 3_000_000))
    with pytest.raises(Incomplete, match="more than a million characters"):
        read_all(path, mapping_of(tmp_path))


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [ROW])
    with pytest.raises(Incomplete, match="no encoding klingon"):
        read_all(path, mapping_of(tmp_path, csv={"encoding": "klingon"}))


def test_a_file_that_is_not_in_the_encoding_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"odd")
    with pytest.raises(Incomplete, match="not written in the encoding utf-16"):
        read_all(path, mapping_of(tmp_path, csv={"encoding": "utf-16"}))


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv.gz", [(f"A-{n}", *ROW[1:]) for n in range(5000)])
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(Incomplete, match="damaged or cut off"):
        read_all(path, mapping_of(tmp_path))


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(Incomplete, match="cannot be read"):
        read_all(tmp_path, mapping_of(tmp_path))


@pytest.mark.parametrize("name", ["a.xes", "a.xes.gz", "no-suffix.gz"])
def test_xes_gives_trace_attributes_under_case_and_event_attributes_as_they_are(tmp_path: Path, name: str) -> None:
    event = {
        "concept:name": "apply",
        "time:timestamp": "2026-03-02T09:00:00.000+08:00",
        "lifecycle:transition": "start",
    }
    path = write_xes(tmp_path / name, {"A-1": ({"due": "2026-04-01"}, [event])})
    mapping = mapping_of(tmp_path, **XES_COLUMNS)
    rows, faults = read_all(path, mapping)
    assert faults == []
    assert rows[0].values == ("A-1", "2026-04-01", "apply", "2026-03-02T09:00:00.000+08:00", "start")


def test_xes_trace_attributes_may_come_after_the_events_and_events_may_stand_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xes"
    path.write_text(
        '<log><trace><event><string key="concept:name" value="apply"/><date key="time:timestamp" value="2026-03-02"/>'
        '</event><string key="concept:name" value="A-1"/></trace>'
        '<event><string key="concept:name" value="lost"/></event>'
        '<event><string key="case:concept:name" value="A-2"/><string key="concept:name" value="apply"/>'
        '<list key="more"><values><string key="concept:name" value="inner"/></values></list></event></log>'
    )
    rows, faults = read_all(path, mapping_of(tmp_path, **XES_COLUMNS))
    assert [(row.line, row.values[0], row.values[2]) for row in rows] == [(1, "A-1", "apply"), (3, "A-2", "apply")]
    assert [(fault.line, fault.case) for fault in faults] == [(2, "")]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE log [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><log>&b;</log>',
        '<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]><log>&a;</log>',
        "<log><trace></log>",
        "<log>",
    ],
)
def test_hostile_and_broken_xes_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xes"
    path.write_text(text)
    with pytest.raises(Incomplete, match="not a proper XES log"):
        read_all(path, mapping_of(tmp_path, **XES_COLUMNS))


def test_progress_is_told_in_bytes_of_the_file_as_it_lies_there(tmp_path: Path) -> None:
    from app.approvals.logs.reading import read_log

    path = write_csv(tmp_path / "a.csv.gz", [ROW] * 100)
    told: list[int] = []
    assert len(list(read_log(path, mapping_of(tmp_path), told.append))) == 100
    assert told == sorted(told)
    assert told[-1] == path.stat().st_size
