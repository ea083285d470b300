"""OpenID Connect: somebody logs in at the county's identity provider, and its signed word comes back.

Authlib does the code flow with state, nonce and PKCE; what it leaves to its user is settled here: the issuer is the
configured one, only signatures by a public key count, and an answer without an ID token is none (OpenID Connect Core
1.0, 3.1.3.7; Back-Channel Logout 1.0; RFC 9700).
"""

from dataclasses import dataclass
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, current_app
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from werkzeug.wrappers import Response as Redirect

from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.accounts.providers.identities import Identity
from app.surfaces.accounts.providers.settings import Provider, Providers

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""Signatures by a private key that the provider alone has; never ``none``, never one shared secret."""
SECONDS = 10
LEEWAY = 120
"""Seconds by which the clocks of both sides may differ."""
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


class NotAccepted(Refused):
    """What another system said of a log-in does not hold; the cause is for the trail, not for who logs in."""

    status = 401

    def __init__(self, cause: str) -> None:
        super().__init__(
            N_(
                "The other system's log-in could not be accepted. Begin again; if it fails twice, tell your administrator."
            )
        )
        self.cause = cause


class Unreachable(Refused):
    """The other system does not answer."""

    status = 503

    def __init__(self, cause: str) -> None:
        super().__init__(
            N_(
                "The other system's log-in does not answer at the moment. Try again later, or log in with your password here."
            )
        )
        self.cause = cause


def clients(app: Flask, providers: Providers) -> OAuth:
    """Return a client for each OpenID provider; nothing is asked of them before somebody logs in."""
    oauth = OAuth(app)
    for one in providers.of("oidc"):
        oauth.register(
            one.name,
            client_id=one.client_id,
            client_secret=one.client_secret,
            server_metadata_url=f"{one.address.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": one.scope,
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
                "verify": one.ca_file or True,
            },
        )
    return oauth


def _client(provider: Provider) -> Any:
    """Return the client of a provider, after its own description says that it is the one configured."""
    client = current_app.extensions["sunshine.providers"].oauth.create_client(provider.name)
    try:
        told = client.load_server_metadata()
    except (requests.RequestException, ValueError) as fault:
        raise Unreachable(type(fault).__name__) from None
    if told.get("issuer") != provider.address:
        raise NotAccepted(f"the description names another issuer: {told.get('issuer')}")
    told["id_token_signing_alg_values_supported"] = ALGORITHMS
    return client


def go(provider: Provider, back: str) -> Redirect | Response:
    """Return the redirect to the provider; ``back`` is where it sends the answer."""
    found: Redirect = _client(provider).authorize_redirect(back)
    return found


def come_back(provider: Provider) -> Identity:
    """Return who logged in, from the provider's answer in this request. Raises NotAccepted and Unreachable."""
    client = _client(provider)
    try:
        token = client.authorize_access_token(
            claims_options={
                "iss": {"essential": True, "value": provider.address},
                "aud": {"essential": True, "value": provider.client_id},
            },
            leeway=LEEWAY,
        )
    except requests.RequestException as fault:
        raise Unreachable(type(fault).__name__) from None
    except (OAuthError, JoseError, ValueError, KeyError) as fault:
        raise NotAccepted(f"{type(fault).__name__}: {fault}") from None
    claims = token.get("userinfo")
    if not claims or not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise NotAccepted("the answer holds no ID token")
    return _identity(provider, claims)


def _identity(provider: Provider, claims: Any) -> Identity:
    groups = claims.get(provider.groups_claim) or []
    return Identity(
        subject=claims["sub"],
        name=str(claims.get(provider.name_claim) or ""),
        full_name=str(claims.get(provider.full_name_claim) or ""),
        groups=frozenset(map(str, groups if isinstance(groups, list) else [groups])),
        session=str(claims.get("sid") or ""),
        means=frozenset(map(str, claims.get("amr") or [])),
    )


@dataclass(frozen=True)
class LogOut:
    """Who, or which log-in, was ended at the provider."""

    subject: str
    session: str


def read_logout(provider: Provider, token: str, at: float) -> LogOut:
    """Return whom a logout token ends (OpenID Connect Back-Channel Logout 1.0, 2.6); ``at`` is the present instant.

    Raises NotAccepted for one that is not signed by the provider, for another client, older than two minutes, or no
    logout token at all: an ID token has a nonce and ends nobody.
    """
    client = _client(provider)
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        try:
            claims = jwt.decode(token, KeySet.import_key_set(client.fetch_jwk_set()), registry=registry).claims
        except InvalidKeyIdError:
            claims = jwt.decode(
                token, KeySet.import_key_set(client.fetch_jwk_set(force=True)), registry=registry
            ).claims
    except requests.RequestException as fault:
        raise Unreachable(type(fault).__name__) from None
    except (JoseError, ValueError, KeyError) as fault:
        raise NotAccepted(f"{type(fault).__name__}: {fault}") from None
    audience = claims.get("aud")
    events, made = claims.get("events"), claims.get("iat")
    for right, what in (
        (claims.get("iss") == provider.address, "issuer"),
        (provider.client_id in (audience if isinstance(audience, list) else [audience]), "audience"),
        (isinstance(made, int | float) and abs(at - made) <= LEEWAY, "time"),
        (isinstance(events, dict) and LOGOUT in events, "event"),
        ("nonce" not in claims, "nonce"),
        (bool(claims.get("sub") or claims.get("sid")), "subject"),
    ):
        if not right:
            raise NotAccepted(f"logout token: {what}")
    return LogOut(str(claims.get("sub") or ""), str(claims.get("sid") or ""))
