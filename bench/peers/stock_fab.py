"""A stock Flask-AppBuilder ModelView over the alerts: ``python -m bench.peers.stock_fab ADDRESS``."""

import sys

from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, String, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import relationship

from bench.peers.asking import serve


class Organisation(Model):
    """A department or a town."""

    __tablename__ = "organisation"

    id = Column(BigInteger, primary_key=True)
    name = Column(String(200), nullable=False)

    def __repr__(self) -> str:
        return str(self.name)


class Power(Model):
    """A power item."""

    __tablename__ = "power"

    id = Column(BigInteger, primary_key=True)
    name = Column(String(300), nullable=False)

    def __repr__(self) -> str:
        return str(self.name)


class Alert(Model):
    """An alert."""

    __tablename__ = "bench_alert"

    id = Column(BigInteger, primary_key=True)
    county = Column(Integer, nullable=False)
    point = Column(String(40), nullable=False)
    organisation_id = Column(BigInteger, ForeignKey("organisation.id"), nullable=False)
    organisation = relationship("Organisation", foreign_keys=[organisation_id])
    town_id = Column(BigInteger, ForeignKey("organisation.id"), nullable=False)
    town = relationship("Organisation", foreign_keys=[town_id])
    power_id = Column(BigInteger, ForeignKey("power.id"), nullable=False)
    power = relationship("Power")
    severity = Column(Integer, nullable=False)
    state = Column(String(14), nullable=False)
    occurred_at = Column(DateTime(timezone=True), nullable=False)
    detected_at = Column(DateTime(timezone=True), nullable=False)
    text = Column(String(400), nullable=False)


class AlertView(ModelView):  # type: ignore[misc,unused-ignore]
    """The list and the forms of alerts."""

    datamodel = SQLAInterface(Alert)
    list_columns = ("id", "point", "severity", "text", "organisation", "state", "occurred_at", "detected_at")
    base_order = ("detected_at", "desc")
    page_size = 25


def main() -> None:
    """Start the program with an administrator logged in, and answer."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="bench", SQLALCHEMY_DATABASE_URI=sys.argv[1])
    count = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        nonlocal count
        count += 1

    db = SQLA()
    with app.app_context():
        db.init_app(app)
        builder = AppBuilder(app, db.session)
        builder.add_view(AlertView, "Alerts")
        user = builder.sm.find_user("stock") or builder.sm.add_user(
            "stock", "Stock", "Admin", "stock@example.cn", builder.sm.find_role("Admin"), "a password"
        )
        user_id = user.id
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = str(user_id), True

    def get(address: str) -> tuple[int, bytes]:
        answer = client.get(address)
        return answer.status_code, answer.data

    serve(get, lambda: count)


if __name__ == "__main__":
    main()
