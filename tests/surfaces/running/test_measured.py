"""A real server with its workers: what they measure is summed up, and what they log holds nobody's data."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from config import ROOT
from tests.databases import free_port
from tests.surfaces.running.health import make_well
from tests.surfaces.test_serving import until
from tests.web import RunningProgram

TOKEN = "metrics-token-of-the-test-0123456789"
NAME = "张三李四"
FULL_DISK = Path("/dev/full")


class Serving:
    """``gunicorn run:app`` with two workers, measured and logging JSON."""

    def __init__(self, folder: Path, database: str, log: Path | None = None) -> None:
        self.port, self.log = free_port(), log or folder / "serving.log"
        environ = {key: value for key, value in os.environ.items() if not key.startswith("SUNSHINE_")}
        environ |= {
            "SUNSHINE_FOLDER": str(folder),
            "SUNSHINE_PORT": str(self.port),
            "SUNSHINE_DATABASE": database,
            "SUNSHINE_TRAINING": "none",
            "SUNSHINE_METRICS_TOKEN": TOKEN,
            "SUNSHINE_LOG": "json",
        }
        command = (sys.executable, "-m", "gunicorn", "--workers", "2", "run:app")
        with self.log.open("wb") as written:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=written, stdout=subprocess.DEVNULL)

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Return status, body and number of the answer to a request."""
        told = httpx.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=30, trust_env=False)
        return told.status_code, told.text, told.headers.get("X-Request-Id", "")

    def alive(self) -> bool:
        """Tell whether the server answers."""
        try:
            return self.get("/healthz")[0] == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        """End the server as an operator does."""
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def serving(program: RunningProgram, tmp_path: Path, engine_name: str) -> Iterator[Serving]:
    if engine_name == "postgresql":
        pytest.skip("what is measured is the same on either engine")
    make_well(program.app)
    made = Serving(tmp_path, program.address)
    try:
        until(made.alive, "the server does not answer")
        yield made
    finally:
        made.stop()


@pytest.mark.skipif(not FULL_DISK.exists(), reason="this system has no disk that is always full")
def test_a_full_disk_of_logs_stops_no_page(program: RunningProgram, tmp_path: Path, engine_name: str) -> None:
    if engine_name == "postgresql":
        pytest.skip("where logs lie is the same on either engine")
    make_well(program.app)
    made = Serving(tmp_path, program.address, FULL_DISK)
    try:
        until(made.alive, "the server does not answer")
        assert [made.get("/portal/")[0] for _ in range(5)] == [200] * 5
        assert made.get("/no/such/page")[0] == 404
        assert made.process.poll() is None
    finally:
        made.stop()


def measured(text: str, name: str, **labels: str) -> list[float]:
    """Return the values of a measure whose labels are these."""
    rows = re.findall(rf"^{name}(?:\{{(.*?)\}})? (\S+)$", text, re.MULTILINE)
    return [float(value) for told, value in rows if all(f'{key}="{said}"' in told for key, said in labels.items())]


def test_requests_of_all_workers_are_summed_and_the_state_is_read(serving: Serving) -> None:
    for _ in range(20):
        assert serving.get("/portal/")[0] == 200
    assert serving.get("/no/such/page")[0] == 404
    assert serving.get("/metrics")[0] == 401
    assert serving.get("/metrics", Authorization="Bearer wrong")[0] == 401
    status, text, _ = serving.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert measured(text, "sunshine_request_seconds_count", page="portal.home", method="GET", answer="2xx") == [20]
    assert measured(text, "sunshine_request_seconds_count", page="none", answer="4xx") == [1]
    assert measured(text, "sunshine_well", check="database") == [1]
    assert measured(text, "sunshine_well", check="clock") == [0], "no clock runs beside this server"
    assert measured(text, "sunshine_open_alerts") == [0]
    assert measured(text, "sunshine_outbox_waiting") == [0]
    assert "/portal" not in text, "pages are named by what they are, not by address"


def test_every_line_of_the_log_is_json_without_what_a_visitor_looked_for(serving: Serving) -> None:
    status, _, number = serving.get(f"/portal/search?q={quote(NAME)}", **{"X-Request-Id": "from-nginx-0001"})
    assert (status, number) == (200, "from-nginx-0001")
    assert re.fullmatch(r"[0-9a-f]{16}", serving.get("/portal/", **{"X-Request-Id": "<script>"})[2])
    serving.stop()
    lines = [json.loads(line) for line in serving.log.read_text("utf-8").splitlines()]
    assert {"time", "level", "from", "message", "request"} <= set(lines[0])
    told = [line for line in lines if line["request"] == "from-nginx-0001"]
    assert [(line["from"], line["page"], line["method"], line["status"]) for line in told] == [
        ("sunshine.access", "portal.search", "GET", 200)
    ]
    assert told[0]["ms"] > 0
    written = serving.log.read_text("utf-8")
    assert NAME not in written and quote(NAME) not in written
    assert any(line["from"] == "gunicorn.error" for line in lines), "the server's own words are JSON too"
