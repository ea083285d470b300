"""The content of a power as a form: single fields, and a table for each of its lists.

The tables have the columns of the spreadsheet, so rows copied from it can be pasted into them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.kernel.errors import Refused
from app.kernel.flows.models import FlowVersion, StepKind
from app.kernel.records import Field, Input
from app.kernel.roles import Duty
from app.kernel.words import N_
from app.powers.columns import CONTENT_KIND, PARTS, REMEDIES, Part, answer, in_cell
from app.powers.models import PowerVersion
from app.surfaces.language import translate, translate_refusal
from app.surfaces.records.values import input_of, parse_value

APPLICANTS = (("person", N_("A person")), ("company", N_("A company or organisation")))
FIRST = ("object_kind", "statutory_days", "promised_days", "flow_version_id", "place", "phone")
"""Single fields that stand before the fold, after the name."""
SHOWN_PARTS = ("legal_basis", "conditions", "materials", "form")
"""Lists that stand open; the others are folded away."""
MOST_JOINT = 5
"""Organs besides the leading one that may handle a power together."""
YES_NO = (("1", N_("yes")), ("0", N_("no")))


@dataclass(slots=True)
class Read:
    """What a form sent: the content as it is stored, and what is wrong by the name of the field."""

    content: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    """Field, or ``part-row-column``, -> sentence."""


def single_fields() -> list[Field]:
    """Return the fields of the content that hold one value each."""
    return [
        Field("name", N_("Name"), hint=N_("As the law calls it"), example="食品经营许可"),
        *CONTENT_KIND.fields,
        Field("correction_days", N_("Days for corrections"), hint=N_("Calendar days"), example="30"),
    ]


def read_content(sent: MultiDict[str, str], source: PowerVersion | None) -> Read:
    """Read the whole form; entries that were there keep what no column shows."""
    read = Read()
    for item in single_fields():
        try:
            raw = ",".join(sent.getlist(item.name)) if item.name == "object_kind" else sent.get(item.name)
            read.content[item.name] = parse_value(CONTENT_KIND, item, raw)
        except Refused as fault:
            read.faults[item.name] = translate_refusal(fault)
    flow = sent.get("flow_version_id", "")
    read.content["flow_version_id"] = int(flow) if flow.isdecimal() else None
    told = {name: text for name in REMEDIES if (text := sent.get(name, "").strip())}
    kept = (source.remedies if source is not None else None) or {}
    read.content["remedies"] = {k: v for k, v in kept.items() if k not in REMEDIES} | told or None
    read.content["step_overrides"] = _read_overrides(sent, source, read.faults)
    for part in PARTS:
        before = (getattr(source, part.name) if source is not None else None) or []
        read.content[part.name] = _read_part(part, sent, before, read.faults)
    return read


def sent_rows(part: Part, sent: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """Return the rows of a table by their number; a row that is empty but for its code is left out."""
    names = [column.name for column in part.columns[1:]]
    places = {int(m.group(1)) for name in sent if (m := re.fullmatch(rf"{part.name}-(\d{{1,4}})-\w+", name))}
    rows = {n: {c: sent.get(f"{part.name}-{n}-{c}", "").strip() for c in names} for n in sorted(places)}
    chosen = {column.name for column in part.columns if column.choices or column.read is answer}
    told = set(names) - chosen - {part.key if part.prefix else ""}
    return {n: row for n, row in rows.items() if any(row[name] for name in told)}


def _read_part(
    part: Part, sent: Mapping[str, str], before: Sequence[Mapping[str, Any]], faults: dict[str, str]
) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for number, row in sent_rows(part, sent).items():
        entry: dict[str, Any] = {}
        for column in part.columns[1:]:
            try:
                value = column.read(row[column.name]) if row[column.name] or column.required else ""
            except Refused as fault:
                faults[f"{part.name}-{number}-{column.name}"] = translate_refusal(fault)
                continue
            if value not in (None, "", []):
                entry[column.name] = value
        entries.append(entry)
    _give_codes(part, entries)
    names = {column.name for column in part.columns}
    known = {_identity(part, entry): entry for entry in before}
    return [
        {k: v for k, v in known.get(_identity(part, entry), {}).items() if k not in names} | entry for entry in entries
    ]


def _read_overrides(sent: Mapping[str, str], source: PowerVersion | None, faults: dict[str, str]) -> dict[str, Any]:
    """Return what differs from the flow: step -> {limit_value, duty}, and the organs that handle jointly."""
    before = (source.step_overrides if source is not None else None) or {}
    found: dict[str, Any] = {
        name: own for name, own in before.items() if name != "joint" and f"limit-{name}" not in sent
    }
    for name in sent:
        step = name.removeprefix("limit-")
        if step == name:
            continue
        limit, duty = sent[name].strip(), sent.get(f"duty-{step}", "")
        if limit and not (limit.isdecimal() and 0 < int(limit) < 1000):
            faults[name] = translate(N_("Enter a whole number, for example 20."))
            continue
        own: dict[str, Any] = {"limit_value": int(limit)} if limit else {}
        own |= {"duty": duty} if duty in {word.value for word in Duty} else {}
        kept = before.get(step)
        other = {k: v for k, v in kept.items() if k not in ("limit_value", "duty")} if isinstance(kept, dict) else {}
        if own or other:
            found[step] = other | own
    organs = [int(text) for text in re.findall(r"\d+", ",".join(sent[n] for n in sent if re.fullmatch(r"joint-\d", n)))]
    if organs:
        found["joint"] = list(dict.fromkeys(organs))
    return found


def step_fields(
    flow: FlowVersion | None,
    overrides: Mapping[str, Any] | None,
    sent: Mapping[str, str] | None,
    faults: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return two fields for each step of the path: this power's own limit, and who does the step."""
    fields: list[dict[str, Any]] = []
    duties = [("", translate(N_("as in the flow"))), *((word.value, translate(word)) for word in Duty)]
    for step in flow.steps if flow is not None else ():
        if step.node not in (StepKind.TASK, StepKind.DECISION):
            continue
        own = (overrides or {}).get(step.code) or {}
        values = {"limit": own.get("limit_value", ""), "duty": own.get("duty", "")}
        if sent is not None:
            values = {what: sent.get(f"{what}-{step.code}", "") for what in values}
        usual = step.limit_value if step.limit_value is not None else translate(N_("none"))
        fields += [
            {
                "name": f"limit-{step.code}",
                "input": "number",
                "value": values["limit"],
                "label": translate(N_("%(step)s: own limit")) % {"step": step.name},
                "hint": translate(N_("Working days; the flow says %(days)s")) % {"days": usual},
                "error": faults.get(f"limit-{step.code}", ""),
            },
            {
                "name": f"duty-{step.code}",
                "input": "choice",
                "value": values["duty"],
                "choices": duties,
                "label": translate(N_("%(step)s: done by")) % {"step": step.name},
                "error": "",
            },
        ]
    return fields


