"""Importing: what stands in the tables afterwards, cut-off runs, second runs, refused cases; a fines log."""

import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.approvals.logs.instants import INSIDE
from app.approvals.logs.mapping import LogMapping
from app.approvals.logs.models import LogImport
from app.approvals.logs.spelling import load_mapping
from app.approvals.models import Case, Extension, OneTimeNotice, Return, Suspension
from app.kernel.act import Channel, platform_act
from app.kernel.audit import TrailRow
from app.kernel.clocks import Clock, ClockKind
from app.kernel.errors import Conflict, Incomplete
from app.kernel.facts import CaseFact
from app.kernel.flows.models import StepVisit
from app.kernel.guard import open_act
from app.kernel.places import Official, Organisation, OrganisationKind
from app.kernel.points import POINTS
from app.powers.models import Power, PowerState, PowerVersion
from app.supervision.models import Alert
from app.supervision.scanning import scan
from tests.approvals.logs import BASE, NOW, ROOT, Importer, data_file, mapping_of, write_csv, write_xes
from tests.supervision.register import register_points
from tests.world import World

register_points()


def many(count: int, *acts: str) -> list[tuple[str, ...]]:
    """Return rows of some cases, each with the same acts, a day apart."""
    return [
        (f"A-{n:05d}", act, f"2026-03-{day:02d} 09:00", "王办", "2026-03-03")
        for n in range(count)
        for day, act in enumerate(acts or ("apply", "accept", "grant", "hand over"), start=1)
    ]


def counted(session: Session, table: type[Any], *where: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(table).where(*where)) or 0)


def alerts(session: Session, point: str) -> set[int]:
    """Scan all that is new and return the subjects of a point's alerts."""
    figures = None
    while figures is None or figures.behind:
        act = platform_act(session, Channel.CLOCK, NOW, county=350102)
        with open_act(act):
            figures = scan(act)
            session.flush()
    return set(session.scalars(select(Alert.subject_id).where(Alert.point == point)))


def test_a_case_is_written_with_its_steps_deadline_and_trail(
    importer: Importer, session: Session, world: World, tmp_path: Path
) -> None:
    figures = importer.run(write_csv(tmp_path / "a.csv", many(1)), mapping_of(tmp_path))
    assert (figures.new_cases, figures.new_events, figures.steps, figures.late) == (1, 4, 4, 1)
    case = session.scalars(select(Case).where(Case.source == "import")).one()
    assert (case.outside_key, case.number, case.state) == ("test-log:A-00000", "test-log:A-00000", "closed")
    assert (case.received_on, case.accepted_on) == (date(2026, 3, 1), date(2026, 3, 2))
    assert (case.decision, case.decision_seconds, case.delivered_at) == ("grant", 86400, case.ended_at)
    assert case.observed_until == case.ended_at
    assert case.organisation_id == world.organisation("gulou-urban").id
    assert (case.applicant_identity, case.applicant_phone) == ("", "")
    visits = session.scalars(select(StepVisit).where(StepVisit.subject_id == case.id).order_by(StepVisit.id)).all()
    assert [(v.name, v.step_code, v.action) for v in visits] == [
        ("apply", "apply", "submit"),
        ("accept", "accept", "accept"),
        ("grant", "grant", "grant"),
        ("hand over", "hand over", "deliver"),
    ]
    assert {v.official_id for v in visits} == {case.handler_id}
    clock = session.scalars(select(Clock).where(Clock.subject_id == case.id)).one()
    assert (clock.what, clock.fixed, clock.due_on) == ("statutory", True, date(2026, 3, 3))
    assert clock.due_at == datetime(2026, 3, 3, 16, tzinfo=UTC)
    assert clock.stopped_at == case.ended_at
    told = session.scalars(select(TrailRow).where(TrailRow.verb == "approval.imported")).one()
    assert (told.subject_id, told.channel, told.at) == (case.id, "import", NOW)
    assert '"received_at":"2026-03-01T01:00:00+00:00"' in told.facts
    assert "王办" not in told.facts


