"""The tests; what costs much and proves little is cheap in them: a password's hash, the hundredth example."""

import os

from werkzeug.security import generate_password_hash

CHEAP_HASH = "scrypt:128:1:1"
"""As in production but for the work factor; set before the program is imported, which makes a hash at once."""

generate_password_hash.__defaults__ = (CHEAP_HASH, 16)

FULL = "SUNSHINE_TEST_FULL"
"""Set for the run by ``--full``: every page on both engines, every property with all its examples."""


def few(examples: int) -> int:
    """Return how many examples a property is tried with: all of them with ``--full``, else one in four."""
    return examples if os.environ.get(FULL) else max(5, examples // 4)
