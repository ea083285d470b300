"""``flask import-log`` as it is typed, killed, and typed again, on both engines."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select

from app.approvals.logs.models import LogImport
from app.approvals.models import Case
from app.kernel.audit import TrailRow
from app.kernel.flows.models import StepVisit
from tests.approvals.logs import BASE, ROOT, write_csv
from tests.web import RunningProgram, at_work

ROWS = [("A-1", "apply", "2026-03-01", "王办", "2026-03-05"), ("A-2", "apply", "2026-03-41", "王办", "")]


@pytest.fixture
def mapping_file(tmp_path: Path) -> Path:
    """The small mapping as a file."""
    path = tmp_path / "map.yaml"
    path.write_text(yaml.safe_dump(BASE, allow_unicode=True), "utf-8")
    return path


def run(site: Flask, *words: object) -> Any:
    return site.test_cli_runner().invoke(args=["import-log", *map(str, words)])


def test_the_command_prints_a_table_and_where_the_report_lies(site: Flask, mapping_file: Path, tmp_path: Path) -> None:
    answer = run(site, write_csv(tmp_path / "a.csv", ROWS), "--map", mapping_file, "--report", tmp_path / "r.csv")
    assert answer.exit_code == 2, answer.output
    assert str(tmp_path / "r.csv") in answer.output
    assert (tmp_path / "r.csv").read_text("utf-8-sig").count("\n") == 2
    with at_work(site) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_the_command_prints_json(site: Flask, mapping_file: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    told = json.loads(run(site, path, "--map", mapping_file, "--dry-run", "--json").stdout)
    assert (told["cases"], told["new_cases"], told["refused_cases"], told["dry_run"]) == (1, 0, 1, True)
    again = json.loads(run(site, path, "--map", mapping_file, "--json").stdout)
    assert (again["new_cases"], again["dry_run"]) == (1, False)
    assert again["report"].endswith("test-log-a.csv.faults.csv")


def test_a_refusal_is_one_sentence_and_not_a_traceback(site: Flask, mapping_file: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [], ("case", "when"))
    answer = run(site, path, "--map", mapping_file)
    assert answer.exit_code == 1
    assert "case | when" in answer.output
    assert "Traceback" not in answer.output


def test_a_killed_import_goes_on_to_the_same_totals(
    program: RunningProgram, mapping_file: Path, tmp_path: Path
) -> None:
    rows = [
        (f"A-{n:05d}", act, f"2026-03-0{day} 09:00", "王办", "2026-03-03")
        for n in range(4000)
        for day, act in enumerate(("apply", "accept", "grant"), start=1)
    ]
    path = write_csv(tmp_path / "a.csv.gz", rows)
    environment = os.environ | {
        "SUNSHINE_MODE": "testing",
        "SUNSHINE_FOLDER": str(tmp_path / "folder"),
        "SUNSHINE_DATABASE": program.address,
    }
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "app:create_app",
        "import-log",
        str(path),
        "--map",
        str(mapping_file),
        "--json",
    ]
    first = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    done = 0
    while first.poll() is None and done < 400:
        time.sleep(0.01)
        with at_work(program.app) as session:
            done = session.scalar(select(func.max(LogImport.new_cases))) or 0
    first.send_signal(signal.SIGKILL)
    first.communicate()
    with at_work(program.app) as session:
        cut_off = session.scalars(select(LogImport)).one()
        assert cut_off.finished_at is None
        assert 400 <= cut_off.new_cases < 4000
        assert session.scalar(select(func.count()).select_from(Case)) == cut_off.new_cases
        assert session.scalar(select(func.count()).select_from(StepVisit)) == 3 * cut_off.new_cases
    second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stderr
    told = json.loads(second.stdout)
    assert told["resumed_after"] == cut_off.last_case
    assert told["new_cases"] + cut_off.new_cases == 4000
    with at_work(program.app) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 4000
        assert session.scalar(select(func.count()).select_from(StepVisit)) == 12000
        imported = select(func.count()).select_from(TrailRow).where(TrailRow.verb == "approval.imported")
        assert session.scalar(imported) == 4000
        run_row = session.scalars(select(LogImport)).one()
        assert (run_row.new_cases, run_row.finished_at is not None) == (4000, True)
