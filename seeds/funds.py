"""Payments of the demo: the fees of agencies, from the account of the body that engaged them; one came back."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from stdnum.cn import uscc

from app.funds.models import Account
from app.funds.operations import open_account, record_movement, reverse_movement
from app.funds.words import AccountKind
from app.intermediaries.models import Engagement
from app.kernel.act import CHINA, Act
from app.kernel.places import Organisation
from app.parties.models import Party
from app.parties.operations import know_party
from app.parties.words import PartyForm

PAID_AFTER = timedelta(days=12)
FEES = "302"
"""Goods and services, in the economic classification of government spending."""


def write_funds(act: Act) -> None:
    """Pay what agencies have delivered; one fee comes back from the bank and is paid again."""
    until = act.on - PAID_AFTER
    delivered = (
        select(Engagement)
        .where(Engagement.county == act.county, Engagement.delivered_on <= until)
        .order_by(Engagement.delivered_on, Engagement.id)
    )
    for place, work in enumerate(act.session.scalars(delivered).all()):
        assert work.delivered_on is not None
        paid_on = work.delivered_on + PAID_AFTER
        told: dict[str, Any] = {
            "organisation": work.organisation,
            "payer": _of_body(act, work.organisation),
            "payee": _of_agency(act, work),
            "amount": work.amount,
            "purpose": f"{work.project} 服务费"[:200],
            "at": datetime.combine(paid_on, time(10, 20), CHINA),
            "subject": work,
            "economic_class": FEES,
            "source": "支付凭证",
        }
        paid = record_movement(act, key=f"engagement:{work.id}", **told)
        if place == 0:
            reverse_movement(
                act, paid, "银行退回：户名与账号不符", booked_on=paid_on + timedelta(days=2), source="退款通知"
            )
            record_movement(act, key=f"engagement:{work.id}:2", **told | {"at": told["at"] + timedelta(days=5)})


def body_of(act: Act, home: Organisation) -> Party:
    """Return a public body as a party."""
    body = f"11350102MB{home.id % 10_000_000:07d}"
    number = home.credit_code or body + uscc.calc_check_digit(body)
    return know_party(act, number, home.name, PartyForm.BODY, "机构编制登记")


def _of_body(act: Act, home: Organisation) -> Account:
    party = body_of(act, home)
    return open_account(
        act,
        party,
        f"350501024{home.id % 10**9:09d}",
        "建设银行福州鼓楼支行",
        AccountKind.ZERO_BALANCE,
        source="开户许可",
    )


def _of_agency(act: Act, work: Engagement) -> Account:
    party = know_party(act, work.agency.uscc, work.agency.name, source="企业登记信息")
    return open_account(
        act, party, f"622700{work.agency_id % 10**12:012d}", "兴业银行福州分行", AccountKind.BASIC, source="合同"
    )
