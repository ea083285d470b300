"""The second factor of an account: codes of an authenticator app (RFC 6238), and backup codes that work once."""

import secrets
from datetime import datetime

import pyotp

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.surfaces.accounts.models import Account
from app.surfaces.accounts.operations import hash_of

TOTP_SECONDS = 30
BACKUP_CODES = 8


def begin_second_factor(act: Act, account: Account) -> str:
    """Give an account a fresh secret that is not yet confirmed; returns the otpauth address."""
    account.totp_secret = pyotp.random_base32()
    account.totp_confirmed = False
    act.session.flush()
    return totp_address(account)


def totp_address(account: Account) -> str:
    """Return the otpauth address that an authenticator app scans."""
    assert account.totp_secret is not None
    return pyotp.TOTP(account.totp_secret).provisioning_uri(name=account.user.username, issuer_name="Sunshine")


def check_code(act: Act, account: Account, code: str) -> bool:
    """Tell whether a code is right now, and use it up: neither it nor a backup code works twice (A32)."""
    code = code.strip().replace(" ", "")
    hashed = hash_of(code.lower())
    if account.totp_confirmed and hashed in (account.backup_hashes or []):
        account.backup_hashes = [item for item in account.backup_hashes if item != hashed]
        record(act, "second_factor.backup_used", account.official)
        return True
    if account.totp_secret is None:
        return False
    step = step_of(account.totp_secret, account.totp_step, act.at, code)
    if step is None:
        return False
    account.totp_step = step
    return True


def step_of(secret: str, used: int, at: datetime, code: str) -> int | None:
    """Return the 30-second step whose code this is, now or one off; None for a wrong code and for one that was used."""
    totp = pyotp.TOTP(secret)
    step = int(at.timestamp()) // TOTP_SECONDS
    for candidate in (step, step - 1, step + 1):
        if candidate > used and secrets.compare_digest(totp.generate_otp(candidate), code):
            return candidate
    return None


def confirm_second_factor(act: Act, account: Account, code: str) -> list[str]:
    """Confirm a new second factor by its first code; returns backup codes, shown once."""
    if not check_code(act, account, code):
        raise Incomplete(
            N_("The code is not right. Wait for the next one and check the clock of the phone."), field="code"
        )
    codes = [secrets.token_hex(4) for _ in range(BACKUP_CODES)]
    account.totp_confirmed = True
    account.backup_hashes = [hash_of(item) for item in codes]
    record(act, "second_factor.confirmed", account.official)
    return codes
