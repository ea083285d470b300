"""Opening a county on an empty database: divisions, calendar, flow templates, its first administrator."""

import csv
from pathlib import Path

from sqlalchemy import insert, select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.calendar import load_published
from app.kernel.errors import Conflict, Incomplete
from app.kernel.flows.templates import write_templates
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Region, county_region
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.operations import create_account
from app.surfaces.accounts.passwords import first_password

DIVISIONS = Path(__file__).resolve().parents[3] / "seeds" / "divisions.csv"
"""Fuzhou's divisions, as published: code, name, level, parent."""
VERBS = {"county.opened": N_("County opened")}


def open_county(act: Act, administrator: str, username: str, divisions: Path = DIVISIONS) -> str:
    """Write what a county needs before its administrator can log in; returns his first password.

    What is there already is left alone, so the counties of a city are opened one after another.
    Raises Incomplete for a county that the divisions do not know, Conflict for one that is open.
    """
    write_regions(act, divisions)
    region = act.session.get(Region, county_region(act.county))
    if region is None or region.level not in (Level.CITY, Level.COUNTY):
        raise Incomplete(
            N_(
                "There is no county %(county)s among the divisions. Compare its six digits, or give a file with "
                "--divisions."
            ),
            county=str(act.county),
        )
    load_published(act)
    write_templates(act, act.county // 100 * 100)
    home = _government(act, region)
    if act.session.scalar(select(Official.id).where(Official.organisation_id == home.id).limit(1)):
        raise Conflict(
            N_("%(name)s has been opened already. Its administrator gives further accounts on the screen."),
            name=region.name,
        )
    official = Official(county=act.county, name=administrator.strip(), organisation_id=home.id)
    act.session.add(official)
    act.session.flush()
    password = first_password()
    role = Role.CITY_ADMIN if region.level == Level.CITY else Role.COUNTY_ADMIN
    create_account(act, official, username, password, {role})
    record(act, "county.opened", home, region=region.code, administrator=official.name)
    return password


def write_regions(act: Act, divisions: Path = DIVISIONS) -> int:
    """Write every division that is not there yet; returns how many."""
    known = set(act.session.scalars(select(Region.code)))
    with divisions.open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] not in known]
    if rows:
        values = [
            {"code": r["code"], "name": r["name"], "level": r["level"], "parent_code": r["parent"] or None}
            for r in rows
        ]
        act.session.execute(insert(Region), values)
    return len(rows)


def _government(act: Act, region: Region) -> Organisation:
    government = select(Organisation).where(Organisation.body == OrganisationKind.GOVERNMENT)
    found = act.session.scalar(government.where(Organisation.region_code == region.code))
    above = act.session.scalar(government.where(Organisation.region_code == region.parent_code))
    return found or add_organisation(
        act, region.code, f"{region.name}人民政府", OrganisationKind.GOVERNMENT, region.code, above
    )


def add_organisation(
    act: Act, code: str, name: str, body: OrganisationKind, region: str, parent: Organisation | None, **more: str
) -> Organisation:
    """Write an organisation below another, with its path in the tree."""
    row = Organisation(
        county=int(region[:6]),
        code=code,
        name=name,
        body=body,
        region_code=region,
        parent_id=parent.id if parent else None,
        path="",
        **more,
    )
    act.session.add(row)
    act.session.flush()
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    return row
