"""The patterns of penal wording: amounts, bases, further penalties, cases, and the words that join them."""

import re

BASES = (
    "违法所得",
    "非法所得",
    "货值金额",
    "建设工程造价",
    "工程造价",
    "工程合同价款",
    "合同价款",
    "处置费用",
    "治理费用",
    "广告费用",
    "销售金额",
    "销售收入",
    "违法经营额",
    "非法经营额",
    "经营额",
    "票面金额",
    "直接经济损失",
    "应缴费款",
)
BASE = rf"(?:{'|'.join(BASES)})"
UNITS = "平方米|立方米|吨|千克|公斤|米|公里|辆|台|只|头|株|棵|张|份|件|套|处|人|例"
N = r"(?<![\d.])(?P<{0}>\d+(?:\.\d+)?)(?P<{0}_many>[百千万亿]*)"
OUT = r"\(不含(?:本数)?\)"
LO_BEFORE, HI_BEFORE = "超过|高于|不低于|不少于", "不满|不足|未满|低于|不超过|不高于"
OPEN = frozenset({"超过", "高于", "不满", "不足", "未满", "低于"})
TO = "至|到|-|~|—|–"
PERSON, UNIT = "person", "unit"
PARTIES = {
    "法人或者其他组织": UNIT,
    "法人和其他组织": UNIT,
    "单位": UNIT,
    "企业": UNIT,
    "法人": UNIT,
    "组织": UNIT,
    "自然人": PERSON,
    "公民": PERSON,
    "个人": PERSON,
}
PARTY = "|".join(PARTIES)
MORE, LESS = (">=", ">"), ("<=", "<")


def ends(unit: str) -> str:
    """Return the pattern of two ends in a unit."""
    return (
        rf"(?P<b1>{LO_BEFORE})?{N.format('n')}(?P<u>{unit})?(?P<x1>{OUT})?(?P<a1>及?以上)?,?(?P<to>{TO})?"
        rf"(?P<b2>{HI_BEFORE})?{N.format('m')}(?:{unit})(?P<x2>{OUT})?(?P<a2>及?以下|以内)?"
    )


def one(unit: str) -> str:
    """Return the pattern of one number in a unit."""
    return rf"(?P<b2>(?:最高)?不超过|最高)?{N.format('m')}(?:{unit})(?P<x2>{OUT})?(?P<a2>及?以下|以内)?(?!以上|及以上)"


