"""The peer of the auction room: a bare Flask page that answers one fragment with its tag: ``gunicorn bench.peers.plain_fragment:app``."""

import os
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, request

app = Flask(__name__)
BODY = Path(os.environ["PLAIN_FRAGMENT"]).read_bytes()
TAG = sha256(BODY).hexdigest()[:16]


@app.get("/live")
def live() -> Response:
    """Give the fragment, or nothing but its tag."""
    answer = Response(BODY)
    answer.set_etag(TAG)
    answer.make_conditional(request)
    return answer
