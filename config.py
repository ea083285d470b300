"""Configuration: every setting is a ``SUNSHINE_*`` variable with a default that works on a laptop."""

import os
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SAMPLE_KEY = "sample key for the demo, never for production"


POSTGRESQL: Mapping[str, Any] = {
    "pool_pre_ping": True,
    "connect_args": {"options": "-c lock_timeout=30s -c idle_in_transaction_session_timeout=10min"},
}
"""Nobody waits longer for a lock than on SQLite, and a transaction that was left open holds up nobody for ever."""


class ConfigurationFault(SystemExit):
    """The program must not start like this; the message names the variable to set."""


SETTINGS: Mapping[str, tuple[str, str]] = {
    "SUNSHINE_MODE": ("demo", "demo, production or testing"),
    "SUNSHINE_FOLDER": (str(ROOT / "instance"), "folder of the embedded database, attachments and keys"),
    "SUNSHINE_DATABASE": ("", "database address; empty for SQLite in the folder"),
    "SUNSHINE_SECRET_KEY": (SAMPLE_KEY, "signs sessions; production refuses the sample"),
    "SUNSHINE_DATA_KEY": (SAMPLE_KEY, "encrypts identity numbers and phones; never change it afterwards"),
    "SUNSHINE_SURFACE": ("all", "all, internal (inner net) or public (only the portal's routes exist)"),
    "SUNSHINE_HOSTS": ("", "comma-separated host names that are answered; required in production"),
    "SUNSHINE_ADDRESS": ("http://127.0.0.1:5080", "address of the portal as printed in QR codes"),
    "SUNSHINE_PORT": ("5080", "port of the web server that run.py starts"),
    "SUNSHINE_PROXIES": (
        "0",
        "number of trusted proxies in front, one behind the other; production must be told, 0 when browsers reach gunicorn itself",
    ),
    "SUNSHINE_DEBUG": ("0", "1 shows faults in the browser; production refuses it"),
    "SUNSHINE_SESSION_MINUTES": ("30", "minutes of rest after which one must log in again"),
    "SUNSHINE_LOGINS": (
        "",
        "file that names identity providers, directories and gateways whose log-ins count here; empty: passwords of the platform alone",
    ),
    "SUNSHINE_KEYS": ("1", "0 shuts the door of keys for programs: none opens anything, and none is made"),
    "SUNSHINE_GATEWAY_SMS": ("", "Apprise address of the text message gateway; empty: visible outbox only"),
    "SUNSHINE_GATEWAY_EMAIL": ("", "Apprise address of the e-mail gateway; empty: visible outbox only"),
    "SUNSHINE_CAMERA_NETWORKS": (
        "",
        "networks in which hall cameras stand, such as 10.20.0.0/16, separated by commas; empty: no camera is asked",
    ),
    "SUNSHINE_EXCHANGE_NETWORKS": (
        "",
        "private networks in which peers of the exchange stand, such as 10.30.0.0/16, separated by commas; empty: only public addresses are called, and only by https",
    ),
    "SUNSHINE_BACKUP_PASSPHRASE": (
        "",
        "passphrase of flask backup --encrypt, at least 12 characters; restore asks for the same",
    ),
    "SUNSHINE_BACKUP_PASSPHRASE_FILE": (
        "",
        "file whose first line is that passphrase; it goes before the variable above",
    ),
    "SUNSHINE_TRAIL_KEY": ("", "file of the key that signs the trail; empty: keys/trail.key in the folder"),
    "SUNSHINE_UPLOAD_MB": ("50", "largest upload in megabytes"),
    "SUNSHINE_TRAINING": (
        "",
        "address of the training room as clerks' browsers reach it; run.py starts one on the next port when it is empty; none: there is none",
    ),
    "SUNSHINE_METRICS_TOKEN": (
        "",
        "bearer token of /metrics for the operator's monitoring; empty: nothing is measured",
    ),
    "SUNSHINE_LOG": ("text", "text, or json: one object a line for each request and event, without personal data"),
    "SUNSHINE_PORTAL_NAME": (
        "",
        "name at the head of the public portal, such as 鼓楼区权力公开; empty: the platform's own",
    ),
    "SUNSHINE_PORTAL_EMBLEM": ("", "picture file beside that name: .svg, .png or .webp, at most 200 kB; empty: a sun"),
    "SUNSHINE_PORTAL_RUN_BY": ("", "office that runs the portal, named at the foot of every page"),
    "SUNSHINE_PORTAL_RECORD": ("", "record number of the site (ICP and public security), at the foot of every page"),
    "SUNSHINE_PORTAL_HELP": ("12345", "telephone at which citizens are helped"),
    "SUNSHINE_LANGUAGE": ("zh", "language before a person chooses: zh or en"),
}
"""Variable -> (default, meaning). docs/configuration.md is checked against this table."""


