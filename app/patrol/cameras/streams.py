"""One picture out of a video stream (RTSP, RFC 7826), by the program ffmpeg where it is installed."""

import asyncio
import shutil
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urlunsplit

from app.patrol.cameras.outcomes import MOST_BYTES, NotTaken, Source
from app.patrol.words import StillOutcome


async def fetch_frame(source: Source, address: IPv4Address | IPv6Address) -> bytes:
    """Return the first picture of the stream as JPEG. Raises NotTaken.

    The account stands in the command line, where another account of this machine could read it for those
    seconds: give cameras an account that may only look.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise NotTaken(StillOutcome.NO_PROGRAM)
    protocols = ("-protocol_whitelist", "rtsp,rtp,tcp", "-rtsp_transport", "tcp")
    one = ("-frames:v", "1", "-f", "mjpeg", "-q:v", "3", "pipe:1")
    process = await asyncio.create_subprocess_exec(
        *(program, "-nostdin", "-loglevel", "quiet", *protocols, "-i", _stream(source, address), *one),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None  # a pipe was asked for
        sent = await process.stdout.read(MOST_BYTES + 1)
        while len(sent) <= MOST_BYTES and (piece := await process.stdout.read(MOST_BYTES)):
            sent += piece
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if len(sent) > MOST_BYTES:
        raise NotTaken(StillOutcome.LARGE)
    if not sent:
        raise NotTaken(StillOutcome.UNREACHABLE)
    return sent


def _stream(source: Source, address: IPv4Address | IPv6Address) -> str:
    place = source.place()
    host = f"[{address}]" if address.version == 6 else str(address)
    port = f":{place.port}" if place.port else ""
    account = f"{quote(source.username, safe='')}:{quote(source.password, safe='')}@" if source.username else ""
    return urlunsplit(("rtsp", f"{account}{host}{port}", place.path, place.query, ""))
