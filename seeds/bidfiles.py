"""Files of the demo's bids: a technical part (Word), a priced bill (Excel) and the XML of a bidding tool, made as offices make them."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

import xlsxwriter

from seeds.parties import person_number

Files = list[tuple[str, bytes]]
WORKS = (
    "沟槽开挖",
    "管道敷设",
    "基层摊铺",
    "灯杆吊装",
    "电缆穿管",
    "井盖更换",
    "栏杆焊接",
    "石材铺装",
    "路缘安砌",
    "接地测试",
    "面层碾压",
    "标线施划",
)
TEAMS = ("甲班", "乙班", "土建组", "安装组", "夜班", "机动队", "测量组", "质检组")
TIMES = ("两日内", "当天", "雨前", "午后", "清晨", "一周内", "三小时内", "夜里")
DEEDS = (
    "自检合格",
    "报监理验",
    "留影存档",
    "复测标高",
    "清场归位",
    "覆盖防尘",
    "围挡到位",
    "交底签字",
    "抽样送检",
    "登记台账",
)
CARES = (
    "遇管线改人工",
    "逢集市错峰",
    "遇雨停浇筑",
    "邻校园限噪",
    "近公交设岗",
    "过路口分幅",
    "临水系设拦",
    "遇古树避让",
)
ROWS = (
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
SENTENCES = 70


@dataclass(frozen=True)
class Maker:
    """Who made a bid: its seed, and what another's hand would leave in it."""

    firm: str
    seed: int
    """Of its text, its prices and its machine."""
    text_of: int = 0
    """Whose text makes up half of it."""
    machine_of: int = 0
    prices_of: int = 0
    wrong: Mapping[str, float] = field(default_factory=dict)
    """Totals that are off by so many yuan."""
    phone_of: int = 0
    engineer_of: int = 0
    """Whose safety officer it names."""
    signed_as: str = ""
    """Another name on its last page."""
    saved_by: str = ""


def files_of(maker: Maker) -> Files:
    """Return the three files of a bid."""
    return [
        ("技术标.docx", _docx(_lines(maker), f"编制{maker.seed}组", maker.saved_by or f"标书{maker.seed}室")),
        ("报价清单.xlsx", _xlsx(_priced(maker), maker.wrong, f"造价{maker.seed}组")),
        ("投标文件.xml", _xml(maker)),
    ]


def _prose(seed: int, count: int) -> list[str]:
    state = seed * 2654435761 % 2**31 or 1
    lines = []
    for number in range(1, count + 1):
        picked = []
        for words in (WORKS, TEAMS, TIMES, DEEDS, CARES, WORKS, DEEDS):
            state = (1103515245 * state + 12345) % 2**31
            picked.append(words[(state >> 9) % len(words)])
        lines.append("{}. {}由{}{}{}，{}；{}后{}。".format(number, *picked))
    return lines


def _lines(maker: Maker) -> list[str]:
    half = SENTENCES // 2
    body = (
        _prose(maker.seed, SENTENCES) if not maker.text_of else _prose(maker.text_of, half) + _prose(maker.seed, half)
    )
    engineer = maker.engineer_of or maker.seed
    phone = maker.phone_of or maker.seed
    return [
        f"投标人：{maker.firm}（盖单位章）",
        f"联系电话：1385910{phone:04d}",
        f"项目经理：陈建国 身份证号：{person_number(600 + maker.seed)}",
        f"安全员：林志强 身份证号：{person_number(700 + engineer)}",
        *body,
        *([f"承诺人：{maker.signed_as}（盖章）"] if maker.signed_as else []),
    ]


def _priced(maker: Maker) -> list[tuple[str, str, float, float]]:
    seed = maker.prices_of or maker.seed
    return [
        (f"0401010{number:02d}001", name, 10.0 + 3 * number, round((20 + 7.31 * number) * (1 + seed % 37 / 90), 2))
        for number, name in enumerate(ROWS, 1)
    ]


def _docx(lines: Sequence[str], author: str, saved_by: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packed}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packed}/relationships"><Relationship Id="r1" Type="{relations}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="r2" Type="{packed}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{escape(author)}</dc:creator>'
        f"<cp:lastModifiedBy>{escape(saved_by)}</cp:lastModifiedBy></cp:coreProperties>",
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return out.getvalue()


def _xlsx(rows: Sequence[tuple[str, str, float, float]], wrong: Mapping[str, float], author: str) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.set_properties({"author": author})
        sheet = book.add_worksheet("分部分项")
        sheet.write_row(0, 0, ("项目编码", "项目名称", "计量单位", "工程量", "综合单价", "合价"))
        for number, (code, name, quantity, price) in enumerate(rows, 1):
            sheet.write_row(
                number, 0, (code, name, "m3", quantity, price, round(quantity * price + wrong.get(name, 0), 2))
            )
        sheet.write_row(len(rows) + 1, 0, ("", "暂列金额", "项", 1, 50_000, 50_000))
    return out.getvalue()


def _xml(maker: Maker) -> bytes:
    seed = maker.machine_of or maker.seed
    mac = f"3C-97-0E-A1-{seed % 256:02X}-{seed * 7 % 256:02X}"
    told = f'软件名称="榕城投标工具" 软件版本="6.4" MAC地址="{mac}" 硬盘序列号="WD-WCC4N5PF{seed:04d}" CPU序列号="BFEBFBFF000906EA" 加密锁号="98-11{seed:05d}"'
    name = escape(maker.firm)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><投标文件><制作信息 {told}/><投标人 名称="{name}"/></投标文件>'.encode()
    )