def joint_fields(picked: Sequence[tuple[str, str]], pick_url: str, fault: str) -> list[dict[str, Any]]:
    """Return the fields that name the organs which handle together; ``picked`` are (id, name)."""
    rows = [*picked, *[("", "")] * MOST_JOINT][:MOST_JOINT]
    return [
        {
            "name": f"joint-{n}",
            "label": translate(N_("Organ %(number)d")) % {"number": n + 1},
            "input": "pick",
            "value": pk,
            "text": name,
            "pick_url": pick_url,
            "error": fault if n == 0 else "",
        }
        for n, (pk, name) in enumerate(rows)
    ]


def _give_codes(part: Part, entries: list[dict[str, Any]]) -> None:
    """Give a code to every entry that has none; one that was given once is never used again here."""
    if not part.prefix:
        return
    taken = {entry[part.key] for entry in entries if part.key in entry}
    for place, entry in enumerate(entries, 1):
        if part.key in entry:
            continue
        number = place
        while (code := f"{part.prefix}{number:02d}") in taken:
            number += 1
        entry[part.key] = code
        taken.add(code)


def _identity(part: Part, entry: Mapping[str, Any]) -> tuple[str, ...]:
    keys = (part.key,) if part.prefix else ("law", "article", "step", "text")
    return tuple(str(entry.get(key, "")) for key in keys)


def stored_values(version: PowerVersion | None) -> dict[str, Any]:
    """Return the single values of a version under the names of the form."""
    if version is None:
        return {}
    values = {item.name: getattr(version, item.name) for item in single_fields()}
    values |= {"flow_version_id": version.flow_version_id, **(version.remedies or {})}
    return {name: int(value) if isinstance(value, bool) else value for name, value in values.items()}


def stored_rows(part: Part, version: PowerVersion | None) -> list[dict[str, str]]:
    """Return the rows of a list as its table shows them."""
    entries = (getattr(version, part.name) if version is not None else None) or []
    return [{c.name: _cell(c.read is answer, entry.get(c.name)) for c in part.columns[1:]} for entry in entries]


def _cell(yes_or_no: bool, value: Any) -> str:
    if value is None:
        return ""
    return str(int(bool(value))) if yes_or_no else str(in_cell(value))


def form_fields(
    values: Mapping[str, Any], faults: Mapping[str, str], flows: Sequence[tuple[int, str]]
) -> dict[str, dict[str, Any]]:
    """Return every single field of the page by its name; ``flows`` are the paths to choose from."""
    fields = {item.name: _page_field(item) for item in single_fields()}
    fields["object_kind"] |= {"input": "many", "choices": [(key, translate(words)) for key, words in APPLICANTS]}
    fields["flow_version_id"] = {
        "name": "flow_version_id",
        "label": translate(N_("Flow")),
        "input": "choice",
        "required": True,
        "hint": translate(N_("The fixed path along which a case runs")),
        "choices": [(str(pk), name) for pk, name in flows],
    }
    for name, label, example in (
        ("reconsideration", N_("Reconsideration organ"), "鼓楼区人民政府"),
        ("court", N_("Court"), "鼓楼区人民法院"),
        ("complaint_phone", N_("Telephone for complaints"), "12345"),
    ):
        fields[name] = {"name": name, "label": translate(label), "input": "text", "example": example}
    for name, item in fields.items():
        value = values.get(name)
        item |= {"value": "" if value is None else value, "error": faults.get(name, "")}
    return fields


def _page_field(item: Field) -> dict[str, Any]:
    entered = input_of(CONTENT_KIND, item)
    told = entered not in (Input.YES_NO, Input.LONG) and item.name != "object_kind"
    return {
        "name": item.name,
        "label": translate(item.label),
        "input": str(entered),
        "hint": translate(item.hint) if item.hint and told else "",
        "example": item.example if told else "",
        "required": entered == Input.YES_NO or item.name in ("name", "object_kind", "statutory_days", "promised_days"),
        "choices": [(key, translate(words)) for key, words in YES_NO] if entered == Input.YES_NO else (),
    }


def table_columns(part: Part) -> list[dict[str, Any]]:
    """Return the columns of a list's table."""
    rows: list[dict[str, Any]] = []
    for column in part.columns[1:]:
        choices: list[tuple[str, str]] = []
        if column.read is answer:
            choices = [(key, translate(words)) for key, words in YES_NO]
        elif column.choices is not None:
            choices = [(word.value, translate(word)) for word in column.choices]
        rows.append(
            {"name": column.name, "label": translate(column.label), "choices": choices, "example": column.example}
        )
    return rows
