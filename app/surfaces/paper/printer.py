"""The printer: a program of its own that reads HTML and writes PDF.

It runs apart from the web server, so that a page that never ends can be stopped, and it fetches
nothing but what the HTML itself carries (``data:``): no file, no network.
"""

import resource
import sys

MEMORY = 1_500_000_000
"""Bytes of address space; a Chinese font alone is mapped with about 100 MB."""


def main() -> None:
    """Read one HTML page from standard input and write one PDF to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Loaded under the limit just set.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    page = HTML(
        string=sys.stdin.buffer.read().decode(),
        url_fetcher=URLFetcher(allowed_protocols=frozenset({"data"}), allow_redirects=False),
    )
    page.write_pdf(sys.stdout.buffer)


if __name__ == "__main__":
    main()
