"""The exchange on a stick: batches and answers as files in a folder, and what comes back read from files."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.exchange.batches import read_object
from app.exchange.groups import groups_of
from app.exchange.models import ExchangeChannel, Node, Peer
from app.exchange.packed import BOUNDS, PIECE, Unfit, unpack
from app.exchange.queries import answers_to, channels_of, unanswered
from app.exchange.words import ChannelState, Direction
from app.kernel.words import N_

GZIP_HEAD = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written, and what is in it."""

    file: Path
    batches: int
    rows: int


def write_files(session: Session, node: Node, peer: Peer, folder: Path) -> list[Written]:
    """Write every batch that a peer has given no receipt for, and what was answered to it; the same twice, the same files."""
    written = []
    for channel in channels_of(session, peer, Direction.OUT):
        if channel.state == ChannelState.FORKED:
            continue
        for group in groups_of(unanswered(session, channel)):
            name = f"{node.number}-{peer.number}-{channel.name}-{group[0].number:07}-{group[-1].number:07}.batches.gz"
            _write(folder / name, (one.travels() for one in group))
            written.append(Written(folder / name, len(group), sum(one.count for one in group)))
    told = answers_to(session, peer)
    if told:
        file = folder / f"{node.number}-{peer.number}.answers.jsonl"
        _write(file, (line.encode() + b"\n" for line in told))
        written.append(Written(file, 0, len(told)))
    return written


def _write(file: Path, parts: Iterator[bytes]) -> None:
    """Write a file whole or not at all, and let it reach the stick before its name does."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    with fresh.open("wb") as opened:
        opened.writelines(parts)
        opened.flush()
        os.fsync(opened.fileno())
    fresh.replace(file)


@dataclass(frozen=True, slots=True)
class Came:
    """A file as it came: batches of one channel, or answers."""

    file: Path
    is_batches: bool
    sender: int = 0
    channel: str = ""
    number: int = 0
    """Of its first batch."""

    def pieces(self) -> Iterator[bytes]:
        """Yield its bytes, piece by piece."""
        with self.file.open("rb") as opened:
            while piece := opened.read(PIECE):
                yield piece

    def lines(self) -> list[bytes]:
        """Return its lines where it holds answers; Unfit for a file that is larger than answers can be."""
        if self.file.stat().st_size > BOUNDS.packed:
            raise Unfit(N_("The file is larger than allowed. Have the sender make smaller batches."))
        return [line for line in self.file.read_bytes().split(b"\n") if line]


def look_at(files: Sequence[Path]) -> list[Came]:
    """Return files in the order in which they are taken: answers first, then batches by channel and number.

    Only the first line of each is read, and nothing of it believed yet. Raises Unfit for what is neither.
    """
    return sorted(map(_look, files), key=lambda came: (came.is_batches, came.sender, came.channel, came.number))


def _look(file: Path) -> Came:
    with file.open("rb") as opened:
        is_batches = opened.read(2) == GZIP_HEAD
    if not is_batches:
        return Came(file, is_batches=False)
    head = read_object(next(unpack(Came(file, is_batches=True).pieces()), b""))
    sender, channel, number = head.get("from"), head.get("channel"), head.get("number")
    if not (isinstance(sender, int) and isinstance(channel, str) and isinstance(number, int)):
        raise Unfit(N_("This is no batch of an exchange between two installations."))
    return Came(file, True, sender, channel, number)


def channel_named(session: Session, peer: Peer, direction: Direction, name: object) -> ExchangeChannel:
    """Return a channel by the name that its batches give it; Unfit for one that was not agreed on."""
    found = next((one for one in channels_of(session, peer, direction) if one.name == name), None)
    if found is None:
        raise Unfit(
            N_("Nothing was agreed on with %(peer)s for this channel. Agree on it first: flask exchange agree."),
            peer=str(peer),
        )
    return found
