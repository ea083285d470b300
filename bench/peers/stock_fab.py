"""Flask-AppBuilder as its own tutorial makes a list: a ModelView over the table, with related views to search by."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask_appbuilder import AppBuilder, ModelView
from flask_appbuilder.models.sqla import Model
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, String, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import relationship

from bench.peers import Ground


class Organisation(Model):
    """The organisation of an alert."""

    __tablename__ = "organisation"
    id = Column(BigInteger, primary_key=True)
    name = Column(String(120))

    def __repr__(self) -> str:
        return str(self.name)


class Power(Model):
    """The power of a version."""

    __tablename__ = "power"
    id = Column(BigInteger, primary_key=True)
    name = Column(String(300))

    def __repr__(self) -> str:
        return str(self.name)


class Alert(Model):
    """An alert."""

    __tablename__ = "alert"
    id = Column(BigInteger, primary_key=True)
    point = Column(String(40))
    text = Column(String(400))
    state = Column(String(14))
    severity = Column(Integer)
    occurred_at = Column(DateTime)
    detected_at = Column(DateTime)
    organisation_id = Column(BigInteger, ForeignKey("organisation.id"))
    organisation = relationship(Organisation)


class Version(Model):
    """A version of a power."""

    __tablename__ = "power_version"
    id = Column(BigInteger, primary_key=True)
    name = Column(String(300))
    statutory_days = Column(Integer)
    promised_days = Column(Integer)
    place = Column(String(200))
    phone = Column(String(60))
    result = Column(String(120))
    fee = Column(String(200))
    power_id = Column(BigInteger, ForeignKey("power.id"))
    power = relationship(Power)


class Alerts(ModelView):
    """The list of alerts."""

    datamodel = SQLAInterface(Alert)
    list_columns = ["id", "point", "severity", "text", "organisation", "state", "occurred_at", "detected_at"]
    base_order = ("detected_at", "desc")
    page_size = 25


class Versions(ModelView):
    """The form with a relation."""

    datamodel = SQLAInterface(Version)
    add_columns = ["name", "power", "statutory_days", "promised_days", "place", "phone", "result", "fee"]


class StockFab:
    """A stock site, logged in as its administrator."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.statements = 0
        site = Flask("stock_fab")
        site.config.update(
            SQLALCHEMY_DATABASE_URI=ground.address, SECRET_KEY="a key for benchmarks only", WTF_CSRF_ENABLED=False,
            BABEL_DEFAULT_LOCALE="zh", LANGUAGES={"zh": {"flag": "cn", "name": "中文"}},
        )  # fmt: skip
        db = SQLAlchemy(metadata=Model.metadata)
        db.init_app(site)
        with site.app_context():
            builder = AppBuilder(site, db.session)
            builder.add_view(Alerts, "Alerts")
            builder.add_view(Versions, "Versions")
            if builder.sm.find_user("bench") is None:
                builder.sm.add_user(
                    "bench", "Bench", "Mark", "bench@example.cn", builder.sm.find_role("Admin"), "bench"
                )
        self.client = site.test_client()
        answer = self.client.post("/login/", data={"username": "bench", "password": "bench"})
        assert answer.status_code == 302
        event.listen(Engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.statements += 1

    def get(self, page: str) -> bytes:
        """Return the body of a page."""
        ground = self.ground
        queries: dict[str, dict[str, Any]] = {
            "first page": {},
            "organ, state and day": {
                "_flt_0_organisation": ground.organisation, "_flt_3_state": "new",
                "_flt_1_detected_at": f"{ground.day} 00:00:00",
            },
            "page 1,000": {"page_Alerts": 999},
            "last page": {"page_Alerts": ground.pages - 1},
            "words contained": {"_flt_2_text": ground.word},
            "rare word contained": {"_flt_2_text": ground.rare},
        }  # fmt: skip
        place = "/versions/add" if page == "add form" else f"/alerts/list/?{urlencode(queries[page])}"
        answer = self.client.get(place)
        assert answer.status_code == 200, (place, answer.status_code)
        return answer.get_data()
