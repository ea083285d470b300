"""Our own program: the alert queue as an inspector of the city reads it, and a generated form that picks a power."""

from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import event
from sqlalchemy.engine import Engine

import app.domains
from app.kernel.domain import Domain
from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.powers.models import PowerVersion
from bench.peers import Ground
from tests.conftest import NOW

KIND = RecordKind(
    name="bench_version", model=PowerVersion, title="Versions", menu="Bench",
    fields=(
        Field("name", "Name", listed=True), Field("power_id", "Power", picks="power", listed=True),
        Field("statutory_days", "Statutory limit"), Field("promised_days", "Promised limit"),
        Field("place", "Place"), Field("phone", "Telephone"), Field("result", "Result"), Field("fee", "Fee", first=False),
    ),
    access={Role.INSPECTOR: Access.ALL}, scope="county",
)  # fmt: skip
"""The form of the benchmark: one field picks one of 7,115 powers."""


class Ours:
    """The whole program, with security, trail, scope and translations as in production."""

    def __init__(self, ground: Ground) -> None:
        app.domains.DOMAINS = (*app.domains.DOMAINS, Domain(name="bench", title="Bench", records=(KIND,)))
        from app.surfaces.commands.setup import write_permissions
        from app.surfaces.database import db
        from tests.web import build_accounts, create_app, login

        self.ground = ground
        self.statements = 0
        program = create_app(
            {
                "SUNSHINE_MODE": "testing", "SUNSHINE_FOLDER": Path(ground.folder), "TESTING": True,
                "SQLALCHEMY_DATABASE_URI": ground.address, "SUNSHINE_TEST_NOW": NOW, "RATELIMIT_ENABLED": False,
            }
        )  # fmt: skip
        with program.app_context():
            write_permissions()
            build_accounts(db.session(), NOW)
            db.session.commit()
            db.session.remove()
        self.client = login(program, "inspector")
        event.listen(Engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.statements += 1

    def get(self, page: str) -> bytes:
        """Return the body of a page."""
        ground = self.ground
        queries: dict[str, dict[str, str]] = {
            "first page": {},
            "organ, state and day": {
                "organisation_id": str(ground.organisation), "state": "new", "from_on": ground.day,
            },
            "page 1,000": {"place": ground.deep},
            "last page": {"place": ground.end},
            "words contained": {"text": ground.word},
            "rare word contained": {"text": ground.rare},
        }  # fmt: skip
        place = (
            "/records/bench_version/add"
            if page == "add form"
            else f"/supervision/alerts/?{urlencode(queries[page])}"
        )
        answer = self.client.get(place)
        assert answer.status_code == 200, (place, answer.status_code)
        return answer.get_data()
