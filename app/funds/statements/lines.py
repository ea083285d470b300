"""One line of a statement: who paid whom how much, as the ledger keeps it; what cannot be one is refused in words."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from app.funds.words import Direction, Signs
from app.kernel.act import CHINA
from app.kernel.errors import Incomplete
from app.kernel.identities import identity_hash
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.parties.known import Known, form_of, mark_value, read_number
from app.parties.words import MarkWord, PartyForm

NAMELESS = "未注明用途"
ZERO = Decimal(0)


class End(NamedTuple):
    """Who stands at one end of a line: an account, the number of a party, or both."""

    account: str
    """As it was typed; empty for none."""
    account_hash: str
    number: str
    name: str
    key_hash: str
    """Of the number; of an account alone, of that account. By it the party is known."""

    @property
    def alone(self) -> str:
        """Return the hash of whoever is known by this account alone."""
        return keyed_hash(f"owner of account:{self.account_hash}")

    def known(self, source: str) -> Known:
        """Return the party as the register of parties takes it; one that is known by its account alone says so."""
        if not self.number:
            form = form_of("", self.name)
            return Known(self.key_hash, form, self.name, f"账号 *{self.account[-4:]}", source)
        plain, shown = read_number(self.number, "other_number")
        form = form_of(plain, self.name)
        return Known(self.key_hash, form, self.name, shown if form == PartyForm.PERSON else plain, source)


class Line(NamedTuple):
    """A line that can be a movement."""

    number: int
    """Line of the file, or row of the sheet."""
    key: str
    own: End
    other: End
    out: bool
    """Whether the own party paid."""
    amount: Decimal
    """Yuan, above zero."""
    at: datetime
    booked_on: date
    purpose: str
    economic_class: str
    function_class: str
    balance: Decimal | None
    reverses: str
    """Key of the line that it takes back; empty for none."""

    @property
    def payer(self) -> End:
        """Return who paid."""
        return self.own if self.out else self.other

    @property
    def payee(self) -> End:
        """Return who was paid."""
        return self.other if self.out else self.own

    @property
    def signed(self) -> Decimal:
        """Return by how much the balance of the own account changes."""
        return -self.amount if self.out else self.amount


class Reader:
    """Makes lines of cells; lines without a serial number of the bank are told apart by what they say."""

    def __init__(self, account: str = "", signs: str = Signs.PAID) -> None:
        self.account, self.signs = account.strip(), signs
        self._seen: dict[bytes, int] = {}

    def line(self, number: int, values: Mapping[str, Any]) -> Line:
        """Return the line of the values of a row; a Refused names the column at fault as its field."""
        said = values.get
        own = _end(said("own_account") or self.account, said("own_number") or "", said("own_name") or "", "own_account")
        other = _end(said("other_account") or "", said("other_number") or "", said("other_name") or "", "other_account")
        if own.key_hash == other.key_hash and own.account_hash == other.account_hash:
            raise Incomplete(
                N_("Payer and payee are the same. Between two accounts of one owner name both accounts."),
                field="other_account",
            )
        taken_back = said("reverses") or ""
        out, amount = self._amount(values, bool(taken_back))
        day: date = values["booked_on"]
        whose = (own.account_hash or own.key_hash)[:16]
        purpose = (said("purpose") or "").strip()[:200]
        serial = said("serial") or self._content(whose, day, out, amount, other, purpose, said("balance"))
        return Line(
            number,
            f"line:{whose}:{serial}",
            own,
            other,
            out,
            amount,
            _instant(day, said("at")),
            day,
            purpose or NAMELESS,
            said("economic_class") or "",
            said("function_class") or "",
            said("balance"),
            f"line:{whose}:{taken_back}" if taken_back else "",
        )

    def _amount(self, values: Mapping[str, Any], back: bool) -> tuple[bool, Decimal]:
        """Return whether the own party paid, and how much."""
        debit, credit, amount = (values.get(name) or ZERO for name in ("debit", "credit", "amount"))
        if sum(map(bool, (debit, credit, amount))) != 1:
            raise Incomplete(
                N_("A line has one amount above zero: paid out or received. This one has none, or several."),
                field="amount",
            )
        told = debit or credit or amount
        direction = values.get("direction")
        out = bool(debit) or (bool(amount) and direction != Direction.IN)
        if amount and direction is None and self.signs == Signs.BALANCE:
            return told < 0, abs(told)
        if told < 0:
            if not back:
                raise Incomplete(
                    N_(
                        "An amount below zero takes an earlier line back: name that line's serial number, "
                        "or say that minus means paid out."
                    ),
                    field="debit" if debit else "credit" if credit else "amount",
                )
            return not out, -told
        return out, told

    def _content(self, *said: Any) -> str:
        """Return what stands for the serial number: what the line says, and which of several alike it is."""
        digest = sha256("|".join(str(one.key_hash if isinstance(one, End) else one) for one in said).encode()).digest()
        number = self._seen[digest] = self._seen.get(digest, 0) + 1
        return f"{said[1]}:{digest.hex()[:24]}:{number}"


@lru_cache(200_000)
def _end(account: str, number: str, name: str, field: str) -> End:
    """Return one end; a party of which the file tells neither account nor number cannot be known again."""
    if not account and not number:
        raise Incomplete(
            N_("This line tells neither the account nor the number of one of the two parties."), field=field
        )
    account_hash = mark_value(MarkWord.ACCOUNT, account)[0] if account else ""
    if number:
        read_number(number, field.replace("account", "number"))
        return End(account, account_hash, number, name.strip(), identity_hash(number))
    nameless = End(account, account_hash, "", name.strip(), "")
    return nameless._replace(key_hash=nameless.alone)


@lru_cache(20_000)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _instant(day: date, at: Any) -> datetime:
    """Return when it was paid; midnight in China where the file tells the day alone."""
    if isinstance(at, datetime):
        return at if at.tzinfo else at.replace(tzinfo=CHINA)
    if not at:
        return _midnight(day)
    try:
        return datetime.combine(day, time.fromisoformat(at.zfill(5) if at.count(":") == 1 else at.zfill(8)), CHINA)
    except ValueError:
        raise Incomplete(N_("Enter a time such as 10:21:05."), field="at") from None