HIGHEST = r"(?:法定|规定的?|该项)?(?:罚款|处罚)?(?:的)?最高(?:罚款)?(?:限额|数额|金额|额|限)(?:的)?"
WIDTH = r"(?:法定|规定的?)?(?:罚款|处罚)(?:数额)?(?:的)?幅度(?:的)?"
OF_BASE = rf"(?P<base>(?:[^,;。\d处罚款或]{{0,14}}?)?{BASE})(?:金额|数额)?(?:的)?"
PER_UNIT = rf"(?:按照?|以)?(?:[一-龥]{{0,6}}?)每(?P<base>{UNITS})(?:处)?"
AMOUNTS: tuple[tuple[str, str, str], ...] = tuple(
    (kind, before + shape, unit)
    for kind, before, unit in (
        ("of_highest", HIGHEST, "%"),
        ("of_width", WIDTH, "%"),
        ("multiple", OF_BASE, "倍"),
        ("percent", OF_BASE, "%"),
        ("per_unit", PER_UNIT, "元"),
        ("multiple", "(?P<base>)", "倍"),
        ("amount", "(?P<base>)", "元"),
    )
    for shape in (ends(unit), one(unit))
)
VERB = r"(?:并处以|并处|处以|并科|科处|处|给予|予以|并给予|并予以|应当处|实施)"
OPTIONAL = (
    r"(?:可以并处以?|可以处以?|可并处以?|可处以?|并可以?处以?|可以给予|可以予以|可给予|可以并给予|可以并|可以|可)"
)
EITHER = r"(?:可以单处或者并处|可以并处或者单处|可单处或者并处|可以单独或者合并处|可以单处或并处)"
ALONE = r"(?:并处或者单处|单处或者并处|并处或单处)"
FINE_WORD = r"(?:罚款(?:数额)?(?:为|:)?)?"
KIND = (
    r"(?:依法)?(?P<kind>警告|通报批评|行政警告|没收[^,;。处元]{2,30}?|责令[^,;。处元]{2,20}?|吊销[^,;。处元]{2,24}?|暂扣[^,;。处元]{2,20}?"
    r"|暂停[^,;。处元]{2,16}?|撤销[^,;。处元]{2,16}?|降低资质等级|限期拆除|限期改正|强制拆除)"
    r"(?:的?(?:行政)?处罚)?(?=,|;|。|$|、|并处|并可|可以|可并|并给|并予|并责|并没|并吊|并依|和(?:警告|通报|没收|责令|吊销)|以及|或|单处|的罚)"
)
CASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"(?:没有|无)(?P<base>{BASE})(?:的)?(?:,)?(?:或者|或)(?:者)?(?:{BASE})?(?P<b>不足|不满|低于)?{N.format('n')}元(?P<a>以下)?的"
        ),
        "none_or",
    ),
    (re.compile(rf"(?:没有|无)(?P<base>{BASE})的"), "none"),
    (
        re.compile(
            rf"(?P<base>{BASE})(?:在|为|达到)?(?P<b1>超过)?{N.format('n')}元(?P<a1>以上)?,?(?P<b2>不足|不满|未满)?{N.format('m')}元(?P<a2>以下)?的"
        ),
        "between",
    ),
    (
        re.compile(
            rf"(?P<base>{BASE})(?:在|为|达到)?(?P<b>不足|不满|低于|超过|高于|不超过)?{N.format('n')}元(?P<a>以上|以下)?的"
        ),
        "one",
    ),
    (re.compile(rf"有(?P<base>{BASE})的"), "some"),
    (
        re.compile(
            rf"(?:对|对于|属于|属|系)(?:违法)?(?:的)?(?P<party>{PARTY})(?:违法|实施|违反规定)?(?:的)?(?!直接|负责)(?=,|处|给予|予以|并|可|罚)"
        ),
        "party",
    ),
    (re.compile(rf"(?P<party>{PARTY})(?:违法|违反规定)?(?:的)?,?(?=处|罚款)"), "party"),
)
WORDED = re.compile(
    r"(?P<words>(?:对|经|因)?[一-龥、]{2,28}?(?:的|人员|责任人))(?=,|处|给予|予以|可以|并处|责令|吊销|由|依法)(?:,)?"
)
FLOOR = re.compile(
    rf"(?P<base>(?:[^,;。\d]{{0,6}}?){BASE})(?:不足|不满|低于){N.format('n')}元的,?(?:按照?|以){N.format('m')}元(?:计算|计)"
)
CAP = re.compile(rf"(?:但)?(?:罚款)?(?:最高|最多|累计|合计|总额|总计|总数)*(?:罚款)?(?:不得|不)超过{N.format('n')}元")
IDLE = re.compile(
    r"(?:构成犯罪的,?)?(?:依法)?(?:移送司法机关(?:处理|(?:依法)?追究刑事责任)?|追究刑事责任|移送公安机关(?:处理)?)"
    r"|由[^,;。\d]{2,40}?(?=责令|处|给予|予以|没收|吊销|可以|并处|依法)|(?:的)?罚款|的(?=,|;|。|$)"
)
JOIN = re.compile(r",|、|和|以及|并且|同时|并(?=责令|没收|吊销|暂扣|依法)")
NEXT = re.compile(r"[;。](?:但)?")
OR = re.compile(r",?(?:或者|或)(?=处|给予|警告|通报|没收|责令|吊销|暂扣|罚款|并处|\d)")
