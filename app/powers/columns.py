"""The spreadsheet of the catalogue: one row a power, and a further sheet for each list of its content."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.records import Field, RecordKind
from app.kernel.typed import read_number
from app.kernel.typed import read_text as text
from app.kernel.words import N_, Word
from app.powers.models import FormInput, Power, PowerType, PowerVersion
from app.surfaces.language import translate
from app.surfaces.records.values import NO, YES
from app.surfaces.sheets.columns import Column, column_of_field

ALIASES: Mapping[str, tuple[str, ...]] = {
    "code": ("编码", "事项编码", "职权编码", "权力编码", "item_code"),
    "name": ("名称", "事项名称", "职权名称", "权力名称", "事项名", "name"),
    "power_type": ("类型", "职权类型", "权力类型", "事项类型", "task_type"),
    "organisation_id": ("单位", "部门", "实施主体", "实施部门", "department"),
    "organisation_code": ("单位代码", "部门代码", "dept_code"),
    "national_code": ("国家编码", "实施编码"),
    "statutory_days": ("法定时限", "法定办结时限"),
    "promised_days": ("承诺时限", "承诺办结时限"),
}
"""Headings of other systems that mean a column of ours."""

_POWER = RecordKind(
    name="power_sheet",
    model=Power,
    title=N_("Administrative powers"),
    menu="",
    access={},
    scope=None,
    fields=(
        Field("code", N_("Code"), hint=N_("Place, class and serial number"), example="GL-XK-0021-00", first=False),
        Field("name", N_("Name"), hint=N_("As the law calls it"), example="食品经营许可", searchable=True, first=False),
        Field("power_type", N_("Type"), choices=PowerType, first=False),
        Field(
            "organisation_id",
            N_("Organisation"),
            hint=N_("Name or code"),
            example="鼓楼区市场监督管理局",
            picks="organisation",
            first=False,
        ),
        Field(
            "national_code",
            N_("National code"),
            hint=N_("31 or 33 characters; other lengths are kept with a warning"),
            first=False,
        ),
    ),
)

CONTENT_KIND = RecordKind(
    name="power_content_sheet",
    model=PowerVersion,
    title=N_("Versions and content"),
    menu="",
    access={},
    scope=None,
    fields=tuple(
        Field(name, label, hint=hint, example=example, first=False)
        for name, label, hint, example in (
            ("object_kind", N_("Who may apply"), N_("person, company, or both with a comma"), "person,company"),
            ("statutory_days", N_("Statutory limit"), N_("Working days"), "20"),
            ("statutory_basis", N_("Basis of the limit"), "", "行政许可法第四十二条"),
            ("promised_days", N_("Promised limit"), N_("Working days; not more than the statutory limit"), "10"),
            ("joint", N_("Handled jointly"), "", "否"),
            ("instant", N_("Decided on the spot"), "", "否"),
            ("online", N_("Online application"), "", "是"),
            ("public_result", N_("Result is published"), "", "是"),
            ("fee", N_("Fee"), N_("Empty when free; else the standard and its article"), ""),
            ("place", N_("Place"), "", "区政务服务中心二楼 12 号窗口"),
            ("hours", N_("Office hours"), "", "周一至周五 9:00-12:00，14:00-17:00"),
            ("phone", N_("Telephone"), "", "0591-87654321"),
            ("result", N_("Result"), "", "食品经营许可证"),
            ("quantity_limit", N_("Limit of quantity"), "", ""),
            ("accountability", N_("When officials are called to account"), "", ""),
        )
    ),
)


def filled(raw: Any) -> str:
    """Return a cell that must not be empty as a text."""
    if not (kept := text(raw)):
        raise Incomplete(N_("This field must be filled in."))
    return kept


def answer(raw: Any) -> bool | None:
    """Return a yes or no; None for an empty cell."""
    kept = text(raw).lower()
    if not kept:
        return None
    if kept not in YES and kept not in NO:
        raise Incomplete(N_("Answer yes or no."))
    return kept in YES


def several(raw: Any) -> list[str]:
    """Return the texts of a cell, which stand one a line or with 、 ； ; or / between them."""
    return [part for piece in re.split(r"[、；;/\n]", text(raw)) if (part := piece.strip())]


def form_input(raw: Any) -> str:
    """Return the kind of a form's field, named by its word in either language."""
    kept = text(raw)
    for kind in FormInput:
        if kept in (kind.value, kind.title_id, translate(kind)):
            return kind.value
    if not kept:
        return FormInput.TEXT.value
    raise Incomplete(N_("Choose one of: %(choices)s."), choices="、".join(translate(kind) for kind in FormInput))


def decimal(raw: Any) -> str:
    """Return a number as it is written; empty for an empty cell."""
    kept = text(raw)
    number = read_number(kept) if kept else None
    if kept and number is None:
        raise Incomplete(N_("Write a number in digits, for example 12.5."))
    return kept if number is None else f"{number:f}"


def in_cell(value: Any) -> Any:
    """Return a value as one cell holds it: several texts with 、 between them."""
    return "、".join(map(str, value)) if isinstance(value, list) else value


