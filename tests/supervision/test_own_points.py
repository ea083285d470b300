"""Points that a county writes itself: read, tried on history, switched on; exactly what was planted is found."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Double, MetaData, Table, create_engine, insert, select
from sqlalchemy.orm import Session

from app.approvals.logs.spelling import load_mapping
from app.approvals.models import Case
from app.approvals.terms import APPROVAL_CASES as CASES
from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.errors import Incomplete, NotAllowed, NotFound, OutOfOrder, Refused
from app.kernel.facts import CaseFact
from app.kernel.guard import open_act
from app.kernel.points import Nature, Severity
from app.kernel.terms import Term, TermKind
from app.supervision.models import Alert
from app.supervision.own.conditions import Comparison, Condition, as_sql, read_condition
from app.supervision.own.models import OwnPoint, OwnPointState, OwnPointVersion
from app.supervision.own.operations import Wording, switch_off, switch_on, try_own_point, write_own_point
from app.supervision.own.terms import facts_of
from app.supervision.own.watching import conditions_of, own_points, point_called
from app.supervision.scanning import scan, sweep
from tests import few
from tests.approvals.logs import NOW, ROOT, Importer
from tests.world import World

LATE_SURCHARGE = {"FK20260011", "FK20260037", "FK20260052", "FK20260078"}
LATE_APPEAL = {"FK20260005", "FK20260044", "FK20260069"}
PART_PAID = {"FK20260008", "FK20260023", "FK20260041", "FK20260066", "FK20260083"}

Rows = tuple[tuple[str, ...], ...]
INVARIANTS: dict[str, tuple[Rows, set[str]]] = {
    "surcharge not sixty days after notification": ((("fact.送达到加处天数", "differs", "60"),), LATE_SURCHARGE),
    "appealed later than sixty days": ((("fact.送达到申诉天数", "more", "60"),), LATE_APPEAL),
    "paid in part and then sent to collection": (
        (
            ("fact.缴款次数", "at_least", "1"),
            ("fact.已缴金额", "less", "", "fact.应缴金额"),
            ("fact.催收次数", "at_least", "1"),
        ),
        PART_PAID,
    ),
}


@pytest.fixture
def fines(session: Session, world: World, tmp_path: Any) -> Session:
    """The example log of ninety fines, imported."""
    importer = Importer(session, tmp_path)
    folder = ROOT / "seeds" / "logs"
    importer.run(folder / "traffic_fines.csv", load_mapping(folder / "traffic_fines.yaml"))
    return session


def terms_in(session: Session) -> dict[str, Term]:
    facts = facts_of(session, CASES, (350102, 350102))
    return {term.name: term for term in (*CASES.terms, *facts)}


def wording(session: Session, rows: Rows, **changes: Any) -> Wording:
    """Return a point with these rows of conditions."""
    terms = terms_in(session)
    said: dict[str, Any] = {
        "title": "加处罚款日期异常",
        "explanation": "核对送达回证与加处决定。",
        "basis": "《行政处罚法》第七十二条",
        "severity": int(Severity.RED),
        "nature": int(Nature.BREACH),
        "watched": "approval",
        "conditions": [read_condition(terms, *row) for row in rows],
    }
    return Wording(**(said | changes))


def written(act: Act, rows: Rows) -> OwnPointVersion:
    return write_own_point(act, wording(act.session, rows))


def watching(act: Act, rows: Rows) -> OwnPointVersion:
    """Write, try and switch a point on."""
    version = written(act, rows)
    try_own_point(act, version, date(2026, 1, 1))
    switch_on(act, version, "专项监察")
    return version


def numbers(session: Session, code: str) -> set[str]:
    """Return the outside numbers of the cases that a point's alerts are about."""
    found = select(Case.outside_key).join(Alert, Alert.subject_id == Case.id).where(Alert.point == code)
    return {str(key).rsplit(":", 1)[-1].rsplit("/", 1)[-1] for key in session.scalars(found)}


@pytest.mark.parametrize("name", INVARIANTS)
def test_an_invariant_of_a_fines_log_finds_exactly_what_breaks_it(
    fines: Session, acting_as: Callable[..., Act], name: str
) -> None:
    rows, broken = INVARIANTS[name]
    act = acting_as("inspector", at=NOW)
    version = written(act, rows)
    tried = try_own_point(act, version, date(2025, 12, 1))
    assert (tried["found"], tried["cases"]) == (len(broken), 90)
    assert sum(count for _month, count in tried["months"]) == len(broken)
    assert sweep(act, own_points(fines)).by_point.get(version.point.code) is None  # a trial raises nothing
    switch_on(act, version, "专项监察")
    assert sweep(act).by_point[version.point.code] == len(broken)
    assert numbers(fines, version.point.code) == broken


