"""The tree of organisations: where one may stand, and the paths by which a subtree is one prefix."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from app.kernel.act import Act
from app.kernel.closing import close_organisation
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.identities import credit_code
from app.kernel.places import Organisation
from app.kernel.words import N_


def check_place(act: Act, row: Organisation, changes: Mapping[str, Any]) -> None:
    """Refuse an organisation below itself or in another county than its ids; a new one takes its region's."""
    home = int(row.region_code[:6])
    if row.id is None:
        row.county = home
    elif "region_code" in changes and home != row.county:
        raise NotAllowed(
            N_("An organisation stays in its county, for its cases and its trail stay there. Add a new one."),
            field="region_code",
        )
    if row.credit_code:
        row.credit_code = credit_code(row.credit_code, "credit_code")
    above = act.session.get(Organisation, row.parent_id) if row.parent_id else None
    while above is not None and row.id is not None:
        if above.id == row.id:
            raise Incomplete(N_("An organisation cannot stand below itself. Pick another superior."), field="parent_id")
        above = act.session.get(Organisation, above.parent_id) if above.parent_id else None
    if row.id is not None and "closed_on" in changes:
        close_organisation(act, row)


def settle_paths(act: Act) -> None:
    """Write the paths of organisations that are new or stand below another superior than before."""
    rows = act.session.execute(select(Organisation.id, Organisation.parent_id, Organisation.path)).all()
    parents = {row.id: row.parent_id for row in rows}
    paths: dict[int, str] = {}

    def path_of(one: int) -> str:
        if one not in paths:
            above = parents[one]
            paths[one] = f"{path_of(above) if above else '/'}{one}/"
        return paths[one]

    moved = [{"id": row.id, "path": path} for row in rows if (path := path_of(row.id)) != row.path]
    if moved:
        act.session.execute(update(Organisation), moved)
