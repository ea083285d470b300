"""Real files of bids, made by the libraries that offices use: Word, Excel, PDF, and the XML of bidding tools."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from weasyprint import HTML

HEADINGS = ("序号", "项目编码", "项目名称", "计量单位", "工程量", "综合单价", "合价")
Row = tuple[str, str, str, float, float]


def docx(
    text: Sequence[str],
    *,
    author: str = "",
    saved_by: str = "",
    sessions: Sequence[str] = (),
    table: Sequence[Sequence[str]] = (),
    at: datetime = datetime(2026, 10, 12, 9, 30, tzinfo=UTC),
) -> bytes:
    """A Word file."""
    made = Document()
    for line in text:
        made.add_paragraph(line)
    if table:
        grid = made.add_table(0, len(table[0]))
        for row in table:
            for cell, value in zip(grid.add_row().cells, row, strict=True):
                cell.text = value
    core = made.core_properties
    core.author, core.last_modified_by, core.created, core.modified = author, saved_by, at, at
    if sessions:
        held = OxmlElement("w:rsids")
        for number, session in enumerate(sessions):
            one = OxmlElement("w:rsid" if number else "w:rsidRoot")
            one.set(qn("w:val"), session)
            held.append(one)
        made.settings.element.append(held)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def bill(prices: Mapping[str, float] | None = None, *, factor: float = 1.0) -> list[Row]:
    """Twelve rows of a works bill and a provisional sum; some prices of one's own, the others times a factor."""
    names = (
        "挖沟槽土方",
        "回填方",
        "混凝土路面",
        "路灯基础",
        "电缆敷设",
        "灯杆安装",
        "配电箱",
        "接地极",
        "手孔井",
        "人行道块料",
        "路缘石",
        "标线",
    )
    rows = [
        (f"04010100{number:02d}001", name, "m3", 10.0 + 3 * number, round((20 + 7.31 * number) * factor, 2))
        for number, name in enumerate(names)
    ]
    return [
        (code, name, unit, quantity, (prices or {}).get(name, price)) for code, name, unit, quantity, price in rows
    ] + [("", "暂列金额", "项", 1.0, 50000.0)]


def cells(rows: Sequence[Row], wrong: Mapping[str, float] | None = None) -> list[list[Any]]:
    """A bill as cells under its headings; totals of some rows off by so much."""
    body = [
        [number, code, name, unit, quantity, price, round(quantity * price + (wrong or {}).get(name, 0.0), 2)]
        for number, (code, name, unit, quantity, price) in enumerate(rows, 1)
    ]
    return [["分部分项工程量清单与计价表"], list(HEADINGS), *body]


def xlsx(rows: Sequence[Sequence[Any]], *, author: str = "", saved_by: str = "") -> bytes:
    """A workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.properties.creator, book.properties.lastModifiedBy = author or None, saved_by or None
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(text: Sequence[str], *, author: str = "") -> bytes:
    """A PDF with text in it."""
    body = "".join(f"<p>{line}</p>" for line in text)
    written: bytes = HTML(
        string=f'<html><head><meta name="author" content="{author}"></head><body>{body}</body></html>'
    ).write_pdf()
    return written


def tool_xml(
    rows: Sequence[Row] = (), *, mac: str = "", disk: str = "", cpu: str = "", dongle: str = "", style: str = "chinese"
) -> bytes:
    """A bid of a bidding tool, as three kinds of tools write it."""
    total = [
        (code, name, unit, quantity, price, round(quantity * price, 2)) for code, name, unit, quantity, price in rows
    ]
    if style == "chinese":
        items = "".join(
            f'<清单项目 序号="{number}" 项目编码="{code}" 项目名称="{name}" 计量单位="{unit}" 工程量="{quantity}" 综合单价="{price}" 综合合价="{whole}"/>'
            for number, (code, name, unit, quantity, price, whole) in enumerate(total, 1)
        )
        head = f'<制作信息 软件名称="造价大师" 软件版本="6.4" MAC地址="{mac}" 硬盘序列号="{disk}" CPU序列号="{cpu}" 加密锁号="{dongle}"/>'
        return f'<?xml version="1.0" encoding="UTF-8"?><投标文件>{head}<分部分项>{items}</分部分项></投标文件>'.encode()
    if style == "pinyin":
        head = (
            f'<XTXX><RYJXX><YJXX><YJXXMX MC="网卡MAC地址" Z="{mac}"/><YJXXMX MC="硬盘序列号" Z="{disk}"/>'
            f'<YJXXMX MC="CPU序列号" Z="{cpu}"/></YJXX><JMSBXX><JMSBXXMX JMSXLH="{dongle}"/></JMSBXX></RYJXX></XTXX>'
        )
        items = "".join(
            f'<QDXM QDBM="{code}" XMMC="{name}" JLDW="{unit}" GCL="{quantity}" ZHDJ="{price}" ZHHJ="{whole}"/>'
            for code, name, unit, quantity, price, whole in total
        )
        return f'<?xml version="1.0" encoding="GB18030"?><GCZJ>{head}{items}</GCZJ>'.encode("gb18030")
    head = f"<Machine><MacAddress>{mac}</MacAddress><HardDiskSN>{disk}</HardDiskSN><CpuID>{cpu}</CpuID><DogNum>{dongle}</DogNum></Machine>"
    items = "".join(
        f"<WorkElement><Code>{code}</Code><Name>{name}</Name><Unit>{unit}</Unit><Quantity>{quantity}</Quantity><Price>{price}</Price>"
        f"<Total>{whole}</Total></WorkElement>"
        for code, name, unit, quantity, price, whole in total
    )
    return f"<ConstructProject>{head}{items}</ConstructProject>".encode()


def zipped(**files: bytes) -> bytes:
    """An archive of files."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


_WORDS = (
    "土方 基坑 支护 排水 管道 回填 压实 检测 路面 摊铺 养护 照明 电缆 接地 灯杆 吊装 测量 放样 围挡 交通 疏解 扬尘 喷淋 班组 材料 进场 复检 台账 样板 "
    "工序 交接 旁站 监理 验收 整改 闭合 进度 计划 节点 机械 汽车 挖机 压路机 人员 培训 交底 巡查 应急 预案 物资 值守 雨季 夏季 夜间 质量 安全 文明 环保"
)
WORDS = _WORDS.split()


def prose(seed: int, sentences: int = 60) -> list[str]:
    """Sentences that no other seed writes: each says something of its own work."""
    state = seed * 2654435761 % 2**32 or 1
    lines = []
    for number in range(sentences):
        picked = []
        for _ in range(14):
            state = (1103515245 * state + 12345) % 2**31
            picked.append(WORDS[(state >> 8) % len(WORDS)])
        lines.append(f"{number + 1}、{''.join(picked[:5])}，{''.join(picked[5:9])}，{''.join(picked[9:])}。")
    return lines
