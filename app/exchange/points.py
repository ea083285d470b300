"""What goes wrong between installations: a fork, a gap that lasts, a peer that falls silent."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_

from app.exchange.models import ExchangeChannel, Peer
from app.exchange.words import ChannelState
from app.kernel.evidence import Evidence
from app.kernel.places import Organisation
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Point, Severity, Tick, findings
from app.kernel.words import N_

GROUPS = {"EX": N_("Exchange between installations")}
BASIS = N_("GB/T 22239-2019, 8.1.4.7: integrity of data")
EVIDENCE = {
    "peer": Evidence(N_("Other installation")),
    "number": Evidence(N_("Batch")),
    "heard": Evidence(N_("Heard last")),
}


def _at_home(found: Findings, county: Any) -> Findings:
    """Let the government of this installation's own place answer."""
    return found.join(Organisation, and_(Organisation.county == county, Organisation.parent_id.is_(None)))


def _stopped(state: ChannelState, fact: str) -> Findings:
    found = findings(
        kind=ExchangeChannel.kind,
        subject=ExchangeChannel.id,
        county=ExchangeChannel.county,
        organisation=Organisation.id,
        moment=ExchangeChannel.stopped_at,
        episode=ExchangeChannel.wanted,
        fact=fact,
        peer=Peer.name,
        number=ExchangeChannel.wanted,
    )
    found = found.select_from(ExchangeChannel).join(Peer, Peer.id == ExchangeChannel.peer_id)
    return _at_home(found, ExchangeChannel.county).where(ExchangeChannel.state == str(state))


def _forked(now: datetime, limits: Limits) -> Findings:
    """Find channels that stopped because two batches of one number were signed."""
    return _stopped(ChannelState.FORKED, N_("Two batches of one number"))


def _gap(now: datetime, limits: Limits) -> Findings:
    """Find channels that have waited for a missing batch for so many minutes."""
    found = _stopped(ChannelState.WAITING, N_("A batch is missing"))
    return found.where(ExchangeChannel.stopped_at < limits["minutes_ago"])


def _silent(now: datetime, limits: Limits) -> Findings:
    """Find peers with a line of which nothing was heard for so many minutes while this installation listened."""
    found = findings(
        kind=Peer.kind,
        subject=Peer.id,
        county=Peer.county,
        organisation=Organisation.id,
        moment=Peer.quiet_from,
        episode=Peer.quiet_from,
        fact=N_("A peer is silent"),
        peer=Peer.name,
        heard=Peer.heard_at,
    ).select_from(Peer)
    return _at_home(found, Peer.county).where(Peer.by_line.is_(True), Peer.quiet_from < limits["minutes_ago"])


EXCHANGE_POINTS = (
    Point(
        code="EX.forked",
        title=N_("Two batches of one number"),
        basis=BASIS,
        severity=Severity.RED,
        nature=Nature.LEAD,
        find=_forked,
        explanation=N_(
            "The sender signed two different batches with one number, or one that does not follow the batch before it. Either "
            "its database was put back from a backup, or a second copy of it signs, or something that was handed over is to be "
            "changed afterwards. Both sides keep the two signed heads. Compare them with the other side by telephone, and begin the "
            "channel again once it is clear what happened."
        ),
        honest=N_("The same batch once more, on the line or on a stick; a batch that comes before the one it follows."),
        wakes_on=frozenset({"exchange.forked", "exchange.begun_again"}),
    ),
    Point(
        code="EX.gap",
        title=N_("A batch is missing"),
        basis=BASIS,
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        find=_gap,
        explanation=N_(
            "A batch came and the one before it did not, and it has stayed so. Nothing after the gap is taken. Ask the other side to "
            "export again: what has no receipt is written once more."
        ),
        honest=N_(
            "Two sticks that come in the wrong order within the hour; a stick that is late and nothing after it."
        ),
        wakes_on=frozenset({"exchange.batch_taken", TICK}),
        parameters=(Parameter("minutes", 60, N_("Minutes that a batch may be missing"), N_("minutes")),),
        tick=Tick(
            ExchangeChannel.stopped_at,
            ExchangeChannel.state == str(ChannelState.WAITING),
            shift="minutes",
            in_minutes=True,
        ),
    ),
    Point(
        code="EX.silent",
        title=N_("A peer is silent"),
        basis=BASIS,
        severity=Severity.YELLOW,
        nature=Nature.LEAD,
        find=_silent,
        explanation=N_(
            "An installation that is connected by a line gives a sign of life every few minutes. Nothing has come from it for longer. "
            "Look whether the line or the other installation is down; what is written meanwhile follows in order."
        ),
        honest=N_(
            "A place without a line, which sends sticks; a peer that is quiet while this installation itself stood still; a peer that "
            "was entered and has not called yet."
        ),
        wakes_on=frozenset({"exchange.heard", TICK}),
        parameters=(Parameter("minutes", 10, N_("Minutes of silence"), N_("minutes")),),
        tick=Tick(Peer.quiet_from, Peer.by_line.is_(True), shift="minutes", in_minutes=True),
    ),
)
