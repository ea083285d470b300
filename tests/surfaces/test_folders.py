"""What lies in an installation's folder has an owner and an end, every file of every folder."""

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domains import DOMAINS
from app.kernel.act import Channel, platform_act
from app.kernel.attachments import Attachment
from app.kernel.guard import open_act
from app.surfaces.folders import FOLDERS, Until, folder_of, sweep_folders
from tests.catalogue import ROOT
from tests.conftest import NOW
from tests.portal.test_drafts import send_files
from tests.web import at_work, form_token, refusal

NAMED = re.compile(r"""SUNSHINE_FOLDER["']\]\)?\s*/""")
BESIDE = re.compile(r".*\.(db|template)(-wal|-shm|-journal)?|clock\.(poke|lock)|scheduler\.lock|.*\.lock")
"""Files that lie beside the folders: the embedded database, the signs between web and clock."""
SHEET = "事项名称,事项编码\n占道许可,1\n".encode()


def test_no_module_names_a_folder_of_its_own() -> None:
    """Only the list of folders does, and what lays out the sandbox, an installation of its own."""
    named = {
        str(path.relative_to(ROOT / "app"))
        for path in (ROOT / "app").rglob("*.py")
        if NAMED.search(path.read_text("utf-8"))
    }
    assert named == {"surfaces/folders.py", "surfaces/training/sandbox.py", "surfaces/scheduling/poking.py"}


@pytest.fixture
def emptied(site: Flask) -> Iterator[Path]:
    """The site with an empty folder but for its database."""
    base: Path = site.config["SUNSHINE_FOLDER"]
    for name in FOLDERS:
        shutil.rmtree(base / name, ignore_errors=True)
    yield base


def hand_in_sheet(client: FlaskClient) -> str:
    """Hand in a sheet of items and return the address at which its columns are matched."""
    page = "/catalogue/import"
    data = {"csrf_token": form_token(client.get(page)), "file": (io.BytesIO(SHEET), "事项.csv")}
    shown = client.post(page, data=data).get_data(as_text=True)
    return f"{page}/{re.findall(r'/catalogue/import/([0-9a-f]{32})', shown)[0]}"


def test_everything_that_lies_in_the_folder_is_listed(
    site: Flask, emptied: Path, item: int, client_of: Callable[[str], FlaskClient]
) -> None:
    send_files(site.test_client(), item)
    hand_in_sheet(client_of("county_admin"))
    with site.test_request_context():
        for domain in DOMAINS:
            for job in domain.jobs:
                with at_work(site) as session, open_act(platform_act(session, Channel.CLOCK, NOW, 350100)) as act:
                    job.run(act)
                    session.commit()
    found = {path.name for path in emptied.iterdir() if not BESIDE.fullmatch(path.name)}
    assert {"files", "sheets", "witness", "keys"} <= found <= FOLDERS.keys()


def test_a_sheet_opens_for_the_account_that_handed_it_in_alone(
    site: Flask, client_of: Callable[[str], FlaskClient]
) -> None:
    mine = client_of("county_admin")
    address = hand_in_sheet(mine)
    assert mine.get(address).status_code == 200
    assert refusal(client_of("city_admin").get(address)) == (404, "文件已不存在，请重新提交。")
    assert client_of("county_admin").get(address).status_code == 200  # a new session of his


@pytest.mark.parametrize("name", FOLDERS)
def test_the_sweep_keeps_to_the_end_of_every_folder(site: Flask, emptied: Path, name: str) -> None:
    one = FOLDERS[name]
    with site.app_context():
        place = folder_of(name)
        (place / "7").mkdir()
    age = max(one.age, timedelta(days=1))
    ages = {"young": age - timedelta(hours=1), "old": age + timedelta(hours=1)}
    for file, since in ages.items():
        for path in (place / file, place / "7" / file):
            path.write_bytes(b"x")
            os.utime(path, ((NOW - since).timestamp(),) * 2)
    with at_work(site) as session:
        sweep_folders(session, NOW)
    left = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
    young, all_of_them = {"young", "7/young"}, {"young", "7/young", "old", "7/old"}
    expected = {Until.AGE: young, Until.ROW: all_of_them - {"old"}, Until.KEPT: all_of_them}
    assert left == expected[one.until]


def test_a_folder_inside_goes_when_its_last_file_has_gone(site: Flask, emptied: Path) -> None:
    with site.app_context():
        account = folder_of("sheets") / "7"
    account.mkdir()
    (account / "sheet").write_bytes(b"x")
    for path in (account / "sheet", account):
        os.utime(path, ((NOW - timedelta(days=9)).timestamp(),) * 2)
    with at_work(site) as session:
        assert sweep_folders(session, NOW)["sheets"] == 1
        os.utime(account, ((NOW - timedelta(days=9)).timestamp(),) * 2)
        sweep_folders(session, NOW)
    assert not account.exists()


def test_a_folder_that_is_not_listed_is_not_made(site: Flask) -> None:
    with site.app_context(), pytest.raises(KeyError, match="owner"):
        folder_of("elsewhere")


def test_what_a_row_knows_outlives_every_sweep(site: Flask, emptied: Path, item: int) -> None:
    send_files(site.test_client(), item)
    with at_work(site) as session:
        (kept,) = session.scalars(select(Attachment.stored_as)).all()
        file = folder_of("files") / kept
        os.utime(file, ((NOW - timedelta(days=900)).timestamp(),) * 2)
        sweep_folders(session, NOW)
        assert file.is_file()
