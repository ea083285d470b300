"""Honest courses of roles, accounts and posts."""

from app.kernel.roles import Role
from app.surfaces.accounts import operations as accounts
from app.surfaces.accounts.models import Supervised
from tests.honest.registry import Courses
from tests.supervision.test_account_points import House, appoint_honestly, become_inspector, two_persons

ACCOUNTS = Courses(House)


def agreed(house: House) -> None:
    """Two persons; the level above; asked and not done yet; an account that supervises nobody."""
    two_persons(house)
    city = house.acting_as("city_admin")
    accounts.withdraw_role(city, house.world.official("leader"), Role.AUDITOR)
    accounts.reset_password(city, house.world.official("inspector"), "Right-Horse-78")
    accounts.reset_second_factor(house.acting_as("county_admin"), house.world.official("handler"))
    house.ask(Supervised.DISABLE, "inspector")
    house.ask(Supervised.GRANT, "leader", Role.AUDITOR)


ACCOUNTS.note(
    {
        "PR.roles_clash": become_inspector,
        "PR.role_alone": agreed,
        "PR.account_alone": agreed,
        "PR.post_self": appoint_honestly,
        "PR.post_backdated": appoint_honestly,
    }
)
