"""Tries to log in: passwords and codes share one lock, by name and address, by name, and by address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.act import Act
from app.kernel.errors import Refused
from app.kernel.words import N_
from app.surfaces.accounts.models import LoginSession
from app.surfaces.accounts.operations import hash_of
from app.surfaces.limits import network_of
from app.surfaces.tries import Counter, Limit, are_used_up, forget, give_back, take

LOCKED = timedelta(minutes=15)
PAIR = Limit(5, LOCKED)
"""Wrong passwords of one name from one address."""
NAME = Limit(20, LOCKED)
"""Of one name from everywhere; a place from which its holder has logged in lately still lets him in."""
PLACE = Limit(50, LOCKED)
"""Of all names from one address, likewise."""
CODES = Limit(5, LOCKED)
"""Wrong codes of one account from everywhere: whoever tries them has the password already."""
CODES_A_DAY = Limit(20, timedelta(days=1))
LATELY = timedelta(days=30)


class Locked(Refused):
    """Too many wrong tries; the same words whichever limit was reached, and whether or not the name exists."""

    status = 429


def _locked() -> Locked:
    return Locked(
        N_("Too many wrong attempts. Wait %(minutes)d minutes, or ask your administrator to unlock it."),
        minutes=LOCKED.seconds // 60,
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try under a name from an address."""

    name: str
    """Hash of the log-in name."""
    address: str
    crowded: bool = False
    """Too many tries of this name or from this address: only its holder, from a place he is known at, comes in."""
    last: bool = False
    """A wrong password now is the last one that is looked at."""

    @property
    def counters(self) -> tuple[Counter, Counter, Counter]:
        """What a wrong password counts for."""
        here = network_of(self.address)
        return (
            Counter(PAIR, "login", f"{self.name} {here}", self.name),
            Counter(NAME, "login name", self.name, self.name),
            Counter(PLACE, "login from", here),
        )

    @property
    def codes(self) -> tuple[Counter, Counter]:
        """What a wrong code counts for."""
        return (Counter(CODES, "code", self.name, self.name), Counter(CODES_A_DAY, "code a day", self.name, self.name))


def attempt_of(username: str, address: str | None) -> Attempt:
    """Return a try under a name; nothing is counted yet."""
    return Attempt(hash_of(username.strip().lower()), address or "-")


def begin_attempt(session: Session, at: datetime, username: str, address: str | None) -> Attempt:
    """Count a try before its password is looked at; Locked when it is not to be looked at."""
    made = attempt_of(username, address)
    if are_used_up(session, at, made.codes):
        raise _locked()
    pair, name, place = take(at, *made.counters)
    if pair > PAIR.most:
        raise _locked()
    crowded = name > NAME.most or place > PLACE.most
    last = pair == PAIR.most or name == NAME.most or place == PLACE.most
    return Attempt(made.name, made.address, crowded, last)


def check_crowd(act: Act, attempt: Attempt, user_id: int | None) -> None:
    """Refuse a try in a crowd, unless its password was right (``user_id``) and its holder is known at this address."""
    if attempt.crowded and not (user_id is not None and _is_known(act, user_id)):
        raise _locked()


def _is_known(act: Act, user_id: int) -> bool:
    here = select(LoginSession.token_hash).where(
        LoginSession.user_id == user_id, LoginSession.address == act.address, LoginSession.opened_at > act.at - LATELY
    )
    return act.session.scalar(here.limit(1)) is not None


def count_code(at: datetime, attempt: Attempt) -> bool:
    """Count a code before it is looked at; tells whether it is the last one. Locked when none is left."""
    tries, today = take(at, *attempt.codes)
    if tries > CODES.most or today > CODES_A_DAY.most:
        raise _locked()
    return tries == CODES.most or today == CODES_A_DAY.most


def password_was_right(act: Act, attempt: Attempt) -> None:
    """Let the try count no more; earlier wrong ones do, until the log-in is complete."""
    give_back(act, *attempt.counters)


def log_in_complete(act: Act, username: str) -> None:
    """Forget the wrong passwords of a name from this address, and its wrong codes."""
    made = attempt_of(username, act.address)
    forget(act, made.counters[0], *made.codes)