def test_an_unknown_officer_keeps_his_name_and_gets_no_account(
    importer: Importer, session: Session, world: World, tmp_path: Path
) -> None:
    rows = [("A-1", "apply", "2026-03-01", "新来的", ""), ("A-1", "accept", "2026-03-02", "李办", "")]
    importer.run(write_csv(tmp_path / "a.csv", rows), mapping_of(tmp_path))
    new = session.scalars(select(Official).where(Official.name == "新来的")).one()
    assert (new.user_id, new.organisation_id) == (None, world.organisation("gulou-urban").id)
    assert counted(session, Official, Official.name == "李办") == 1
    assert session.scalars(select(Case.handler_id).where(Case.source == "import")).one() == world.official("handler").id
    importer.run(write_csv(tmp_path / "b.csv", [("A-2", *rows[0][1:])]), mapping_of(tmp_path))
    assert counted(session, Official, Official.name == "新来的") == 1


def test_organisations_and_powers_are_matched_by_code_or_name_and_added_once(
    importer: Importer, session: Session, world: World, tmp_path: Path
) -> None:
    mapping = mapping_of(
        tmp_path,
        organisation={"code": "new-organ", "name": "新设局", "column": "dept", "values": {"Health": "gulou-health"}},
        power={"code": "T-9", "name": "其他", "column": "item"},
        event={**BASE["event"], "organisation": "group"},
    )
    rows = [
        ("A-1", "apply", "2026-03-01", "", "", "HEALTH ", "广告审批", "一科"),
        ("A-2", "apply", "2026-03-01", "", "", "鼓楼区城市管理局", "广告审批", "一科"),
        ("A-3", "apply", "2026-03-01", "", "", "住建局", "", ""),
        ("A-4", "apply", "2026-03-01", "", "", "", "", ""),
    ]
    importer.run(
        write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "officer", "due", "dept", "item", "group")),
        mapping,
    )
    organs = dict(
        session.execute(
            select(Case.outside_key, Organisation.name).join(Organisation, Organisation.id == Case.organisation_id)
        ).all()  # type: ignore[arg-type]
    )
    assert organs == {
        "test-log:A-1": "鼓楼区卫生健康局",
        "test-log:A-2": "鼓楼区城市管理局",
        "test-log:A-3": "住建局",
        "test-log:A-4": "新设局",
    }
    added = session.scalars(
        select(Organisation).where(Organisation.name.in_(["住建局", "新设局", "一科"])).order_by(Organisation.name)
    ).all()
    assert {row.name: (row.body, row.parent.code if row.parent else None) for row in added} == {
        "一科": (OrganisationKind.SECTION, "new-organ"),
        "住建局": (OrganisationKind.ORGAN, "gulou"),
        "新设局": (OrganisationKind.ORGAN, "gulou"),
    }
    assert all(
        row.path.endswith(f"/{row.id}/") and row.parent and row.path.startswith(row.parent.path) for row in added
    )
    powers = session.scalars(select(Power).order_by(Power.name)).all()
    assert [(power.name, power.state) for power in powers] == [
        ("其他", PowerState.DRAFT),
        ("广告审批", PowerState.DRAFT),
    ]
    assert all(power.current_version_id for power in powers)
    assert session.scalars(select(PowerVersion.online)).all() == [False, False]


def test_a_power_that_is_known_is_used_with_its_content(importer: Importer, session: Session, tmp_path: Path) -> None:
    importer.run(write_csv(tmp_path / "a.csv", many(1)), mapping_of(tmp_path))
    importer.run(write_csv(tmp_path / "b.csv", many(2)), mapping_of(tmp_path))
    assert counted(session, Power, Power.code == "T-XK-1") == 1
    assert counted(session, PowerVersion) == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"county": 999999}, "no county 999999"),
        ({"organisation": {"code": "taijiang-urban", "name": "x"}}, "another county"),
    ],
)
def test_a_county_or_code_that_cannot_be_used_refuses_the_import(
    importer: Importer, session: Session, tmp_path: Path, changes: Any, told: str
) -> None:
    with pytest.raises((Incomplete, Conflict), match=told):
        importer.run(write_csv(tmp_path / "a.csv", many(1)), mapping_of(tmp_path, **changes))
    assert counted(session, Case) == 0


