"""What deploy/ describes really runs: every command line, every unit, the proxy before them."""

import json
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from config import SETTINGS
from tests.databases import free_port, postgres_database
from tests.deploy.machines import DEPLOY, PROGRAMS, Machine, Process, of_compose, of_units
from tests.surfaces.test_serving import until

THROUGH_A_PROXY = {"Host": "sunshine.example.cn", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that the compose file's own ``setup`` has made."""
    made = Machine(tmp_path_factory.mktemp("setup"), postgres_database(), of_compose())
    done = made.run("setup")
    assert done.returncode == 0, done.stderr
    return made.database


@pytest.fixture(params=[of_compose, of_units], ids=["compose", "systemd"])
def machine(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Iterator[Machine]:
    describe: Callable[[], dict[str, Process]] = request.param
    made = Machine(tmp_path, database, describe())
    try:
        for name in PROGRAMS:
            made.start(name)
        for port in made.ports.values():
            until(lambda port=port: made.get(port, "/readyz") == 200, "a web process is not ready")
        yield made
    finally:
        made.stop()


def served(machine: Machine, port: str, path: str) -> int:
    """Return how a process answers what came through the proxy."""
    return machine.get(machine.ports[port], path, **THROUGH_A_PROXY)


def test_every_process_runs_by_its_very_command_line_behind_the_proxy(machine: Machine, tmp_path: Path) -> None:
    assert served(machine, "5080", "/login/") == 200
    assert served(machine, "5090", "/portal/") == 200
    assert served(machine, "5090", "/login/") == 404, "the public net has no door to the internal one"
    assert served(machine, "5080", "/metrics") == 401
    until(lambda: well(machine)["clock"], "the clock gives no sign of life")
    assert {name for name, fine in well(machine).items() if not fine} <= {"backup", "calendar"}
    lines = [json.loads(line) for line in machine.log("internal").splitlines() if line.startswith("{")]
    assert any(line.get("page") and line["status"] == 200 for line in lines), "requests stand in the log as JSON"
    if shutil.which("nginx"):
        look_through_the_proxy(machine, tmp_path)


def well(machine: Machine) -> dict[str, bool]:
    """Return which checks find all in order, as the operator's monitoring reads it."""
    headers = THROUGH_A_PROXY | {"Authorization": f"Bearer {machine.token}"}
    told = httpx.get(f"http://127.0.0.1:{machine.ports['5080']}/metrics", headers=headers, trust_env=False).text
    found = re.findall(r'^sunshine_well\{check="(\w+)"\} (\S+)$', told, re.MULTILINE)
    return {name: float(value) == 1 for name, value in found}


def look_through_the_proxy(machine: Machine, tmp_path: Path) -> None:
    """Ask both nets through nginx, which keeps the probes inside."""
    public, internal = _start_nginx(machine, tmp_path)
    trusted = ssl.create_default_context(cafile=str(tmp_path / "certificates" / "public.pem"))
    with httpx.Client(verify=trusted, trust_env=False, headers={"Host": "sunshine.example.cn"}) as client:
        front = client.get(f"https://localhost:{public}/portal/")
        assert front.status_code == 200 and re.fullmatch("[0-9a-f]{32}", front.headers["X-Request-Id"])
        assert "max-age" in front.headers["Strict-Transport-Security"]
        assert client.get(f"https://localhost:{public}/login/").status_code == 404
        assert client.get(f"https://localhost:{internal}/login/").status_code == 200
        for path in ("/healthz", "/readyz", "/metrics"):
            assert [client.get(f"https://localhost:{port}{path}").status_code for port in (public, internal)] == [
                404,
                404,
            ]


def _start_nginx(machine: Machine, folder: Path) -> tuple[int, int]:
    """Start the proxy of the compose file with the ports and a certificate of this machine; returns its two ports."""
    public, internal = free_port(), free_port()
    shutil.copytree(DEPLOY / "nginx", folder / "sunshine")
    certificates = folder / "certificates"
    certificates.mkdir()
    for name in ("public", "internal"):
        wanted = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
        files = ("-addext", "subjectAltName=DNS:localhost", "-keyout", f"{name}.key", "-out", f"{name}.pem")
        if name == "public":
            subprocess.run(["openssl", "req", *wanted, *files], cwd=certificates, capture_output=True, check=True)
        else:
            for ending in ("key", "pem"):
                shutil.copy(certificates / f"public.{ending}", certificates / f"internal.{ending}")
    sites = (folder / "sunshine" / "sites.conf").read_text("utf-8")
    sites = sites.replace("listen 443 ssl", f"listen 127.0.0.1:{public} ssl")
    (folder / "sunshine" / "sites.conf").write_text(
        sites.replace("listen 8443 ssl", f"listen 127.0.0.1:{internal} ssl")
    )
    inside = (folder / "sunshine" / "compose.conf").read_text("utf-8")
    for name, port in (("internal", "5080"), ("public", "5090")):
        inside = inside.replace(f"server {name}:{port}", f"server 127.0.0.1:{machine.ports[port]}")
    kept = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/nginx.pid; error_log stderr; daemon off; worker_processes 1;"
        f"events {{}} http {{ access_log off; {kept} {inside} }}"
    )
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with (folder / "nginx.log").open("wb") as log:
        machine.running.append(subprocess.Popen(command, stderr=log, stdout=log))
    until(lambda: _answers(public), f"nginx does not answer: {(folder / 'nginx.log').read_text()}")
    return public, internal


def _answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
    except httpx.TransportError:
        return False
    return True


def test_units_and_compose_start_the_same_programs() -> None:
    compose, units = of_compose(), of_units()
    for name in PROGRAMS:
        told = [part for part in compose[name].command if part != "--bind" and ":50" not in part]
        assert told == [units[name].command[0].rpartition("/")[2], *units[name].command[1:]]
        assert units[name].settings.get("SUNSHINE_SURFACE") == compose[name].settings.get("SUNSHINE_SURFACE")


def test_every_setting_of_the_files_is_one_that_there_is() -> None:
    for process in (*of_compose().values(), *of_units().values()):
        assert {name.removesuffix("_FILE") for name in process.settings} <= set(SETTINGS)


def test_every_file_that_the_compose_file_names_is_there_and_every_secret_is_declared() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    for service in told["services"].values():
        assert set(service.get("secrets", [])) <= set(told["secrets"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./nginx"):
                assert (DEPLOY / source).is_file(), source
            elif not source.startswith("."):
                assert source in told["volumes"]
        for wanted in service.get("depends_on", {}):
            assert wanted in told["services"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for unit in sorted((DEPLOY / "systemd").glob("*.service")):
        text = unit.read_text("utf-8").replace("/opt/sunshine/.venv/bin/", str(Path(shutil.which("env") or "")) + " ")
        text = text.replace("User=sunshine\n", "").replace("/opt/sunshine", "/")
        (tmp_path / unit.name).write_text(text)
        command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert unit.name not in done.stderr, done.stderr
