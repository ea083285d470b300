"""Reads the text of a PDF: a program of its own, so that a paper that never ends, or grows, can be stopped."""

import resource
import sys

MEMORY = 1_000_000_000
"""Bytes of address space."""
MOST_PAGES = 200


def main() -> None:
    """Write the text of the file named first to standard output, at most as many characters as named second."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from pypdf import PdfReader  # noqa: PLC0415 - loaded under the limit just set

    left = int(sys.argv[2])
    for page in PdfReader(sys.argv[1]).pages[:MOST_PAGES]:
        text = page.extract_text()[:left]
        sys.stdout.buffer.write(f"{text}\n".encode(errors="replace"))
        left -= len(text)
        if not left:
            break


if __name__ == "__main__":
    main()