def test_acts_of_the_law_become_rows_of_their_own(importer: Importer, session: Session, tmp_path: Path) -> None:
    acts = ("apply", "tell", "fix", "accept", "pause", "go on", "extend", "give back")
    limits = {"case": {"value": 5, "basis": "条例第九条"}, "receive": {"value": 5}}
    mapping = mapping_of(tmp_path, limits=limits, case={"id": "case"})
    importer.run(write_csv(tmp_path / "a.csv", many(1, *acts)), mapping)
    notice = session.scalars(select(OneTimeNotice)).one()
    assert (notice.told_on, notice.number, notice.answered_at is not None) == (date(2026, 3, 2), 1, True)
    pause = session.scalars(select(Suspension)).one()
    assert (pause.suspended_on, pause.resumed_on, pause.days, pause.state_before) == (
        date(2026, 3, 5),
        date(2026, 3, 6),
        1,
        "accepted",
    )
    back = session.scalars(select(Return)).one()
    assert (back.after_acceptance, back.returned_by is not None) == (True, True)
    extension = session.scalars(select(Extension)).one()
    assert (extension.days, extension.after_due) == (10, False)
    clocks = {c.what: c for c in session.scalars(select(Clock))}
    whole = clocks["statutory"]
    assert (whole.fixed, whole.limit_value, whole.extension, whole.suspended_days) == (False, 5, 10, 1)
    # Accepted on Wednesday 4 March: 5 + 10 working days and one of suspension end on Thursday 26 March.
    assert (whole.due_on, whole.basis) == (date(2026, 3, 26), "条例第九条")
    assert clocks["receive"].due_on == date(2026, 3, 6)


def test_a_suspension_alerts_for_a_foreign_reason_and_not_for_a_missing_one(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    event = {**BASE["event"], "reason": "why"}
    rows = [("A-1", "pause", "2026-03-01", "", "", ""), ("A-2", "pause", "2026-03-01", "", "", "holidays")]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "officer", "due", "why"))
    importer.run(path, mapping_of(tmp_path, event=event))
    foreign = session.scalars(select(Case.id).where(Case.outside_key == "test-log:A-2")).one()
    assert alerts(session, "A4.reason") == {foreign}


