"""The whole program with a county administrator logged in: ``python -m bench.clerk ADDRESS`` answers its pages."""

import sys

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.ours import program
from bench.peers.asking import serve
from tests.web import login


def main() -> None:
    """Start the program, log the administrator in, and answer."""
    made = program(sys.argv[1])
    count = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        nonlocal count
        count += 1

    client = login(made, "county_admin")

    def get(address: str) -> tuple[int, bytes]:
        answer = client.get(address)
        return answer.status_code, answer.data

    serve(get, lambda: count)


if __name__ == "__main__":
    main()
