"""Pins, lock and licences of the libraries agree, and none binds the whole program."""

import re

from tests.catalogue import ROOT

PIN = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", re.MULTILINE)
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
BINDING = re.compile(r"^(A?GPL|GNU (Affero )?General)")


def known(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> set[tuple[str, str]]:
    """Return name, as names are compared, and version of each library; some have one version for each Python."""
    return {(known(name), version) for name, version in PIN.findall(text)}


def licences() -> list[tuple[str, str, str]]:
    """Return name, version and licences of each line of the page."""
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    return re.findall(r"^\| ([\w.-]+) \| (\d\S*) \| (.*) \|$", page, re.MULTILINE)


def test_the_lock_holds_every_pin_at_its_version() -> None:
    wanted, held = pins((ROOT / "requirements.txt").read_text("utf-8")), pins(LOCK)
    assert len(wanted) > 35 and wanted - held == set()


def test_every_library_of_the_lock_has_its_digests() -> None:
    entries = re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(LOCK)) > 90
    assert [one.split()[0] for one in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", one)] == []


def test_every_licence_is_known_and_none_binds_the_program() -> None:
    held, told = pins(LOCK), licences()
    assert len(told) > 90
    assert [(name, version) for name, version, _said in told if (known(name), version) not in held] == []
    bound = [name for name, _version, said in told if not said or all(BINDING.match(one) for one in said.split("; "))]
    assert bound == []


def test_the_lock_names_no_server() -> None:
    assert "http:" not in LOCK and "https:" not in LOCK and "file:" not in LOCK