def test_the_clock_of_a_case_that_is_suspended_stands_still(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    mapping = mapping_of(tmp_path, limits={"case": {"value": 2}}, case={"id": "case"}, observed="now")
    importer.run(write_csv(tmp_path / "a.csv", many(1, "apply", "accept", "pause")), mapping)
    clock = session.scalars(select(Clock)).one()
    assert (clock.suspended_on, clock.due_at, clock.stopped_at) == (date(2026, 3, 3), None, None)
    assert alerts(session, "A5.statutory") == set()


def test_an_extension_after_the_limit_ran_out_is_marked(importer: Importer, session: Session, tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, limits={"case": {"value": 2}}, case={"id": "case"})
    acts = ("apply", "accept", "look", "look", "look", "extend")
    importer.run(write_csv(tmp_path / "a.csv", many(1, *acts)), mapping)
    assert session.scalars(select(Extension.after_due)).one() is True


def test_a_limit_in_a_year_without_a_calendar_waits_for_it(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    mapping = mapping_of(tmp_path, limits={"case": {"value": 20}}, case={"id": "case"})
    rows = [("A-1", act, f"2011-03-0{n} 09:00", "", "") for n, act in enumerate(("apply", "pause", "go on"), 1)]
    importer.run(write_csv(tmp_path / "a.csv", rows), mapping)
    assert session.scalars(select(Clock.due_at)).one() is None


def test_a_bad_row_refuses_its_whole_case_and_no_other(importer: Importer, session: Session, tmp_path: Path) -> None:
    rows = many(3)
    rows[5] = ("A-00001", "accept", "=cmd|' /C calc'!A0", "王办", "2026-03-03")
    figures = importer.run(write_csv(tmp_path / "a.csv", rows), mapping_of(tmp_path))
    assert (figures.cases, figures.refused_cases, figures.bad_rows) == (2, 1, 1)
    assert set(session.scalars(select(Case.outside_key))) == {"test-log:A-00000", "test-log:A-00002"}
    assert counted(session, StepVisit) == 8
    line = importer.faults()[0]
    assert line[:4] == ["7", "A-00001", "time", "'=cmd|' /C calc'!A0"]
    assert line[4]


def test_a_row_that_is_faulty_already_when_read_refuses_its_case_too(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", many(2))
    path.write_text(path.read_text("utf-8") + "A-00001,late,2026-03-09\n", "utf-8")
    figures = importer.run(path, mapping_of(tmp_path))
    assert (figures.cases, figures.refused_cases) == (1, 1)
    assert [line[:2] for line in importer.faults()] == [["10", "A-00001"]]


def test_bad_rows_alone_are_left_out_when_the_mapping_says_so(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [*many(1), ("A-00000", "look", "never", "", "")])
    path.write_text(path.read_text("utf-8") + "A-00000,cut\n", "utf-8")
    figures = importer.run(path, mapping_of(tmp_path, bad_rows="drop_row"))
    assert (figures.new_cases, figures.new_events, figures.bad_rows, figures.refused_cases) == (1, 4, 2, 0)


def test_a_dry_run_finds_the_same_faults_and_writes_nothing(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [*many(2), ("A-9", "look", "never", "", "")])
    before = counted(session, TrailRow)
    figures = importer.run(path, mapping_of(tmp_path), dry=True)
    assert (figures.cases, figures.late, figures.new_cases, figures.bad_rows) == (2, 2, 0, 1)
    assert len(importer.faults()) == 1
    assert counted(session, Case) == counted(session, LogImport) == 0
    assert counted(session, TrailRow) == before


def test_a_log_without_faults_leaves_no_report(importer: Importer, tmp_path: Path) -> None:
    importer.run(write_csv(tmp_path / "a.csv", many(1)), mapping_of(tmp_path))
    assert not importer.report.exists()


def test_the_same_log_twice_adds_nothing(importer: Importer, session: Session, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", many(5))
    first, second = (importer.run(path, mapping_of(tmp_path)) for _ in range(2))
    assert (first.new_cases, first.known_cases) == (5, 0)
    assert (second.new_cases, second.known_cases, second.new_events) == (0, 5, 0)
    assert counted(session, Case) == 5
    assert counted(session, StepVisit) == 20


def test_a_run_that_was_cut_off_goes_on_behind_its_last_batch(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = many(450, "apply", "accept")
    random.Random(7).shuffle(rows)  # noqa: S311
    path, mapping = write_csv(tmp_path / "a.csv", rows), mapping_of(tmp_path)
    importer.stop_before = 4
    with pytest.raises(KeyboardInterrupt):
        importer.run(path, mapping)
    assert counted(session, Case) == 400
    run = session.scalars(select(LogImport)).one()
    assert (run.last_case, run.new_cases, run.finished_at) == ("A-00399", 400, None)
    figures = importer.run(path, mapping)
    assert (figures.resumed_after, figures.new_cases, figures.known_cases) == ("A-00399", 50, 0)
    assert counted(session, Case) == 450
    assert counted(session, StepVisit) == 900
    session.refresh(run)
    assert (run.new_cases, run.new_events, run.finished_at is not None) == (450, 900, True)
    assert counted(session, TrailRow, TrailRow.verb == "approval.imported") == 450


def test_two_runs_of_one_log_at_once_are_refused(importer: Importer, tmp_path: Path) -> None:
    from app.approvals.logs.importing import _only_one
    from app.approvals.logs.reading import digest_of

    path = write_csv(tmp_path / "a.csv", many(1))
    with _only_one(tmp_path / "state", digest_of(path)), pytest.raises(Conflict, match="being imported already"):
        importer.run(path, mapping_of(tmp_path))


def test_ids_of_any_length_give_cases_with_numbers_of_their_own(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [(f"{'x' * 80}{n}", "apply", "2026-03-01", "", "") for n in range(2)]
    importer.run(write_csv(tmp_path / "a.csv", rows), mapping_of(tmp_path))
    numbers = session.scalars(select(Case.number)).all()
    assert len(set(numbers)) == 2
    assert max(len(number) for number in numbers) == 60


def test_open_cases_of_a_log_that_lives_on_are_judged_by_today(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [("A-1", "apply", "2026-03-01", "", "2026-03-05"), ("A-2", "apply", "2026-09-01", "", "2026-12-01")]
    importer.run(write_csv(tmp_path / "a.csv", rows), mapping_of(tmp_path, observed="now"))
    assert session.scalars(select(Case.observed_until)).all() == [None, None]
    late = session.scalars(select(Case.id).where(Case.outside_key == "test-log:A-1")).one()
    assert alerts(session, "A5.statutory") == {late}


def test_open_cases_of_a_log_that_has_ended_are_judged_by_the_day_it_was_watched_until(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    rows = [("A-1", "apply", "2026-03-01", "", "2026-03-05"), ("A-2", "apply", "2026-03-01", "", "2026-03-20")]
    path = write_csv(tmp_path / "a.csv", rows)
    importer.run(path, mapping_of(tmp_path, observed="2026-03-10T00:00:00+08:00"))
    late = session.scalars(select(Case.id).where(Case.outside_key == "test-log:A-1")).one()
    assert alerts(session, "A5.statutory") == {late}


def test_step_deadlines_of_the_log_find_late_steps(importer: Importer, session: Session, tmp_path: Path) -> None:
    event = {**BASE["event"], "due": "step_due"}
    rows = [
        ("A-1", "apply", "2026-03-01", "王办", "", ""),
        ("A-1", "look", "2026-03-04", "王办", "", "2026-03-03"),
        ("A-1", "accept", "2026-03-05", "王办", "", "2026-03-05"),
    ]
    path = write_csv(tmp_path / "a.csv", rows, ("case", "activity", "time", "officer", "due", "step_due"))
    importer.run(path, mapping_of(tmp_path, event=event))
    clocks = session.scalars(select(Clock).where(Clock.what == ClockKind.STEP).order_by(Clock.id)).all()
    assert [(c.started_at, c.due_on) for c in clocks] == [
        (datetime(2026, 2, 28, 16, tzinfo=UTC) + INSIDE, date(2026, 3, 3)),
        (datetime(2026, 3, 3, 16, tzinfo=UTC) + INSIDE, date(2026, 3, 5)),
    ]
    assert len(alerts(session, "A5.step")) == 1
    fact = session.scalars(select(Alert.evidence).where(Alert.point == "A5.step")).one()
    assert fact["step"] == "look"


def test_an_xes_log_gives_the_same_case_as_the_csv_log(importer: Importer, session: Session, tmp_path: Path) -> None:
    event = {"activity": "concept:name", "time": "time:timestamp", "resource": "org:resource"}
    mapping = mapping_of(tmp_path, case={"id": "case:concept:name", "due": "case:due"}, event=event)
    events = [
        {"concept:name": act, "time:timestamp": f"2026-03-{day:02d}T09:00:00+08:00", "org:resource": "王办"}
        for day, act in enumerate(("apply", "accept", "grant", "hand over"), start=1)
    ]
    importer.run(write_xes(tmp_path / "a.xes.gz", {"A-00000": ({"due": "2026-03-03"}, events)}), mapping)
    importer.run(write_csv(tmp_path / "a.csv", many(1)), mapping_of(tmp_path, source="csv"))
    case, same = session.scalars(select(Case).order_by(Case.id)).all()
    assert (case.state, case.received_at, case.ended_at) == (same.state, same.received_at, same.ended_at)
    assert len(alerts(session, "A5.statutory")) == 2


FINES = {
    "source": "multe",
    "county": 350102,
    "organisation": {"code": "traffic", "name": "交警大队"},
    "power": {"code": "CF-1", "name": "道路交通违法处罚", "type": "02"},
    "csv": {"delimiter": ";", "encoding": "cp1252"},
    "decimal": ",",
    "times": {"zone": "Europe/Rome", "formats": ["%d/%m/%Y %H:%M", "%d/%m/%Y"]},
    "empty": ["NULL", "-"],
    "case": {"id": "Verbale", "applicant_id": "Targa"},
    "event": {"activity": "Attività", "time": "Data", "resource": "Agente"},
    "activities": {"submit": ["Create Fine", "Crea multa"], "end": ["Payment", "Send for Credit Collection"]},
    "facts": {
        "amount": {"column": "Importo", "type": "number", "keep": "last"},
        "article": {"column": "Articolo"},
        "paid": {"column": "Pagato", "type": "number", "keep": "sum"},
        "payments": {"count": "payment"},
        "days_to_penalty": {"days": {"from": "Insert Fine Notification", "to": "Add penalty"}},
        "days_to_appeal": {"days": {"from": "Insert Fine Notification", "to": "Insert Date Appeal to Prefecture"}},
    },
    "optional": ["Payment", "Insert Date Appeal to Prefecture"],
}


def test_a_fines_log_of_another_country_is_read_with_its_amounts_and_articles(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    headings = ("VERBALE", "attività", "DATA", "Agente", "Importo", "Articolo", "Pagato", "Targa", "Note")
    rows = [
        ("A1", "Crea multa", "24/07/2006", "561", "35,00", "157", "NULL", "AB123CD", "x"),
        ("A1", "Send Fine", "05/12/2006", "-", "", "", "", "AB123CD", ""),
        ("A1", "Insert Fine Notification", "15/01/2007 08:30", "", "", "", "", "", ""),
        ("A1", "ADD PENALTY", "16/03/2007", "", "71,50", "", "", "", ""),
        ("A1", "Send for Credit Collection", "30/03/2009", "", "", "", "", "", ""),
        ("N2", "create fine", "02/08/2006", "537", "1.036,00", "142", "", "", ""),
        ("N2", "Payment", "01/09/2006", "", "", "", "500", "", ""),
        ("N2", "Payment", "01/09/2006", "", "", "", "500", "", ""),
        ("N2", "payment ", "02/09/2006", "", "", "", "536,00", "", ""),
        ("V3", "Create Fine", "02/08/2006", "537", "22", "7", "", "", ""),
        (
            "V3",
            "Qualcosa di nuovo che nessuno ha mai visto in questo ufficio postale",
            "03/08/2006",
            "",
            "",
            "",
            "",
            "",
            "",
        ),
        ("X4", "Create Fine", "32/08/2006", "", "", "", "", "", ""),
        ("X4", "Payment", "03/09/2006", "", "", "", "venti", "", ""),
    ]
    random.Random(3).shuffle(rows)  # noqa: S311
    path = write_csv(tmp_path / "multe.csv.gz", rows, headings, delimiter=";", encoding="cp1252")
    figures = importer.run(path, mapping_of_fines(tmp_path))
    assert (figures.new_cases, figures.new_events, figures.duplicates, figures.refused_cases) == (3, 10, 1, 1)
    assert [line[1:4] for line in importer.faults()] == [["X4", "Data", "32/08/2006"]]
    cases = {case.outside_key: case for case in session.scalars(select(Case))}
    assert {key: (case.state, case.ended_at is None) for key, case in cases.items()} == {
        "multe:A1": ("closed", False),
        "multe:N2": ("closed", False),
        "multe:V3": ("in_review", True),
    }
    assert cases["multe:A1"].form == {"amount": "71.5", "article": "157", "payments": "0", "days_to_penalty": "60"}
    assert cases["multe:A1"].applicant_identity == "AB123CD"
    facts = session.execute(
        select(CaseFact.name, CaseFact.number, CaseFact.text).where(CaseFact.subject_id == cases["multe:N2"].id)
    )
    assert {row.name: row.number if row.text is None else row.text for row in facts} == {
        "amount": 1036.0,
        "article": "142",
        "paid": 1036.0,
        "payments": 2.0,
    }
    unknown = session.scalars(select(StepVisit).where(StepVisit.name.startswith("Qualcosa"))).one()
    assert (len(unknown.name), len(unknown.step_code), unknown.action) == (60, 30, None)
    assert counted(session, Clock) == 0


def test_a_countys_own_point_can_compare_the_facts_of_a_case(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    headings = ("Verbale", "Attività", "Data", "Agente", "Importo", "Articolo", "Pagato", "Targa")
    rows = []
    for n in range(60):
        rows += [
            (f"F{n}", "Create Fine", "01/01/2020", "", "100", "157", "", ""),
            (f"F{n}", "Insert Fine Notification", "10/01/2020", "", "", "", "", ""),
            (f"F{n}", "Add penalty", f"{9 + (n == 7):02d}/03/2020" if n != 9 else "12/03/2020", "", "", "", "", ""),
        ]
    path = write_csv(tmp_path / "a.csv", rows, headings, delimiter=";", encoding="cp1252")
    importer.run(path, mapping_of_fines(tmp_path))
    wrong = (
        select(Case.outside_key)
        .join(CaseFact, (CaseFact.subject_id == Case.id) & (CaseFact.subject_kind == Case.kind))
        .where(CaseFact.name == "days_to_penalty", CaseFact.number != 59)
    )
    assert set(session.scalars(wrong)) == {"multe:F7", "multe:F9"}


def mapping_of_fines(folder: Path) -> LogMapping:
    """Return the mapping of the fines log."""
    return mapping_of(folder, **FINES)


@pytest.mark.parametrize("name", ["business_permits.csv", "site_checks.xes.gz"])
def test_the_shipped_logs_are_imported_whole(importer: Importer, name: str) -> None:
    folder = ROOT / "seeds" / "logs"
    figures = importer.run(folder / name, load_mapping(folder / f"{name.split('.', maxsplit=1)[0]}.yaml"))
    assert figures.new_cases == figures.cases > 0
    assert (figures.bad_rows, figures.refused_cases) == (0, 0)
    assert figures.late > 0


def test_the_scan_finds_exactly_the_late_permits_of_the_dutch_office(importer: Importer, session: Session) -> None:
    path = data_file("permit_receipts.csv")
    mapping = load_mapping(ROOT / "seeds" / "logs" / "permit_receipts.yaml")
    figures = importer.run(path, mapping)
    assert (figures.new_cases, figures.new_events, figures.bad_rows) == (1434, 8577, 0)
    assert counted(session, Case) == 1434
    assert counted(session, StepVisit) == 8577
    clock_of_case = (Clock.subject_id == Case.id) & (Clock.what == "statutory")
    closed_late = (
        select(Case.id).join(Clock, clock_of_case).where(Case.ended_at.is_not(None), Clock.stopped_at > Clock.due_at)
    )
    event_after = (
        select(StepVisit.id)
        .where(StepVisit.subject_id == Case.id, StepVisit.closed_at > Clock.due_at)
        .correlate(Case, Clock)
        .exists()
    )
    open_late = select(Case.id).join(Clock, clock_of_case).where(Case.ended_at.is_(None), event_after)
    ended, still_open = set(session.scalars(closed_late)), set(session.scalars(open_late))
    assert counted(session, Case, Case.ended_at.is_not(None)) == 1329
    assert (len(ended), len(still_open)) == (377, 4)
    assert alerts(session, "A5.statutory") == ended | still_open
    assert set(session.scalars(select(Alert.point).distinct())) == {"A5.statutory"}
    assert len(POINTS["A5.statutory"].title) > 0


def test_the_dutch_log_with_its_rows_mixed_gives_the_same_cases(
    importer: Importer, session: Session, tmp_path: Path
) -> None:
    path = data_file("permit_receipts.csv")
    headings, *lines = path.read_text("utf-8").splitlines(keepends=True)
    random.Random(11).shuffle(lines)  # noqa: S311
    mixed = tmp_path / "mixed.csv"
    mixed.write_text("".join([headings, *lines]), "utf-8")
    mapping = load_mapping(ROOT / "seeds" / "logs" / "permit_receipts.yaml")
    whole = importer.run(path, mapping, dry=True)
    figures = importer.run(mixed, mapping)
    assert (
        (figures.late, figures.late_open, figures.cases) == (whole.late, whole.late_open, whole.cases) == (377, 4, 1434)
    )
    assert counted(session, StepVisit) == 8577
