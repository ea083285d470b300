"""The states of alerts and follow-ups, and the moves between them: data."""

from app.kernel.flows.machine import Machine, Move
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.supervision.models import AlertState as A
from app.supervision.models import FollowUpState as F

OPEN_FOLLOW_UP = (F.ASKED, F.REPLIED, F.SENT_BACK)
WAITING = (F.ASKED, F.SENT_BACK)
"""The organisation has to reply."""
_BASIS = N_("Rules of electronic supervision")


def _move(code: str, title: str, sources: tuple[str, ...], target: str, verb: str, *duties: Duty) -> Move:
    return Move(
        code=code,
        title=title,
        sources=frozenset(str(state) for state in sources),
        target=str(target),
        verb=verb,
        basis=_BASIS,
        duties=frozenset(duties),
    )


def _stay(code: str, title: str, sources: tuple[str, ...], verb: str, *duties: Duty) -> Move:
    """Return an act that keeps the state."""
    return Move(code, title, frozenset(str(state) for state in sources), None, verb, _BASIS, frozenset(duties))


ALERTS = Machine(
    "alert",
    A,
    [A.NEW],
    [
        _move("assign", N_("Assign"), (A.NEW, A.ASSIGNED, A.EXPLAINED), A.ASSIGNED, "alert.assigned"),
        _move("explain", N_("Explain"), (A.NEW, A.ASSIGNED), A.EXPLAINED, "alert.explained"),
        _move("verify", N_("Verify"), (A.ASSIGNED, A.EXPLAINED), A.VERIFIED, "alert.verified"),
        _move("close", N_("Close"), (A.ASSIGNED, A.EXPLAINED, A.VERIFIED), A.CLOSED, "alert.closed"),
        _move(
            "false_alarm", N_("False alarm"), (A.ASSIGNED, A.EXPLAINED, A.VERIFIED), A.FALSE_ALARM, "alert.false_alarm"
        ),
        _move("account", N_("Hold to account"), (A.VERIFIED, A.CLOSED), A.ACCOUNTABILITY, "alert.accountability"),
    ],
)
"""An alert: from new, by assignment, explanation and verification, to one of its three ends."""

FOLLOW_UPS = Machine(
    "follow_up",
    F,
    [F.ASKED],
    [
        _move(
            "reply",
            N_("Reply"),
            (F.ASKED, F.SENT_BACK),
            F.REPLIED,
            "follow_up.replied",
            Duty.SECTION_HEAD,
            Duty.ORGAN_HEAD,
        ),
        _move("accept", N_("Accept the reply"), (F.REPLIED,), F.ACCEPTED, "follow_up.accepted"),
        _move("send_back", N_("Send the reply back"), (F.REPLIED,), F.SENT_BACK, "follow_up.sent_back"),
        _move("escalate", N_("Escalate"), OPEN_FOLLOW_UP, F.ESCALATED, "follow_up.escalated"),
        _move("cancel", N_("Cancel"), OPEN_FOLLOW_UP, F.CANCELLED, "follow_up.cancelled"),
        _stay("ask_time", N_("Ask for more time"), WAITING, "follow_up.time_asked", Duty.SECTION_HEAD, Duty.ORGAN_HEAD),
        _stay("give_time", N_("Give more time"), WAITING, "follow_up.time_given"),
        _stay("refuse_time", N_("Refuse more time"), WAITING, "follow_up.time_refused"),
        _stay("check", N_("Look back at what was put right"), (F.ACCEPTED,), "follow_up.checked"),
    ],
)
"""A follow-up: asked, replied, and reviewed until the reply is accepted or the matter escalated."""
