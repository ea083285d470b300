"""Measure how far down the button of the next step stands: ``tools/case_pages.py ADDRESS PASSWORD ROLE=PATH ...``.

For each page at both sizes, one line: pixels from the top to the lower edge of the button that carries out the usual
next step (or opens its form), length of the page, kilobytes of HTML. Needs Chromium and a running demo.
"""

import re
import sys

from playwright.sync_api import sync_playwright

SIZES = ((1366, 768), (390, 844))
BUTTON = (
    "document.querySelector('.case-now .button.main, .decide form button.main, .actions .button.main, .actions .button,"
    " main form.card button.main')"
)
MEASURE = f"(() => {{ const b = {BUTTON}; return [b ? Math.round(b.getBoundingClientRect().bottom + scrollY) : null,"
MEASURE += " document.documentElement.scrollHeight]; })()"


def main(base: str, password: str, *pages: str) -> None:
    """Print a line for each page and size."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for role, path in (one.split("=", 1) for one in pages):
            state = None
            for width, height in SIZES:
                context = browser.new_context(
                    base_url=base, viewport={"width": width, "height": height}, locale="zh-CN", storage_state=state
                )
                page = context.new_page()
                if state is None:
                    page.goto("/login/")
                    page.fill("input[name=username]", role)
                    page.fill("input[name=password]", password)
                    page.click("main button[type=submit]")
                    page.wait_for_load_state()
                    if page.locator("input[name=code]").count():
                        shown = re.search(r"\b(\d{6})\b", page.inner_text("main"))
                        page.fill("input[name=code]", shown.group(1) if shown else "")
                        page.click("main button[type=submit]")
                        page.wait_for_load_state()
                    state = context.storage_state()
                answer = page.goto(path)
                if "=>" in path or answer is None:
                    raise SystemExit(path)
                link = page.locator("main td.main-cell a").first
                if path.endswith(("desk", "/", "follow-ups/")) and link.count():
                    link.click()
                    page.wait_for_load_state()
                down, length = page.evaluate(MEASURE)
                size = len(page.content().encode()) / 1000
                print(f"{role}\t{page.url.removeprefix(base)}\t{width}\t{down}\t{length}\t{size:.1f}")
                context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
