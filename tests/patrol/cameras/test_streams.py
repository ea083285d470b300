"""A picture out of a real video stream, where the program that reads one is installed."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import AF_INET, SOCK_DGRAM, create_server, socket

import pytest

from app.patrol.cameras.outcomes import Source
from app.patrol.cameras.taking import take_pictures
from app.patrol.words import StillOutcome
from tests.patrol.cameras.sources import LOOPBACK
from tests.patrol.cameras.test_taking import HERE

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=hall\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:one\r\n"
"""RTP payload type 26 is JPEG (RFC 3551, RFC 2435)."""


@contextmanager
def stream() -> Iterator[str]:
    """Serve ffmpeg's test pattern over RTSP, its packets interleaved with the answers (RFC 2326, 10.12)."""
    packets = socket(AF_INET, SOCK_DGRAM)
    packets.bind((LOOPBACK, 0))
    pattern = ("-f", "lavfi", "-i", "testsrc=size=640x360:rate=10", "-pix_fmt", "yuvj420p", "-c:v", "mjpeg")
    target = ("-huffman", "default", "-f", "rtp", f"rtp://{LOOPBACK}:{packets.getsockname()[1]}?pkt_size=1400")
    source = subprocess.Popen(
        ["ffmpeg", "-nostdin", "-loglevel", "quiet", "-re", *pattern, *target], stdout=subprocess.DEVNULL
    )
    server = create_server((LOOPBACK, 0))
    threading.Thread(target=_serve, args=(server, packets), daemon=True).start()
    try:
        yield f"rtsp://{LOOPBACK}:{server.getsockname()[1]}/hall"
    finally:
        source.kill()
        source.wait()
        server.close()
        packets.close()


def _serve(server: socket, packets: socket) -> None:
    with suppress(OSError):
        line, _ = server.accept()
        asked = line.makefile("r", newline="\r\n")
        while head := asked.readline():
            method, heads = head.split(" ")[0], {}
            while (row := asked.readline().strip()) != "":
                name, _, value = row.partition(": ")
                heads[name.lower()] = value
            more = {
                "OPTIONS": "Public: OPTIONS, DESCRIBE, SETUP, PLAY\r\n",
                "DESCRIBE": f"Content-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n",
                "SETUP": "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n",
            }.get(method, "")
            body = SDP if method == "DESCRIBE" else ""
            line.sendall(f"RTSP/1.0 200 OK\r\nCSeq: {heads['cseq']}\r\nSession: 1\r\n{more}\r\n{body}".encode())
            if method == "PLAY":
                threading.Thread(target=_forward, args=(line, packets), daemon=True).start()


def _forward(line: socket, packets: socket) -> None:
    with suppress(OSError):
        while True:
            packet = packets.recv(65536)
            line.sendall(b"$\0" + len(packet).to_bytes(2, "big") + packet)


@needs_ffmpeg
def test_the_first_picture_of_a_stream_is_taken() -> None:
    with stream() as address:
        found = take_pictures([Source(address)], HERE, 20)[0]
    assert found.outcome is StillOutcome.FRESH
    assert found.picture is not None and not found.picture.dark


@needs_ffmpeg
def test_a_stream_that_never_speaks_is_given_up_and_its_program_ended() -> None:
    with create_server((LOOPBACK, 0)) as server:
        found = take_pictures([Source(f"rtsp://{LOOPBACK}:{server.getsockname()[1]}/hall")], HERE, 1)[0]
        assert found.outcome is StillOutcome.SLOW
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        assert f":{server.getsockname()[1]}/hall" not in listed


def test_without_the_program_the_administrator_is_told_to_have_it_installed(monkeypatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert take_pictures([Source("rtsp://127.0.0.1:9/hall")], HERE, 1)[0].outcome is StillOutcome.NO_PROGRAM
