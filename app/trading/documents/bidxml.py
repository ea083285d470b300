"""The XML of bid-making tools and pricing programs: the machine it was made on, and its bill of quantities.

There is no one standard: each province has its own (Fujian's has a system part with machine and dongle, Guangdong's
DBJ/T 15-99 names in English, others names in Chinese), and each tool its own header. Names are therefore compared
without case, blanks and signs, as attributes, as elements, and as pairs of a name and a value.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.kernel.identities import plain_text
from app.trading.documents.bills import HEADINGS, made
from app.trading.documents.names import marks_of
from app.trading.documents.packed import local, parse
from app.trading.documents.told import MOST_ITEMS, MOST_TEXT, Item, Mark, MarkKind, Told

NAMES: dict[MarkKind, str] = {
    MarkKind.MAC: "mac macaddress macaddr macno macid macdz mac地址 网卡mac 网卡mac地址 网卡地址 网卡物理地址 物理地址 网卡序列号 网卡号 "
    "wkdz wkxlh wkmac netcardmac networkmac",
    MarkKind.CPU: "cpu cpuid cpuno cpusn cpuserial cpuserialno cpuserialnumber cpuxlh cpubh cpu序列号 cpu编号 cpu号 处理器序列号 processorid",
    MarkKind.DISK: "disk diskid diskno disksn diskserial diskserialno diskserialnumber harddisk harddiskid harddiskno harddisksn "
    "harddiskserial harddiskserialno harddiskserialnumber hddserial hddsn hdsn hdid ypxlh ypbh 硬盘 硬盘号 硬盘序列号 硬盘编号 硬盘id",
    MarkKind.BOARD: "board boardid boardno boardsn boardserial baseboardsn baseboardserial mainboardsn mainboardserial motherboardsn "
    "motherboardserial zbxlh zbbh 主板 主板号 主板序列号 主板编号",
    MarkKind.MACHINE: "machinecode machineid machinekey machineno pccode computerid computercode jqm 机器码 机器特征码 机器识别码 计算机标识 硬件特征码",
    MarkKind.DONGLE: "dog dogid dogno dognum dognumber dogsn dongle dongleid dongleno encryptiondog encryptlock encryptlockno lockid lockno "
    "locknum locknumber softdog softdogno softlock softlockno jmsxlh jmsbh jmsbxlh jmsh jmgh 加密锁 加密锁号 加密锁序列号 加密锁编号 加密狗 "
    "加密狗号 加密狗序列号 造价软件加密锁号 计价软件加密锁号 计价软件锁号 软件加密锁号 软件锁号 锁号 加密设备序列号 加密设备编号",
    MarkKind.CERTIFICATE: "bidcertid cacert cacertificate cacertno caid calock calockno casn ca证书编号 ca证书号 ca证书序列号 ca锁号 ca锁序列号 "
    "数字证书编号 数字证书序列号 投标证书序列号",
    MarkKind.FILE_ID: "filecreateid createfileid filecreatecode filemakeid fileguid fileuuid bidfileid bidfileguid wjzzbsm wjcjbsm 文件制作标识 "
    "文件制作标识码 文件创建标识 文件创建标识码 文件唯一标识 文件唯一码 投标文件标识",
    MarkKind.COMPUTER: "computername pcname hostname machinename jsjmc 计算机名 计算机名称 机器名 电脑名",
    MarkKind.TOOL: "softname softwarename software toolname rjmc 软件名称 计价软件 计价软件名称 编制软件 制作工具 投标工具",
    MarkKind.AUTHOR: "operator editor czy 操作员 编制用户 登录用户",
}
"""How tools call what they know of the machine; the tender's own numbers (tenderCertId, project GUID) are not among them."""
KINDS = {name: kind for kind, names in NAMES.items() for name in names.split()}
_KEYS = ("name", "key", "mc", "名称", "属性名", "项目")
_VALUES = ("value", "val", "text", "z", "值", "内容", "属性值")
_SIGNS = re.compile(r"[\s_\-:.()（）]+")
PRICED: dict[str, tuple[str, ...]] = {
    "code": ("listcode", "itemcode", "qdbm", "xmbm", "bm"),
    "name": ("itemname", "qdmc", "xmmc", "mc"),
    "unit": ("jldw", "dw"),
    "quantity": ("number", "qty", "gcl", "sl"),
    "price": ("unitprice", "synthesisprice", "zhdj", "dj"),
    "total": ("zhhj", "hj", "totalprice", "amount"),
}
"""Names of a bill's columns in XML, beside the headings of tables."""
COLUMNS = {
    _SIGNS.sub("", heading): field
    for field in HEADINGS
    for heading in (*HEADINGS[field], *PRICED[field])
    if heading not in ("项目编号", "编号", "合计", "金额", "金额(元)")
}


def _bare(name: str) -> str:
    return _SIGNS.sub("", plain_text(local(name))).lower()


def read_xml(name: str, content: bytes) -> Told:
    """Read an XML file of a bidding tool or a pricing program."""
    root = parse(content)
    told = Told(name, format="xml")
    seen: set[Mark] = set()
    for element in root.iter():
        for mark in _marks(element):
            if mark not in seen:
                seen.add(mark)
                told.marks.append(mark)
        item = _item(element)
        if item is not None and len(told.items) < MOST_ITEMS:
            told.items.append(item)
    told.text = "\n".join(_lines(root))[:MOST_TEXT]
    return told


def _marks(element: Element) -> Iterator[Mark]:
    named = {_bare(key): value for key, value in element.attrib.items()}
    for key, value in named.items():
        if key in KINDS:
            yield from marks_of(KINDS[key], value)
    tag = _bare(element.tag) if isinstance(element.tag, str) else ""
    if tag in KINDS and element.text:
        yield from marks_of(KINDS[tag], element.text)
    label = next((named[key] for key in _KEYS if key in named), "")
    if _bare(label) in KINDS:
        value = next((named[key] for key in _VALUES if key in named), element.text or "")
        yield from marks_of(KINDS[_bare(label)], value)


def _item(element: Element) -> Item | None:
    told: dict[str, str] = {}
    for key, value in element.attrib.items():
        field = COLUMNS.get(_bare(key))
        if field:
            told.setdefault(field, value)
    if not told:
        told = {
            field: child.text or ""
            for child in element
            if len(child) == 0 and isinstance(child.tag, str) and (field := COLUMNS.get(_bare(child.tag)))
        }
    if not {"name", "quantity", "price"} <= told.keys():
        return None
    return made(*(told.get(field, "") for field in ("code", "name", "unit", "quantity", "price", "total")))


def _lines(root: Element) -> Iterator[str]:
    """Yield what a person wrote: long texts of elements and attributes, not the tool's own codes."""
    for element in root.iter():
        for value in (element.text or "", *element.attrib.values()):
            if len(value.strip()) >= LEAST_TEXT:
                yield value.strip()


LEAST_TEXT = 8
