"""Serving in production: ``gunicorn run:app`` in this folder reads this file; options after it go before.

The program is loaded once and the workers are forked from it: they share its memory, and one that was killed is back
at once.
"""

import os

from app.surfaces.serving import GUNICORN

globals().update(GUNICORN)
bind = f"127.0.0.1:{os.environ.get('SUNSHINE_PORT', '5080')}"
workers = (os.cpu_count() or 1) + 1
preload_app = True
