"""Whom a bid names: telephones, e-mail, accounts, credit codes, postal addresses, and the people of its team."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.kernel.identities import is_company, is_person, plain_text, telephone
from app.kernel.words import N_, Word


class ContactKind(Word):
    """By what a firm is reached or paid, as its bid says."""

    PHONE = "phone", N_("Telephone")
    MAIL = "mail", N_("E-mail")
    ADDRESS = "address", N_("Postal address")
    ACCOUNT = "account", N_("Bank account")
    CODE = "code", N_("Credit code")
    AGENT = "agent", N_("Person who acts for the bidder")
    TEAM = "team", N_("Person of the project team")
    MANAGER = "manager", N_("Project manager")


PEOPLE = frozenset({ContactKind.AGENT, ContactKind.TEAM, ContactKind.MANAGER})
REACHED = frozenset({ContactKind.PHONE, ContactKind.MAIL, ContactKind.ADDRESS, ContactKind.AGENT})
"""What two bidders of one lot do not share by chance."""


@dataclass(frozen=True, slots=True, order=True)
class Contact:
    """One thing that a bid names. Numbers of people are whole here and are hashed before anything is kept."""

    kind: ContactKind
    value: str
    name: str = ""
    """Of a person."""


_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86[- ]?)?(1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}[- ]?[2-9][0-9]{6,7})(?![0-9])"
)
_MAIL = re.compile(r"(?<![0-9A-Za-z._%+-])[0-9A-Za-z._%+-]{1,60}@[0-9A-Za-z-]{1,60}(?:\.[0-9A-Za-z-]{2,20}){1,3}")
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")
_PERSON = re.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_ACCOUNT = re.compile(
    r"(?:银行账号|银行帐号|基本账户账号|开户账号|账号|帐号|账户)[^0-9\n]{0,6}([0-9][0-9 -]{8,28}[0-9])"
)
_ADDRESS = re.compile(
    r"(?:通讯地址|通信地址|联系地址|详细地址|注册地址|单位地址|办公地址|地址)\s*[:：]?\s*"
    r"([\u4e00-\u9fff][^\n\t,，;；:：。]{3,60}?(?:号|室|楼|层|座|栋|幢)[^\n\t,，;；:：。 ]{0,20})"
)
_NAMED = re.compile(r"[\u4e00-\u9fff·]{2,15}")
_MANAGER = re.compile(r"项目经理|项目负责人|建造师|项目总监")
_AGENT = re.compile(r"委托代理人|授权代表|被授权人|受托人|代理人|投标联系人|经办人|法定代表人授权")
_OWNER = re.compile(r"法定代表人|法人代表|股东")
_LABELS = re.compile(
    r"姓名|身份证号码?|身份证|证件号码?|性别|男|女|年龄|职务|职称|岗位|电话|联系方式|项目经理|项目负责人|技术负责人|项目总工|安全员|施工员|"
    r"质量员|质检员|材料员|资料员|造价员|预算员|建造师|委托代理人|授权代表|被授权人|受托人|代理人|联系人|经办人|法定代表人|高级|工程师|注册|一级|二级|"
    r"序号|拟任|本项目|担任|号码?|及|为|的|系"
)
AROUND = 60
"""Signs before an identity number in which the person's name and part stand."""


def contacts_of(text: str) -> list[Contact]:
    """Return whom a text names, each once, in order."""
    plain = plain_text(text)
    found = {*_numbers(plain), *_people(plain)}
    return sorted(found)


def _numbers(plain: str) -> Iterator[Contact]:
    for hit in _PHONE.finditer(plain):
        number = telephone(hit.group(1))
        if number:
            yield Contact(ContactKind.PHONE, number)
    for hit in _MAIL.finditer(plain):
        yield Contact(ContactKind.MAIL, hit.group().lower())
    for hit in _CODE.finditer(plain):
        if is_company(hit.group()):
            yield Contact(ContactKind.CODE, hit.group())
    for hit in _ACCOUNT.finditer(plain):
        digits = re.sub(r"\D", "", hit.group(1))
        if 10 <= len(digits) <= 30 and len(set(digits)) > 2:
            yield Contact(ContactKind.ACCOUNT, digits)
    for hit in _ADDRESS.finditer(plain):
        yield Contact(ContactKind.ADDRESS, "".join(hit.group(1).split()))


def _people(plain: str) -> Iterator[Contact]:
    """Yield the people whose identity numbers stand in a text, by the part that the words before say."""
    for hit in _PERSON.finditer(plain):
        number = hit.group().upper()
        if not is_person(number):
            continue
        before = plain[max(hit.start() - AROUND, 0) : hit.start()]
        before = _PERSON.split(before)[-1]  # words before another number belong to that one
        line = before.rpartition("\n")[2]
        near = line if len(line.strip()) > LEAST_LINE else before
        yield Contact(_part(near), number, _name(near))


LEAST_LINE = 6


def _part(words: str) -> ContactKind:
    if _AGENT.search(words):
        return ContactKind.AGENT
    return ContactKind.MANAGER if _MANAGER.search(words) else ContactKind.TEAM


def _name(words: str) -> str:
    """Return the name before a number: the last run of two to four characters that is no label."""
    bare = _LABELS.sub(" ", words)
    runs = [run for run in _NAMED.findall(bare) if len(run) <= 4 or "·" in run]
    return runs[-1] if runs else ""


def signs_as(text: str, name: str) -> bool:
    """Tell whether a text names a company as the one that bids: behind ``投标人`` and the like, or before a seal.

    A firm that is named elsewhere, as a partner of an earlier work or a supplier, is no mix-up.
    """
    if len(name) < LEAST_NAME:
        return False
    pattern = (
        r"(?:投标人|投标单位|投标申请人|响应人|供应商|承诺人|承诺单位|授权单位|委托单位|单位名称|公司名称|开户名称|户名)"
        rf"(?:名称)?\s*(?:[(（][^()（）\n]{{0,12}}[)）])?\s*[:：]?\s*{re.escape(name)}"
        rf"|{re.escape(name)}\s*[(（]\s*(?:盖|公|签)[^()（）\n]{{0,8}}[)）]"
    )
    return re.search(pattern, plain_text(text)) is not None


LEAST_NAME = 4
