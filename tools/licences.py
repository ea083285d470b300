"""Print the licences of all libraries as a page, from the bill of materials (CycloneDX JSON).

python3 tools/licences.py sbom.json > docs/licences.md
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

OURS = re.compile(r"^(pip|setuptools|wheel)$")
"""What installs, and is not installed for the program."""
CLASSIFIER = re.compile(r"^License :: (OSI Approved :: )?")
LONG = 60
"""Longer is the text of a licence and not its name."""
HEAD = """# 依赖库的许可 · Licences of the libraries

Everything that the image installs, with the licence that each library declares. Written by `make sbom`.
镜像里安装的全部依赖库及其声明的许可，由 `make sbom` 生成。

| library | version | licence |
| --- | --- | --- |"""


def licence_of(component: dict[str, Any]) -> str:
    """Return the licences that a component declares, the short names first; empty when it declares none."""
    told = component.get("licenses", ())
    names = {one.get("expression") or one["license"].get("id") or one["license"].get("name", "") for one in told}
    spoken = {CLASSIFIER.sub("", name.strip()) for name in names}
    return "; ".join(sorted(name for name in spoken if 0 < len(name) <= LONG))


def main(path: str) -> None:
    """Print the page for a bill of materials."""
    parts = json.loads(Path(path).read_text("utf-8"))["components"]
    print(HEAD)
    for one in sorted(parts, key=lambda one: one["name"].lower()):
        if not OURS.match(one["name"]):
            print(f"| {one['name']} | {one['version']} | {licence_of(one)} |")


if __name__ == "__main__":
    main(sys.argv[1])
