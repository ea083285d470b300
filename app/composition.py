"""The composition root, which reads as a table of contents."""

from typing import Any

from flask import Flask
from flask_appbuilder.security.sqla.models import User
from flask_migrate import Migrate
from sqlalchemy import inspect, select
from werkzeug.security import check_password_hash

import app.everything  # noqa: F401 - every table is known before the first query
import config
from app.domains import DOMAINS, GROUPS
from app.kernel.domain import declare
from app.kernel.sealing import set_data_key
from app.surfaces import (
    assets,
    charts,
    database,
    devices,
    faults,
    handback,
    headers,
    language,
    overload,
    proxies,
    rest,
    understood,
    visitors,
)
from app.surfaces.accounts.providers import pages as providers
from app.surfaces.commands import wording
from app.surfaces.database import db
from app.surfaces.drafts import pages as drafts
from app.surfaces.platform import Platform
from app.surfaces.registration import register_domains, register_surfaces
from app.surfaces.running import logs, metrics, probes
from app.surfaces.spoken import SpokenEnvironment
from app.surfaces.training import pages as training
from seeds.command import DEMO, demo_accounts
from seeds.people import ACCOUNTS, PASSWORD
from seeds.training import TRAINING_ROOM


def compose(settings: dict[str, Any] | None = None) -> Flask:
    """Put the program together; ``settings`` go over those of the environment."""
    app = Flask("app", template_folder="surfaces/templates", static_folder="surfaces/static")
    app.jinja_environment = SpokenEnvironment
    app.config.update(config.load() | (settings or {}))
    app.config["SUNSHINE_FOLDER"].mkdir(parents=True, exist_ok=True)
    app.extensions["sunshine"] = Platform(DOMAINS, GROUPS)
    for step in STEPS:
        step(app)
    return app


def _keys(app: Flask) -> None:
    set_data_key(app.config["SUNSHINE_DATA_KEY"])


def _database(app: Flask) -> None:
    database.init_app(app)
    Migrate(app, db, render_as_batch=True, compare_type=True)


def _demo(app: Flask) -> None:
    app.cli.add_command(DEMO)
    app.extensions["sunshine"].demo_accounts = demo_accounts


def _training(app: Flask) -> None:
    held: Platform = app.extensions["sunshine"]
    held.practice, held.sandbox = TRAINING_ROOM, compose
    training.init_app(app)


def _no_demo_passwords(app: Flask) -> None:
    """Refuse to start production while an account still opens with the password of the demo."""
    if app.config["SUNSHINE_MODE"] != "production":
        return
    with app.app_context():
        if not inspect(db.engine).has_table(User.__tablename__):
            return
        names = [username for username, _home, _role, _duty in ACCOUNTS]
        for user in db.session.scalars(select(User).where(User.username.in_(names), User.active.is_(True))):
            if check_password_hash(user.password, PASSWORD):
                raise config.ConfigurationFault(
                    f"The account {user.username} still has the demo's password. Change it or switch it off first."
                )
        db.session.remove()
        db.engine.dispose()  # whoever serves opens connections of his own


def _declarations(app: Flask) -> None:
    declare(*DOMAINS)


STEPS = (
    _keys,
    _database,
    _declarations,
    logs.init_app,
    metrics.init_app,
    overload.init_app,
    proxies.init_app,
    headers.init_app,
    devices.init_app,
    assets.init_app,
    charts.init_app,
    language.init_app,
    understood.init_app,
    faults.init_app,
    rest.init_app,
    register_surfaces,
    providers.init_app,
    language.speak,
    _training,
    handback.init_app,
    visitors.init_app,
    drafts.init_app,
    register_domains,
    _demo,
    wording.init_app,
    _no_demo_passwords,
    probes.init_app,
)
