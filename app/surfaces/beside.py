"""A process beside the web server (clock, training room): it ends with the server, however that ended.

Started as ``python -m app.surfaces.beside COMMAND``; its standard input is a pipe that the server holds
open. When the server is killed, the system closes the pipe.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

GRACE = 5.0
"""Seconds that a process has to end by itself; then it and what it started are killed."""


def end_with_parent(pipe: int, kill: Callable[[], None]) -> None:
    """End this process when nobody holds the other end of the pipe any more; kill it when it does not hear."""

    def watch() -> None:
        while os.read(pipe, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        kill()

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Run one of our commands as ``flask`` would."""
    # It leads a group of its own, to which the workers of the training room belong.
    end_with_parent(sys.stdin.fileno(), lambda: os.killpg(os.getpgid(0), signal.SIGKILL))
    from flask.cli import main as flask  # noqa: PLC0415 - the server may end while this loads

    sys.argv = ["flask", "--app", "run:app", *sys.argv[1:]]
    flask()


if __name__ == "__main__":
    main()
