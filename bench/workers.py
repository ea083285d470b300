"""How soon a killed worker is back, and how much memory a worker holds: loaded once against loaded by each.

``python -m bench.workers``: one worker is killed and a page asked at once, again and again; the answer comes from its
successor. In turn under gunicorn.conf.py, where the program is loaded once and forked, and with gunicorn's own default,
where each worker loads it. Memory is the proportional set size: pages that several share are divided among them.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from bench.load.serving import Gunicorn
from config import ROOT
from tests.web import new_address

WORKERS = 3


def _ask(server: Gunicorn) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/portal/", timeout=120) as answer:
        answer.read()


def _memory(pid: int) -> float:
    """Return the megabytes of a process, shared ones divided among those that share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not tell")


def measure(environ: dict[str, str], times: int, *options: str) -> tuple[float, float, float]:
    """Return the median and the longest seconds until an answer after a kill, and the megabytes of a worker."""
    lone = Gunicorn("run:app", environ, *options, workers=1)
    waits = []
    try:
        _ask(lone)
        for _ in range(times):
            (worker,) = lone.workers()
            begin = time.perf_counter()
            os.kill(worker, signal.SIGKILL)
            _ask(lone)
            waits.append(time.perf_counter() - begin)
    finally:
        lone.stop()
    several = Gunicorn("run:app", environ, *options, workers=WORKERS)
    try:
        for _ in range(30 * WORKERS):
            _ask(several)
        held = [_memory(pid) for pid in (several.process.pid, *several.workers())]
    finally:
        several.stop()
    return median(waits), max(waits), sum(held) / WORKERS


def main() -> None:
    """Print both, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory(prefix="sunshine-bench-") as folder:
        environ = {"SUNSHINE_FOLDER": folder, "SUNSHINE_DATABASE": new_address("sqlite", Path(folder))}
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "run:app", "setup"], cwd=ROOT, check=True, env=os.environ | environ
        )
        plain = Path(folder) / "each.py"
        plain.write_text("from app.surfaces.serving import GUNICORN\nglobals().update(GUNICORN)\n")
        print(f"{'program loaded':16} {'back, median':>13} {'longest':>9} {'MB a worker':>12}", flush=True)
        once = _line("once, forked", measure(environ, times))
        each = _line("by each worker", measure(environ, times, "--config", str(plain)))
    print(f"{'ratio':16} {each[0] / once[0]:13.1f} {each[1] / once[1]:9.1f} {each[2] / once[2]:12.1f}")


def _line(title: str, found: tuple[float, float, float]) -> tuple[float, float, float]:
    print(f"{title:16} {found[0]:11.2f} s {found[1]:7.2f} s {found[2]:12.0f}", flush=True)
    return found


if __name__ == "__main__":
    main()
