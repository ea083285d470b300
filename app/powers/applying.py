"""Which powers one can apply for now, and why not for another: one rule for window, portal and operation."""

from sqlalchemy.orm import Session

from app.kernel.errors import OutOfOrder
from app.kernel.words import N_
from app.powers.models import APPLIED_FOR, PUBLIC_STATES, Power, PowerVersion
from app.powers.queries import public_power


def open_item(session: Session, power_id: int, *, online: bool = False) -> tuple[Power, PowerVersion]:
    """Return a power that one can apply for now, with its version; OutOfOrder says why another cannot be.

    ``online``: from the portal, which only items do that say so.
    """
    power, version = public_power(session, power_id)
    if not power.takes_applications:
        raise closed_to_applicants(power)
    if online and not version.online:
        raise OutOfOrder(
            N_("This item cannot be applied for online. Bring the papers to the window that its guide names.")
        )
    return power, version


def closed_to_applicants(power: Power) -> OutOfOrder:
    """Return the refusal of an application for a power that takes none, with its reason."""
    if power.organisation.closed_on is not None:
        return OutOfOrder(N_("The office of this item was closed. Its page says who goes on with its work."))
    if power.state in PUBLIC_STATES and power.power_type not in APPLIED_FOR:
        return OutOfOrder(
            N_(
                "Nobody applies for this power: the office uses it of its own accord. "
                "Look in the list for an item that can be applied for."
            )
        )
    return OutOfOrder(N_("This item takes no applications now: it is not in force. Look at its guide."))
