"""May this account come in? One question for every door: cookie, token and key ask it at each request."""

from datetime import date

from flask_appbuilder.security.sqla.models import User

from app.kernel.errors import NotAllowed
from app.kernel.roles import SECOND_FACTOR
from app.kernel.words import N_
from app.surfaces.accounts.models import Account


class PasswordDue(NotAllowed):
    """The account has a first password, which opens nothing but the page that changes it."""


class SecondFactorDue(NotAllowed):
    """The account's roles demand a second factor that is not set up."""


def is_gone(user: User | None, account: Account | None, on: date) -> bool:
    """Tell whether nobody may come in under this account: switched off, nobody's, or its holder has left."""
    if user is None or account is None or not user.active:
        return True
    left = account.official.left_on
    return left is not None and left <= on


def needs_second_factor(user: User) -> bool:
    """Tell whether the account's roles demand a second factor."""
    return any(role.name in SECOND_FACTOR for role in user.roles)


def what_is_due(user: User, account: Account) -> NotAllowed | None:
    """Return what an account must do before it may work, as a refusal that says it; None when nothing is due."""
    if needs_second_factor(user) and not account.totp_confirmed:
        return SecondFactorDue(
            N_("Your role needs a second factor. Log in with a browser once and set it up, then come back.")
        )
    if account.must_change:
        return PasswordDue(
            N_("The first password must be changed before anything else. Log in with a browser and choose your own.")
        )
    return None
