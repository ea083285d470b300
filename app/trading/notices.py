"""What people with accounts outside are told by telephone. The texts are Chinese, as the messages of approvals are.

A call tells the time and where to answer, and neither the trade nor who else was drawn (Bidding Law, art. 37).
"""

from datetime import datetime

from app.kernel.act import CHINA, Act
from app.kernel.db import CountyRow
from app.kernel.identities import telephone
from app.kernel.notices import Medium, queue_message
from app.kernel.wording import fill
from app.trading.models import OutsideAccount

MOBILE = 11
"""Digits of a number that takes text messages."""
CALLED = "请答复评标抽取"
CALL = "您已被抽取参加评标，请于{until}前在公众门户“评标专家登录”答复能否到场。逾时未答复视为不能到场。请勿告知他人。"
RESET = "外部账号重置"
FACTOR = "您在公共资源交易平台的动态验证码已由交易中心重置，下次登录时重新扫码。不是您要求的，请立即联系交易中心。"
NEW = "设置新密码的验证码：{code}，{until}前有效。请在公众门户的登录页面点“设置新密码”。请勿告知他人，工作人员不会向您索要。"


def mobile_of(account: OutsideAccount) -> str:
    """Return the mobile number of an account; empty where it has none that takes messages."""
    number = telephone(account.phone) or ""
    return number if len(number) == MOBILE and number.startswith("1") else ""


def tell_account(
    act: Act, account: OutsideAccount, subject: CountyRow, message: tuple[str, str], once: str, **values: object
) -> bool:
    """Queue a message to whoever holds an account; tells whether there is a number that takes it."""
    number = mobile_of(account)
    if number:
        title, text = message
        queue_message(
            act, Medium.SMS, number, title, fill(text, **values), subject, f"{subject.kind}:{subject.id}:{once}"
        )
    return bool(number)


def clock_time(at: datetime) -> str:
    """Return an instant as a message writes it: day and minute in China."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日{local:%H:%M}"
