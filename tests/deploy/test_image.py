"""The image's steps install all that the program needs, and it starts from what they copy."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests import FULL
from tests.deploy.machines import DEPLOY

STEPS = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ")
IGNORED = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").split()


def test_the_image_installs_the_pinned_libraries_and_nothing_of_the_tests() -> None:
    installs = re.findall(r"pip install .*--requirement (\S+)", STEPS)
    assert installs == ["requirements.lock"] and "--require-hashes" in STEPS
    assert {"tests", ".git", ".venv", "instance"} <= set(IGNORED)
    for needed in ("app", "migrations", "seeds", "translations", "config.py", "run.py", "gunicorn.conf.py", "docs"):
        assert needed not in IGNORED and (ROOT / needed).exists()


def test_the_image_runs_as_nobody_special() -> None:
    assert re.findall(r"^USER (\S+)", STEPS, re.MULTILINE) == ["sunshine"]
    assert STEPS.index("USER sunshine") < STEPS.index("CMD [")


@pytest.mark.skipif(not os.environ.get(FULL), reason="two minutes of installing: with --full")
def test_the_program_starts_from_a_fresh_environment_and_the_files_that_are_copied(tmp_path: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, tracked.split("\0")):
        if name.split("/")[0] not in IGNORED:
            target = tmp_path / "sunshine" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    programs = tmp_path / "venv" / "bin"
    place = tmp_path / "sunshine"
    install = [programs / "pip", "install", "--quiet", "--require-hashes", "--requirement", "requirements.lock"]
    subprocess.run(install, cwd=place, check=True)
    subprocess.run([programs / "pybabel", "-q", "compile", "-d", "translations"], cwd=place, check=True)
    environ = {"PATH": f"{programs}:/usr/bin:/bin", "SUNSHINE_FOLDER": str(tmp_path / "data")}
    done = subprocess.run(
        [programs / "flask", "--app", "run:app", "setup"],
        cwd=place,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
