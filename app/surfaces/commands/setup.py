"""``flask setup``: bring the database to this version and write roles and permissions."""

from contextlib import suppress
from pathlib import Path

import click
from alembic.migration import MigrationContext
from flask import current_app
from flask.cli import with_appcontext
from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu
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
    """Write the permissions of every kind, and each role with exactly those that the kinds declare.

    Read whole, compared and written at once: asked one by one, as Flask-AppBuilder does at its start, a permission
    costs four statements and a commit.
    """
    offered = {
        (name, view.class_permission_name)
        for view in current_app.extensions["appbuilder"].baseviews
        for name in view.base_permissions
    }
    roles = {row.name: row for row in db.session.scalars(select(RoleRow))}
    permissions = {row.name: row for row in db.session.scalars(select(Permission))}
    views = {row.name: row for row in db.session.scalars(select(ViewMenu))}
    held = {(row.permission.name, row.view_menu.name): row for row in db.session.scalars(select(PermissionView))}
    ours = {view for _name, view in offered}
    for pair in sorted(held.keys() - offered):
        if pair[1] in ours:  # a view no longer knows it; what stands outside our views is left alone
            db.session.delete(held.pop(pair))
    for name, view in sorted(offered - held.keys()):
        permission = permissions.setdefault(name, Permission(name=name))
        held[name, view] = PermissionView(permission=permission, view_menu=views.setdefault(view, ViewMenu(name=view)))
    db.session.add_all(held.values())
    for role in Role:
        row = roles.setdefault(role.value, RoleRow(name=role.value))
        row.permissions = [held[pair] for pair in sorted(_wanted(role)) if pair in held]
    db.session.add_all(roles.values())
    db.session.commit()


def _wanted(role: Role) -> set[tuple[str, str]]:
    wanted = {pair for kind in platform().kinds for pair in _pairs(kind, role)}
    wanted |= {pair for domain in platform().domains for pair in domain.grants.get(role, ())}
    if role != Role.PUBLIC:
        wanted |= {("can_get", "OpenApi"), ("can_show", "SwaggerView")}
    return wanted


def _pairs(kind: RecordKind, role: Role) -> set[tuple[str, str]]:
    access = kind.access.get(role)
    return {(name, f"record.{kind.name}") for name in access.permissions} if access else set()
