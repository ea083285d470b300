"""Tickets from the platform into the training room: signed, good for two minutes, without any personal number."""

import hashlib
import hmac
from dataclasses import asdict, dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.kernel.errors import NotAllowed
from app.kernel.roles import Role
from app.kernel.words import N_

SECONDS = 120


@dataclass(frozen=True, slots=True)
class Learner:
    """Who comes to learn, and how the places around him are called."""

    name: str
    role: Role
    town: str
    village: str
    language: str = "zh"


def key_for(secret: str, purpose: str) -> str:
    """Return a key that is drawn from the installation's secret for one purpose (HMAC-SHA256, hex)."""
    return hmac.new(secret.encode(), f"training {purpose}".encode(), hashlib.sha256).hexdigest()


def write_ticket(key: str, learner: Learner) -> str:
    """Return a ticket for a learner; ``key`` is that of ``key_for(secret, "tickets")``."""
    return str(URLSafeTimedSerializer(key).dumps(asdict(learner)))


def read_ticket(key: str, ticket: str) -> Learner:
    """Return the learner of a ticket; NotAllowed for one that is false or too old."""
    try:
        held = URLSafeTimedSerializer(key).loads(ticket, max_age=SECONDS)
    except BadSignature:
        raise NotAllowed(
            N_("This way into the training room is no longer good. Press “Practise” on the platform's home page again.")
        ) from None
    return Learner(**{**held, "role": Role(held["role"])})
