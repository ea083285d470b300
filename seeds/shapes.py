"""Money of the demo that its points are to find: an advance that comes back, a contract paid in parts, odd payments."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from stdnum.cn import uscc

from app.funds.models import Account
from app.funds.operations import open_account, record_movement
from app.funds.operations.shapes import write_shapes
from app.funds.words import AccountKind
from app.kernel.act import CHINA, Act
from app.kernel.places import Organisation
from app.parties.models import Party
from app.parties.operations import know_party
from seeds.funds import body_of


def write_shapes_of_money(act: Act, home: Organisation) -> None:
    """Pay what the points F04 and F05 are to find, and let the ledger be looked at."""
    body = body_of(act, home)
    works, supplies, green = (
        know_party(act, firm_code(serial), name, source="企业登记信息")
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


def write_odd_payments(act: Act, home: Organisation) -> None:
    """Pay what the points F03, F09 and F11 are to find: a bill twice, into a new account, and money that is passed on."""
    body = body_of(act, home)
    copies, lights, lends, behind = (
        know_party(act, firm_code(serial), name, source="企业登记信息")
        for serial, name in (
            (8111, "福州立印办公设备有限公司"),
            (8112, "福州明路照明工程有限公司"),
            (8113, "福州通汇商贸有限公司"),
            (8114, "福州泽远建筑劳务有限公司"),
        )
    )
    known, changed = (
        open_account(act, lights, f"350501008800{end:07d}", "兴业银行福州分行", AccountKind.BASIC, source="付款申请")
        for end in (31, 32)
    )
    told: list[tuple[Party | Account, Party | Account, str, float, str]] = [
        (body, copies, "38600.00", 30, "采购复印机"),
        (body, copies, "38600.00", 27, "采购复印机"),
        (body, known, "46200.00", 70, "路灯检修"),
        (body, changed, "158000.00", 18, "路灯改造"),
    ]
    for place, arrived in enumerate((64, 52, 40)):
        yuan = 68_000 + 1_700 * place
        told.append((body, lends, f"{yuan}.00", arrived, f"劳务费第{place + 1}期"))
        told.append((lends, behind, f"{yuan - 2_500}.00", arrived - 0.2, f"往来款{place + 1}"))
    for number, (payer, payee, amount, days_ago, purpose) in enumerate(told, 1):
        record_movement(
            act,
            key=f"odd:{home.code}:{number}",
            organisation=home,
            payer=payer,
            payee=payee,
            amount=Decimal(amount),
            purpose=purpose,
            at=datetime.combine(act.on, time(9, 20), CHINA) - timedelta(days=days_ago),
            source="支付凭证",
        )
    act.session.flush()


def firm_code(serial: int) -> str:
    """Return the credit code of an invented company."""
    body = f"91350102MC{serial:07d}"
    return body + uscc.calc_check_digit(body)
