"""Shapes of money of the demo: one advance that comes back over two firms, one contract paid in parts."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from stdnum.cn import uscc

from app.funds.operations import record_movement
from app.funds.operations.shapes import write_shapes
from app.kernel.act import CHINA, Act
from app.kernel.places import Organisation
from app.parties.operations import know_party
from seeds.funds import body_of


def write_shapes_of_money(act: Act, home: Organisation) -> None:
    """Pay what the points F04 and F05 are to find, and let the ledger be looked at."""
    body = body_of(act, home)
    works, supplies, green = (
        know_party(act, _code(serial), name, source="企业登记信息")
        for serial, name in (
            (8101, "福州闽衡市政工程有限公司"),
            (8102, "福州聚源建材商行"),
            (8103, "福州新翠园林有限公司"),
        )
    )
    back = (
        (body, works, "186000.00", 48, "道路养护工程预付款"),
        (works, supplies, "181500.00", 41, "材料款"),
        (supplies, body, "179000.00", 33, "往来款"),
    )
    parts = ((body, green, "286400.00", 26, "行道树补植"), (body, green, "291800.00", 22, "行道树补植"))
    for number, (payer, payee, amount, days_ago, purpose) in enumerate((*back, *parts), 1):
        record_movement(
            act,
            key=f"shape:{home.code}:{number}",
            organisation=home,
            payer=payer,
            payee=payee,
            amount=Decimal(amount),
            purpose=purpose,
            at=datetime.combine(act.on - timedelta(days=days_ago), time(15, 40), CHINA),
            source="支付凭证",
        )
    act.session.flush()
    write_shapes(act, home.county)


def _code(serial: int) -> str:
    body = f"91350102MC{serial:07d}"
    return body + uscc.calc_check_digit(body)
