"""Log-ins outside that were lost: the trading centre forgets a second factor or has a code sent, and never learns a password.

Whoever resets a second factor still lacks the password; whoever has a code sent lacks the telephone and the factor.
"""

from datetime import timedelta

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.codes import new_code, typed
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.trading import notices
from app.trading.accounts import counties_of, end_account, end_sessions
from app.trading.guards import needed
from app.trading.models import OutsideAccount

VALID = timedelta(hours=24)
"""How long a code for a new password is good."""


def _check(act: Act, account: OutsideAccount, reason: str) -> str:
    if not act.actor.is_platform and account.county not in counties_of(act):
        raise NotAllowed(N_("Only a trading centre of this county does this."))
    if not account.active:
        raise Conflict(N_("This account is switched off already."))
    return needed(reason)


def reset_factor(act: Act, account: OutsideAccount, reason: str) -> None:
    """Forget a second factor; its holder sets up another at the next log-in, and is told."""
    why = _check(act, account, reason)
    account.totp_secret, account.totp_confirmed, account.totp_step = None, False, 0
    end_sessions(act, account)
    record(act, "trade.factor_reset", account, reason=why, person=account.person)
    notices.tell_account(act, account, account, (notices.RESET, notices.FACTOR), f"factor:{act.at.timestamp()}")


def send_reset(act: Act, account: OutsideAccount, reason: str) -> None:
    """Send a code for a new password to the telephone of an account; the present password stays until it is used."""
    why = _check(act, account, reason)
    if not notices.mobile_of(account):
        raise Incomplete(
            N_("The account has no mobile number, so that no code reaches its holder. Switch it off; he applies again.")
        )
    code = new_code(12)
    account.reset_hash, account.reset_until = _hash(account, code), act.at + VALID
    record(act, "trade.reset_sent", account, reason=why, person=account.person)
    until = notices.clock_time(account.reset_until)
    message, once = (notices.RESET, notices.NEW), f"password:{act.at.timestamp()}"
    notices.tell_account(act, account, account, message, once, code=code, until=until)


def switch_off(act: Act, account: OutsideAccount, reason: str) -> None:
    """Close an account for good, as when its telephone is lost and nobody can be reached by it."""
    why = _check(act, account, reason)
    end_account(act, account, reason=why)


def _hash(account: OutsideAccount, code: str) -> str:
    return keyed_hash(f"reset {account.id} {typed(code)}")


def use_reset(act: Act, account: OutsideAccount | None, code: str, hashed: str) -> bool:
    """Set a password (its hash is given) by the code that was sent; tells whether it was right. It is good once."""
    if account is None or not account.reset_hash or account.reset_until is None or act.at > account.reset_until:
        return False
    if account.reset_hash != _hash(account, code):
        return False
    account.password, account.reset_hash, account.reset_until = hashed, "", None
    end_sessions(act, account)
    record(act, "trade.password_reset", account)
    return True