SECRETS = (
    "SUNSHINE_SECRET_KEY",
    "SUNSHINE_DATA_KEY",
    "SUNSHINE_DATABASE",
    "SUNSHINE_METRICS_TOKEN",
    "SUNSHINE_GATEWAY_SMS",
    "SUNSHINE_GATEWAY_EMAIL",
)
"""Settings that may lie in a file instead: ``SUNSHINE_SECRET_KEY_FILE`` names it, its first line is the value."""


def _read_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with the secrets that lie in files; a file that cannot be read stops the start."""
    found = dict(environ)
    for name in SECRETS:
        file = found.pop(f"{name}_FILE", "")
        if not file:
            continue
        if name in environ:
            raise ConfigurationFault(f"{name} and {name}_FILE are both set. Leave one of them out.")
        try:
            found[name] = (Path(file).read_text("utf-8").splitlines() or [""])[0].strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise ConfigurationFault(
                f"{name}_FILE names {file}, which cannot be read ({type(fault).__name__})."
            ) from None
    return found


def read_settings(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return every setting with its value; an unknown SUNSHINE_ variable is a fault, not ignored."""
    environ = _read_secrets(environ)
    unknown = [name for name in environ if name.startswith("SUNSHINE_") and name not in SETTINGS]
    unknown = [name for name in unknown if not name.startswith("SUNSHINE_TEST_")]
    if unknown:
        raise ConfigurationFault(f"Unknown setting: {', '.join(sorted(unknown))}. See docs/configuration.md.")
    return {name: environ.get(name, default) for name, (default, _meaning) in SETTINGS.items()}


def _check_production(settings: Mapping[str, str], environ: Mapping[str, str]) -> None:
    for name in ("SUNSHINE_SECRET_KEY", "SUNSHINE_DATA_KEY"):
        if settings[name] == SAMPLE_KEY or len(settings[name]) < 32:
            raise ConfigurationFault(f"{name} must be a secret of at least 32 characters in production.")
    if settings["SUNSHINE_DEBUG"] != "0":
        raise ConfigurationFault("SUNSHINE_DEBUG must be 0 in production.")
    if not environ.get("SUNSHINE_PROXIES"):
        raise ConfigurationFault(
            "SUNSHINE_PROXIES must be set in production: 1 behind one nginx, 2 behind two proxies one behind the other, "
            "0 when browsers reach this program directly. Locks and limits count by the address of the visitor."
        )
    if settings["SUNSHINE_ADDRESS"].startswith("https:") and settings["SUNSHINE_PROXIES"] == "0":
        raise ConfigurationFault(
            "SUNSHINE_ADDRESS begins with https, so a proxy answers there: SUNSHINE_PROXIES must say how many there are, "
            "one behind the other (1 for a single nginx), or everybody would be refused."
        )
    if settings["SUNSHINE_METRICS_TOKEN"] and len(settings["SUNSHINE_METRICS_TOKEN"]) < 32:
        raise ConfigurationFault("SUNSHINE_METRICS_TOKEN must have at least 32 characters in production, or be empty.")
    if not settings["SUNSHINE_HOSTS"]:
        raise ConfigurationFault("SUNSHINE_HOSTS must name the hosts that are answered in production.")


