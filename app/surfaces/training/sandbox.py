"""The sandbox behind the training room: a SQLite database of its own, laid out once, put back every day."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from app.kernel.act import local_day
from app.surfaces.acts import now
from app.surfaces.commands.setup import set_up
from app.surfaces.database import db
from app.surfaces.folders import FOLDERS, Until
from app.surfaces.platform import platform
from app.surfaces.training.tickets import key_for

MODE = "training"
FRESH = "fresh.db"
USED = "sunshine.db"
DAY = "day"


def sandbox_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the sandbox beside a platform: own folder, own database, own keys, nothing goes out."""
    folder: Path = config["SUNSHINE_FOLDER"] / MODE
    secret = str(config["SECRET_KEY"])
    return {
        "SUNSHINE_MODE": MODE,
        "SUNSHINE_FOLDER": folder,
        "SUNSHINE_SURFACE": "all",
        "SUNSHINE_TRAINING": "",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / USED}",
        "SQLALCHEMY_ENGINE_OPTIONS": {},
        "SECRET_KEY": key_for(secret, "sessions"),
        "SUNSHINE_DATA_KEY": key_for(secret, "data"),
        "SUNSHINE_TRAINING_KEY": key_for(secret, "tickets"),
        "SUNSHINE_TRAIL_KEY": "",
        "SESSION_COOKIE_NAME": "sunshine_training",
        "SUNSHINE_GATEWAY_SMS": "",
        "SUNSHINE_GATEWAY_EMAIL": "",
        "SUNSHINE_PLATFORM": config["SUNSHINE_ADDRESS"],
    }


def is_laid_out(app: Flask) -> bool:
    """Tell whether the sandbox has been laid out."""
    folder: Path = app.config["SUNSHINE_FOLDER"]
    return (folder / FRESH).is_file()


def lay_out(app: Flask) -> None:
    """Lay the sandbox out again and keep a fresh copy of it. It takes some twenty seconds."""
    folder: Path = app.config["SUNSHINE_FOLDER"]
    _let_go(app)
    for name in (USED, FRESH):
        _remove(folder / name)
    with app.app_context():
        set_up()
        practice = platform().practice
        assert practice is not None
        practice.lay_out()
        db.session.remove()
    _let_go(app)
    shutil.copyfile(folder / USED, folder / FRESH)
    _note_day(app)


def put_back(app: Flask) -> bool:
    """Put the fresh copy back when the sandbox is of an earlier day; tells whether it did."""
    folder: Path = app.config["SUNSHINE_FOLDER"]
    day = folder / DAY
    with app.app_context():
        if day.is_file() and day.read_text(encoding="utf-8") == _today():
            return False
    _let_go(app)
    _remove(folder / USED)
    shutil.copyfile(folder / FRESH, folder / USED)
    for name, one in FOLDERS.items():
        if one.until is not Until.KEPT:
            shutil.rmtree(folder / name, ignore_errors=True)
    _note_day(app)
    return True


def _today() -> str:
    return local_day(now()).isoformat()


def _note_day(app: Flask) -> None:
    with app.app_context():
        (app.config["SUNSHINE_FOLDER"] / DAY).write_text(_today(), encoding="utf-8")


def _let_go(app: Flask) -> None:
    """Close the database; its log is written into the file then."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
