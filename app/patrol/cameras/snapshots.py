"""One still picture over HTTP: basic or digest account (RFC 7617, RFC 7616), no redirect, no proxy, no more than fits."""

import ssl
from collections.abc import Generator
from ipaddress import IPv4Address, IPv6Address

import httpx

from app.patrol.cameras.outcomes import MOST_BYTES, NotTaken, Source
from app.patrol.words import StillOutcome

_HEADERS = {"User-Agent": "Sunshine", "Accept": "image/*", "Accept-Encoding": "identity", "Connection": "close"}


IDLE_SECONDS = 30
"""A last resort: the whole is timed by who asks."""


class _Account(httpx.Auth):
    """Answer as the camera asks: digest where it can, otherwise basic; nothing is sent before it asks."""

    def __init__(self, source: Source) -> None:
        self._digest = httpx.DigestAuth(source.username, source.password)
        self._basic = httpx.BasicAuth(source.username, source.password)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        response = yield request
        asked = [challenge.lower() for challenge in response.headers.get_list("www-authenticate")]
        if response.status_code != httpx.codes.UNAUTHORIZED or not asked:
            return
        if not any(challenge.startswith("digest ") for challenge in asked):
            yield next(self._basic.auth_flow(request))
            return
        flow = self._digest.auth_flow(request)
        next(flow)
        yield flow.send(response)


async def fetch_snapshot(source: Source, address: IPv4Address | IPv6Address, trusted: ssl.SSLContext) -> bytes:
    """Return the bytes of the picture that the source gives at this address of its host. Raises NotTaken.

    The host keeps its name in the request and in the certificate; only the connection goes to the address.
    """
    url = httpx.URL(source.address)
    numbered = url.copy_with(host=f"[{address}]" if address.version == 6 else str(address))
    headers = {**_HEADERS, "Host": url.netloc.decode("ascii")}
    transport = httpx.AsyncHTTPTransport(verify=trusted, trust_env=False)
    account = _Account(source) if source.username else None
    try:
        async with (
            httpx.AsyncClient(transport=transport, trust_env=False, timeout=IDLE_SECONDS, auth=account) as client,
            client.stream("GET", numbered, headers=headers, extensions={"sni_hostname": url.host}) as response,
        ):
            _check(response)
            return await _read(response)
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError):
        raise NotTaken(StillOutcome.UNREACHABLE) from None


def _check(response: httpx.Response) -> None:
    if response.is_redirect or response.has_redirect_location:
        raise NotTaken(StillOutcome.REDIRECTED)
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise NotTaken(StillOutcome.REFUSED)
    if response.status_code != httpx.codes.OK or response.headers.get("content-encoding", "identity") != "identity":
        raise NotTaken(StillOutcome.NO_PICTURE)
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise NotTaken(StillOutcome.LARGE)


async def _read(response: httpx.Response) -> bytes:
    sent = bytearray()
    async for piece in response.aiter_raw():
        sent += piece
        if len(sent) > MOST_BYTES:
            raise NotTaken(StillOutcome.LARGE)
    return bytes(sent)
