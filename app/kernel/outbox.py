"""Sending what waits in the outbox: claimed first, sent outside any lock, marked one by one.

A crash between sending and marking leaves that one message claimed; it is sent again under the same
id after a while, and a gateway that knows the id drops it. No approval ever waits for a gateway.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote

import apprise
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import NotFound, OutOfOrder
from app.kernel.notices import Medium, Message, MessageState
from app.kernel.words import N_

TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
"""Wait after the first failure; it doubles each time: 1, 2, 4, 8 minutes."""
UNCLEAR = timedelta(minutes=10)
"""Time after which a message that was claimed and never marked is tried again."""
TIMEOUT = 30
"""Seconds that a gateway may take for one message (F20)."""


class GatewayFault(Exception):  # noqa: N818 - an answer of the gateway
    """The gateway did not take a message; its text is shown in the outbox."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a gateway gets it."""

    id: str
    """The same for every try; a gateway that sees it twice sends once (F21)."""
    medium: str
    address: str
    title: str
    text: str


class Gateway(Protocol):
    """What takes a message out of the house."""

    def send(self, parcel: Parcel) -> None:
        """Hand one message over, within ``TIMEOUT`` seconds; raises GatewayFault."""


class Visible:
    """The gateway of a trial: the message is only to be seen on the outbox page."""

    def send(self, parcel: Parcel) -> None:
        """Do nothing: the page shows the message itself."""


@dataclass(frozen=True, slots=True)
class ByApprise:
    """Gateways behind Apprise addresses, by medium; a medium without one stays visible only.

    The address holds ``{address}`` where the recipient belongs and may hold ``{id}`` (for a header
    such as ``+Message-Id={id}``): ``jsons://sms.example.cn/send?:to={address}&+Message-Id={id}``.
    """

    addresses: Mapping[str, str]
    timeout: int = TIMEOUT

    def __post_init__(self) -> None:
        for medium, address in self.addresses.items():
            if "{address}" not in address:
                raise ValueError(f"The gateway address for {medium} lacks {{address}}.")

    def send(self, parcel: Parcel) -> None:
        """Hand the message to its gateway."""
        template = self.addresses.get(parcel.medium)
        if template is None:
            return
        address = template.replace("{address}", quote(parcel.address, safe=""))
        address = address.replace("{id}", quote(parcel.id, safe=""))
        address += f"{'&' if '?' in address else '?'}cto={self.timeout}&rto={self.timeout}"
        gateway = apprise.Apprise()
        if not gateway.add(address):
            raise GatewayFault("The gateway's address is not understood.")
        with apprise.LogCapture(level=apprise.logging.WARNING) as said:
            taken = gateway.notify(title=parcel.title, body=parcel.text)
            if not taken:
                raise GatewayFault(said.getvalue().strip() or "The gateway refused the message.")


def gateway_of(settings: Mapping[str, str]) -> Gateway:
    """Return the gateway that the settings name: ``SUNSHINE_GATEWAY_SMS`` and ``_EMAIL``."""
    given = {Medium.SMS: "SUNSHINE_GATEWAY_SMS", Medium.EMAIL: "SUNSHINE_GATEWAY_EMAIL"}
    addresses = {medium.value: settings[name] for medium, name in given.items() if settings.get(name)}
    return ByApprise(addresses) if addresses else Visible()


