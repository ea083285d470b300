"""What a line of a bank's or treasury's file can hold, by which headings, and how each cell is read."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from app.funds.words import Direction
from app.kernel.errors import Incomplete
from app.kernel.identities import plain_text
from app.kernel.typed import LARGEST, read_amount, read_day, read_moment, read_number, read_text
from app.kernel.words import N_
from app.surfaces.sheets.columns import Column

YUAN = frozenset({"", "CNY", "RMB", "156", "人民币", "人民币元", "元"})
OUT = frozenset({"out", "d", "dr", "debit", "借", "借方", "支", "支出", "付", "付款", "出"})
IN = frozenset({"in", "c", "cr", "credit", "贷", "贷方", "收", "收入", "收款", "入", "进"})
LONGEST = 120
_PLAIN = re.compile(r"-?[0-9]{1,12}\.[0-9]{2}")


def _text(name: str, longest: int = LONGEST) -> Callable[[Any], str]:
    def read(raw: Any) -> str:
        if raw.__class__ is str and raw.isalnum() and len(raw) <= longest:  # nearly all cells of a large file
            return str(raw)
        text = read_text(raw, name)
        if len(text) > longest:
            raise Incomplete(N_("At most %(most)d characters fit here."), field=name, most=longest)
        return text

    return read


def _yuan(name: str) -> Callable[[Any], Decimal | None]:
    def read(raw: Any) -> Decimal | None:
        if raw in (None, ""):
            return None
        if raw.__class__ is str and _PLAIN.fullmatch(raw):  # nearly all cells of a large file
            return Decimal(raw)
        number = read_number(raw)
        if number is not None and abs(number) >= LARGEST:
            raise Incomplete(
                N_("This amount is ten million million yuan or more: look for digits too many, or a column displaced."),
                field=name,
            )
        return read_amount(raw, name)

    return read


def _day(raw: Any) -> date:
    if raw in (None, ""):
        raise Incomplete(N_("This line has no day."), field="booked_on")
    return read_day(raw, "booked_on")


def _moment(raw: Any) -> Any:
    """Return an instant, or the time of day alone as text, which joins the day of booking."""
    text = str(raw or "").strip()
    if not text or (":" in text and len(text) <= 8):
        return text or None
    if text.isdecimal() and len(text) == 6:
        return f"{text[:2]}:{text[2:4]}:{text[4:]}"
    return read_moment(raw, "at")


def _direction(raw: Any) -> Direction | None:
    text = plain_text(str(raw or "")).strip().lower()
    if not text:
        return None
    if text in OUT or text in IN:
        return Direction.OUT if text in OUT else Direction.IN
    raise Incomplete(
        N_("Write 借 (paid out) or 贷 (received); this is neither: %(text)s."), field="direction", text=text
    )


def _currency(raw: Any) -> str:
    text = plain_text(str(raw or "")).strip().upper()
    if text in YUAN:
        return ""
    raise Incomplete(
        N_("This line is in %(currency)s. The ledger holds yuan: hand in what the bank booked in yuan."),
        field="currency",
        currency=text[:20],
    )


COLUMNS: tuple[Column, ...] = (
    Column("booked_on", N_("Booked on"), _day, example="2026-03-02", required=True,
           aliases=("记账日期", "交易日期", "入账日期", "支付日期", "日期", "date", "value date")),
    Column("at", N_("Time of the payment"), _moment, N_("Where the file tells it"), "10:21:05",
           aliases=("交易时间", "时间", "支付时间", "time")),
    Column("serial", N_("Serial number of the bank"), _text("serial", 100), N_("Unique for the account"), "20260302000017",
           aliases=("流水号", "交易流水号", "核心流水号", "凭证号", "支付凭证号", "支付令编号", "serial", "id", "number")),
    Column("own_account", N_("Own account"), _text("own_account", 60), N_("Of the payer in a list of payments"), "35050100240700001234",
           aliases=("账号", "本方账号", "付款人账号", "付款账号", "account", "payer account"), secret=True),
    Column("own_number", N_("Number of the own party"), _text("own_number", 60), N_("Credit code"), "11350102MB0000017F",
           aliases=("本方代码", "付款人代码", "付款人统一社会信用代码", "payer number"), secret=True),
    Column("own_name", N_("Own party"), _text("own_name", 200), "", "鼓楼区城市管理局",
           aliases=("户名", "本方户名", "付款人", "付款人名称", "付款单位", "payer")),
    Column("direction", N_("Paid out or received"), _direction, N_("借 or 贷; empty in a list of payments"), "借",
           aliases=("借贷标志", "借贷", "收支", "收付标志", "direction", "d/c")),
    Column("amount", N_("Amount (yuan)"), _yuan("amount"), N_("Or debit and credit"), "1250.50",
           aliases=("金额", "交易金额", "发生额", "支付金额", "amount")),
    Column("debit", N_("Debit: paid out"), _yuan("debit"), "", "",
           aliases=("借方", "借方发生额", "借方金额", "支出", "支出金额", "debit")),
    Column("credit", N_("Credit: received"), _yuan("credit"), "", "",
           aliases=("贷方", "贷方发生额", "贷方金额", "收入", "收入金额", "credit")),
    Column("balance", N_("Balance after it"), _yuan("balance"), N_("Checked line by line"), "88000.00",
           aliases=("余额", "账户余额", "balance")),
    Column("other_account", N_("Account of the other"), _text("other_account", 60), "", "6217001820001234567",
           aliases=("对方账号", "收款人账号", "收款账号", "payee account", "counterparty account"), secret=True),
    Column("other_number", N_("Number of the other"), _text("other_number", 60), N_("Credit code or identity number, where the file tells it"),
           "91350100M000100Y43", aliases=("对方代码", "收款人代码", "收款人证件号", "收款人统一社会信用代码", "payee number"), secret=True),
    Column("other_name", N_("The other party"), _text("other_name", 200), "", "福州宏达市政工程有限公司",
           aliases=("对方户名", "收款人", "收款人名称", "payee", "counterparty")),
    Column("purpose", N_("Purpose"), _text("purpose", 1_000), "", "路灯维修款",
           aliases=("摘要", "用途", "附言", "支付用途", "资金用途", "purpose")),
    Column("economic_class", N_("Economic class"), _text("economic_class", 10), "", "30213",
           aliases=("经济分类", "部门预算支出经济分类", "经济科目", "economic class")),
    Column("function_class", N_("Function class"), _text("function_class", 10), "", "2120501",
           aliases=("功能分类", "支出功能分类", "功能科目", "function class")),
    Column("currency", N_("Currency"), _currency, N_("Yuan only"), "CNY", aliases=("币种", "货币", "currency")),
    Column("reverses", N_("Takes back"), _text("reverses", 100), N_("Serial number of the line that is taken back"), "",
           aliases=("冲正流水号", "原流水号", "冲销流水号", "reversal of")),
)  # fmt: skip
"""In the order of the template."""
SUMS = ("amount", "debit", "credit")
