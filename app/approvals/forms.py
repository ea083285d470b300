"""The application form of an item: fields and materials come from its version, faults come all at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.kernel.errors import Incomplete
from app.kernel.identities import credit_code, paper_number, plain_text, telephone_number
from app.kernel.records import Input
from app.kernel.typed import Faulty, read_day, read_number
from app.kernel.words import N_
from app.powers.formfields import form_name
from app.powers.models import PowerVersion

LONGEST = {Input.TEXT: 300, Input.LONG: 5000}


class FaultyForm(Faulty):
    """Several fields of a form are at fault; each has its own sentence, and nothing typed is lost.

    An item's own field or paper may be called like a field of the applicant, so the three are kept
    apart; ``faults`` has them all, under the names that tell them apart.
    """

    def __init__(
        self,
        answers: Mapping[str, Incomplete],
        papers: Mapping[str, Incomplete] | None = None,
        applicant: Mapping[str, Incomplete] | None = None,
    ) -> None:
        super().__init__(
            {
                **(applicant or {}),
                **{form_name(name): fault for name, fault in answers.items()},
                **{paper_name(code): fault for code, fault in (papers or {}).items()},
            }
        )


def paper_name(code: str) -> str:
    """Return the name of the field for one paper of an item."""
    return f"paper-{code}"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies, and through whom."""

    kind: str
    """person or company."""
    name: str
    identity: str
    """Identity number of a person, unified social credit code of a company."""
    phone: str
    agent_name: str | None = None


def check_applicant(version: PowerVersion, applicant: Applicant) -> tuple[Applicant, dict[str, Incomplete]]:
    """Return the applicant with tidied values, and what is wrong by field name."""
    faults: dict[str, Incomplete] = {}
    name, identity, phone = plain_text(applicant.name).strip(), applicant.identity, applicant.phone
    if applicant.kind not in ("person", "company"):
        faults["kind"] = Incomplete(N_("Choose whether a person or a company applies."))
    elif applicant.kind not in version.object_kind.replace(" ", "").split(","):
        faults["kind"] = Incomplete(N_("This item is not open to applicants of this kind."))
    if not 1 <= len(name) <= 120:
        faults["name"] = Incomplete(N_("Give the applicant's full name."))
    if not identity.strip():
        faults["identity"] = Incomplete(
            N_("Give the identity number of the person, or the credit code of the company.")
        )
    else:
        try:
            identity = (credit_code if applicant.kind == "company" else paper_number)(identity, "identity")
        except Incomplete as fault:
            faults["identity"] = fault
    try:
        phone = telephone_number(phone, "phone")
    except Incomplete as fault:
        faults["phone"] = fault
    agent = plain_text(applicant.agent_name or "").strip() or None
    if agent is not None and len(agent) > 120:
        faults["agent_name"] = Incomplete(N_("At most %(count)d characters."), count=120)
    return Applicant(applicant.kind, name, identity, phone, agent), faults


def check_form(
    fields: Sequence[Mapping[str, Any]] | None, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Incomplete]]:
    """Return the answers in their stored form, and what is wrong by field name.

    Only the fields of the item's version are kept: nothing may be asked that the list does not hold
    (Licensing Law art. 31).
    """
    kept: dict[str, Any] = {}
    faults: dict[str, Incomplete] = {}
    for field in fields or ():
        name, given = str(field["name"]), answers.get(str(field["name"]))
        if given is None or (isinstance(given, str) and not given.strip()):
            if field.get("required"):
                faults[name] = Incomplete(N_("“%(label)s” is needed. Fill it in."), label=field.get("label", name))
            continue
        try:
            kept[name] = _read(field, given)
        except Incomplete as fault:
            faults[name] = fault
    for first, last in spans_of(fields or ()):
        if first in kept and last in kept and kept[last] < kept[first]:
            faults[last] = Incomplete(N_("The last day lies before the first."))
    return kept, faults


BEGINS = re.compile(r"(^|_)(start|begin|from|first)(_|$)|开始|起始|起$|自何")
ENDS = re.compile(r"(^|_)(end|until|to|last|finish)(_|$)|结束|截止|终止|止$|至何")


def spans_of(fields: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the pairs of days of a form of which the second may not lie before the first: begin and end, in this order."""
    pairs: list[tuple[str, str]] = []
    begun: str | None = None
    for field in fields:
        if field.get("input") != Input.DATE:
            continue
        name, label = str(field["name"]), str(field.get("label", ""))
        said = re.sub(r"(日期|时间|日)$", "", label)
        if any(BEGINS.search(text) for text in (name, said)):
            begun = name
        elif begun is not None and any(ENDS.search(text) for text in (name, said)):
            pairs.append((begun, name))
            begun = None
    return pairs


def _read(field: Mapping[str, Any], given: Any) -> Any:
    kind = Input(field.get("input") or Input.TEXT)
    return READERS.get(kind, _text)(field, given)


def _text(field: Mapping[str, Any], given: Any) -> str:
    text = str(given).strip()
    longest = int(field.get("longest") or LONGEST.get(Input(field.get("input") or Input.TEXT), 300))
    if len(text) > longest:
        raise Incomplete(N_("At most %(count)d characters."), count=longest)
    return text


def _number(field: Mapping[str, Any], given: Any) -> str:
    value = read_number(given)
    if value is None or abs(value) >= Decimal(10) ** 15:
        raise Incomplete(N_("Write a number in digits, for example 12.5."))
    least = field.get("least", 0)
    if value < Decimal(str(least)):
        raise Incomplete(N_("At least %(value)s."), value=least)
    if "most" in field and value > Decimal(str(field["most"])):
        raise Incomplete(N_("At most %(value)s."), value=field["most"])
    return format(value, "f")


def _date(field: Mapping[str, Any], given: Any) -> str:
    return read_day(given).isoformat()


def _yes_no(field: Mapping[str, Any], given: Any) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word in ("1", "true", "yes", "on", "y", "是"):
        return True
    if word in ("0", "false", "no", "off", "n", "否"):
        return False
    raise Incomplete(N_("Choose yes or no."))


def _choice(field: Mapping[str, Any], given: Any) -> str:
    choices = [str(choice) for choice in field.get("choices") or ()]
    if str(given) not in choices:
        raise Incomplete(N_("Choose one of the given answers."))
    return str(given)


READERS: Mapping[Input, Callable[[Mapping[str, Any], Any], Any]] = {
    Input.NUMBER: _number,
    Input.DATE: _date,
    Input.YES_NO: _yes_no,
    Input.CHOICE: _choice,
}


def check_materials(
    version: PowerVersion, given: Mapping[str, int | None]
) -> tuple[list[dict[str, Any]], dict[str, Incomplete]]:
    """Return the item's closed list with what was handed in for each, and what is wrong by code.

    ``given`` maps a paper's code to its attachment, or to nothing when it was shown on paper. A
    missing paper is no fault: everybody may apply, and the window tells once what is missing.
    """
    listed = {str(row["code"]): row for row in version.materials or ()}
    faults = {
        code: Incomplete(N_("The item does not ask for this paper (Licensing Law art. 31). Take it out."))
        for code in given
        if code not in listed
    }
    rows = [
        {
            "code": code,
            "name": str(row.get("name", code)),
            "required": bool(row.get("required", True)),
            "state": "handed_in" if code in given else "missing",
            "attachment_id": given.get(code),
        }
        for code, row in listed.items()
    ]
    return rows, faults
