"""The columns of the two tables: what stands over them, and how a cell is shown and read."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kernel.calendar import Unit
from app.kernel.flows.bpmn.expressions import condition_in, condition_in_json
from app.kernel.flows.models import OrgScope, StepKind
from app.kernel.roles import Duty
from app.kernel.words import N_, Word

Translate = Callable[[str], str]
LARGEST = 9999
YES, NO = N_("yes"), N_("no")
SAID_YES, SAID_NO = (frozenset({"yes", "true", "1", "是", "√", "y"}), frozenset({"no", "false", "0", "否", "n"}))


class Unreadable(Exception):  # noqa: N818 - it says what the cell is
    """A cell does not hold what its column asks for."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def plain(text: str) -> str:
    """Return a heading or a word without star, spaces, content of brackets, and case."""
    return re.sub(r"[（(][^()（）]*[)）]|[\s*＊:：]", "", text).lower()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of text, and the base of the others; title and hint are message ids."""

    name: str
    title: str
    hint: str = ""
    example: str = ""
    required: bool = False
    default: Any = None

    def cell(self, value: Any, translate: Translate) -> str | int:
        """Return how a value stands in a cell."""
        return "" if value is None else str(value)

    def value(self, cell: Any, translate: Translate) -> Any:
        """Return what a cell holds, None when it is empty; raises Unreadable."""
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return (str(cell).strip() or None) if cell is not None else None


@dataclass(frozen=True, slots=True)
class Code(Column):
    """A column of codes: one word of letters, digits and signs between them."""

    def value(self, cell: Any, translate: Translate) -> Any:
        """Return a code without blanks around it."""
        text = Column.value(self, cell, translate)
        if text is not None and re.search(r"\s", text):
            raise Unreadable(N_("A code is one word without blanks."))
        return text


@dataclass(frozen=True, slots=True)
class Number(Column):
    """A column of positive whole numbers."""

    def cell(self, value: Any, translate: Translate) -> str | int:
        """Return the number itself."""
        return "" if value is None else int(value)

    def value(self, cell: Any, translate: Translate) -> Any:
        """Return a number from 1."""
        text = Column.value(self, cell, translate)
        if text is None:
            return None
        if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= LARGEST:
            raise Unreadable(N_("Write a positive whole number."))
        return int(text)


@dataclass(frozen=True, slots=True)
class Flag(Column):
    """A column of yes and no."""

    def cell(self, value: Any, translate: Translate) -> str | int:
        """Return the word."""
        return translate(YES if value else NO)

    def value(self, cell: Any, translate: Translate) -> Any:
        """Return whether a cell says yes."""
        text = Column.value(self, cell, translate)
        if text is None:
            return None
        if text.lower() in SAID_YES | {translate(YES).lower()}:
            return True
        if text.lower() in SAID_NO | {translate(NO).lower()}:
            return False
        raise Unreadable(N_("Write yes or no."))


@dataclass(frozen=True, slots=True)
class Choice(Column):
    """A column of words of a closed vocabulary."""

    words: type[Word] = Word

    def cell(self, value: Any, translate: Translate) -> str | int:
        """Return the title of the word."""
        return translate(self.words(value).title_id) if value in list(self.words) else str(value or "")

    def value(self, cell: Any, translate: Translate) -> Any:
        """Return the stored word of a title."""
        text = Column.value(self, cell, translate)
        if text is None:
            return None
        for word in self.words:
            if plain(text) in (plain(word.value), plain(word.title_id), plain(translate(word.title_id))):
                return word.value
        raise Unreadable(N_("A kind, duty, scope or unit is not one of the known words."))


@dataclass(frozen=True, slots=True)
class Condition(Column):
    """A column of comparisons, ``area >= 50 and place in ['street', 'square']``."""

    def cell(self, value: Any, translate: Translate) -> str | int:
        """Return a condition as it is read again; one that cannot be written so, as JSON."""
        if not value:
            return ""
        text = " and ".join(f"{field} {operator} {held!r}" for field, operator, held in value)
        return text if condition_in(text) == value else json.dumps(value, ensure_ascii=False)

    def value(self, cell: Any, translate: Translate) -> Any:
        """Return a list of [field, operator, value]."""
        text = Column.value(self, cell, translate)
        if text is None:
            return None
        condition = condition_in(text)
        if condition is None and text.startswith("["):
            condition = condition_in_json(text)
        if not condition:
            raise Unreadable(N_("Write a condition as field, sign and value: area >= 50 and kind = 'street'."))
        return condition


STEP_SHEET: tuple[Column, ...] = (
    Code("code", N_("Step code"), N_("Letters and digits, once in the flow"), "review", True),
    Column("name", N_("Step name"), N_("As it is called in the office"), "审核", True, ""),
    Choice(
        "node", N_("Kind of step"), N_("Start, task, decision, join or end"), "任务", default="task", words=StepKind
    ),
    Choice("duty", N_("Duty"), N_("Who does it; empty at a start, a join and an end"), "承办", words=Duty),
    Choice("org_scope", N_("Whose post"), N_("Empty means the handling organ"), default="own", words=OrgScope),
    Number("limit_value", N_("Time limit"), N_("A number; empty when the step has no limit of its own"), "3"),
    Choice("limit_unit", N_("Unit of the limit"), N_("Empty means working days"), default="wd", words=Unit),
    Number("min_officers", N_("Officers"), N_("How many must sign; two for a check on site (art. 34)"), "1", default=1),
    Code("four_eyes_with", N_("Not by whom did step"), N_("Code of an earlier step that somebody else must have done")),
    Flag("opinion_required", N_("Opinion required"), N_("yes or no"), "是", default=False),
    Column("document_required", N_("Document required"), N_("Code of the document that must be made first")),
    Column(
        "public_name",
        N_("Name for the applicant"),
        N_("Stage that the public sees; empty means the step's name"),
        "审查",
    ),
    Column("basis", N_("Legal basis"), N_("Law and article that ask for this step"), "行政许可法第三十四条"),
    Column("risk", N_("Integrity risk"), N_("What could go wrong here, for inspectors")),
    Code("join_rule", N_("Join waits for"), N_("all, any, or a number of parallel steps"), "all", default="all"),
)
WAY_SHEET: tuple[Column, ...] = (
    Code("from_code", N_("From step"), N_("Code of the step that it leaves"), "review", True),
    Code("to_code", N_("To step"), N_("Code of the step that it leads to"), "decide", True),
    Code("action", N_("Action code"), N_("Steps that one action opens together run in parallel"), "review", True),
    Column("label", N_("Label"), N_("What stands on the button"), "审核通过，报请决定", default=""),
    Condition("condition", N_("Condition"), N_("Empty, or field, sign and value joined by and"), "area >= 50"),
    Flag("needs_reason", N_("Reason required"), N_("yes or no"), "否", default=False),
    Flag(
        "is_default",
        N_("Default way"),
        N_("Taken when no condition holds; once for each decision"),
        "否",
        default=False,
    ),
)
