"""The running program for tests: one app an engine, its database made new for each test."""

import html
import re
import secrets
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app import create_app
from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.places import Official
from app.surfaces.accounts.models import Account, LoginSession
from app.surfaces.accounts.operations import hash_of
from app.surfaces.commands.setup import write_permissions
from app.surfaces.database import db
from app.surfaces.security import TOKEN
from tests import CHEAP_HASH
from tests.databases import postgres_database
from tests.world import OFFICIALS, build_world

PASSWORD = "Right-Horse-77"
SENTENCES = (
    r'<p class="lead">(.*?)</p>',
    r'class="note error"[^>]*>.*?<p>(.*?)</p>',
    r'class="fault"[^>]*>(.*?)<',
    r"<h1>(.*?)</h1>",
)
"""Where a page says why it refuses, the surest place first."""
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def build_accounts(session: Session, now: datetime) -> None:
    """Give every official of the small world an account under his short name."""
    cheap = generate_password_hash(PASSWORD)
    act = platform_act(session, Channel.COMMAND, now, county=350100)
    with open_act(act):
        for short, (name, _home, roles, _duty) in OFFICIALS.items():
            official = session.scalars(select(Official).where(Official.name == name)).one()
            user = User(
                first_name=name, last_name="", username=short, email=f"{short}@example.cn", active=True, password=cheap
            )
            user.roles = list(session.scalars(select(RoleRow).where(RoleRow.name.in_([r.value for r in roles]))))
            session.add(user)
            session.flush()
            official.user_id = user.id
            session.add(
                Account(
                    user_id=user.id,
                    official_id=official.id,
                    must_change=False,
                    totp_secret=TOTP_SECRET,
                    totp_confirmed=True,
                    backup_hashes=[],
                )
            )
            session.flush()


class RunningProgram:
    """An app on one engine, with a template database to start every test from."""

    def __init__(self, address: str, folder: Path, now: datetime) -> None:
        self.address, self.folder, self.now = address, folder, now
        self.app: Flask = create_app(
            {
                "SUNSHINE_MODE": "testing",
                "SUNSHINE_FOLDER": folder,
                "SQLALCHEMY_DATABASE_URI": address,
                "TESTING": True,
                "SUNSHINE_TEST_NOW": now,
                "SUNSHINE_LIMITED": False,
                "FAB_PASSWORD_HASH_METHOD": CHEAP_HASH,
            }
        )
        with self.app.app_context():
            db.create_all()
            build_world(db.session(), now)
            db.session.commit()
            write_permissions()
            build_accounts(db.session(), now)
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        self._keep()

    def _keep(self) -> None:
        if self.address.startswith("sqlite"):
            shutil.copy(self._file, self._file.with_suffix(".template"))
        else:
            self._admin(f"ALTER DATABASE {self._name} RENAME TO {self._name}_template")

    def close(self) -> None:
        """Let go of every connection."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def make_new(self) -> None:
        """Put the database back to the template."""
        self.close()
        if self.address.startswith("sqlite"):
            for leftover in self._file.parent.glob(f"{self._file.name}-*"):
                leftover.unlink()
            shutil.copy(self._file.with_suffix(".template"), self._file)
        else:
            self._admin(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
            self._admin(f"CREATE DATABASE {self._name} TEMPLATE {self._name}_template STRATEGY FILE_COPY")
        self._remove_files()
        self.app.config["SUNSHINE_TEST_NOW"] = self.now

    def _remove_files(self) -> None:
        """Remove what the former test put down: the witness would miss its trail, a sweep find files, a backup two keys."""
        for held in self.folder.iterdir():
            if held.is_dir():
                for file in held.rglob("*"):
                    if file.is_file():
                        file.unlink()

    @property
    def _file(self) -> Path:
        return Path(self.address.removeprefix("sqlite:///"))

    @property
    def _name(self) -> str:
        return self.address.rsplit("/", 1)[1]

    def _admin(self, statement: str) -> None:
        engine = create_engine(self.address.rsplit("/", 1)[0] + "/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def login(app: Flask, short: str) -> FlaskClient:
    """Return a client with an open session of an official, as the log-in page would have made it."""
    client = app.test_client()
    token = secrets.token_urlsafe(16)
    at = app.config["SUNSHINE_TEST_NOW"]
    with app.app_context():
        user = db.session.scalars(select(User).where(User.username == short)).one()
        with open_act(platform_act(db.session(), Channel.COMMAND, at)):
            db.session.add(LoginSession(token_hash=hash_of(token), user_id=user.id, opened_at=at, seen_at=at))
            db.session.commit()
        user_id = user.id
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
        cookie["_user_id"] = str(user_id)
        cookie["_fresh"] = True
    return client


NO_ROLE = 403, "您的账号没有查看本页所需的角色，请联系管理员。"
"""How a page is refused to a role."""


def refusal(answer: Any) -> tuple[int, str]:
    """Return the status of a refusal and its sentence: that of the page, of the field at fault, or of a resource."""
    if answer.mimetype == "application/problem+json":
        return answer.status_code, str(answer.get_json()["detail"])
    if answer.mimetype == "application/json":
        return answer.status_code, str(answer.get_json()["message"])
    page = answer.get_data(as_text=True)
    found = next(filter(None, (re.search(shape, page, re.DOTALL) for shape in SENTENCES)))
    return answer.status_code, html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


def form_token(page: Any) -> str:
    """Return the CSRF token of a page's first form."""
    html = page.get_data(as_text=True)
    start = html.index('name="csrf_token"')
    return str(html[start:].split('value="', 1)[1].split('"', 1)[0])


@contextmanager
def at_work(app: Flask) -> Iterator[Session]:
    """Open an application context and give its session, for looking behind the screens."""
    with app.app_context():
        yield db.session()
        db.session.remove()


def new_address(engine_name: str, folder: Path) -> str:
    """Return the address of a fresh database."""
    if engine_name == "sqlite":
        return f"sqlite:///{folder / f'{uuid.uuid4().hex}.db'}"
    return postgres_database()
