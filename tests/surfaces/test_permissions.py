"""``flask setup`` writes each role with exactly what the kinds declare, whatever stood there before."""

from flask import Flask
from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu
from flask_appbuilder.security.sqla.models import Role as RoleRow
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.roles import Role
from app.surfaces.commands.setup import write_permissions
from tests.web import at_work


def held(session: Session) -> dict[str, set[tuple[str, str]]]:
    return {
        role.name: {(pair.permission.name, pair.view_menu.name) for pair in role.permissions}
        for role in session.scalars(select(RoleRow))
    }


def test_what_no_kind_declares_is_taken_back_and_what_is_missing_given_again(site: Flask) -> None:
    with at_work(site) as session:
        before = held(session)
        assert {("can_read", "record.power"), ("can_write", "record.power")} <= before[Role.COUNTY_ADMIN]
        assert ("can_write", "record.power") not in before[Role.AUDITOR]
        power = session.scalars(select(ViewMenu).where(ViewMenu.name == "record.power")).one()
        stale = PermissionView(permission=Permission(name="can_fly"), view_menu=power)
        other = PermissionView(permission=stale.permission, view_menu=ViewMenu(name="of somebody else"))
        write = next(
            pair
            for pair in session.scalars(select(PermissionView))
            if (pair.permission.name, pair.view_menu.name) == ("can_write", "record.power")
        )
        roles = {role.name: role for role in session.scalars(select(RoleRow))}
        roles[Role.AUDITOR].permissions += [stale, other, write]
        roles[Role.COUNTY_ADMIN].permissions.remove(write)
        session.delete(roles[Role.LEADER])
        session.commit()
        assert held(session) != before

        write_permissions()

        assert held(session) == before
        left = {(pair.permission.name, pair.view_menu.name) for pair in session.scalars(select(PermissionView))}
        assert ("can_fly", "record.power") not in left
        assert ("can_fly", "of somebody else") in left
