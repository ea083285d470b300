"""Mappings: every fault is told with its place, and times are read as written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.approvals.logs.instants import INSIDE, TimeReader
from app.approvals.logs.spelling import load_mapping
from app.kernel.errors import Incomplete
from tests.approvals.logs import BASE, ROOT, mapping_of


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"source": None}, "source: Missing data"),
        ({"sauce": "x"}, "sauce: Unknown field"),
        ({"source": "a b"}, "source: String does not match"),
        ({"case": {}}, "case.id: Missing data"),
        ({"event": {"activity": "a", "time": "t", "colour": "c"}}, "event.colour: Unknown field"),
        ({"activities": {"accept": ["a"], "grant": ["A "]}}, "'A ' stands under both accept and grant"),
        ({"activities": {"approve": ["a"]}}, "activities.approve"),
        ({"activities": {"accept": [["a"]]}}, "activities.accept.value: Not a word or a list"),
        ({"times": {"zone": "Mars/Base"}}, "no time zone 'Mars/Base'"),
        ({"times": {"formats": ["%H:%M"]}}, "'%H:%M' does not read a whole day"),
        ({"times": {"formats": ["%Q"]}}, "'%Q' does not read a whole day"),
        ({"times": {"formats": []}}, "does not read a whole day"),
        ({"observed": "yesterday"}, "observed: Give last_event, now"),
        ({"observed": "2026-01-01T00:00:00"}, "observed: Give last_event, now"),
        ({"limits": {"case": {"value": 0}}}, "limits.case.value"),
        ({"limits": {"case": {"value": 2, "unit": "weeks"}}}, "limits.case.unit"),
        (
            {"facts": {"a": {"column": "x", "count": "y"}}},
            "facts.a.value: Give one of column, count, days, at, sum and difference",
        ),
        ({"facts": {"a": {"days": {"from": "x", "to_column": "y"}}}}, "Give from and to, or from_column and to_column"),
        (
            {"facts": {"b": {"column": "x"}, "a": {"difference": ["b", "b"]}}},
            "facts.a: No number among the facts above it: b.",
        ),
        ({"facts": {"a": {"column": "x", "keep": "sum"}}}, "facts.a.value.keep: Only numbers have a sum"),
        ({"county": 35}, "county"),
    ],
)
def test_each_fault_of_a_mapping_is_told_with_its_place(tmp_path: Path, changes: Any, told: str) -> None:
    with pytest.raises(Incomplete) as refused:
        mapping_of(tmp_path, **changes)
    assert told in str(refused.value)


def test_all_faults_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Incomplete) as refused:
        mapping_of(tmp_path, source=None, county=None)
    assert "source:" in str(refused.value)
    assert "county:" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a: [", "not proper YAML"),
        (b"- a\n- b\n", "has faults"),
        (b"", "has faults"),
        (b"!!python/object/apply:os.system [id]", "not proper YAML"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"#" * 1_000_001, "larger than a mapping can be"),
    ],
)
def test_what_is_no_mapping_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_bytes(content)
    with pytest.raises(Incomplete, match=told):
        load_mapping(path)


def test_every_shipped_mapping_can_be_read() -> None:
    shipped = sorted((ROOT / "seeds" / "logs").glob("*.yaml"))
    assert len(shipped) >= 3
    assert len({load_mapping(path).source for path in shipped}) == len(shipped)


def test_an_observation_instant_may_be_given(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, observed="2026-01-01T00:00:00+08:00")
    assert mapping.observed == datetime(2025, 12, 31, 16, tzinfo=UTC)


def _read(text: str, *formats: str, zone: str = "Asia/Shanghai") -> Any:
    from zoneinfo import ZoneInfo

    return TimeReader(ZoneInfo(zone), formats or ("iso",)).read(text)


@pytest.mark.parametrize(
    ("text", "formats", "expected"),
    [
        ("2011-10-11 13:45:40.276000+02:00", ("iso",), "2011-10-11T11:45:40.276000+00:00"),
        ("2011-10-11T13:45:40Z", ("iso",), "2011-10-11T13:45:40+00:00"),
        ("2011-10-11 13:45", ("iso",), "2011-10-11T05:45:00+00:00"),
        ("11/10/2011 13:45", ("%d/%m/%Y %H:%M",), "2011-10-11T05:45:00+00:00"),
        ("2011年10月11日", ("iso", "%Y年%m月%d日"), "2011-10-10T16:00:00.000001+00:00"),
        ("1318333540", ("epoch",), "2011-10-11T11:45:40+00:00"),
        ("1318333540276", ("epoch_ms",), "2011-10-11T11:45:40.276000+00:00"),
    ],
)
def test_times_are_read_in_the_formats_of_the_mapping(text: str, formats: tuple[str, ...], expected: str) -> None:
    assert _read(text, *formats).at == datetime.fromisoformat(expected)


def test_a_bare_day_ends_when_the_next_begins_also_when_the_hour_changes() -> None:
    read = _read("2026-03-29", zone="Europe/Amsterdam")
    assert (read.end - read.at + INSIDE).total_seconds() == 23 * 3600
    assert _read("2026-03-29 00:00", zone="Europe/Amsterdam").end == read.at - INSIDE


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "0001-01-01", "9999-12-31 23:59"])
def test_what_is_no_time_or_absurd_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        _read(text)


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 31)))  # noqa: DTZ001
def test_an_instant_written_in_iso_is_read_back(moment: datetime) -> None:
    there = moment.replace(tzinfo=UTC)
    assert _read(there.isoformat()).at == there


def test_the_small_mapping_of_these_tests_is_whole(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path)
    assert mapping.columns == ("case", "due", "activity", "time", "officer")
    assert BASE["county"] == mapping.county
