"""A program that answers pages one at a time: addresses come on standard input, measures go to standard output."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Answer:
    """What one page cost."""

    seconds: float
    processor: float
    """Seconds of the program's own processor time; a database server's are not in it."""
    queries: int
    size: int
    """Bytes of the page itself."""
    status: int
    found: str
    """Which of the marks asked for stands in the page."""


def serve(get: Callable[[str], tuple[int, bytes]], queries: Callable[[], int]) -> None:
    """Answer every line of standard input, a JSON list of address and marks to look for, until it ends.

    ``get`` fetches a page of the program in this process; ``queries`` counts its statements so far.
    """
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        address, marks = json.loads(line)
        before, start, worked = queries(), perf_counter(), process_time()
        status, body = get(address)
        seconds, processor = perf_counter() - start, process_time() - worked
        text = body.decode()
        found = [mark for mark in marks if mark in text]
        measured = [seconds, processor, queries() - before, len(body), status, "".join(found[:1])]
        print(json.dumps(measured), flush=True)


class Program:
    """One such program at work."""

    def __init__(self, module: str, address: str) -> None:
        self.module = module
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._hear()

    def ask(self, address: str, marks: tuple[str, ...] = ()) -> Answer:
        """Fetch a page; raises RuntimeError when it is refused or lacks all of the marks."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([address, marks]) + "\n")
        self.process.stdin.flush()
        answer = Answer(*self._hear())
        if answer.status != 200 or (marks and not answer.found):
            raise RuntimeError(f"{self.module}: {address} answered {answer.status} and not what was asked for")
        return answer

    def _hear(self) -> list[float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.module} has ended")
        heard: list[float] = json.loads(line)
        return heard

    def stop(self) -> None:
        """End the program."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
