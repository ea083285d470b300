"""The file of providers: what holds is read, and what does not stops the start with the line at fault."""

from pathlib import Path

import pytest

from app.kernel.roles import Role
from app.surfaces.accounts.providers.settings import GroupRule, Providers, read_providers
from config import ConfigurationFault

WHOLE = """
[[provider]]
name = "county"
title = "统一身份认证"
kind = "oidc"
address = "https://id.example.gov.cn"
client_id = "sunshine"
client_secret_file = "secret"
second_factor = ["otp", "mfa"]
groups = [{ group = "windows", role = "window", organisation = "gulou-urban" }]

[[provider]]
name = "directory"
title = "目录"
kind = "ldap"
address = "ldaps://ldap.example.gov.cn"
base = "dc=example"
"""


def read(folder: Path, text: str) -> Providers:
    (folder / "secret").write_text("of-a-client\n", "utf-8")
    (folder / "logins.toml").write_text(text, "utf-8")
    return read_providers(str(folder / "logins.toml"))


def test_a_whole_file_is_read_with_its_secret_from_beside_it(tmp_path: Path) -> None:
    first, second = read(tmp_path, WHOLE).all
    assert (first.client_secret, first.second_factor) == ("of-a-client", {"otp", "mfa"})
    assert first.groups == (GroupRule("windows", Role.WINDOW, "gulou-urban"),)
    assert (second.filter, second.id_attribute, second.match_names) == ("(uid={name})", "entryUUID", False)
    assert "of-a-client" not in repr(first), "no log shows it"
    assert read_providers("") == Providers()


def test_the_example_of_the_manual_is_a_file_that_holds() -> None:
    example = Path(__file__).parents[3] / "docs" / "examples" / "logins.toml"
    assert {one.kind for one in read_providers(str(example)).all} == {"oidc", "ldap", "cas", "header"}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('"https://id.', '"http://id.', "http://"),
        ('"ldaps://', '"ldap://', "ldap://"),
        ('role = "window"', 'role = "inspector"', "supervise"),
        ('role = "window"', 'role = "county_admin"', "administer"),
        ('role = "window"', 'role = "king"', "no role"),
        ('kind = "oidc"', 'kind = "saml"', "saml"),
        ('client_id = "sunshine"', "", "lacks client_id"),
        ('"secret"', '"no-such-file"', "cannot be read"),
        ('name = "directory"', 'name = "county"', "one name"),
        ('name = "county"', 'name = "a/b"', "no name"),
        ('base = "dc=example"', 'base = "dc=example"\nfilter = "(uid=*)"', "{name}"),
        ('base = "dc=example"', 'base = "dc=example"\nbind = "x"', "means nothing"),
        ("[[provider]]", "[[providers]]", "nothing else"),
        ("[[provider]]", "[[provider", "cannot be read"),
    ],
)
def test_what_does_not_hold_stops_the_start(tmp_path: Path, before: str, after: str, told: str) -> None:
    with pytest.raises(ConfigurationFault) as fault:
        read(tmp_path, WHOLE.replace(before, after, 1))
    assert told in str(fault.value)


def test_a_plain_line_within_this_machine_is_none(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE.replace("https://id.example.gov.cn", "http://127.0.0.1:8080")).find("county", "oidc")
