"""Organs as documents name them: whose seal, which word in numbers, which government above."""

from sqlalchemy.orm import Session

from app.kernel.places import Level, Organisation, OrganisationKind, Region, county_region

REGION_WORDS = {
    "350100": "榕",
    "350102": "鼓",
    "350103": "台",
    "350104": "仓",
    "350105": "马",
    "350111": "晋",
    "350112": "长",
    "350121": "侯",
    "350122": "连",
    "350123": "罗",
    "350124": "梅",
    "350125": "永",
    "350128": "岚",
    "350181": "融",
}
"""Customary one-character names of Fuzhou's divisions; others are written out."""

ORGAN_WORDS = {
    "城市管理": "城管",
    "卫生健康": "卫健",
    "市场监督": "市监",
    "行政审批": "审批",
    "自然资源": "自然资",
    "发展和改革": "发改",
    "教育": "教",
    "公安": "公",
    "民政": "民",
    "司法": "司",
    "财政": "财",
    "人力资源": "人社",
    "生态环境": "环",
    "住房": "建",
    "建设": "建",
    "交通": "交",
    "水利": "水",
    "农业农村": "农",
    "商务": "商",
    "文化": "文旅",
    "应急": "应急",
    "林业": "林",
    "工业": "工信",
    "统计": "统",
    "医疗保障": "医保",
    "退役军人": "退役",
    "消防": "消",
    "气象": "气",
    "烟草": "烟",
}
"""Customary words of departments, found in their names."""


def sealing_organ(organisation: Organisation) -> Organisation:
    """Return the body that acts in its own name: an inner section seals nothing."""
    while organisation.body == OrganisationKind.SECTION and organisation.parent is not None:
        organisation = organisation.parent
    return organisation


def customary_word(session: Session, organ: Organisation) -> str:
    """Return the word that custom gives an organ in document numbers, for example ``鼓城管``."""
    region = organ.region
    home = session.get(Region, county_region(organ.county)) or region
    place = REGION_WORDS.get(str(organ.county), short_name(home))
    name = organ.name.removeprefix(home.name)
    if organ.body in (OrganisationKind.TOWN, OrganisationKind.VILLAGE) or region.level in (Level.TOWN, Level.VILLAGE):
        return place + short_name(region)
    if organ.body == OrganisationKind.GOVERNMENT:
        return f"{place}政"
    for part, word in ORGAN_WORDS.items():
        if part in name:
            return place + word
    return place + name[:2]


def short_name(region: Region) -> str:
    """Return a division's name without the word for its level: ``鼓楼`` of ``鼓楼区``."""
    for tail in ("街道", "社区", "地区", "新区", "区", "县", "市", "镇", "乡", "村"):
        if region.name.endswith(tail) and len(region.name) > len(tail) + 1:
            return region.name.removesuffix(tail)
    return region.name


def government_of(organisation: Organisation) -> str:
    """Return the government to which one turns for reconsideration of the organ's acts."""
    above: Organisation | None = organisation.parent
    while above is not None and above.body != OrganisationKind.GOVERNMENT:
        above = above.parent
    return above.name if above is not None else "本级人民政府"
