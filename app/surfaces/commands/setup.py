"""``flask setup``: bring the database to this version and write roles and permissions."""

from contextlib import suppress
from pathlib import Path

import click
from alembic.migration import MigrationContext
from flask import current_app
from flask.cli import with_appcontext
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_babel import gettext
from flask_migrate import upgrade
from sqlalchemy import select

from app.kernel.records import RecordKind
from app.kernel.roles import Role
from app.kernel.trail.keys import NoKey
from app.surfaces.database import db
from app.surfaces.keeping import signing_key
from app.surfaces.platform import platform

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


@click.command("setup")
@with_appcontext
def SETUP() -> None:  # noqa: N802 - a constant of the domain doors, which click makes of a function
    """Create or upgrade the database, then write roles and permissions. May be run at any time.

    Ends with 1, all of this done, when the key that signs the trail is not in its place.
    """
    set_up()
    click.echo(gettext("Database at revision %(revision)s.", revision=revision()))
    signing_key(db.session())


def set_up() -> None:
    """Bring the database to this version and write roles and permissions."""
    upgrade(directory=str(MIGRATIONS))
    write_permissions()
    with suppress(NoKey):  # the rest works without; setup says it
        signing_key(db.session())
    db.session.remove()


def revision() -> str | None:
    """Return the migration that the database stands at."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def write_permissions() -> None:
    """Write the permissions of every kind, and each role with exactly those that the kinds declare."""
    builder = current_app.extensions["appbuilder"]
    for role in Role:
        if db.session.scalar(select(RoleRow.id).where(RoleRow.name == role.value)) is None:
            db.session.add(RoleRow(name=role.value))
    db.session.commit()
    for view in builder.baseviews:
        builder.sm.add_permissions_view(view.base_permissions, view.class_permission_name)
    for role in Role:
        _write_role(builder, role)
    db.session.commit()


def _write_role(builder: object, role: Role) -> None:
    sm = builder.sm  # type: ignore[attr-defined]
    row = db.session.scalars(select(RoleRow).where(RoleRow.name == role.value)).one()
    wanted = {pair for kind in platform().kinds for pair in _pairs(kind, role)}
    wanted |= {pair for domain in platform().domains for pair in domain.grants.get(role, ())}
    if role != Role.PUBLIC:
        wanted |= {("can_get", "OpenApi"), ("can_show", "SwaggerView")}
    found = [sm.find_permission_view_menu(permission, view) for permission, view in sorted(wanted)]
    row.permissions = [item for item in found if item is not None]


def _pairs(kind: RecordKind, role: Role) -> set[tuple[str, str]]:
    access = kind.access.get(role)
    return {(name, f"record.{kind.name}") for name in access.permissions} if access else set()
