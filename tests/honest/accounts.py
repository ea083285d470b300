"""Honest courses of roles, accounts and posts."""

from tests.honest.registry import Courses
from tests.supervision.test_account_points import House, appoint_honestly, become_inspector, two_persons

ACCOUNTS = Courses(House)
ACCOUNTS.note(
    {
        "PR.roles_clash": become_inspector,
        "PR.role_alone": two_persons,
        "PR.account_alone": two_persons,
        "PR.post_self": appoint_honestly,
        "PR.post_backdated": appoint_honestly,
    }
)
