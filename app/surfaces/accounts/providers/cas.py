"""CAS: somebody logs in at the county's central authentication service, and its ticket is asked about (CAS protocol 3.0)."""

from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.surfaces.accounts.providers.identities import Identity
from app.surfaces.accounts.providers.oidc import SECONDS, NotAccepted, Unreachable
from app.surfaces.accounts.providers.settings import Provider

_CAS = "{http://www.yale.edu/tp/cas}"
_SAML = "{urn:oasis:names:tc:SAML:2.0:protocol}"
LARGEST = 200_000
"""Bytes of an answer; a person in a thousand groups needs a tenth."""


def login_address(provider: Provider, service: str) -> str:
    """Return where somebody logs in; ``service`` is where he comes back to with a ticket."""
    return f"{provider.address.rstrip('/')}/login?{urlencode({'service': service})}"


def check_ticket(provider: Provider, service: str, ticket: str) -> Identity:
    """Return whose a ticket is, as the service itself says. Raises NotAccepted and Unreachable.

    The ticket is asked about once, for exactly the address that it was given for (3.0, 2.5).
    """
    address = f"{provider.address.rstrip('/')}/p3/serviceValidate"
    try:
        answer = httpx.get(
            address,
            params={"service": service, "ticket": ticket},
            timeout=SECONDS,
            follow_redirects=False,
            verify=provider.ca_file or True,
        )
    except httpx.HTTPError as fault:
        raise Unreachable(type(fault).__name__) from None
    if answer.status_code != 200 or len(answer.content) > LARGEST:
        raise NotAccepted(f"the service answered {answer.status_code} with {len(answer.content)} bytes")
    try:
        told = fromstring(answer.content)
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise NotAccepted(f"the answer is no XML: {type(fault).__name__}") from None
    success = told.find(f"{_CAS}authenticationSuccess")
    user = (success.findtext(f"{_CAS}user") or "").strip() if success is not None else ""
    if success is None or not user:
        failure = told.find(f"{_CAS}authenticationFailure")
        raise NotAccepted(failure.get("code", "refused") if failure is not None else "the answer names nobody")
    attributes = success.find(f"{_CAS}attributes")
    found = [] if attributes is None else [(one.tag.removeprefix(_CAS), one.text or "") for one in attributes]

    def values(name: str) -> list[str]:
        return [text.strip() for tag, text in found if tag == name]

    return Identity(
        subject=user,
        name=next(iter(values(provider.name_claim)), "") or user,
        full_name=next(iter(values(provider.full_name_claim)), ""),
        groups=frozenset(values(provider.groups_claim)),
        session=ticket,
    )


def read_logout(request: str) -> str:
    """Return the ticket whose log-in ended (3.0, 2.3.3). Raises NotAccepted for what is no such message.

    The message is not signed: it ends a session only by naming its ticket, which none but the two sides know.
    """
    try:
        index = fromstring(request.encode()).findtext(f"{_SAML}SessionIndex")
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise NotAccepted(f"the message is no XML: {type(fault).__name__}") from None
    if not (index or "").strip():
        raise NotAccepted("the message names no ticket")
    return str(index).strip()
