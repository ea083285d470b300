"""Tells whether a PDF opens without a password: a program of its own, so that a paper made to harm can be stopped."""

import resource
import sys

MEMORY = 1_000_000_000
"""Bytes of address space."""
LOCKED = 3
"""What it ends with when a password is asked for."""


def main() -> None:
    """Look at the PDF named first; a PDF that only forbids changes opens with an empty password."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from pypdf import PdfReader  # noqa: PLC0415 - loaded under the limit just set

    paper = PdfReader(sys.argv[1])
    sys.exit(LOCKED if paper.is_encrypted and not paper.decrypt("") else 0)


if __name__ == "__main__":
    main()
