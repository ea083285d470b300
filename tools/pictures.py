"""The pictures of the README, taken again from a running demo, in Chinese and in English.

    python -m tools.pictures http://127.0.0.1:5080 [--out docs/pictures]

The demo (``make demo``) must run at the address. Each picture is a page as one role sees it, at the width of a desk or of a
phone, with 200 colours, so that all of them together stay small. Ends with exit code 1, and names the page, when one does not
open.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

PASSWORD = "Sunshine-2026"  # noqa: S105 - printed by the demo itself
DESK, PHONE = (1366, 768), (390, 844)
COLOURS = 200


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, who sees the page, where it is, and what leads on from there."""

    name: str
    account: str
    """User name of the demo; empty for the public."""
    path: str
    then: tuple[str, ...] = ()
    """Selectors of the links to follow from there, each the first of its page."""
    size: tuple[int, int] = DESK


SHOTS = (
    Shot("home", "window", "/"),
    Shot("case", "head", "/cases/", ("main table a",)),
    Shot("alert", "inspector", "/supervision/alerts/?severity=3", ("main table a",)),
    Shot("village", "village", "/villages/", size=PHONE),
    Shot("portal", "", "/portal/"),
    Shot("figures", "leader", "/"),
    Shot("trade", "inspector", "/trading/", ("main table a", "main a[href*='/supervision/trades/']")),
)


LOGGED_IN: dict[str, Any] = {}
"""Cookies by account."""


@contextmanager
def looking(browser: Browser, base: str, shot: Shot, language: str) -> Iterator[Page]:
    """Open a browser of a size in a language, logged in; each account logs in once, for a code is never taken twice."""
    width, height = shot.size
    state = LOGGED_IN.get(shot.account)
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height}, locale=language, storage_state=state
    )
    page = context.new_page()
    if shot.account and state is None:
        page.goto("/login/")
        page.fill("input[name=username]", shot.account)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
        if page.locator("input[name=code]").count():
            shown = re.search(r"\b(\d{6})\b", page.inner_text("main"))
            page.fill("input[name=code]", shown[1] if shown else "")
            page.click("main button[type=submit]")
            page.wait_for_load_state()
        LOGGED_IN[shot.account] = context.storage_state()
    page.goto(f"/language/{language[:2]}?next=/")
    yield page
    context.close()


def take(browser: Browser, base: str, shot: Shot, language: str) -> bytes:
    """Return one picture as PNG; RuntimeError when its page does not open."""
    with looking(browser, base, shot, language) as page:
        answer = page.goto(shot.path)
        for link in shot.then:
            page.locator(link).first.click()
            page.wait_for_load_state()
        if answer is None or answer.status != 200 or not page.locator("main h1, main h2").count():
            raise RuntimeError(page.title())
        return page.screenshot()


def small(picture: bytes) -> bytes:
    """Return a picture in few colours."""
    image = (
        Image.open(io.BytesIO(picture))
        .convert("RGB")
        .quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    held = io.BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()


def main() -> int:
    """Take all pictures."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("base")
    told.add_argument("--out", type=Path, default=Path("docs/pictures"))
    wanted = told.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for shot in SHOTS:
            for language in ("zh-CN", "en-GB"):
                try:
                    picture = small(take(browser, wanted.base, shot, language))
                except (RuntimeError, Error) as fault:
                    print(f"{shot.path} as {shot.account or 'the public'}: {fault}")
                    return 1
                file = wanted.out / f"{shot.name}-{language[:2]}.png"
                file.write_bytes(picture)
                print(f"{file} {len(picture) / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
