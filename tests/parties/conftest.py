"""Taking ownership statements over."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.kernel.act import Act
from app.parties.bods.reading import read_source
from app.parties.operations.importing import Taken, take_over
from tests.parties.saying import Take


@pytest.fixture
def take(acting_as: Callable[..., Act], tmp_path: Path) -> Take:
    """Take statements, or files, over into the county."""

    def taking(*told: Any, county: int = 350102) -> Taken:
        files = list(told)
        if not isinstance(told[0], Path):
            files = [tmp_path / "statements.json"]
            files[0].write_text(json.dumps(list(told)), encoding="utf-8")
        return take_over(acting_as(None), county, read_source(files))

    return taking
