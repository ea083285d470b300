"""What an outsider needs to check the trail by himself can be had on the public portal."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.act import Channel, platform_act
from app.kernel.audit import Subject, record
from app.kernel.guard import open_act
from app.kernel.trail.roots import sign_roots
from app.surfaces.acts import command_act
from app.surfaces.database import db
from app.surfaces.keeping import signing_key
from app.surfaces.scheduling.leadership import take_lead
from app.surfaces.scheduling.operations import log_run
from tests.web import refusal


@pytest.fixture
def signed(site: Flask, item: int) -> Flask:
    """A site with a published item, whose trail has been signed since."""
    with site.app_context():
        act = platform_act(db.session(), Channel.CLOCK, site.config["SUNSHINE_TEST_NOW"], 350100)
        with open_act(act):
            sign_roots(act, signing_key(db.session()))
        db.session.commit()
        db.session.remove()
    return site


class Outsider:
    """Somebody with a browser, a folder and Python: he has nothing but what he downloads."""

    def __init__(self, site: Flask, folder: Path) -> None:
        self.browser, self.folder = site.test_client(), folder

    def download(self, address: str) -> str:
        """Keep a file under the name that the portal gives it, and return the name."""
        with self.browser.get(address) as answer:
            assert answer.status_code == 200, address
            name = re.search(r"filename=([\w.-]+)", answer.headers["Content-Disposition"])
            assert name is not None, address
            (self.folder / name[1]).write_bytes(answer.data)
        return name[1]

    def verify(self, *typed: str) -> int:
        """Run the portal's own program."""
        ended = subprocess.run(
            [sys.executable, "verify_trail.py", *typed], cwd=self.folder, capture_output=True, check=False
        )
        assert ended.returncode in (0, 1), ended.stderr
        return ended.returncode


def grow(site: Flask) -> None:
    with site.app_context(), command_act() as act:
        for county in (350100, 350102):
            record(act, "case.noted", Subject("case", 1, county))
        sign_roots(act, signing_key(act.session))


def test_what_an_outsider_downloads_verifies_with_what_he_downloads(signed: Flask, tmp_path: Path) -> None:
    """Every file that the page links, checked by the commands that the page shows."""
    grow(signed)
    grow(signed)
    outsider = Outsider(signed, tmp_path)
    page = html.unescape(outsider.browser.get("/portal/trail/").get_data(as_text=True))
    assert "鼓楼区" in page
    links = set(re.findall(r'href="(/portal/trail/[^"]+\.(?:json|jsonl|pub|py)[^"]*)"', page))
    names = {outsider.download(link) for link in links}
    names.add(outsider.download("/portal/trail/prove?county=350102&place=1"))
    assert {"roots.json", "roots-350102.json", "trail-350102.jsonl", "verify_trail.py", "proof-350102-1.json"} <= names
    shown = re.findall(r"python3 verify_trail.py ([^<]+)</pre>", page)
    assert {command.split()[0] for command in shown} == {"root", "rows", "inclusion", "consistency"}
    growths = sorted(name for name in names if name.startswith("growth-"))
    assert len({name.split("-")[1] for name in growths}) == 2
    for command in shown:
        typed = command.replace("proof-350100-1.json", "proof-350102-1.json").split()
        for growth in growths if "growth-…" in command else [""]:
            assert outsider.verify(*(growth if word.startswith("growth-…") else word for word in typed)) == 0, command
    (key,) = (name for name in names if name.endswith(".pub"))
    for county in ("350100", "350102"):
        for roots in (f"roots-{county}.json", "roots.json"):
            assert (
                outsider.verify("rows", f"trail-{county}.jsonl", "--roots", roots, "--county", county, "--key", key)
                == 0
            )


