"""A kept file is handed out to be saved, under its own name, and never to be run."""

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from app.kernel.attachments import Attachment
from app.surfaces.downloads import send_attachment


@pytest.mark.parametrize("name", ["第三季度报告.pdf", 'a"; filename="x.exe', "a.pdf"])
def test_a_file_is_saved_under_its_own_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "f").write_bytes(b"%PDF-1.7")
    with Flask("t").test_request_context():
        answer = send_attachment(Attachment(name=name, media_type="application/pdf"), tmp_path / "f")
        answer.direct_passthrough = False
        assert answer.get_data() == b"%PDF-1.7"
        answer.close()
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; ")
    assert "\n" not in told
    if not name.isascii():
        assert quote(name) in told
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("media_type", "way"), [("image/png", "inline"), ("text/plain", "attachment")])
def test_only_pictures_are_ever_shown_in_the_page(tmp_path: Path, media_type: str, way: str) -> None:
    (tmp_path / "f").write_bytes(b"x")
    with Flask("t").test_request_context():
        answer = send_attachment(Attachment(name="a", media_type=media_type), tmp_path / "f", inline=True)
        answer.close()
    assert answer.headers["Content-Disposition"].startswith(way)