NUMBERS = ("SUNSHINE_PORT", "SUNSHINE_PROXIES", "SUNSHINE_SESSION_MINUTES", "SUNSHINE_UPLOAD_MB")


EMBLEMS = (".svg", ".png", ".webp")
LARGEST_EMBLEM = 200_000


def _check_emblem(name: str) -> None:
    """Refuse an emblem that no page could show."""
    if not name:
        return
    file = Path(name)
    if file.suffix.lower() not in EMBLEMS or not file.is_file() or file.stat().st_size > LARGEST_EMBLEM:
        raise ConfigurationFault(
            f"SUNSHINE_PORTAL_EMBLEM must name a .svg, .png or .webp file of at most 200 kB, not {name!r}."
        )


NETWORKS = ("SUNSHINE_CAMERA_NETWORKS", "SUNSHINE_EXCHANGE_NETWORKS")


def _check_networks(name: str, text: str) -> None:
    for part in text.split(","):
        try:
            _ = part.strip() and ip_network(part.strip())
        except ValueError:
            raise ConfigurationFault(
                f"{name} names {part.strip()!r}, which is no network. Write it as 10.20.0.0/16."
            ) from None


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the Flask configuration for an environment, or refuse to start with it."""
    settings = read_settings(environ)
    mode = settings["SUNSHINE_MODE"]
    if mode not in ("demo", "production", "testing"):
        raise ConfigurationFault("SUNSHINE_MODE must be demo, production or testing.")
    if settings["SUNSHINE_LOG"] not in ("text", "json"):
        raise ConfigurationFault("SUNSHINE_LOG must be text or json.")
    production = mode == "production"
    if production:
        _check_production(settings, environ)
    for name in NUMBERS:
        if not settings[name].isascii() or not settings[name].isdecimal():
            raise ConfigurationFault(f"{name} must be a whole number, not {settings[name]!r}.")
    for name in NETWORKS:
        _check_networks(name, settings[name])
    _check_emblem(settings["SUNSHINE_PORTAL_EMBLEM"])
    folder = Path(settings["SUNSHINE_FOLDER"]).absolute()
    database = settings["SUNSHINE_DATABASE"] or f"sqlite:///{folder / 'sunshine.db'}"
    return {
        **settings,
        "SUNSHINE_FOLDER": folder,
        "SECRET_KEY": settings["SUNSHINE_SECRET_KEY"],
        "TESTING": mode == "testing",
        "DEBUG": settings["SUNSHINE_DEBUG"] == "1",
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            **({} if database.startswith("sqlite") else POSTGRESQL),
            "hide_parameters": production,  # what people typed stays out of the log of a fault
        },
        "MAX_CONTENT_LENGTH": int(settings["SUNSHINE_UPLOAD_MB"]) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_COOKIE_NAME": "sunshine",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "WTF_CSRF_TIME_LIMIT": None,
        "JWT_ACCESS_TOKEN_EXPIRES": timedelta(hours=1),
        "APP_NAME": "Sunshine",
        "LANGUAGES": {"zh": {"name": "中文", "flag": "cn"}, "en": {"name": "English", "flag": "gb"}},
        "BABEL_DEFAULT_LOCALE": settings["SUNSHINE_LANGUAGE"],
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "AUTH_TYPE": 1,
        "AUTH_ROLE_ADMIN": "city_admin",
        "AUTH_ROLE_PUBLIC": "public",
        "FAB_ADD_SECURITY_VIEWS": False,
        "FAB_API_KEY_ENABLED": settings["SUNSHINE_KEYS"] == "1",
        "FAB_API_MAX_PAGE_SIZE": 100,
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "RATELIMIT_ENABLED": False,
        "SUNSHINE_LIMITED": True,
    }