def test_a_changed_download_is_not_genuine(signed: Flask, tmp_path: Path) -> None:
    grow(signed)
    outsider = Outsider(signed, tmp_path)
    key = re.search(r"/portal/trail/[0-9a-f]{16}\.pub", outsider.browser.get("/portal/trail/").get_data(as_text=True))
    assert key is not None
    names = [
        outsider.download(f"/portal/trail/{name}")
        for name in ("verify_trail.py", "roots.json", "350102/roots.json", "350102/hashes.jsonl")
    ]
    public = outsider.download(key[0])
    for name in names[1:3]:
        given = json.loads((tmp_path / name).read_text())
        given["roots"][0]["size"] += 1
        (tmp_path / f"changed-{name}").write_text(json.dumps(given))
        assert outsider.verify("root", f"changed-{name}", "--key", public) == 1
        given["roots"] = given["roots"][1:-1]
        (tmp_path / f"lacking-{name}").write_text(json.dumps(given))
    rows = (tmp_path / "trail-350102.jsonl").read_text().splitlines()
    for changed in (rows[1:], rows[:-1], [rows[1], rows[0], *rows[2:]]):
        (tmp_path / "changed.jsonl").write_text("\n".join(changed))
        assert outsider.verify("rows", "changed.jsonl", "--roots", "roots-350102.json", "--key", public) == 1


def test_a_root_that_is_missing_between_others_is_noticed(signed: Flask, tmp_path: Path) -> None:
    for _ in range(3):
        grow(signed)
    outsider = Outsider(signed, tmp_path)
    key = re.search(r"/portal/trail/[0-9a-f]{16}\.pub", outsider.browser.get("/portal/trail/").get_data(as_text=True))
    assert key is not None
    public = outsider.download(key[0])
    outsider.download("/portal/trail/verify_trail.py")
    given = json.loads((tmp_path / outsider.download("/portal/trail/350102/roots.json")).read_text())
    assert given["complete"] and len(given["roots"]) >= 3
    for complete, kept, status in (
        (True, given["roots"][:-1], 1),
        (False, given["roots"][:-1], 0),
        (False, [given["roots"][0], given["roots"][2]], 1),
    ):
        (tmp_path / "some.json").write_text(json.dumps({"complete": complete, "roots": kept}))
        assert outsider.verify("root", "some.json", "--key", public) == status


def test_a_row_that_no_root_covers_is_said_on_the_page(signed: Flask) -> None:
    answer = signed.test_client().get("/portal/trail/prove?county=350102&place=999999")
    assert answer.status_code == 404
    page = answer.get_data(as_text=True)
    assert "999999" in page and 'class="fault"' in page


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("0" * 16, "此处没有该名称的公钥，请与签名根列表核对。"),
        ("trail.key.......", "此处没有该名称的公钥，请与签名根列表核对。"),
        ("..%2f..%2ftrail.k", "没有该页面，或不在您的辖区内。"),
    ],
)
def test_no_other_file_is_given_as_a_key(signed: Flask, name: str, told: str) -> None:
    assert refusal(signed.test_client().get(f"/portal/trail/{name}.pub")) == (404, told)


def test_the_clock_does_not_run_well_while_signing_fails(site: Flask, client_of: Callable[[str], FlaskClient]) -> None:
    at = site.config["SUNSHINE_TEST_NOW"]

    def pages() -> tuple[str, str]:
        inspector = client_of("inspector")
        return tuple(inspector.get(url).get_data(as_text=True) for url in ("/platform/clock", "/supervision/alerts/"))  # type: ignore[return-value]

    with site.app_context():
        with db.engine.begin() as connection:
            take_lead(connection, "machine:1", at)
        with command_act() as act:
            log_run(act, "sign roots", at, {}, "Traceback\nIntegrityError: trail_root")
    clock, queue = pages()
    assert "监察时钟运行正常" not in clock
    assert "IntegrityError: trail_root" in clock and "为各县区痕迹链签名" in clock
    assert "为各县区痕迹链签名" in queue and 'role="alert"' in queue
    with site.app_context(), command_act() as act:
        log_run(act, "sign roots", at, {"signed": 1})
    clock, queue = pages()
    assert "监察时钟运行正常" in clock
    assert "监察时钟的任务失败" not in queue
