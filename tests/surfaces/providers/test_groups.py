"""Groups elsewhere give roles here, within what the rules of roles allow."""

from flask import Flask
from sqlalchemy import select

from app.kernel.places import Official
from app.kernel.roles import Role
from app.surfaces.accounts.providers.settings import GroupRule
from app.surfaces.database import db
from tests.surfaces.providers.coming import Put, come, is_in, log_in_here, provider, roles, verbs
from tests.surfaces.providers.sources import Liar


def test_groups_give_roles_and_their_end_takes_them(site: Flask, with_providers: Put, liar: Liar) -> None:
    rules = (GroupRule("windows", Role.WINDOW), GroupRule("legal", Role.ENFORCEMENT_OFFICER, "gulou-no-such"))
    with_providers(provider(liar.issuer, match_names=True, groups=rules))
    liar.claims = {"preferred_username": "handler", "groups": ["windows", "legal", "unknown"]}
    client = site.test_client()
    come(client, liar)
    assert roles(site, "handler") == {"handler", "window"}, "a group of another organisation gives nothing"
    liar.claims["groups"] = []
    come(client, liar)
    assert roles(site, "handler") == {"handler"}, "roles that no rule names are left alone"


def test_a_group_gives_no_role_that_another_excludes(site: Flask, with_providers: Put, liar: Liar) -> None:
    with_providers(provider(liar.issuer, groups=(GroupRule("windows", Role.WINDOW),)))
    first = site.test_client()
    come(first, liar)
    log_in_here(first, "legal_reviewer")
    liar.claims = {"groups": ["windows"]}
    client = site.test_client()
    come(client, liar)
    assert is_in(client, "legal_reviewer") and roles(site, "legal_reviewer") == {"legal_reviewer"}
    assert verbs(site, "role.not_given")[0]["role"] == "window"


def test_a_first_log_in_makes_an_account_only_where_that_is_allowed(
    site: Flask, with_providers: Put, liar: Liar
) -> None:
    rules = (GroupRule("urban", Role.WINDOW, "gulou-urban"),)
    liar.claims = {"preferred_username": "sun.li", "name": "孙莉", "groups": ["urban"]}
    with_providers(provider(liar.issuer, groups=rules))
    client = site.test_client()
    assert come(client, liar).location.startswith("/login/")
    with_providers(provider(liar.issuer, groups=rules, create=True))
    assert come(client, liar).location == "/"
    assert "孙莉" in client.get("/").get_data(as_text=True)
    with site.app_context():
        made = db.session.scalars(select(Official).where(Official.name == "孙莉")).one()
        assert made.organisation.code == "gulou-urban"
    liar.claims = {"sub": "u-9", "preferred_username": "wu", "groups": ["another"]}
    assert come(site.test_client(), liar).location.startswith("/login/"), "nobody says where he works"
