"""One ledger as a stock Flask-AppBuilder ModelView with a table of its own: ``python -m bench.peers.stock_ledger ADDRESS``.

What it shows is the ledger of visits of the demo: nine fields, the organisation, the period and the state.
"""

import sys

from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Numeric, String, Text, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import relationship

from bench.peers.asking import serve


class Organisation(Model):
    """Who fills the ledger in."""

    __tablename__ = "organisation"

    id = Column(BigInteger, primary_key=True)
    name = Column(String(200), nullable=False)

    def __repr__(self) -> str:
        return str(self.name)


class Visit(Model):
    """An entry of the ledger."""

    __tablename__ = "bench_visit"

    id = Column(BigInteger, primary_key=True)
    ledger = Column(Integer, nullable=False, index=True)
    organisation_id = Column(BigInteger, ForeignKey("organisation.id"), nullable=False, index=True)
    organisation = relationship("Organisation")
    period = Column(String(10), nullable=False)
    state = Column(String(10), nullable=False, index=True)
    visited_on = Column(Date, nullable=False, index=True)
    householder = Column(String(60), nullable=False)
    trouble = Column(String(20), nullable=False, index=True)
    members = Column(Integer)
    need = Column(Text, nullable=False)
    help = Column(Text)
    money = Column(Numeric(15, 2, asdecimal=False), index=True)
    visitors = Column(String(60), nullable=False)


class VisitView(ModelView):  # type: ignore[misc,unused-ignore]
    """The list and the forms of the ledger."""

    datamodel = SQLAInterface(Visit)
    list_columns = ("id", "visited_on", "householder", "trouble", "organisation", "period", "state")
    base_order = ("id", "desc")
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
        builder.add_view(VisitView, "Visits")
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
