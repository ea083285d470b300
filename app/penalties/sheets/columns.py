"""Columns of the workbook: how each cell of an item and of its lists is read and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.typed import read_day, read_number
from app.kernel.typed import read_text as text
from app.kernel.words import N_, Word
from app.penalties.judging.ceilings import Sector
from app.penalties.judging.standard import BandKind, Effect, FactorKind, LawLevel, SpanKind, Verdict
from app.penalties.sheets import notation
from app.surfaces.language import translate
from app.surfaces.sheets.columns import Column

MAIN = "事项"
Read = Callable[[Any], Any]


def filled(raw: Any) -> str:
    """Return a cell that must not be empty."""
    if not (kept := text(raw)):
        raise Incomplete(N_("This field must be filled in."))
    return kept


def number(raw: Any) -> str | None:
    """Return a number as an exact text; 2万 is 20000 and 30% is 0.3."""
    kept = text(raw)
    if not kept:
        return None
    share = kept.endswith(("%", "％"))
    found = read_number(kept.rstrip("%％"))
    if found is None or found < 0:
        raise Incomplete(N_("Enter a number, for example 20000 or 2万."))
    found = found / 100 if share else found
    return f"{found.normalize():f}"


def whole(raw: Any) -> int | None:
    """Return a whole number."""
    kept = number(raw)
    if kept is not None and not kept.isdecimal():
        raise Incomplete(N_("Enter a whole number, for example 20."))
    return None if kept is None else int(kept)


def day(raw: Any) -> str | None:
    """Return a day in ISO form."""
    kept = text(raw)
    return read_day(kept).isoformat() if kept else None


def one_of(words: type[Word]) -> Read:
    """Return a reader of a closed vocabulary, by code or by title."""

    def read(raw: Any) -> str | None:
        kept = text(raw)
        for member in words:
            if kept.lower() in (member.value, translate(member).lower(), member.title_id.lower()):
                return member.value
        if kept:
            raise Incomplete(N_("%(text)s is not one of the words allowed here."), text=kept[:40])
        return None

    return read


def flag(raw: Any) -> bool | None:
    """Return a yes or no; None for an empty cell."""
    return notation.yes(text(raw)) if text(raw) else None


def listed(raw: Any) -> list[str] | None:
    """Return the entries of a list joined by 、."""
    return [part.strip() for part in text(raw).replace("，", "、").split("、") if part.strip()] or None


def choices(raw: Any) -> list[dict[str, str]] | None:
    """Return the choices of a factor."""
    return notation.read_choices(text(raw)) or None


def pairs(raw: Any) -> list[list[str]] | None:
    """Return scores or weights."""
    return notation.read_pairs(text(raw)) or None


def column(
    name: str,
    label: str,
    read: Read = text,
    hint: str = "",
    example: str = "",
    aliases: tuple[str, ...] = (),
    words: type[Word] | None = None,
) -> Column:
    """Return a column; one of a vocabulary offers it as a list."""
    return Column(
        name,
        label,
        one_of(words) if words else read,
        hint,
        example,
        required=read is filled,
        choices=words,
        aliases=aliases,
        width=40 if name in ("when", "name", "basis", "text") else 16,
    )


MAIN_COLUMNS: tuple[Column, ...] = (
    column("code", N_("Code"), text, N_("Of the penalty item"), "GL-CF-0001", ("编码", "事项编码")),
    column(
        "name",
        N_("Violation"),
        text,
        N_("As the law calls it"),
        "未采取有效防尘降尘措施",
        ("违法行为", "案由", "事项名称"),
    ),
    column(
        "organisation_id",
        N_("Organisation"),
        text,
        N_("Name or code"),
        "鼓楼区城市管理局",
        ("单位", "部门", "实施主体"),
    ),
    column(
        "power", N_("Power to punish"), text, N_("Code of a power in the catalogue"), "GL-CF-0001-00", ("职权编码",)
    ),
    column("sector", N_("What it endangers"), example="生态环境", words=Sector),
    column("conduct", N_("Conduct"), text, N_("What the violation consists in"), "工地未设置硬质围挡"),
    column(
        "filing_standard",
        N_("Filing standard"),
        text,
        N_("When a case must be filed (art. 54)"),
        "有证据证明工地未设置围挡",
        ("立案标准",),
    ),
    column("filing_basis", N_("Basis of the filing standard"), text, "", "住房和城乡建设行政处罚程序规定第十四条"),
    column("benchmark", N_("Benchmark document"), text, N_("Its number"), "鼓城管〔2026〕3号", ("裁量基准文号",)),
    column("limitation_years", N_("Limitation in years"), whole, N_("Empty: two (art. 36)"), "2"),
    column("general", N_("With the general part of the law"), flag, N_("Empty: yes"), "是"),
    column("example", N_("Grades are an example"), flag, "", "否"),
)
IDENTITY = ("code", "name", "organisation_id", "power")


@dataclass(frozen=True, slots=True)
class Part:
    """A further sheet: one row for each entry of a list."""

    name: str
    """Column of the version that it fills."""
    sheet: str
    title: str
    prefix: str
    """Letter of codes that are made where none is given."""
    columns: tuple[Column, ...]
    """The first names the item."""

    @property
    def own(self) -> tuple[Column, ...]:
        """The columns without that of the item."""
        return self.columns[1:]


ITEM = column("item", N_("Code of the item"), filled, N_("As in the first sheet"), "GL-CF-0001", ("事项编码", "编码"))
CODE = column("code", N_("Short code"), text, N_("Made when empty"), "A")
WHEN = column(
    "when",
    N_("Applies when"),
    text,
    N_("Factor, sign, value: area>=5 且 area<10；times=2. Of a grade: 不限 holds always, empty is judged by hand"),
    "area>=5 且 area<10",
    ("适用条件",),
)
BASIS = column(
    "basis",
    N_("Basis"),
    text,
    N_("Law and article, or number of the document"),
    "大气污染防治法第一百一十五条",
    ("依据",),
)
FROM = column("valid_from", N_("Valid from"), day, "", "")
TO = column("valid_to", N_("Valid until"), day, N_("First day on which it does not hold any more"), "")
LO = column("lo", N_("From"), number, N_("Yuan, multiple, per cent, or part of the band (0.3 or 30%)"), "10000")
HI = column("hi", N_("To"), number, "", "100000")
LO_OPEN = column("lo_open", N_("More than the lower end"), flag, N_("The end itself is left out"), "否")
HI_OPEN = column("hi_open", N_("Less than the upper end"), flag, N_("The end itself is left out"), "否")
OPTIONAL = column(
    "optional", N_("The fine may be left out"), flag, N_("可以并处: the organ may impose it, or not"), "否"
)
MAY = column("may", N_("Further penalties that may be imposed"), listed, N_("Joined by 、"), "吊销许可证")
KINDS = column("kinds", N_("Further penalties"), listed, N_("Joined by 、"), "没收违法所得、责令停业")

PARTS: tuple[Part, ...] = (
    Part(
        "laws",
        "法律依据",
        N_("Laws"),
        "",
        (
            ITEM,
            column("law", N_("Law"), filled, "", "大气污染防治法"),
            column("article", N_("Article"), text, "", "第一百一十五条第一款"),
            column("text", N_("Wording"), text, "", ""),
            column("role", N_("What it gives"), text, N_("Breaks or punishes"), "罚则"),
            FROM,
            TO,
        ),
    ),
    Part(
        "factors",
        "裁量因素",
        N_("Factors"),
        "F",
        (
            ITEM,
            CODE,
            column("label", N_("Name"), filled, "", "工地面积"),
            column("kind", N_("Kind"), words=FactorKind),
            column("unit", N_("Unit"), text, "", "平方米"),
            column(
                "choices",
                N_("Choices"),
                choices,
                N_("code=words；code=words; a score after @"),
                "unit=单位；person=个人",
            ),
            column("scores", N_("Scores"), pairs, N_("Of a number in a formula: from:score"), "0:0.2；1:0.6"),
            column("default", N_("Unless stated"), text, N_("What counts while nothing is stated"), ""),
            column("lowest", N_("Lowest"), number, "", "0"),
            column("highest", N_("Highest"), number, "", ""),
            column("evidence", N_("Evidence"), text, N_("What must prove it"), "现场勘验笔录"),
            column("hint", N_("Hint"), text, "", ""),
        ),
    ),
    Part(
        "bands",
        "处罚幅度",
        N_("Bands of the law"),
        "B",
        (
            ITEM,
            CODE,
            LO,
            HI,
            column("kind", N_("Kind"), words=BandKind),
            column("base", N_("Of which factor"), text, N_("Code of the number that is multiplied"), ""),
            WHEN,
            BASIS,
            column("law_level", N_("Rank of the rule"), words=LawLevel),
            KINDS,
            MAY,
            OPTIONAL,
            column("floor_base", N_("A smaller base counts as"), number, "", ""),
            column("cap", N_("At most (yuan)"), number, "", ""),
            LO_OPEN,
            HI_OPEN,
            FROM,
            TO,
        ),
    ),
    Part(
        "grades",
        "裁量阶次",
        N_("Grades"),
        "G",
        (
            ITEM,
            CODE,
            column("level", N_("Severity"), whole, N_("1 is the lightest"), "1"),
            column("name", N_("Name"), text, "", "一般", ("裁量阶次",)),
            WHEN,
            LO,
            HI,
            column("kind", N_("Kind"), words=SpanKind),
            column("band", N_("Of band"), text, N_("Empty: all bands"), "B01"),
            BASIS,
            column("text", N_("Condition in words"), text, N_("As the document has it"), ""),
            KINDS,
            MAY,
            OPTIONAL,
            LO_OPEN,
            HI_OPEN,
            column("weights", N_("Weights"), pairs, N_("Of a formula: factor*weight+factor*weight"), ""),
            column("power", N_("Power of the sum"), number, "", ""),
            FROM,
            TO,
        ),
    ),
    Part(
        "adjustments",
        "调整情形",
        N_("Adjustments"),
        "A",
        (
            ITEM,
            CODE,
            column("name", N_("Name"), filled, "", "妨碍执法"),
            column("effect", N_("Effect"), words=Effect),
            column("share", N_("By how much"), number, N_("Part of the grade: 30%"), "30%"),
            WHEN,
            BASIS,
            FROM,
            TO,
        ),
    ),
    Part(
        "gates",
        "不罚情形",
        N_("Gates"),
        "M",
        (
            ITEM,
            CODE,
            column("name", N_("Name"), filled, "", "首次违法且及时改正"),
            column("verdict", N_("Verdict"), words=Verdict),
            WHEN,
            BASIS,
            FROM,
            TO,
        ),
    ),
)
BY_NAME: Mapping[str, Part] = {part.name: part for part in PARTS}


def cells_of(part: Part, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored row as its cells show it: texts, numbers and members of vocabularies."""
    cells = {item.name: row.get(item.name) for item in part.own}
    if "when" in cells:
        written = notation.write_alternatives(row.get("any")) if part.name == "grades" else ""
        cells["when"] = written or notation.write_conditions(row.get("when"))
    for name, write in (
        ("choices", notation.write_choices),
        ("scores", notation.write_pairs),
        ("weights", notation.write_pairs),
    ):
        if name in cells:
            cells[name] = write(row.get(name))
    for name in ("kinds", "may"):
        if name in cells:
            cells[name] = "、".join(row.get(name) or ())
    for item in part.own:
        if item.choices is not None and (kept := cells[item.name]):
            cells[item.name] = item.choices(str(kept))
    return cells