@dataclass(slots=True)
class Figures:
    """What a round of sending came to."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, int]:
        """Return the figures for the run log."""
        return {"sent": self.sent, "failed": self.failed, "given_up": self.given_up}


def send_waiting(
    act: Act, gateway: Gateway, *, keep: Callable[[], None] | None = None, limit: int = 50, seconds: float = 60
) -> dict[str, int]:
    """Send the messages that are due, oldest first, and return how many were sent, failed, given up.

    ``keep`` makes durable what was written so far; the surface hands in its commit. It is called after
    the claim, so that no second clock sends the same and no lock is held while a gateway thinks, and
    after each message, so that a crash repeats one message at most. Ends early after ``seconds``;
    what was claimed and not sent is given back.
    """
    keep = keep or act.session.flush
    claimed = claim_messages(act, limit)
    keep()
    figures, ends = Figures(), time.monotonic() + seconds
    for message_id, parcel in claimed:
        if time.monotonic() > ends:
            _give_back(act, message_id)
        else:
            _send(act, gateway, message_id, parcel, figures)
        keep()
    return figures.as_json()


def claim_messages(act: Act, limit: int) -> list[tuple[int, Parcel]]:
    """Take due messages, and unclear ones, so that nobody else sends them."""
    due = or_(
        (Message.state == MessageState.WAITING) & (Message.next_try_at <= act.at),
        (Message.state == MessageState.SENDING) & (Message.claimed_at <= act.at - UNCLEAR),
    )
    chosen = (
        select(Message)
        .where(due)
        .order_by(Message.next_try_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for message in act.session.scalars(chosen).all():
        message.state, message.claimed_at = MessageState.SENDING, act.at
        message.tries += 1
        parcel = Parcel(f"sunshine-{message.id}", message.medium, message.address, message.title, message.text)
        claimed.append((message.id, parcel))
    act.session.flush()
    return claimed


def _send(act: Act, gateway: Gateway, message_id: int, parcel: Parcel, figures: Figures) -> None:
    fault: str | None = None
    try:
        if parcel.medium in (Medium.SMS, Medium.EMAIL):
            gateway.send(parcel)
    except Exception as raised:
        # Whatever a gateway does, the other messages go out.
        fault = f"{type(raised).__name__}: {raised}" if not isinstance(raised, GatewayFault) else str(raised)
    message = act.session.get_one(Message, message_id, populate_existing=True)
    if message.state != MessageState.SENDING or message.claimed_at != act.at:
        return  # taken over by another clock in the meantime
    if fault is None:
        message.state, message.sent_at, message.fault = MessageState.SENT, act.at, None
        figures.sent += 1
        return
    message.fault = fault.replace(parcel.address, "…")[:1000]
    if message.tries < TRIES:
        message.state = MessageState.WAITING
        message.next_try_at = act.at + FIRST_WAIT * 2 ** (message.tries - 1)
        figures.failed += 1
        return
    message.state = MessageState.FAILED
    figures.given_up += 1
    record(
        act,
        "message.failed",
        message,
        medium=message.medium,
        tries=message.tries,
        of=message.subject_kind,
        of_id=message.subject_id,
        other=_other_channel(act, message),
    )


def _other_channel(act: Act, message: Message) -> str | None:
    """Make sure that the person is reached by another channel; return which one, if there is any.

    The portal's message about the same event stands already as a rule; otherwise an e-mail that failed
    is not repeated, and nothing but the trail and the outbox page can tell.
    """
    event = message.key.removesuffix(f":{message.medium}:{message.address}")
    others = select(Message).where(
        Message.subject_kind == message.subject_kind,
        Message.subject_id == message.subject_id,
        Message.id != message.id,
        Message.state != MessageState.FAILED,
        Message.medium.in_((Medium.PORTAL, Medium.EMAIL, Medium.SMS)),
        Message.key.startswith(f"{event}:", autoescape=True),
    )
    other = act.session.scalars(others.order_by(Message.medium.desc()).limit(1)).first()
    if other is not None and other.state == MessageState.WAITING:
        other.next_try_at = min(other.next_try_at, act.at)
    return other.medium if other is not None else None


def _give_back(act: Act, message_id: int) -> None:
    message = act.session.get_one(Message, message_id, populate_existing=True)
    if message.state == MessageState.SENDING and message.claimed_at == act.at:
        message.state, message.claimed_at = MessageState.WAITING, None
        message.tries -= 1


def send_again(act: Act, message_id: int) -> Message:
    """Put a message that was given up back into the outbox, after the gateway has been set right."""
    message = act.session.get(Message, message_id)
    if message is None:
        raise NotFound(N_("There is no such message."))
    if message.state != MessageState.FAILED:
        raise OutOfOrder(N_("Only a message that could not be sent is put back into the outbox."))
    message.state, message.tries, message.next_try_at = MessageState.WAITING, 0, act.at
    record(act, "message.requeued", message, medium=message.medium)
    return message


def outbox_figures(session: Session, now: datetime) -> dict[str, int]:
    """Return how many messages are in each state, and how many are due since more than ten minutes."""
    by_state = session.execute(select(Message.state, func.count()).group_by(Message.state)).all()
    late = select(func.count()).where(Message.state == MessageState.WAITING, Message.next_try_at < now - UNCLEAR)
    return {state.value: 0 for state in MessageState} | dict(by_state) | {"late": session.scalar(late) or 0}


VERBS = {"message.failed": N_("Message could not be sent"), "message.requeued": N_("Message put back into the outbox")}
"""Verbs that this room writes, for the composition root."""
