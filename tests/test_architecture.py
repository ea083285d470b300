"""The map of the house names every room that there is."""

import re

from tests.catalogue import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
NAMED = set(re.findall(r"`([a-z_]+)`", PAGE))
SMALL = {
    "surfaces": {"assets", "database", "downloads", "home", "menus", "platform", "registration", "security", "serving"}
}
"""Modules of one page that the map leaves out."""


def rooms(folder: str) -> set[str]:
    found = {path.stem for path in (ROOT / "app" / folder).iterdir() if not path.name.startswith("_")}
    return found - SMALL.get(folder, set())


def test_the_map_names_every_domain() -> None:
    domains = {path.name for path in (ROOT / "app").iterdir() if (path / "__init__.py").exists()}
    assert {name for name in domains if f"`app/{name}/`" not in PAGE} == set()


def test_the_map_names_every_package_of_kernel_and_surfaces() -> None:
    assert rooms("kernel") - NAMED == set()
    assert rooms("surfaces") - NAMED == set()
