"""What the law says of bid bonds, and the code by which a payment is told to belong to a pass."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from app.kernel.calendar import Limit, Unit
from app.trading.words import TradeKind

CODE = 16
"""Characters of a code: short enough for the purpose of a bank transfer, too many to guess."""

REFUND: Mapping[TradeKind, Limit] = {
    TradeKind.WORKS: Limit(5, Unit.CALENDAR_DAY, basis="招标投标法实施条例第五十七条"),
    TradeKind.PROCUREMENT: Limit(5, basis="政府采购法实施条例第三十三条"),
}
"""In which time a bond goes back: works from the contract, a procurement from the award, or for its winner from the contract."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Who paid a bond, as the bank tells it."""

    name: str
    number: str
    """Credit code, or identity number of a person."""
    account: str
    bank: str

    def sealed(self) -> str:
        """Return it as the text that is encrypted."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "Slip":
        """Return a slip that was encrypted."""
        return cls(**json.loads(text))


def bond_code(pass_hash: str) -> str:
    """Return what a bidder writes into the purpose of the transfer: made of the pass, and telling nothing of it."""
    told = "\n".join(["sunshine-bond-v1", pass_hash])
    return hashlib.sha256(told.encode()).hexdigest()[:CODE].upper()
