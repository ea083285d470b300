"""A program that is well: tables of its version, a clock that beats, this year's calendar."""

from datetime import date

from flask import Flask
from sqlalchemy import text

from app.kernel.act import Channel, platform_act
from app.kernel.calendar import ONE_DAY
from app.kernel.calendar.table import WorkingDay
from app.kernel.guard import open_act
from app.surfaces.database import db
from app.surfaces.running.checks import newest_migration
from app.surfaces.scheduling.models import Heartbeat


def make_well(site: Flask) -> None:
    """Write what a program that was set up and runs has beside the tables of a test."""
    at = site.config["SUNSHINE_TEST_NOW"]
    with site.app_context():
        session = db.session()
        session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("DELETE FROM alembic_version"))
        session.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": newest_migration()})
        with open_act(platform_act(session, Channel.COMMAND, at, 350100)):
            session.merge(Heartbeat(process="test:1", leads=True, fence=1, beat_at=at))
            day = date(at.year, 1, 1)
            while day.year == at.year:
                session.merge(WorkingDay(day=day, is_workday=day.weekday() < 5, source="test"))
                day += ONE_DAY
            session.commit()