def count(raw: Any) -> int | None:
    """Return a whole number; None for an empty cell."""
    kept = text(raw)
    if kept and not (kept.isdecimal() and len(kept) < 6):
        raise Incomplete(N_("Enter a whole number, for example 20."))
    return int(kept) if kept else None


POWER_COLUMNS: tuple[Column, ...] = (
    *(column_of_field(_POWER, item, ALIASES.get(item.name, ())) for item in _POWER.fields),
    Column(
        "organisation_code",
        N_("Code of the organisation"),
        text,
        N_("Only for an organisation that is not here yet"),
        aliases=ALIASES["organisation_code"],
    ),
)
CONTENT_COLUMNS: tuple[Column, ...] = tuple(
    column_of_field(CONTENT_KIND, item, ALIASES.get(item.name, ())) for item in CONTENT_KIND.fields
)
REMEDIES = ("reconsideration", "court", "complaint_phone")
OTHER_COLUMNS: tuple[Column, ...] = (
    Column("flow", N_("Flow"), text, N_("Code of a published flow"), "three_steps", aliases=("流程", "流程编码")),
    Column("reconsideration", N_("Reconsideration organ"), text, example="鼓楼区人民政府"),
    Column("court", N_("Court"), text, example="鼓楼区人民法院"),
    Column("complaint_phone", N_("Telephone for complaints"), text, example="12345"),
)
COLUMNS: tuple[Column, ...] = (*POWER_COLUMNS, *CONTENT_COLUMNS, *OTHER_COLUMNS)
MAIN = "职权"


@dataclass(frozen=True, slots=True)
class Part:
    """A further sheet: one row for each entry of a list of the content."""

    name: str
    """Column of the version that it fills."""
    sheet: str
    """Name of the sheet."""
    columns: tuple[Column, ...]
    prefix: str = ""
    """Letter of codes that are made where none is given."""
    key: str = "code"
    """Column that tells the entries of one power apart."""


CHOICES: Mapping[Callable[[Any], Any], type[Word]] = {form_input: FormInput}
"""Readers of words, and the words that a sheet offers for them."""


def _columns(*columns: tuple[str, str, Callable[[Any], Any], str]) -> tuple[Column, ...]:
    power = Column(
        "power",
        N_("Code of the power"),
        filled,
        N_("As in the first sheet"),
        "GL-XK-0021-00",
        required=True,
        aliases=ALIASES["code"],
    )
    return (
        power,
        *(
            Column(name, label, read, example=example, required=read is filled, choices=CHOICES.get(read))
            for name, label, read, example in columns
        ),
    )


PARTS: tuple[Part, ...] = (
    Part(
        "legal_basis",
        "依据",
        _columns(
            ("law", N_("Law"), filled, "中华人民共和国食品安全法"),
            ("article", N_("Article"), text, "第三十五条"),
            ("text", N_("Wording"), text, "国家对食品生产经营实行许可制度。"),
            ("role", N_("What it gives"), text, "设定"),
        ),
    ),
    Part(
        "conditions",
        "条件",
        _columns(
            ("code", N_("Code of the condition"), text, "C01"),
            ("text", N_("Condition"), filled, "有固定的经营场所"),
            ("check", N_("How it is checked"), text, "材料"),
        ),
        "C",
    ),
    Part(
        "materials",
        "材料",
        _columns(
            ("code", N_("Code of the material"), text, "M01"),
            ("name", N_("Material"), filled, "食品经营许可申请书"),
            ("form", N_("Form of the material"), text, "原件"),
            ("copies", N_("Copies"), count, "1"),
            ("source", N_("From whom"), text, "申请人"),
            ("required", N_("Required"), answer, "是"),
            ("basis", N_("Basis"), text, "食品经营许可管理办法第十三条"),
            ("hint", N_("Hint"), text, ""),
        ),
        "M",
    ),
    Part(
        "form",
        "申请表",
        _columns(
            ("name", N_("Code of the field"), text, "F01"),
            ("label", N_("What is asked"), filled, "经营面积（平方米）"),
            ("input", N_("How it is filled in"), form_input, "数字"),
            ("required", N_("Required"), answer, "是"),
            ("hint", N_("Hint"), text, "按房产证填写"),
            ("example", N_("Example"), text, "85.5"),
            ("choices", N_("Answers to choose from"), several, "自有、租赁"),
            ("least", N_("At least"), decimal, "1"),
            ("most", N_("At most"), decimal, "5000"),
        ),
        "F",
        "name",
    ),
    Part(
        "risks",
        "廉政风险",
        _columns(
            ("step", N_("Step"), text, "审核"),
            ("text", N_("Integrity risk"), filled, "不按标准审核"),
            ("level", N_("Level of risk"), text, "高"),
            ("control", N_("Control"), text, "两人审核"),
        ),
    ),
    Part(
        "responsibilities",
        "责任事项",
        _columns(
            ("step", N_("Step"), text, "受理"),
            ("text", N_("Responsibility"), filled, "公示应当提交的材料"),
            ("basis", N_("Basis"), text, "行政许可法第三十条"),
        ),
    ),
)
