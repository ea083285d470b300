"""Two real installations, each with its own folder, database and key, and what people type at them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from nacl.signing import SigningKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exchange.models import ExchangeBatch, ExchangeChannel, ForeignRow, WaitingRow
from app.exchange.own_key import node_key
from app.kernel.act import Act, Channel, platform_act
from app.kernel.audit import TrailRow, record
from app.kernel.guard import open_act
from app.powers.models import Power
from app.surfaces.database import db
from tests.web import RunningProgram, at_work
from tests.world import World

COUNTY, CITY = 350102, 350100
CODES = count(1)


@dataclass
class Installation:
    """One of the two, and its number."""

    number: int
    program: RunningProgram

    @property
    def app(self) -> Flask:
        """Its program."""
        return self.program.app

    def run(self, *words: object, code: int = 0) -> Any:
        """Type a command and return its answer in JSON."""
        done = self.app.test_cli_runner().invoke(args=["exchange", *map(str, words), "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.output) if done.output.startswith(("[", "{")) else done.output

    @contextmanager
    def looked_into(self) -> Iterator[Session]:
        """Open its database."""
        with at_work(self.app) as session:
            yield session

    def powers(self, *names: str) -> list[int]:
        """Write items of the catalogue, each told in the trail; return their ids."""
        with self.looked_into() as session, open_act(self._act(session)) as act:
            home = World(session).organisation("gulou-urban")
            written = []
            for name in names:
                code = f"GL-XK-{next(CODES):06}"
                row = Power(
                    county=COUNTY, code=code, name=name, power_type="01", organisation_id=home.id, state="draft"
                )
                session.add(row)
                session.flush()
                record(act, "power.drafted", row)
                written.append(row.id)
            session.commit()
        return written

    def rename(self, pk: int, name: str) -> None:
        """Change the name of an item, told in the trail."""
        with self.looked_into() as session, open_act(self._act(session)) as act:
            row = session.get_one(Power, pk)
            row.name = name
            record(act, "power.edited", row)
            session.commit()

    @contextmanager
    def acting(self) -> Iterator[Act]:
        """Act as the platform itself, and commit."""
        with self.looked_into() as session, open_act(self._act(session)) as act:
            yield act
            session.commit()

    def _act(self, session: Session) -> Act:
        return platform_act(session, Channel.COMMAND, self.app.config["SUNSHINE_TEST_NOW"], COUNTY)

    def key(self) -> SigningKey:
        """Return its private key, as whoever broke in would."""
        with self.looked_into() as session:
            return node_key(session)

    def foreign(self) -> dict[int, Any]:
        """Return the rows that came, by their ids where they live: their names, None for those that are gone."""
        with self.looked_into() as session:
            return {
                row.subject: row.data and row.data.get("name")
                for row in session.scalars(select(ForeignRow).order_by(ForeignRow.place))
            }

    def own_powers(self) -> dict[int, str]:
        """Return the items of its own catalogue by id."""
        with self.looked_into() as session:
            return {row.id: row.name for row in session.scalars(select(Power).where(Power.county == COUNTY))}

    def counts(self) -> list[int]:
        """Return how many rows each batch has."""
        with self.looked_into() as session:
            return list(session.scalars(select(ExchangeBatch.count)))

    def batches(self, direction: str = "in") -> list[tuple[int, str, str | None]]:
        """Return number, digest and receipt of every batch of one direction."""
        with self.looked_into() as session:
            found = select(ExchangeBatch).join(ExchangeChannel).where(ExchangeChannel.direction == direction)
            rows = session.scalars(found.order_by(ExchangeBatch.number))
            return [(row.number, row.digest, row.receipt) for row in rows]

    def waiting(self) -> list[WaitingRow]:
        """Return the refused rows, settled ones too."""
        with self.looked_into() as session:
            return list(session.scalars(select(WaitingRow).order_by(WaitingRow.number, WaitingRow.line)))

    def told(self, verb: str) -> int:
        """Return how often a verb stands in the trail."""
        with self.looked_into() as session:
            return len(session.scalars(select(TrailRow.id).where(TrailRow.verb == verb)).all())

    def stand(self) -> dict[str, Any]:
        """Return how its one channel stands."""
        done = self.app.test_cli_runner().invoke(args=["exchange", "status", "--json"])
        (only,) = json.loads(done.output)
        return dict(only)

    def carry(self, to: int, folder: Path) -> list[Path]:
        """Write what goes to a peer onto a stick."""
        folder.mkdir(parents=True, exist_ok=True)
        return [Path(one["file"]) for one in self.run("export", to, "--to", folder)]


@dataclass
class Pair:
    """A county and its city, who have compared their keys; the county's catalogue goes up."""

    county: Installation
    city: Installation

    def introduce(self, send: str = "power", receive: str = "power") -> None:
        """Begin both nodes and let each enter the other."""
        told = {one.number: one.run("begin", one.number) for one in (self.county, self.city)}
        for here, there, level, way, kind in (
            (self.county, self.city, "above", "--send", send),
            (self.city, self.county, "below", "--receive", receive),
        ):
            other = told[there.number]
            here.run(
                "peer",
                there.number,
                "对方",
                other["file"],
                "--fingerprint",
                other["fingerprint"],
                "--level",
                level,
                way,
                kind,
            )


def new_database(program: RunningProgram) -> None:
    """Put an installation back to before it took part in anything."""
    program.make_new()
    with program.app.app_context():
        db.session.remove()
