"""Hand-made screens of the catalogue: versions and reviews, the content's form, its preview."""

from flask import Blueprint

from app.kernel.roles import Role
from app.powers.models import Power
from app.powers.records import POWER
from app.surfaces.acts import current_actor, session
from app.surfaces.records.reading import get_row

PAGES = Blueprint("powers", __name__, url_prefix="/powers", template_folder="../templates")
READERS = tuple(role for role in Role if role not in (Role.PUBLIC, Role.VILLAGE_CLERK))


def find_power(pk: str) -> Power:
    """Return a power inside the reader's scope."""
    power: Power = get_row(session(), POWER, current_actor().scope, pk)
    return power


from app.powers.pages import content, orders, versions  # noqa: E402, F401 - they fill PAGES
