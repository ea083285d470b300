"""Runs every benchmark in turn, each in a process of its own, and prints its table: ``python -m bench``."""

import subprocess
import sys

BENCHES = (
    "lists",
    "load",
    "workers",
    "search",
    "ledgers",
    "scan",
    "backtest",
    "import_powers",
    "import_agencies",
    "sheets",
    "judging",
    "penalties",
    "ocds",
    "network",
    "figures",
    "funds",
    "cameras",
    "exchange",
    "auction",
)


def main() -> int:
    """Run them all; the exit status is that of the first that failed."""
    status = 0
    for name in BENCHES:
        print(f"\n== {name}", flush=True)
        status = subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode or status
    return status


if __name__ == "__main__":
    sys.exit(main())
