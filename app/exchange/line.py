"""The line: one call to a peer, to the very address that was checked, within a time and a size, following nothing."""

import json
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from app.exchange.packed import BOUNDS
from app.kernel.errors import Refused
from app.kernel.networks import Networks, addresses_of
from app.kernel.words import N_

SECONDS = 120.0
"""How long a call may take from the name of the host to the last byte of the answer."""
IDLE_SECONDS = 30.0
PORTS = {"http": 80, "https": 443}


class Unreachable(Refused):
    """A peer gave no answer that can be used; the same is tried again later."""

    status = 502


@dataclass(frozen=True, slots=True)
class Line:
    """The way to a peer."""

    address: str
    networks: Networks
    """Private networks that may be called."""
    seconds: float = SECONDS
    most: int = BOUNDS.packed
    """Bytes of an answer."""

    def call(self, path: str, body: bytes) -> bytes:
        """Send a body to a path below the peer's address and return what it answered. Raises Unreachable.

        The host keeps its name in the request and in the certificate; only the connection goes to the address, so that a
        name cannot point elsewhere a moment after it was checked.
        """
        until = time.monotonic() + self.seconds
        url = httpx.URL(f"{self.address}/exchange/{path}")
        number = self._checked(url)
        numbered = url.copy_with(host=f"[{number}]" if ":" in number else number)
        headers = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": "Sunshine",
            "Content-Type": "application/octet-stream",
            "Accept-Encoding": "identity",
        }
        transport = httpx.HTTPTransport(verify=ssl.create_default_context(), trust_env=False)
        try:
            with (
                httpx.Client(transport=transport, trust_env=False, timeout=IDLE_SECONDS) as client,
                client.stream(
                    "POST", numbered, content=body, headers=headers, extensions={"sni_hostname": url.host}
                ) as response,
            ):
                answer = self._read(response, until)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError):
            raise Unreachable(N_("Nothing answers at %(address)s."), address=self.address) from None
        if response.status_code != httpx.codes.OK:
            raise Unreachable(
                N_("%(address)s did not take the call (%(status)d). %(said)s"),
                address=self.address,
                status=response.status_code,
                said=_message(answer),
            )
        return answer

    def _checked(self, url: httpx.URL) -> str:
        """Return the address of the host in digits, if it may be called."""
        try:
            place = urlsplit(self.address)
            found = addresses_of(url.host, place.port or PORTS[place.scheme])
        except (OSError, UnicodeError, ValueError, KeyError):
            raise Unreachable(N_("Nobody knows the host of %(address)s."), address=self.address) from None
        if not all(self.networks.reach(one) for one in found):
            raise Unreachable(
                N_(
                    "%(address)s lies in a private network that is not named in SUNSHINE_EXCHANGE_NETWORKS. Have the operator add it."
                ),
                address=self.address,
            )
        if place.scheme != "https" and not all(self.networks.allow(one) for one in found):
            raise Unreachable(N_("%(address)s is public and not called without https."), address=self.address)
        return str(found[0])

    def _read(self, response: httpx.Response, until: float) -> bytes:
        answer = bytearray()
        for piece in response.iter_raw():
            answer += piece
            if len(answer) > self.most or time.monotonic() > until:
                raise Unreachable(
                    N_("%(address)s answered with more than is allowed, or too slowly."), address=self.address
                )
        return bytes(answer)


def _message(answer: bytes) -> str:
    """Return the sentence of a refusal; empty where there is none that can be read."""
    try:
        said = json.loads(answer[:10_000])
    except ValueError:
        return ""
    told = said.get("message") if isinstance(said, dict) else None
    return told[:120] if isinstance(told, str) and told.isprintable() else ""
