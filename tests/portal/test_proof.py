"""What an outsider needs to check the trail by himself can be had on the street."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.kernel.act import Channel, platform_act
from app.kernel.guard import open_act
from app.kernel.trail.roots import sign_roots
from app.surfaces.database import db
from app.surfaces.keeping import signing_key


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


def test_program_key_and_roots_are_enough_to_check_a_root(signed: Flask, tmp_path: Path) -> None:
    outsider = signed.test_client()
    page = outsider.get("/portal/trail/").get_data(as_text=True)
    key = re.search(r"/portal/trail/[0-9a-f]{16}\.pub", page)
    assert key is not None and "鼓楼区" in page
    for name, address in (("key.pub", key.group(0)), ("verify_trail.py", "/portal/trail/verify_trail.py")):
        (tmp_path / name).write_bytes(outsider.get(address).data)
    root = outsider.get("/portal/trail/roots.json").json["roots"][0]
    for size, status in ((root["size"], 0), (root["size"] + 1, 1)):
        (tmp_path / "root.json").write_text(signed.json.dumps(root | {"size": size}))
        ended = subprocess.run(
            [sys.executable, "verify_trail.py", "root", "root.json", "--key", "key.pub"],
            cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        assert ended.returncode == status, ended.stderr


@pytest.mark.parametrize("name", ["0" * 16, "trail.key.......", "..%2f..%2ftrail.k"])
def test_no_other_file_is_given_as_a_key(signed: Flask, name: str) -> None:
    assert signed.test_client().get(f"/portal/trail/{name}.pub").status_code == 404
