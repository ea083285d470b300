"""The printer: a program of its own that reads HTML and writes PDF.

It runs apart from the web server, so that a page that never ends can be stopped, and it fetches
nothing but what the HTML itself carries (``data:``): no file, no network. Files of others are bound in here
too, so that a hostile one harms nobody but this program.
"""

import io
import resource
import sys
from base64 import b64decode
from itertools import groupby

MEMORY = 1_500_000_000
"""Bytes of address space; a Chinese font alone is mapped with about 100 MB."""
FILE = "\1"
"""Before a part that is a PDF file in base64 and no page."""
UNREADABLE = "<html lang='zh-CN'><p>此处的 PDF 文件无法装订（已加密或者已损坏），请在系统中查看。</p></html>"


def main() -> None:
    """Read HTML pages and files, parted by a zero byte, from standard input; write one PDF to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Loaded under the limit just set.
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=frozenset({"data"}), allow_redirects=False)
    texts = sys.stdin.buffer.read().decode().split("\0")

    def laid_out(pages: list[str]) -> bytes:
        printed = [HTML(string=text, url_fetcher=fetcher).render() for text in pages]
        leaves = [leaf for one in printed for leaf in one.pages]
        return bytes(printed[0].copy(leaves).write_pdf())

    runs = [(is_file, list(parts)) for is_file, parts in groupby(texts, lambda text: text.startswith(FILE))]
    if len(runs) == 1 and not runs[0][0]:
        sys.stdout.buffer.write(laid_out(texts))
        return
    bound = PdfWriter()
    for is_file, parts in runs:
        for content in [b64decode(text[1:]) for text in parts] if is_file else [laid_out(parts)]:
            try:
                pages = list(PdfReader(io.BytesIO(content)).pages)
            except Exception:
                pages = list(PdfReader(io.BytesIO(laid_out([UNREADABLE]))).pages)
            for page in pages:
                bound.add_page(page)
    whole = io.BytesIO()
    bound.write(whole)
    sys.stdout.buffer.write(whole.getvalue())


if __name__ == "__main__":
    main()
