"""Cameras for tests: real ones on the loopback, good and bad."""

import base64
import hashlib
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image, ImageDraw

LOOPBACK = "127.0.0.1"
USER, PASSWORD = "patrol", "窗口 7:look"


def room(shift: int = 0, light: int = 255, person: bool = False) -> Image.Image:
    """Draw a hall: a counter, a screen and a window, seen from one place; ``shift`` turns the camera."""
    image = Image.new("RGB", (640, 360), (90, 90, 90))
    draw = ImageDraw.Draw(image)
    for step in range(12):
        left = (step * 160 + shift) % 900 - 130
        draw.rectangle(
            (left, 40 + 20 * (step % 4), left + 90, 330), fill=(30 + 18 * step, 60 + 10 * step, 200 - 12 * step)
        )
    if person:
        draw.ellipse((300, 120, 360, 190), fill=(220, 180, 150))
        draw.rectangle((280, 190, 380, 330), fill=(20, 20, 90))
    return image.point(lambda value: value * light // 255)


def jpeg(image: Image.Image) -> bytes:
    """Return a picture as a camera sends it."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=90)
    return target.getvalue()


Answer = Callable[[BaseHTTPRequestHandler], None]


def giving(body: bytes, kind: str = "image/jpeg", status: int = 200, **headers: str) -> Answer:
    """Answer every request with these bytes."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **said}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def asking_basic(body: bytes) -> Answer:
    """Ask for the account by the basic scheme."""
    known = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("Authorization") == known:
            giving(body)(request)
        else:
            giving(b"", status=401, WWW_Authenticate='Basic realm="camera"')(request)

    return answer


def asking_digest(body: bytes) -> Answer:
    """Ask for the account by digest, as ONVIF cameras do, and never take the basic scheme (RFC 7616)."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        told = request.headers.get("Authorization", "")
        if told.startswith("Digest ") and _fits(told, request.command):
            giving(body)(request)
        else:
            challenge = 'Digest realm="camera", qop="auth", algorithm=SHA-256, nonce="n1"'
            giving(b"", status=401, WWW_Authenticate=challenge)(request)

    return answer


def _fits(told: str, method: str) -> bool:
    parts = {name.strip(): value.strip('"') for name, _, value in (p.partition("=") for p in told[7:].split(", "))}

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    account, call = digest(f"{USER}:camera:{PASSWORD}"), digest(f"{method}:{parts['uri']}")
    middle = f"{parts['nonce']}:{parts['nc']}:{parts['cnonce']}:{parts['qop']}"
    return parts["response"] == digest(f"{account}:{middle}:{call}")


def dripping(request: BaseHTTPRequestHandler) -> None:
    """Begin an answer and go on with one byte of a header at a time, for ever."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(600):
        request.wfile.write(b"a")
        request.wfile.flush()
        time.sleep(0.1)


def endless(request: BaseHTTPRequestHandler) -> None:
    """Send two gigabytes without saying so beforehand."""
    request.send_response(200)
    request.send_header("Content-Type", "image/jpeg")
    request.end_headers()
    piece = b"\xff" * (1024 * 1024)
    for _ in range(2048):
        request.wfile.write(piece)


@contextmanager
def camera(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Serve a camera; gives its address and, as they come, the Host headers of those who asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("Host", ""))
            with suppress(OSError):  # who asked went away
                answer(self)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}/still.jpg", asked
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent() -> Iterator[str]:
    """Take a connection and never say a word."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield f"http://{LOOPBACK}:{server.getsockname()[1]}/still.jpg"
