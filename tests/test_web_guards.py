"""What another site, a forged form and who only watches can do to this one: nothing, on every route that there is."""

import pytest
from flask.testing import FlaskClient

from tests import routes
from tests.test_routes import Town, asked_routes, town_of
from tests.web import PASSWORD, RunningProgram, form_token, login

ELSEWHERE = "https://evil.example"
WATCHES = ("inspector", "auditor", "leader")
"""They read the cases of others and take no part in them."""
CASES = ("/cases/<int:pk>/<code>", "/enforcement/<int:pk>/<code>", "/enforcement/<int:pk>/judge")
LET_THROUGH = {
    "/api/v1/security/login": 401,
    "/api/v1/oauth/token": 400,
    "/login/with/<name>/logout": 404,
    "/exchange/batches": 422,
    "/exchange/pull": 422,
}
"""These take no session: a program's password or key, and what an identity provider or another installation has signed."""


@pytest.fixture
def town(program: RunningProgram, engine_name: str) -> Town:
    """The county of all roles with one row of everything."""
    if engine_name == "postgresql":
        pytest.skip("what is refused before the database is asked does not differ by engine")
    return town_of(program)


def client_without_token(town: Town, role: str, clients: dict[str, FlaskClient]) -> FlaskClient:
    if role not in clients:
        clients[role] = login(town.site, role) if role else town.site.test_client()
    return clients[role]


def test_a_form_of_another_site_writes_nothing_in_anybodys_name(town: Town) -> None:
    clients: dict[str, FlaskClient] = {}
    done, asked = [], 0
    for rule, method, found in asked_routes(town):
        if method == "GET":
            continue
        path = routes.path_of(rule.rule, found[0])
        client = client_without_token(town, town.opener(rule, method, path), clients)
        sent = {"json": {"name": "x"}} if rule.rule.startswith("/api/") else {"data": {"name": "x"}}
        before = town.rows()
        status = client.open(path, method=method, headers={"Origin": ELSEWHERE}, **sent).status_code
        asked += 1
        if status != LET_THROUGH.get(rule.rule, 403 if "json" in sent else 400) or town.rows() != before:
            done.append(f"{status} {method} {rule.rule}")
    assert done == [] and asked > 500


def test_no_other_site_reads_an_answer(town: Town) -> None:
    told = []
    for rule, method, found in asked_routes(town):
        if method == "GET" and rule.endpoint != "static":
            path = routes.path_of(rule.rule, found[0])
            answer = town.ask("", "GET", path)
            told += [path for name, _said in answer.headers if name.lower().startswith("access-control-")]
    asks = {"Origin": ELSEWHERE, "Access-Control-Request-Method": "PUT"}
    for path in ("/api/v1/organisation/", "/portal/data/", "/login/"):
        answer = town.site.test_client().options(path, headers=asks)
        told += [path for name, _said in answer.headers if name.lower().startswith("access-control-")]
    assert told == []


@pytest.mark.parametrize("who", WATCHES)
def test_who_watches_takes_no_part(town: Town, who: str) -> None:
    taken, asked, before = [], 0, town.rows()
    for rule, method, found in asked_routes(town):
        if rule.rule in CASES and method == "POST":
            for arguments in found:
                path = routes.path_of(rule.rule, arguments)
                status = town.ask(who, method, path, data={"reason": "监察人员自己办", "opinion": "同意"}).status_code
                asked += 1
                if status not in (403, 404) or town.rows() != before:
                    taken.append(f"{status} {path}")
    assert taken == [] and asked > 50


def test_no_cookie_is_read_by_scripts_or_sent_along_from_elsewhere(town: Town) -> None:
    town.site.config["SESSION_COOKIE_SECURE"] = True
    try:
        with town.site.test_client() as client:
            page = client.get("/login/", base_url="https://localhost")
            sent = {"username": "handler", "password": PASSWORD, "csrf_token": form_token(page)}
            headers = {"Referer": "https://localhost/login/"}
            come = client.post("/login/", base_url="https://localhost", data=sent, headers=headers)
            assert come.status_code == 302
            told = page.headers.getlist("Set-Cookie") + come.headers.getlist("Set-Cookie")
    finally:
        town.site.config["SESSION_COOKIE_SECURE"] = False
    assert {one.split("=")[0] for one in told} == {"sunshine", "sunshine_device"}
    for one in told:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(one.split("; ")), one
