"""A process of its own that screens blocks: started by ``files``, it loads nothing of the program but this."""

import pickle
import sys

from app.trading.screening.counts import Counts
from app.trading.screening.screening import Part, screen


def main() -> None:
    """Answer each block of the standard input with its part on the standard output, until the input ends."""
    source, answer = sys.stdin.buffer, sys.stdout.buffer
    settings, map_ = pickle.load(source)  # noqa: S301 - from the process that started this one
    while True:
        try:
            lines, currency = pickle.load(source)  # noqa: S301 - see above
        except EOFError:
            return
        pickle.dump(screen(lines, Part(Counts(settings, currency, map_))), answer, pickle.HIGHEST_PROTOCOL)
        answer.flush()


if __name__ == "__main__":
    main()
