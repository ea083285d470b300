"""The printer: a program of its own that reads HTML and writes PDF.

It runs apart from the web server, so that a page that never ends can be stopped, and it fetches
nothing but what the HTML itself carries (``data:``): no file, no network.
"""

import resource
import sys

MEMORY = 1_500_000_000
"""Bytes of address space; a Chinese font alone is mapped with about 100 MB."""


def main() -> None:
    """Read HTML pages, parted by a zero byte, from standard input and write them as one PDF to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Loaded under the limit just set.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher = URLFetcher(allowed_protocols=frozenset({"data"}), allow_redirects=False)
    texts = sys.stdin.buffer.read().decode().split("\0")
    printed = [HTML(string=text, url_fetcher=fetcher).render() for text in texts]
    leaves = [leaf for one in printed for leaf in one.pages]
    printed[0].copy(leaves).write_pdf(sys.stdout.buffer)


if __name__ == "__main__":
    main()
