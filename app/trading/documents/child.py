"""Reads the files of bids in a process of its own, with bounded memory and time.

Run as a program: ``python child.py FROM FOLDER``: reads the files of FOLDER, in the order of their names, from the place FROM on, and writes
one line of JSON for each. A file made to harm ends this process at worst; whoever started it goes on with the next one.
"""

import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

MEMORY = 2_000_000_000
"""Bytes of address space."""
SECONDS = 30
"""For one file."""


class _Slow(Exception):  # noqa: N818 - as the fault it becomes
    pass


def _stop(_signal: int, _frame: Any) -> None:
    raise _Slow


def main() -> None:
    """Read the files of a folder."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, _stop)
    for file in sorted(Path(sys.argv[2]).iterdir())[int(sys.argv[1]) :]:
        sys.stdout.write(json.dumps(_read(file), ensure_ascii=True) + "\n")
        sys.stdout.flush()


def _read(file: Path) -> list[dict[str, Any]]:
    from app.trading.documents.plain import as_plain  # noqa: PLC0415 - loaded under the limits just set
    from app.trading.documents.reading import read_file  # noqa: PLC0415
    from app.trading.documents.told import Fault, Told  # noqa: PLC0415

    signal.alarm(SECONDS)
    try:
        return [as_plain(one) for one in read_file(file.name, file.read_bytes())]
    except _Slow:
        return [as_plain(Told(file.name, fault=Fault.SLOW))]
    except MemoryError:
        return [as_plain(Told(file.name, fault=Fault.TOO_LARGE))]
    finally:
        signal.alarm(0)


if __name__ == "__main__":
    main()
