"""Serving in production: ``gunicorn run:app`` in this folder reads this file; options after it go before.

The program is loaded once and the workers are forked from it: they share its memory, and one that was killed is back
at once.
"""

import os

from app.surfaces.serving import GUNICORN

SHARED_MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes a nameless file there
"""Workers show that they live by touching a file here: on a disk that stalls, the master would kill them all."""

globals().update(GUNICORN)
bind = f"127.0.0.1:{os.environ.get('SUNSHINE_PORT', '5080')}"
workers = (os.cpu_count() or 1) + 1
preload_app = True
worker_tmp_dir = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
