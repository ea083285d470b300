"""Pictures of every chart, in both sizes and languages; ``python -m tests.surfaces.chart_pictures`` keeps new ones.

They are kept grey and small: what differs in them would differ in a print in black and white.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.catalogue import CHINESE, compile_chinese
from tests.surfaces.sample_site import make_site

KEPT = Path(__file__).with_name("pictures")
SIZES = ((1366, 768), (390, 844))
LANGUAGES = ("zh", "en")
SMALLER = 4
COARSE = 2
"""A kept picture is so many times smaller than the screen, and compared in cells of so many of its points."""
STEP = 40
"""Levels of grey, of 256, by which a cell must differ to count."""
MOST = 0.006
"""Share of the cells of one chart that may differ: letters of another font do, a bar of another length does not pass."""


@contextmanager
def sample_address() -> Iterator[str]:
    """Serve the sample site."""
    compile_chinese()
    server = make_server("127.0.0.1", 0, make_site(CHINESE.parents[2]), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def open_charts(browser: Browser, address: str, size: tuple[int, int], language: str) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{address}/charts?lang={language}")
    page.evaluate("document.fonts.ready")
    return page


def pictures_of(page: Page) -> list[Image.Image]:
    """Return each chart of the page as a small grey picture."""
    found = []
    for chart in page.locator("figure.chart-card").all():
        whole = Image.open(BytesIO(chart.screenshot())).convert("L")
        found.append(whole.reduce(SMALLER))
    return found


def difference(a: Image.Image, b: Image.Image) -> float:
    """Return the share of cells in which two pictures differ; all of it when their forms do."""
    if abs(a.width - b.width) > 2 or abs(a.height - b.height) > a.height * 0.05:
        return 1.0
    coarse = [one.resize(a.size).reduce(COARSE) for one in (a, b)]
    cells = list(ImageChops.difference(*coarse).get_flattened_data())
    return sum(cell > STEP for cell in cells) / len(cells)


def kept(size: tuple[int, int], language: str, place: int) -> Path:
    return KEPT / f"{language}-{size[0]}-{place}.png"


def keep_all() -> None:
    KEPT.mkdir(exist_ok=True)
    with sample_address() as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for size in SIZES:
            for language in LANGUAGES:
                for place, picture in enumerate(pictures_of(open_charts(browser, address, size, language))):
                    picture.quantize(32).save(kept(size, language, place), optimize=True)
        browser.close()


if __name__ == "__main__":
    keep_all()
