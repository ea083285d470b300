"""Screens a whole file, over all processors where it is large; what is held does not grow with its length."""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from app.trading.screening.counting import count
from app.trading.screening.counts import Counts
from app.trading.screening.reading import Broken, Lines, blocks, open_data
from app.trading.screening.screening import Part, screen
from app.trading.screening.settings import Settings
from app.trading.screening.spool import Spool

ROOT = Path(__file__).resolve().parents[3]
MOST_WORKERS = 8
Tell = Callable[[Broken], None]


def screen_file(path: Path, settings: Settings, tell: Tell, *, map_: bool = False, workers: int | None = None) -> Part:
    """Screen a file and return what was counted; ``tell`` hears at once of what cannot be read.

    Releases that are not compiled are kept on the disk, and merged by process when the file has been read. The main
    currency is the first in the order of the file, however many processes share the work. Refused when the file
    cannot be opened or is empty.
    """
    with ExitStack() as stack:
        file = stack.enter_context(open_data(path))
        whole = Part(Counts(settings, map_=map_))
        spool = stack.enter_context(Spool.opened())
        number = _processors() if workers is None else workers
        source = blocks(file)
        if number > 1:
            held = [part for _, part in zip(range(2), source, strict=False)]
            source = _again(held, source)
            number = number if len(held) > 1 else 1  # a small file is screened before a worker has started
        parts = _shared(source, whole, settings, map_, number) if number > 1 else _alone(source, whole, settings, map_)
        for part in parts:
            if isinstance(part, Broken):
                tell(part)
                whole.broken.append(part)
                continue
            _take(whole, part, tell)
            spool.add(part.single)
        for release in spool.compiled():
            count(whole.counts, release)
    return whole


def _processors() -> int:
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS) if hasattr(os, "sched_getaffinity") else 1


def _again(held: list[Lines | Broken], rest: Iterator[Lines | Broken]) -> Iterator[Lines | Broken]:
    yield from held
    yield from rest


def _take(whole: Part, part: Part, tell: Tell) -> None:
    for fault in part.broken:
        tell(fault)
    whole.broken.extend(part.broken)
    whole.notes.take(part.notes)
    whole.releases += part.releases
    if part.counts is not whole.counts:
        whole.counts.take(part.counts)


def _alone(source: Iterator[Lines | Broken], whole: Part, settings: Settings, map_: bool) -> Iterator[Part | Broken]:
    for block in source:
        yield block if isinstance(block, Broken) else screen(block, Part(whole.counts))


def _shared(
    source: Iterator[Lines | Broken], whole: Part, settings: Settings, map_: bool, number: int
) -> Iterator[Part | Broken]:
    """Let workers screen the blocks in turn; their parts come in the order of the file."""
    with ExitStack() as stack:
        idle = deque(stack.enter_context(_worker(settings, map_)) for _ in range(number))
        busy: deque[tuple[_Worker, Lines]] = deque()

        def finished() -> Part:
            worker, block = busy.popleft()
            part = worker.answer()
            idle.append(worker)
            known = whole.counts.currency
            if known is not None and part.counts.currency not in (None, known):
                # It had begun before an earlier block told the main currency.
                return screen(block, Part(Counts(settings, known, map_)))
            return part

        for block in source:
            if isinstance(block, Broken):
                while busy:
                    yield finished()
                yield block
                continue
            if not idle:
                yield finished()
            worker = idle.popleft()
            worker.ask(block, whole.counts.currency)
            busy.append((worker, block))
        while busy:
            yield finished()


class _Worker:
    """The other end of a process that screens blocks."""

    def __init__(self, source: IO[bytes], answers: IO[bytes]) -> None:
        self._source, self._answers = source, answers

    def ask(self, block: Any, currency: Any) -> None:
        """Hand something over."""
        pickle.dump((block, currency), self._source, pickle.HIGHEST_PROTOCOL)
        self._source.flush()

    def answer(self) -> Part:
        """Wait for the part of the last block."""
        part: Part = pickle.load(self._answers)  # noqa: S301 - from a process that we started
        return part


@contextmanager
def _worker(settings: Settings, map_: bool) -> Iterator[_Worker]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app.trading.screening.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        worker = _Worker(process.stdin, process.stdout)
        worker.ask(settings, map_)
        yield worker
    finally:
        process.kill()
        process.stdin.close()
        process.stdout.close()
        process.wait()
