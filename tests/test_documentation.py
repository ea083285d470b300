"""The documentation becomes a site: every link leads somewhere, words of both languages are found, nothing comes from elsewhere."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.catalogue import ROOT

FETCHED = re.compile(r"<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)=\"?(https?:)?//[^>]*>")
CANONICAL = re.compile(r'rel="?canonical')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as ``make docs`` builds it."""
    target = tmp_path_factory.mktemp("site")
    command = (sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(target))
    environ = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def test_every_page_of_the_documentation_is_built_and_has_its_place(site: Path) -> None:
    pages = sorted((ROOT / "docs").rglob("*.md"))
    assert len(pages) > 80
    missing = [page.name for page in pages if not _page_of(site, page.relative_to(ROOT / "docs")).exists()]
    assert missing == []
    places = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"]
    named = re.findall(r"[\w./-]+\.md", json.dumps(places))
    top = [str(page.relative_to(ROOT / "docs")) for page in pages if page.parent.name in ("docs", "manual")]
    assert sorted(set(top) - set(named)) == []


def _page_of(site: Path, page: Path) -> Path:
    return site / page.with_name("index.html" if page.stem == "README" else f"{page.stem}.html")


def test_words_of_both_languages_are_divided_for_the_search(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    words = {one["location"]: re.split(r"[\s\u200b]", f"{one['title']} {one['text']}") for one in index["docs"]}
    found = {location.split("#")[0] for location, divided in words.items() if "留痕" in divided}
    assert "verifying-the-trail.html" in found
    assert any("overtime" in one["text"].lower() for one in index["docs"])


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    foreign = []
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        foreign += [(page.name, one.group(0)) for one in FETCHED.finditer(text) if not CANONICAL.search(one.group(0))]
    assert foreign == []
