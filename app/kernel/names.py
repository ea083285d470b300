"""Names of people as the public reads them.

Source: Provisions of the Supreme People's Court on publishing judgments on the internet (Fa Shi [2016] No. 19),
art. 9: the surname stays and the given name becomes 某; of names of minorities and of foreigners the first sign stays.
"""

import re

from app.kernel.identities import plain_text

HIDDEN = "某"
COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "夏侯",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "司徒",
        "司空",
        "端木",
        "南宫",
        "独孤",
        "长孙",
        "宇文",
        "轩辕",
        "鲜于",
        "闾丘",
        "澹台",
        "濮阳",
        "淳于",
        "申屠",
        "钟离",
        "太叔",
        "公冶",
        "公羊",
        "赫连",
        "呼延",
        "拓跋",
        "万俟",
        "闻人",
        "仲孙",
        "亓官",
        "司寇",
        "颛孙",
        "巫马",
        "漆雕",
        "东郭",
        "南门",
        "西门",
        "羊舌",
        "微生",
        "左丘",
        "百里",
        "第五",
        "纳兰",
        "完颜",
        "耶律",
        "贺兰",
    ]
)
"""Surnames of two characters. One that can be a surname and the beginning of a given name (张简, 梁丘) is not here:
it is better to hide a part of a surname than to show a part of a given name."""


_FIRM = re.compile(r"(公司|合作社|中心|委员会|[厂店部队院行所站场园会局社馆铺坊校村组])$")


def is_personal(name: str) -> bool:
    """Tell whether a name of which nothing else is known has to be read as that of a person."""
    plain = "".join(plain_text(name).split())
    return (len(plain) <= 4 or "·" in plain) and not _FIRM.search(plain)


def public_name(name: str) -> str:
    """Return what the public reads of a person's name: 王某, 欧阳某, 买某, J某; nothing for no name.

    A name of one character looks like every other: nobody sees that it has no more.
    """
    plain = re.sub(r"[\s·•‧・.]+", "", plain_text(name))
    surname = plain[:2] if len(plain) > 2 and plain[:2] in COMPOUND else plain[:1]
    return surname and surname + HIDDEN
