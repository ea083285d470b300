"""Coming in by another system: to it, back from it, out by it; and one's connections with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from secrets import compare_digest, token_urlsafe

from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, Response, current_app, flash, redirect, request, session, url_for

from app.kernel.act import Channel
from app.kernel.errors import NotFound, Refused
from app.kernel.words import N_
from app.surfaces.accounts.login import Through
from app.surfaces.accounts.providers import cas, directory, oidc
from app.surfaces.accounts.providers.identities import (
    Identity,
    disconnect,
    end_of_subject,
    end_outside,
    find_user,
    note_refusal,
)
from app.surfaces.accounts.providers.joining import keep_identity
from app.surfaces.accounts.providers.oidc import NotAccepted, Unreachable
from app.surfaces.accounts.providers.settings import Provider, Providers, read_providers
from app.surfaces.acts import acting, command_act, now
from app.surfaces.language import translate, translate_refusal
from app.surfaces.limits import limited, network_of
from app.surfaces.pages import anyone, logged_in, safe_next
from app.surfaces.tries import Counter, Limit, take

PROVIDERS = Blueprint("providers", __name__)
STATE = "provider_state"
"""Where the cookie keeps what the answer of CAS must bring back."""

NOTED, NOTED_A_DAY = Limit(5, timedelta(minutes=15)), Limit(500, timedelta(days=1))
"""Refusals of one address, and of one provider, that the trail keeps."""

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Held:
    """The providers of this installation and their clients."""

    providers: Providers
    oauth: OAuth


def init_app(app: Flask) -> None:
    """Read who else may tell who somebody is; a file that does not hold stops the start."""
    providers = read_providers(app.config["SUNSHINE_LOGINS"])
    for one in providers.of("ldap"):
        directory.check_library(one)
    app.extensions["sunshine.providers"] = Held(providers, oidc.clients(app, providers))
    if app.config["SUNSHINE_SURFACE"] == "public":
        return  # nobody logs in there
    app.register_blueprint(PROVIDERS)
    app.extensions["csrf_protect"].exempt(leave_there)


def known_providers() -> Providers:
    """Return the providers of this installation."""
    held: Held = current_app.extensions["sunshine.providers"]
    return held.providers


def _provider(name: str, *kinds: str) -> Provider:
    found = known_providers().find(name, *kinds)
    if found is None:
        raise NotFound(N_("There is no such way to log in here."))
    return found


@PROVIDERS.get("/login/with/<name>")
@anyone
@limited("60 per minute", methods=("GET",))
def begin(name: str) -> Answer:
    """Go to a provider, or come in at once where a gateway in front has let somebody in."""
    provider = _provider(name, "oidc", "cas", "header")
    session["provider_next"] = safe_next(request.args.get("next"))
    back = url_for(".finish", name=name, _external=True)
    with _told(provider) as refused:
        if provider.kind == "header":
            return enter_by(provider, _named_by_gateway(provider))
        if provider.kind == "oidc":
            return oidc.go(provider, back)  # type: ignore[return-value]
        session[STATE] = token_urlsafe(24)
        service = url_for(".finish", name=name, state=session[STATE], _external=True)
        return redirect(cas.login_address(provider, service))  # type: ignore[return-value]
    return refused.answer


@PROVIDERS.get("/login/with/<name>/back")
@anyone
@limited("60 per minute", methods=("GET",))
def finish(name: str) -> Answer:
    """Come back from a provider with its answer."""
    provider = _provider(name, "oidc", "cas")
    with _told(provider) as refused:
        return enter_by(provider, oidc.come_back(provider) if provider.kind == "oidc" else _by_ticket(provider))
    return refused.answer


def _by_ticket(provider: Provider) -> Identity:
    state, ticket = session.pop(STATE, ""), request.args.get("ticket", "")
    if not state or not compare_digest(state, request.args.get("state", "")):
        raise NotAccepted("the answer belongs to no log-in that was begun in this browser")
    if not ticket.startswith(("ST-", "PT-")) or len(ticket) > 256:
        raise NotAccepted("the answer brings no ticket")
    service = url_for(".finish", name=provider.name, state=state, _external=True)
    return cas.check_ticket(provider, service, ticket)


def _named_by_gateway(provider: Provider) -> Identity:
    """Return whom the gateway in front names; its header counts from its own address alone."""
    before = request.environ.get("werkzeug.proxy_fix.orig", {})
    address = before.get("REMOTE_ADDR") or request.remote_addr or ""
    named = request.headers.getlist(provider.header)
    if not provider.stands_at(address):
        raise NotAccepted(f"{provider.header} came from {address}, which is not the gateway")
    if len(named) != 1 or not named[0].strip() or "," in named[0]:
        raise NotAccepted(f"the gateway names {len(named)} persons")
    return Identity(subject=named[0].strip()[:255], name=named[0].strip()[:120])


@dataclass
class _Refusal:
    answer: Answer = ""


@contextmanager
def _told(provider: Provider) -> Iterator[_Refusal]:
    """Lead back to the log-in page with a sentence when the other system is away or its word does not hold."""
    refused = _Refusal()
    try:
        yield refused
    except Refused as fault:
        if isinstance(fault, NotAccepted | Unreachable):
            _note(provider, Channel.SCREEN, fault.cause)
        flash(translate_refusal(fault), "error")
        refused.answer = redirect(url_for("login.form"))  # type: ignore[assignment]


def _note(provider: Provider, channel: Channel, cause: str) -> None:
    """Put a refusal into the trail, a few of one address and of one day: whoever sends rubbish does not fill it for ever."""
    here = Counter(NOTED, "refused elsewhere", f"{provider.name} {network_of(request.remote_addr)}")
    everywhere = Counter(NOTED_A_DAY, "refused elsewhere a day", provider.name)
    if all(
        tries <= counter.limit.most
        for tries, counter in zip(take(now(), here, everywhere), (here, everywhere), strict=True)
    ):
        with command_act(channel) as act:
            note_refusal(act, provider.name, cause)


def enter_by(provider: Provider, identity: Identity) -> Answer:
    """Let somebody in whom a provider knows; who has no account here connects one by his own password, once."""
    from app.surfaces.accounts.pages import enter_or_ask_code  # noqa: PLC0415 - each page leads to the other

    target = safe_next(session.pop("provider_next", None))
    with command_act(Channel.SCREEN) as act:
        user = find_user(act, provider, identity)
    if user is None:
        keep_identity(provider, identity)
        return redirect(url_for("login.form", next=target))  # type: ignore[return-value]
    through = Through(provider.name, identity.session)
    return enter_or_ask_code(user, target, through, proved=bool(provider.second_factor & identity.means))


@PROVIDERS.post("/login/with/<name>/logout")
@anyone
@limited("600 per minute")
def leave_there(name: str) -> tuple[str, int]:
    """Take a provider's message that somebody logged out there (back-channel); no browser sends it."""
    provider = _provider(name, "oidc", "cas")
    try:
        if provider.kind == "oidc":
            told = oidc.read_logout(provider, request.form.get("logout_token", ""), now().timestamp())
            with command_act(Channel.REST) as act:
                if told.session:
                    end_outside(act, name, session=told.session)
                else:
                    end_of_subject(act, name, told.subject)
        else:
            ticket = cas.read_logout(request.form.get("logoutRequest", ""))
            with command_act(Channel.REST) as act:
                end_outside(act, name, session=ticket)
    except NotAccepted as fault:
        _note(provider, Channel.REST, fault.cause)
        return "", 400
    return "", 200


@PROVIDERS.post("/connections/<int:pk>/disconnect")
@logged_in
def drop(pk: int) -> Answer:
    """Disconnect a log-in elsewhere: one's own, or that of somebody whom one administers."""
    with acting() as act:
        held = disconnect(act, pk)
        mine = held.official_id == act.actor.official_id
        official = held.official_id
    flash(translate(N_("Disconnected: that log-in opens the account no more.")), "success")
    address = url_for("login.password") if mine else url_for("people.account", pk=official)
    return redirect(address)  # type: ignore[return-value]
