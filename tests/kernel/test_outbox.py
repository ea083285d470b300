"""Messages leave the house once, later if need be, and nobody waits for a gateway."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import outbox
from app.kernel.act import Act
from app.kernel.audit import TrailRow
from app.kernel.errors import NotFound, OutOfOrder
from app.kernel.notices import Medium, Message, MessageState, queue_message
from app.kernel.outbox import (
    TRIES,
    ByApprise,
    GatewayFault,
    Parcel,
    Visible,
    claim_messages,
    gateway_of,
    outbox_figures,
    send_again,
    send_waiting,
)
from tests.conftest import NOW
from tests.world import World

Acting = Callable[..., Act]
PHONE = "13912345678"


class Box:
    """A gateway that remembers what it was given and fails when told to."""

    def __init__(self, *faults: Exception | None) -> None:
        self.taken: list[Parcel] = []
        self.faults = list(faults)

    def send(self, parcel: Parcel) -> None:
        """Take a parcel, or fail as planned."""
        self.taken.append(parcel)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault


class Silent:
    """A gateway that never takes anything."""

    def send(self, parcel: Parcel) -> None:
        """Fail."""
        raise GatewayFault(f"no connection to reach {parcel.address}")


def queue(act: Act, world: World, medium: Medium = Medium.SMS, address: str = PHONE, key: str = "k") -> Message:
    message = queue_message(
        act, medium, address, "受理通知", "您的申请已受理。", world.organisation("gulou-urban"), key
    )
    act.session.flush()
    return message


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_a_due_message_is_sent_once(session: Session, world: World, acting_as: Acting) -> None:
    message, box = queue(acting_as(None), world), Box()
    assert send_waiting(acting_as(None), box) == {"sent": 1, "failed": 0, "given_up": 0}
    assert send_waiting(acting_as(None, at=at(60)), box)["sent"] == 0
    assert (message.state, message.sent_at, message.tries) == (MessageState.SENT, NOW, 1)
    assert box.taken == [Parcel(f"sunshine-{message.id}", "sms", PHONE, "受理通知", "您的申请已受理。")]


def test_a_message_is_not_sent_before_its_time(session: Session, world: World, acting_as: Acting) -> None:
    queue(acting_as(None, at=at(10)), world)
    assert send_waiting(acting_as(None, at=at(9)), Box())["sent"] == 0
    assert send_waiting(acting_as(None, at=at(10)), Box())["sent"] == 1


def test_portal_and_desk_messages_never_leave_the_house(world: World, acting_as: Acting) -> None:
    for medium in (Medium.PORTAL, Medium.DESK):
        queue(acting_as(None), world, medium, "1")
    box = Box()
    assert send_waiting(acting_as(None), box)["sent"] == 2
    assert box.taken == []


def test_a_failing_gateway_is_tried_five_times_with_growing_pauses(
    session: Session, world: World, acting_as: Acting
) -> None:
    message = queue(acting_as(None), world)
    waits, moment = [], NOW
    while message.state == MessageState.WAITING:
        assert send_waiting(acting_as(None, at=moment - timedelta(seconds=1)), Silent())["failed"] == 0
        send_waiting(acting_as(None, at=moment), Silent())
        if message.state == MessageState.WAITING:
            waits.append((message.next_try_at - moment).total_seconds() / 60)
            moment = message.next_try_at
    assert waits == [1, 2, 4, 8]
    assert (message.state, message.tries) == (MessageState.FAILED, TRIES)
    assert message.fault == "no connection to reach …"
    told = session.scalars(select(TrailRow).where(TrailRow.verb == "message.failed")).one()
    assert PHONE not in told.facts
    assert json.loads(told.facts)["other"] is None
    assert send_waiting(acting_as(None, at=at(1000)), Box())["sent"] == 0


def test_when_the_text_message_fails_the_portal_message_stands(
    session: Session, world: World, acting_as: Acting
) -> None:
    sms, portal = queue(acting_as(None), world), queue(acting_as(None), world, Medium.PORTAL, "Q-1")
    queue(acting_as(None), world, Medium.PORTAL, "Q-1", key="kk")  # another event
    for minute in (0, 1, 3, 7, 15):
        send_waiting(acting_as(None, at=at(minute)), Silent())
    assert (sms.state, portal.state) == (MessageState.FAILED, MessageState.SENT)
    told = session.scalars(select(TrailRow).where(TrailRow.verb == "message.failed")).one()
    assert json.loads(told.facts)["other"] == "portal"


def test_a_gateway_that_breaks_does_not_keep_the_others_waiting(
    session: Session, world: World, acting_as: Acting
) -> None:
    first, second = queue(acting_as(None), world), queue(acting_as(None), world, key="l")
    figures = send_waiting(acting_as(None), Box(RuntimeError("socket burst")))
    assert figures == {"sent": 1, "failed": 1, "given_up": 0}
    assert first.fault == "RuntimeError: socket burst"
    assert second.state == MessageState.SENT
    send_waiting(acting_as(None, at=at(1)), Box())
    assert first.state == MessageState.SENT
    assert first.fault is None


class Crash(BaseException):
    """The process dies."""


def test_a_crash_while_sending_repeats_one_message_under_the_same_id(
    session: Session, world: World, acting_as: Acting
) -> None:
    for number in range(5):
        queue(acting_as(None), world, key=str(number))
    session.commit()
    box = Box(None, None, Crash())  # type: ignore[arg-type]
    with pytest.raises(Crash):
        send_waiting(acting_as(None), box, keep=session.commit)
    session.rollback()
    states = list(session.scalars(select(Message.state).order_by(Message.id)))
    assert states == ["sent", "sent", "sending", "sending", "sending"]
    assert send_waiting(acting_as(None, at=at(1)), box, keep=session.commit)["sent"] == 0  # still unclear
    assert send_waiting(acting_as(None, at=at(11)), box, keep=session.commit)["sent"] == 3
    ids = [parcel.id for parcel in box.taken]
    assert len(ids) == 6
    assert len(set(ids)) == 5


def test_a_claimed_message_is_sent_by_nobody_else(session: Session, world: World, acting_as: Acting) -> None:
    queue(acting_as(None), world)
    assert len(claim_messages(acting_as(None), 10)) == 1
    assert claim_messages(acting_as(None), 10) == []


def test_a_message_taken_over_meanwhile_is_left_to_the_other(session: Session, world: World, acting_as: Acting) -> None:
    message = queue(acting_as(None), world)

    class Slow(Box):
        def send(self, parcel: Parcel) -> None:
            """Answer only after another clock has taken the message over."""
            message.claimed_at = at(11)
            session.flush()

    assert send_waiting(acting_as(None), Slow())["sent"] == 0
    assert message.state == MessageState.SENDING


def test_what_there_is_no_time_for_is_given_back(
    session: Session, world: World, acting_as: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [queue(acting_as(None), world, key=str(number)) for number in range(3)]
    clock = iter([0.0, 1.0, 61.0, 61.0])
    monkeypatch.setattr("app.kernel.outbox.time.monotonic", lambda: next(clock))
    assert send_waiting(acting_as(None), Box(), seconds=60)["sent"] == 1
    assert [(m.state, m.tries) for m in messages] == [("sent", 1), ("waiting", 0), ("waiting", 0)]
    monkeypatch.undo()
    assert send_waiting(acting_as(None), Box())["sent"] == 2


def test_a_message_given_up_can_be_put_back(session: Session, world: World, acting_as: Acting) -> None:
    message = queue(acting_as(None), world)
    with pytest.raises(OutOfOrder):
        send_again(acting_as(None), message.id)
    with pytest.raises(NotFound):
        send_again(acting_as(None), 1)
    message.tries = TRIES - 1
    send_waiting(acting_as(None), Silent())
    assert outbox_figures(session, NOW)["failed"] == 1
    send_again(acting_as(None, at=at(5)), message.id)
    assert send_waiting(acting_as(None, at=at(5)), Box())["sent"] == 1


def test_the_outbox_counts_what_waits_too_long(session: Session, world: World, acting_as: Acting) -> None:
    queue(acting_as(None), world)
    assert outbox_figures(session, at(9))["late"] == 0
    assert outbox_figures(session, at(11)) == {"waiting": 1, "sending": 0, "sent": 0, "failed": 0, "late": 1}


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_pauses_never_shrink(fails: list[bool]) -> None:
    pauses = [outbox.FIRST_WAIT * 2**n for n, _ in enumerate(fails)]
    assert pauses == sorted(pauses)


class Receiver(BaseHTTPRequestHandler):
    """A county's text message box, as far as HTTP goes."""

    answer = 200
    seen: list[tuple[str, dict[str, Any]]]

    def do_POST(self) -> None:
        """Take a message."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).seen.append((self.headers["Message-Id"], body))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[tuple[type[Receiver], str]]:
    handler = type("OneReceiver", (Receiver,), {"seen": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield handler, f"json://127.0.0.1:{server.server_port}/send?:to={{address}}&+Message-Id={{id}}"
    server.shutdown()
    thread.join()
    server.server_close()


PARCEL = Parcel("sunshine-1", "sms", "+86 139/1234&x=y", "受理通知", "您的申请已受理。")


def test_apprise_carries_recipient_id_and_text(receiver: tuple[type[Receiver], str]) -> None:
    handler, address = receiver
    ByApprise({"sms": address}).send(PARCEL)
    ((message_id, body),) = handler.seen
    assert message_id == "sunshine-1"
    assert (body["to"], body["title"], body["message"]) == ("+86 139/1234&x=y", "受理通知", "您的申请已受理。")


def test_an_answer_other_than_yes_is_a_fault_with_its_text(receiver: tuple[type[Receiver], str]) -> None:
    handler, address = receiver
    handler.answer = 503
    with pytest.raises(GatewayFault, match="503"):
        ByApprise({"sms": address}).send(PARCEL)


def test_a_gateway_that_cannot_be_reached_is_a_fault() -> None:
    with pytest.raises(GatewayFault, match="onnection"):
        ByApprise({"sms": "json://127.0.0.1:9/?:to={address}"}, timeout=1).send(PARCEL)
    with pytest.raises(GatewayFault, match="not understood"):
        ByApprise({"sms": "nonsense://{address}"}).send(PARCEL)


def test_the_settings_choose_the_gateway(receiver: tuple[type[Receiver], str]) -> None:
    handler, address = receiver
    assert isinstance(gateway_of({"SUNSHINE_GATEWAY_SMS": "", "SUNSHINE_GATEWAY_EMAIL": ""}), Visible)
    gateway = gateway_of({"SUNSHINE_GATEWAY_SMS": "", "SUNSHINE_GATEWAY_EMAIL": address})
    gateway.send(PARCEL)  # no gateway for text messages: visible only
    assert handler.seen == []
    Visible().send(PARCEL)
    with pytest.raises(ValueError, match="lacks"):
        gateway_of({"SUNSHINE_GATEWAY_SMS": "json://127.0.0.1/"})
