"""The processes of the compose file and of the units, as they stand there, started on this machine."""

import os
import re
import shlex
import subprocess
import sys
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from config import ROOT
from tests.databases import free_port

DEPLOY = ROOT / "deploy"
PROGRAMS = ("internal", "public", "clock")
ASKED = {"SUNSHINE_HOSTS": "sunshine.example.cn", "SUNSHINE_ADDRESS": "https://sunshine.example.cn"}
"""What whoever starts the compose file must give."""


@dataclass
class Process:
    """One process as a file of deploy/ describes it."""

    command: list[str]
    settings: dict[str, str] = field(default_factory=dict)


def _filled(value: str) -> str:
    """Put what was given into ``${NAME:?why}`` and ``${NAME:-else}``, as compose does."""
    return re.sub(
        r"\$\{(\w+):([?-])([^}]*)\}", lambda found: ASKED.get(found[1], "" if found[2] == "-" else "?"), value
    )


def of_compose() -> dict[str, Process]:
    """Return the processes of our own image by name."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    return {
        name: Process(service["command"], {key: _filled(value) for key, value in service["environment"].items()})
        for name, service in services.items()
        if service.get("image") == "sunshine"
    }


def of_units() -> dict[str, Process]:
    """Return the processes of the systemd units by name; what their common file of settings holds is the compose file's."""
    common = of_compose()["clock"].settings
    found = {}
    for name in PROGRAMS:
        unit = ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read(DEPLOY / "systemd" / f"sunshine-{name}.service", "utf-8")
        service = unit["Service"]
        own = dict(pair.split("=", 1) for pair in shlex.split(service.get("Environment", "")))
        found[name] = Process(shlex.split(service["ExecStart"]), common | own)
    return found


class Machine:
    """Where the processes of one file run: a folder for ``/data``, one for the secrets, a database."""

    def __init__(self, folder: Path, database: str, processes: dict[str, Process]) -> None:
        self.database, self.token = database, "m" * 64
        self.data, self.secrets, self.processes = folder / "data", folder / "secrets", processes
        self.ports = {name: free_port() for name in ("5080", "5090")}
        self.running: list[subprocess.Popen[bytes]] = []
        self.data.mkdir()
        self.secrets.mkdir()
        secrets = {"database": database, "secret_key": "s" * 64, "data_key": "d" * 64, "metrics_token": self.token}
        for name, value in secrets.items():
            (self.secrets / name).write_text(value)

    def _here(self, text: str) -> str:
        """Return a setting or argument with the paths and ports of this machine."""
        text = text.replace("/run/secrets", str(self.secrets)).replace("0.0.0.0:", "127.0.0.1:")
        text = text.replace("/opt/sunshine/.venv/bin/", "")
        text = re.sub(r"\b(5080|5090)\b", lambda found: str(self.ports[found[1]]), text)
        return str(self.data) if text == "/data" else text

    def environ(self, name: str) -> dict[str, str]:
        """Return the environment of a process."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("SUNSHINE_")}
        programs = str(Path(sys.executable).parent)
        own = {key: self._here(value) for key, value in self.processes[name].settings.items()}
        return inherited | {"PATH": f"{programs}{os.pathsep}{inherited['PATH']}"} | own

    def run(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end in the surroundings of a process; its own where none is given."""
        told = command or [self._here(part) for part in self.processes[name].command]
        return subprocess.run(told, cwd=ROOT, env=self.environ(name), capture_output=True, text=True, check=False)

    def start(self, name: str) -> None:
        """Start a process with its very command line."""
        command = [self._here(part) for part in self.processes[name].command]
        with (self.data / f"{name}.log").open("wb") as log:
            self.running.append(
                subprocess.Popen(command, cwd=ROOT, env=self.environ(name), stdout=log, stderr=subprocess.STDOUT)
            )

    def log(self, name: str) -> str:
        """Return what a process has said."""
        return (self.data / f"{name}.log").read_text("utf-8")

    def get(self, port: int, path: str, **headers: str) -> int:
        """Return the status with which a process answers; 0 while it does not."""
        try:
            return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=30, trust_env=False).status_code
        except httpx.TransportError:
            return 0

    def stop(self) -> None:
        """End every process as its keeper does."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(60)
