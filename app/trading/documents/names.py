"""Values of marks in their one spelling, and those that say nothing because thousands of machines share them."""

import re

from app.kernel.identities import plain_text
from app.trading.documents.told import Mark, MarkKind

LONGEST = 200
_BETWEEN = re.compile(r"[;,|、，；\s]+")
_NOTHING = (
    "NULL NONE NIL NA N/A UNKNOWN UNDEFINED DEFAULT DEFAULTSTRING TOBEFILLEDBYOEM TOBEFILLEDBYO.E.M SYSTEMSERIALNUMBER "
    "NOTSPECIFIED NOTAPPLICABLE SERIALNUMBER 无 空 未知 暂无 没有 / - --"
)
"""What programs write where there is nothing to write."""
_VIRTUAL = ("005056", "000C29", "000569", "080027", "0A0027", "00155D", "0242", "02004C4F4F50", "0053450000", "444553")
"""First digits of addresses that virtual machines, containers and dial-up adapters make for themselves."""
_PROCESSOR_KIND = re.compile(r"[0-9A-F]{8}[0-9A-F]{8}")
"""What Windows calls ProcessorId: flags and model (CPUID leaf 1); all processors of one model have the same."""
_USUAL = (
    "ADMINISTRATOR ADMIN USER USERS PC ROOT GUEST OWNER LENOVO DELL HP HUAWEI ASUS ACER THINKPAD WIN10 WIN7 WIN11 WPS "
    "WPSOFFICE MICROSOFT MICROSOFTOFFICEUSER MICROSOFTOFFICE用户 WINDOWSUSER WINDOWS用户 微软用户 微软中国 中国微软 用户 管理员 "
    "新用户 电脑用户 个人用户 作者 DEFAULTUSER0 PYTHON-DOCX OPENPYXL XLSXWRITER APACHEPOI"
)
"""Names that programs and shops give to every machine."""
_MADE_UP = re.compile(r"(?:USER|PC|DESKTOP|LAPTOP|WIN|ADMIN)-?[0-9A-Z]{0,15}|.{0,1}")


_NOTHINGS, _USUALS = frozenset(_NOTHING.split()), frozenset(_USUAL.split())


def marks_of(kind: MarkKind, value: str) -> list[Mark]:
    """Return the marks that a value holds: several network cards are several marks, an empty value none."""
    text = plain_text(str(value)).strip()[:LONGEST]
    if kind == MarkKind.MAC:
        return [Mark(kind, mac) for part in _BETWEEN.split(text) if (mac := _mac(part))]
    if kind in (MarkKind.MADE_AT, MarkKind.SAVED_AT, MarkKind.TOOL):
        return [Mark(kind, text)] if text else []
    spelled = "".join(text.split()).upper()
    if is_nothing(spelled):
        return []
    if kind in (MarkKind.AUTHOR, MarkKind.SAVED_BY, MarkKind.COMPUTER, MarkKind.COMPANY):
        return [] if is_usual_name(spelled) else [Mark(kind, text)]
    return [Mark(kind, spelled)] if len(spelled) >= _least(kind) else []


def _least(kind: MarkKind) -> int:
    """Return how many signs tell one thing from another."""
    return 4 if kind in (MarkKind.DONGLE, MarkKind.DOCUMENT, MarkKind.SESSION) else 6


def _mac(text: str) -> str:
    digits = re.sub(r"[-:.]", "", text).upper()
    if not re.fullmatch(r"[0-9A-F]{12}", digits) or len(set(digits)) < 3 or digits.startswith(_VIRTUAL):
        return ""
    return "-".join(digits[place : place + 2] for place in range(0, 12, 2))


def is_nothing(spelled: str) -> bool:
    """Tell whether a value stands where a program found none: empty, zeros, one sign again and again."""
    bare = re.sub(r"[^0-9A-Z\u4e00-\u9fa5]", "", spelled)
    return not bare or len(set(bare)) == 1 or bool({spelled.strip("."), bare} & _NOTHINGS)


def is_usual_name(spelled: str) -> bool:
    """Tell whether a name of a user or a machine is one that thousands have."""
    return "".join(spelled.split()).upper() in _USUALS or _MADE_UP.fullmatch(spelled) is not None


def tells_model_alone(mark: Mark) -> bool:
    """Tell whether a number of a processor only names its model, as that of Windows does."""
    return mark.kind == MarkKind.CPU and _PROCESSOR_KIND.fullmatch(mark.value) is not None
