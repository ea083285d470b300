"""Numbers and parties for tests."""

from itertools import count

from stdnum.cn import ric, uscc

from app.kernel.act import Act
from app.parties.models import Party
from app.parties.operations import know_party

_serial = count(90_001)
"""Far from the serials that tests choose themselves."""


def person_number(serial: int) -> str:
    """Return an identity number whose check digit fits."""
    body = f"350102198501{1 + serial // 1000 % 28:02d}{serial % 1000:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def credit_code(serial: int) -> str:
    """Return a credit code whose check sign fits."""
    body = f"91350100MB{serial:07d}"
    return body + uscc.calc_check_digit(body)


def person(act: Act, name: str = "陈小明", *, watched: bool = False) -> Party:
    """Make a person known."""
    return know_party(act, person_number(next(_serial)), name, watched=watched)


def company(act: Act, name: str = "福州榕城资产评估有限公司", *, watched: bool = False) -> Party:
    """Make a company known."""
    return know_party(act, credit_code(next(_serial)), name, watched=watched)
