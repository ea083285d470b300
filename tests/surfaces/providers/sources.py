"""Providers for tests: an OpenID provider of its own process, one whose word a test chooses, a CAS, a directory."""

import base64
import hmac
import json
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

HERE = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as line:
        line.bind((HERE, 0))
        return int(line.getsockname()[1])


def until(answers: Callable[[], bool], what: str) -> None:
    """Wait until a server answers, twenty seconds at the most."""
    for _ in range(200):
        if answers():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not start")


@contextmanager
def openid_provider(*users: dict[str, Any]) -> Iterator[str]:
    """Run a whole OpenID provider as a process of its own; gives its issuer."""
    port = free_port()
    told = [argument for user in users for argument in ("--user-claims", json.dumps(user))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--host", HERE, "--port", str(port)]
    with subprocess.Popen([*command, *told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: _answers(f"http://{HERE}:{port}/jwks"), "the OpenID provider")
            yield f"http://{HERE}:{port}"
        finally:
            process.kill()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=1).status_code < 500
    except httpx.HTTPError:
        return False


def _part(told: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


class Liar:
    """An OpenID provider that says what a test wants: claims, key and way of signing."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.issuer = ""
        self.described: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str | None] = self.signed
        self.nonce = ""

    def signed(self, claims: dict[str, Any]) -> str:
        """Sign as an honest provider does."""
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        """Sign not at all: ``alg`` is ``none``."""
        return f"{_part({'alg': 'none'})}.{_part(claims)}."

    def with_secret(self, claims: dict[str, Any]) -> str:
        """Sign with the public key as if it were a shared secret."""
        body = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
        mark = hmac.digest(self.key.as_pem(private=False), body.encode(), "sha256")
        return f"{body}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"

    def by_another(self, claims: dict[str, Any]) -> str:
        """Sign with a key of somebody else under the same number."""
        other = RSAKey.generate_key(2048, {"kid": "one"})
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, other)

    def honest(self, **other: Any) -> dict[str, Any]:
        """Return the claims of an honest ID token, with some of them otherwise; None leaves one out."""
        at = int(time.time())
        claims = {"iss": self.issuer, "aud": "sunshine", "sub": "u-1", "iat": at, "exp": at + 300, "nonce": self.nonce}
        return {name: value for name, value in (claims | self.claims | other).items() if value is not None}


@contextmanager
def lying_provider() -> Iterator[Liar]:
    """Run an OpenID provider whose word a test chooses."""
    liar = Liar()

    def answer(request: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        path = urlsplit(request.path).path
        if path == "/.well-known/openid-configuration":
            described = {
                "issuer": liar.issuer,
                "authorization_endpoint": f"{liar.issuer}/authorize",
                "token_endpoint": f"{liar.issuer}/token",
                "jwks_uri": f"{liar.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
            return 200, "application/json", json.dumps(described | liar.described).encode()
        if path == "/jwks":
            return 200, "application/json", json.dumps({"keys": [liar.key.as_dict(private=False)]}).encode()
        token = liar.sign(liar.honest())
        said = {"access_token": secrets.token_hex(8), "token_type": "Bearer", "expires_in": 300, "id_token": token}
        told = {name: value for name, value in said.items() if value is not None}
        return 200, "application/json", json.dumps(told).encode()

    with serving(answer) as address:
        liar.issuer = address
        yield liar


class Cas:
    """A CAS whose tickets a test issues."""

    def __init__(self) -> None:
        self.tickets: dict[str, tuple[str, str]] = {}
        self.asked: list[tuple[str, str]] = []
        self.answer: bytes | None = None

    def issue(self, service: str, user: str, *groups: str) -> str:
        """Return a ticket of a user for exactly one service, good for one question."""
        ticket = f"ST-{secrets.token_hex(8)}"
        told = "".join(f"<cas:groups>{group}</cas:groups>" for group in groups)
        self.tickets[ticket] = (service, f"<cas:user>{user}</cas:user><cas:attributes>{told}</cas:attributes>")
        return ticket

    def validate(self, service: str, ticket: str) -> bytes:
        """Answer as protocol 3.0 says; a ticket is worth one question, whatever its answer."""
        self.asked.append((service, ticket))
        if self.answer is not None:
            return self.answer
        meant, body = self.tickets.pop(ticket, ("", ""))
        if not body or meant != service:
            body = '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>'
        else:
            body = f"<cas:authenticationSuccess>{body}</cas:authenticationSuccess>"
        return f"<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'>{body}</cas:serviceResponse>".encode()


@contextmanager
def cas_service() -> Iterator[tuple[Cas, str]]:
    """Run a CAS; gives it and its address."""
    cas = Cas()

    def answer(request: BaseHTTPRequestHandler) -> tuple[int, str, bytes]:
        asked = parse_qs(urlsplit(request.path).query)
        return 200, "application/xml", cas.validate(asked["service"][0], asked["ticket"][0])

    with serving(answer) as address:
        yield cas, address


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler], tuple[int, str, bytes]]) -> Iterator[str]:
    """Answer requests on the loopback; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            status, kind, body = answer(self)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer((HERE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
