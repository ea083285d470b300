"""Open contracting data to the flags of the eleven indicators, against straightforward code with standard json.

``python -m bench.ocds [PROCESSES]`` writes a file of so many processes of about 2 kB (100,000 unless told otherwise),
screens it with both in three rounds, checks that the flags are the same, and prints the median times, the ratio, and the most memory that
our program held, at that size and at four times it. It fails when ours is less than 2.5 times as fast, or when it
held more than 300 MB.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from app.trading.screening.files import screen_file
from app.trading.screening.results import Results
from app.trading.screening.settings import CODES, Settings
from bench.peers.plain_flags import Screen

TIMES, MEGABYTES, ROUNDS = 2.5, 300, 3
FIRMS = 3000


def process(number: int, chance: random.Random) -> bytes:
    """Return a compiled release of about 2 kB."""
    bidders = chance.sample(range(FIRMS), chance.randrange(2, 6))
    base = chance.uniform(1e5, 1e7)
    firms = [{"id": f"CN-USCC-{firm:08d}", "name": f"Firm number {firm}"} for firm in bidders]
    bids = [
        {
            "id": str(place),
            "date": f"2025-02-{chance.randrange(1, 28):02d}T10:00:00+08:00",
            "status": chance.choice(["valid"] * 8 + ["disqualified", "withdrawn"]),
            "value": {"amount": round(base * chance.uniform(0.9, 1.1), 2), "currency": "CNY"},
            "tenderers": [firm],
        }
        for place, firm in enumerate(firms)
    ]
    lowest = min(bids, key=lambda bid: bid["value"]["amount"])  # type: ignore[index]
    release = {
        "ocid": f"ocds-bench-{number:08d}",
        "id": str(number),
        "date": "2025-03-01T00:00:00+08:00",
        "tag": ["compiled"],
        "parties": [
            {**firm, "roles": ["tenderer"], "identifier": {"scheme": "CN-USCC", "id": firm["id"]}} for firm in firms
        ],
        "buyer": {"id": f"B{chance.randrange(500)}", "name": "Bureau of Housing"},
        "tender": {
            "id": str(number),
            "title": "Repair of the county road, section 4",
            "status": "complete",
            "procurementMethod": "open",
            "procurementMethodDetails": "公开招标",
            "procuringEntity": {"id": f"P{chance.randrange(300)}"},
            "tenderPeriod": {
                "startDate": f"2025-01-{chance.randrange(1, 28):02d}T00:00:00+08:00",
                "endDate": "2025-02-20T09:00:00+08:00",
            },
            "numberOfTenderers": len(bids),
            "value": {"amount": round(base, 2), "currency": "CNY"},
        },
        "bids": {"details": bids},
        "awards": [
            {
                "id": "1",
                "status": "active",
                "value": lowest["value"],
                "suppliers": lowest["tenderers"],
                "items": [{"id": "1", "classification": {"scheme": "CPV", "id": str(chance.randrange(10**7, 10**8))}}],
            }
        ],
    }
    return orjson.dumps(release) + b"\n"


def write(path: Path, number: int) -> None:
    """Write a file of so many processes, the same in every run."""
    chance = random.Random(38)  # noqa: S311 - the same data in every run
    with path.open("wb") as file:
        for one in range(number):
            file.write(process(one, chance))


def memory_of(path: Path) -> tuple[float, float]:
    """Return the most megabytes that the program held, screening a file in a process of its own, and its workers'."""
    code = "import sys; from bench.ocds import hold; hold(sys.argv[1])"
    told = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True).stdout
    own, worker = map(float, told.split())
    return own, worker


def hold(path: str) -> None:
    """Screen a file and print the most megabytes held by this process and by one of its workers."""
    part = screen_file(Path(path), Settings(), print)
    Results(part.counts).numbers()
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        print(resource.getrusage(who).ru_maxrss / 1024)


def ours(path: Path) -> dict[str, Any]:
    """Return the flags as the program finds them."""
    return Results(screen_file(path, Settings(), print).counts).as_dict(meta=False)


def plain(path: Path) -> dict[str, Any]:
    """Return the flags as the straightforward code finds them."""
    peer = Screen(CODES)
    with path.open("rb") as lines:
        peer.read(lines)
    return peer.finish()


def timed(work: Callable[[Path], dict[str, Any]], path: Path) -> tuple[float, dict[str, Any]]:
    """Return the seconds that a reading took, and its flags."""
    begin = time.perf_counter()
    found = work(path)
    return time.perf_counter() - begin, found


def main() -> int:
    """Print the table; the exit status is 1 when a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("processes", nargs="?", type=int, default=100_000)
    number: int = parser.parse_args().processes
    with tempfile.TemporaryDirectory() as folder:
        path, longer = Path(folder) / "once.jsonl", Path(folder) / "four.jsonl"
        write(path, number)
        print(f"{number:,} processes, {path.stat().st_size / number:,.0f} bytes each")
        rounds = [(timed(ours, path), timed(plain, path)) for _ in range(ROUNDS)]
        same = all(mine[1] == theirs[1] for mine, theirs in rounds)
        fast, slow = (statistics.median(one[side][0] for one in rounds) for side in (0, 1))
        print(f"ours {fast:.2f} s, plain {slow:.2f} s, {slow / fast:.1f} times as fast, the same flags: {same}")
        write(longer, 4 * number)
        most = 0.0
        for size, file in ((number, path), (4 * number, longer)):
            own, worker = memory_of(file)
            most = max(most, own + 2 * worker)
            print(f"{size:,} processes: {own:.0f} MB, and {worker:.0f} MB a worker")
    return 0 if same and slow / fast >= TIMES and most <= MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