def test_a_new_step_wakes_a_countys_point(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    version = watching(act, INVARIANTS["appealed later than sixty days"][0])
    assert scan(act).by_point.get(version.point.code) == len(LATE_APPEAL)  # the import stands in the trail


def test_an_alert_of_a_countys_point_ceases_with_its_cause(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    version = watching(act, INVARIANTS["appealed later than sixty days"][0])
    sweep(act, own_points(fines))
    alert = fines.scalars(select(Alert).where(Alert.point == version.point.code)).first()
    assert alert is not None
    fact = fines.scalars(
        select(CaseFact).where(CaseFact.subject_id == alert.subject_id, CaseFact.name == "送达到申诉天数")
    ).one()
    fact.number = 60
    fines.flush()
    assert sweep(act, own_points(fines)).ceased == 1


def test_the_evidence_holds_what_was_compared(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    version = watching(act, INVARIANTS["paid in part and then sent to collection"][0])
    sweep(act, own_points(fines))
    alert = fines.scalars(select(Alert).where(Alert.point == version.point.code)).first()
    assert alert is not None
    assert alert.evidence["已缴金额"] < alert.evidence["应缴金额"]
    assert {"缴款次数", "催收次数"} <= set(alert.evidence)


def test_nothing_watches_that_was_not_tried_as_it_stands(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    version = written(act, (("fact.送达到申诉天数", "more", "60"),))
    with pytest.raises(OutOfOrder, match="history"):
        switch_on(act, version, "x")
    try_own_point(act, version, date(2026, 1, 1))
    changed = write_own_point(act, wording(fines, (("fact.送达到申诉天数", "more", "30"),)), version.point)
    assert changed is version  # a draft is changed where it stands
    with pytest.raises(OutOfOrder, match="history"):
        switch_on(act, version, "x")


def test_what_watches_never_changes_and_alerts_keep_their_version(
    fines: Session, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("inspector", at=NOW)
    first = watching(act, INVARIANTS["appealed later than sixty days"][0])
    sweep(act, own_points(fines))
    before = (first.title, list(first.conditions), first.severity)
    second = write_own_point(
        act, wording(fines, (("fact.送达到申诉天数", "more", "45"),), title="申诉逾期（新）"), first.point
    )
    assert second.number == 2
    assert (first.title, list(first.conditions), first.severity) == before
    fines.flush()
    assert first.point.state == OwnPointState.ON
    assert first.point.watching_id == first.id
    told = point_called(fines, first.point.code, 1)
    assert told is not None
    assert told.title == first.title


def test_a_trial_tells_how_a_draft_differs_from_what_watches(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    first = watching(act, (("fact.送达到申诉天数", "more", "60"),))
    assert first.tried["beside"] is None
    sweep(act, own_points(fines))
    alert = fines.scalars(select(Alert).where(Alert.point == first.point.code).order_by(Alert.id)).first()
    assert alert is not None
    alert.state = "closed"
    fines.flush()
    second = write_own_point(act, wording(fines, (("fact.送达到申诉天数", "less", "0"),)), first.point)
    told = try_own_point(act, second, date(2026, 1, 1))
    lost = len(LATE_APPEAL)
    assert told["beside"] == {"number": 1, "found": lost, "lost": lost, "more": told["found"], "confirmed": 1}
    third = write_own_point(act, wording(fines, (("fact.送达到申诉天数", "more", "30"),)), first.point)
    wider = try_own_point(act, third, date(2026, 1, 1))
    assert (wider["beside"]["lost"], wider["beside"]["more"]) == (0, wider["found"] - lost)


def test_a_point_that_is_switched_off_raises_nothing_more(fines: Session, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector", at=NOW)
    version = watching(act, INVARIANTS["appealed later than sixty days"][0])
    with pytest.raises(Incomplete, match="why"):
        switch_off(act, version.point, " ")
    switch_off(act, version.point, "规则调整")
    assert sweep(act, own_points(fines)).by_point.get(version.point.code) is None
    verbs = fines.scalars(select(TrailRow.verb).where(TrailRow.subject_kind == "own_point").order_by(TrailRow.place))
    assert [verb.split(".")[1] for verb in verbs] == ["written", "tried", "switched_on", "switched_off"]


def test_a_county_asks_about_its_own_cases_alone(fines: Session, acting_as: Callable[..., Act]) -> None:
    everything = (("received", "filled"),)
    other = platform_act(fines, Channel.COMMAND, NOW, county=350103)
    with open_act(other):
        version = write_own_point(other, wording(fines, everything))
        assert try_own_point(other, version, date(2025, 1, 1))["found"] == 0
    city = platform_act(fines, Channel.COMMAND, NOW, county=350100)
    with open_act(city):
        version = write_own_point(city, wording(fines, everything))
        assert try_own_point(city, version, date(2025, 1, 1))["found"] == 90


@pytest.mark.parametrize("official", ["handler", "organ_head", "village_clerk"])
def test_only_those_who_set_points_write_them(fines: Session, acting_as: Callable[..., Act], official: str) -> None:
    with pytest.raises(NotAllowed):
        written(acting_as(official), (("received", "filled"),))


def test_nobody_touches_the_point_of_another_county(fines: Session, acting_as: Callable[..., Act]) -> None:
    other = platform_act(fines, Channel.COMMAND, NOW, county=350103)
    with open_act(other):
        version = write_own_point(other, wording(fines, (("received", "filled"),)))
    with pytest.raises(NotFound):
        try_own_point(acting_as("inspector"), version, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (("nothing", "more", "1"), "term"),
        (("rounds", "longer", "1"), "is"),
        (("rounds", "contains", "1"), "is"),
        (("received", "equals", "2026-01-01"), "is"),
        (("rounds", "more", ""), "value"),
        (("rounds", "more", "viele"), "value"),
        (("rounds", "more", "nan"), "value"),
        (("rounds", "more", "9" * 40), "value"),
        (("received", "more", "2026-02-30"), "value"),
        (("received", "older", "1e400"), "value"),
        (("received", "older", "-1"), "value"),
        (("state", "equals", "lost"), "value"),
        (("reason", "equals", "、、"), "value"),
        (("reason", "contains", "x" * 101), "value"),
        (("rounds", "more", "", "received"), "other"),
        (("rounds", "more", "", "nothing"), "other"),
        (("received", "older", "", "decided"), "other"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_cell(row: tuple[str, ...], field: str) -> None:
    with pytest.raises(Incomplete) as fault:
        read_condition({term.name: term for term in CASES.terms}, *row)
    assert fault.value.field == field


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"title": "长" * 121},
        {"basis": ""},
        {"basis": "长" * 301},
        {"explanation": ""},
        {"severity": 9},
        {"nature": 0},
        {"watched": "bids"},
        {"conditions": []},
    ],
)
def test_a_point_that_lacks_something_is_refused(
    session: Session, world: World, acting_as: Callable[..., Act], change: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as fault:
        write_own_point(acting_as("inspector"), wording(session, (("rounds", "more", "1"),), **change))
    assert fault.value.field in change


def test_a_point_of_too_many_conditions_is_refused(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    with pytest.raises(Incomplete, match="At most"):
        written(acting_as("inspector"), tuple(("rounds", "more", str(n)) for n in range(13)))


def test_a_trial_of_days_that_lie_ahead_is_refused(
    session: Session, world: World, acting_as: Callable[..., Act]
) -> None:
    act = acting_as("inspector")
    with pytest.raises(Incomplete, match="ahead"):
        try_own_point(act, written(act, (("rounds", "more", "1"),)), date(2200, 1, 1))


@pytest.mark.parametrize(
    "row",
    [
        ("received", "more", "2026-01-31"),
        ("received", "at_least", "2026-02-01"),
        ("received", "less", "2026-02-01"),
        ("received", "at_most", "2026/01/31"),
        ("received", "older", "30"),
        ("state", "equals", "closed、published"),
        ("state", "differs", "closed、published"),
        ("reason", "contains", "100%_"),
        ("reason", "empty"),
        ("decided", "more", "", "received"),
        ("rounds", "equals", "1"),
        ("rounds", "at_most", "1"),
    ],
)
def test_every_comparison_is_asked_of_the_database_and_comes_back_as_it_was_stored(
    fines: Session, acting_as: Callable[..., Act], row: tuple[str, ...]
) -> None:
    act = acting_as("inspector", at=NOW)
    version = written(act, (row,))
    fines.flush()
    fines.expire(version)
    assert [condition.as_plain() for condition in conditions_of(version)] == version.conditions
    try_own_point(act, version, date(2025, 1, 1))


NUMBER = Term("x", "x", TermKind.NUMBER)
TRUTH: dict[Comparison, Callable[[float, float], bool]] = {
    Comparison.EQUALS: lambda a, b: a == b,
    Comparison.DIFFERS: lambda a, b: a != b,
    Comparison.MORE: lambda a, b: a > b,
    Comparison.AT_LEAST: lambda a, b: a >= b,
    Comparison.LESS: lambda a, b: a < b,
    Comparison.AT_MOST: lambda a, b: a <= b,
}


@settings(deadline=None, max_examples=few(40))
@given(
    values=st.lists(st.none() | st.integers(-50, 50), min_size=1, max_size=12),
    how=st.sampled_from(sorted(TRUTH)),
    bound=st.integers(-50, 50),
)
def test_a_comparison_of_numbers_is_what_arithmetic_says(values: list[int | None], how: Comparison, bound: int) -> None:
    engine = create_engine("sqlite://")
    table = Table("t", MetaData(), Column("x", Double))
    table.create(engine)
    with engine.begin() as connection:
        connection.execute(insert(table), [{"x": value} for value in values])
        asked = as_sql(Condition(NUMBER, how, str(bound)), lambda _term: table.c.x, NOW)
        found = sorted(connection.scalars(select(table.c.x).where(asked)))
    engine.dispose()
    assert found == sorted(v for v in values if v is not None and TRUTH[how](v, bound))


def test_codes_count_up_within_the_county(session: Session, world: World, acting_as: Callable[..., Act]) -> None:
    act = acting_as("inspector")
    for _ in range(2):
        written(act, (("rounds", "more", "1"),))
    codes = session.scalars(select(OwnPoint.code).order_by(OwnPoint.id))
    assert list(codes) == ["OWN.350102.1", "OWN.350102.2"]
