"""Formulas of computed fields: sums, differences and days over the numbers and dates of one entry.

The formula is read by simpleeval, which walks the syntax tree and never runs code; what is not in
``ALLOWED`` below is refused before it gets there. Numbers are exact decimals.
"""

import ast
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext
from typing import Any

from simpleeval import InvalidExpression, SimpleEval

from app.kernel.errors import Incomplete
from app.kernel.words import N_
from app.ledgers.fields.field import LedgerField
from app.ledgers.words import Kind

LONGEST = 300
PLACES = Decimal("0.0001")
"""Computed numbers keep four decimals, half rounded away from zero."""
ALLOWED = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Constant,
    ast.Name,
    ast.Call,
    ast.Attribute,
    ast.IfExp,
    ast.Compare,
    ast.BoolOp,
    ast.Load,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.USub,
    ast.UAdd,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Eq,
    ast.NotEq,
    ast.And,
    ast.Or,
)
SIGNS = str.maketrans({"×": "*", "÷": "/", "－": "-", "—": "-", "−": "-", "＝": "=", "。": ".", "、": ","})
REFERABLE = (Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.COMPUTED)


class Missing(Exception):  # noqa: N818 - says what happened
    """A field that the formula needs is empty, so the result is."""


class _Evaluator(SimpleEval):
    """simpleeval with exact decimals, and a table's column as an attribute of the table."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        super().__init__(names=dict(names), functions=dict(FUNCTIONS))
        self.nodes[ast.Constant] = self._constant
        self.nodes[ast.Attribute] = self._column

    def _constant(self, node: Any) -> Any:
        return Decimal(str(node.value))

    def _column(self, node: Any) -> Any:
        return self._eval(node.value)[node.attr]

    def _eval_name(self, node: Any) -> Any:
        value = super()._eval_name(node)
        if value is None:
            raise Missing(node.id)
        return value


def _flat(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        found.extend(value) if isinstance(value, list) else found.append(value)
    return [item for item in found if item is not None]


def _sum(*values: Any) -> Any:
    return sum(_flat(values), Decimal(0))


def _some(pick: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    def of(*values: Any) -> Any:
        flat = _flat(values)
        if not flat:
            raise Missing("")
        return pick(flat)

    return of


def _round(value: Any, places: Any = Decimal(0)) -> Any:
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding="ROUND_HALF_UP")


def _days(first: Any, last: Any) -> Decimal:
    return Decimal((last - first).days)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sum": _sum,
    "合计": _sum,
    "least": _some(min),
    "min": _some(min),
    "最小": _some(min),
    "most": _some(max),
    "max": _some(max),
    "最大": _some(max),
    "mean": _some(lambda held: sum(held) / len(held)),
    "平均": _some(lambda held: sum(held) / len(held)),
    "count": lambda *values: Decimal(len(_flat(values))),
    "计数": lambda *values: Decimal(len(_flat(values))),
    "round": _round,
    "四舍五入": _round,
    "days": _days,
    "天数": _days,
}
"""What a formula may call, in English or Chinese."""


def tidy(formula: str) -> str:
    """Return a formula with the signs of a keyboard: full-width ones and × ÷ become plain."""
    return unicodedata.normalize("NFKC", formula.strip().translate(SIGNS))


def _tree(formula: str) -> ast.Expression:
    if not formula.strip():
        raise Incomplete(N_("Write the formula, for example: quantity * price."), field="formula")
    if len(formula) > LONGEST:
        raise Incomplete(N_("A formula has at most %(most)d characters."), field="formula", most=LONGEST)
    try:
        tree = ast.parse(tidy(formula), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Incomplete(
            N_("This formula cannot be read. Use names of fields, numbers, + - * / and brackets."), field="formula"
        ) from None
    for node in ast.walk(tree):
        wrong = not isinstance(node, ALLOWED) or (
            isinstance(node, ast.Constant)
            and (isinstance(node.value, bool) or not isinstance(node.value, (int, float)))
        )
        if wrong or (isinstance(node, ast.Call) and (node.keywords or not isinstance(node.func, ast.Name))):
            raise Incomplete(
                N_("This formula cannot be read. Use names of fields, numbers, + - * / and brackets."), field="formula"
            )
    return tree


def _plain(label: str) -> str:
    return unicodedata.normalize("NFKC", label)


def _known(items: Iterable[LedgerField]) -> dict[str, LedgerField]:
    """Return fields by every name that a formula may call them by."""
    found: dict[str, LedgerField] = {}
    for item in items:
        found.setdefault(_plain(item.label), item)
    found.update({item.name: item for item in items})
    return found


def check_formula(item: LedgerField, items: tuple[LedgerField, ...]) -> frozenset[str]:
    """Refuse a formula that cannot be read or names what is not there; returns the names of fields it needs."""
    tree = _tree(item.formula)
    known = _known(items)
    needed: set[str] = set()
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    owners = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name):
            continue
        if id(node) in called:
            if node.id not in FUNCTIONS:
                raise Incomplete(N_("There is no function called %(name)s."), field="formula", name=node.id)
            continue
        found = known.get(_plain(node.id))
        column = owners.get(id(node))
        fits = (
            found is not None
            and found.name != item.name
            and (
                found.kind in REFERABLE
                if column is None
                else found.kind is Kind.TABLE and _plain(column) in _known(found.columns)
            )
        )
        if not fits or found is None:
            raise Incomplete(
                N_("The formula names %(name)s, which is no number or date of this ledger."),
                field="formula",
                name=node.id if column is None else f"{node.id}.{column}",
            )
        needed.add(found.name)
    return frozenset(needed)


def compute_all(items: tuple[LedgerField, ...], content: Mapping[str, Any]) -> dict[str, str]:
    """Return the computed fields of an entry, as JSON holds them; one whose parts are missing is left out.

    A computed field may build on another, whichever stands first.
    """
    names = _values(items, content)
    done: dict[str, str] = {}
    waiting = [item for item in items if item.kind is Kind.COMPUTED]
    for _turn in range(len(waiting)):
        for item in list(waiting):
            value = _evaluate(item.formula, names)
            if value is not None:
                waiting.remove(item)
                names[item.name] = names[_plain(item.label)] = value
                done[item.name] = as_text(value)
    return done


def _evaluate(formula: str, names: Mapping[str, Any]) -> Decimal | date | None:
    try:
        with localcontext() as context:
            context.prec = 40
            value = _Evaluator(names).eval(tidy(formula))
            if isinstance(value, timedelta):
                value = Decimal(value.days)
            if isinstance(value, bool):
                value = Decimal(int(value))
            if isinstance(value, Decimal):
                if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
                    return None
                return value.quantize(PLACES, rounding="ROUND_HALF_UP")
            return value if isinstance(value, date) else None
    except (
        Missing,
        DivisionByZero,
        InvalidOperation,
        ZeroDivisionError,
        TypeError,
        AttributeError,
        KeyError,
        ValueError,
        OverflowError,
        InvalidExpression,
    ):
        return None  # a part is missing, or the parts do not fit together: the result stays empty


def _values(items: tuple[LedgerField, ...], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what labels and names stand for; computed fields are not known yet."""
    held = [(item, typed(item, content.get(item.name))) for item in items]
    labels = {_plain(item.label): value for item, value in reversed(held)}
    return labels | {item.name: value for item, value in held}


def typed(item: LedgerField, value: Any) -> Any:
    """Return a stored value as a formula computes with it."""
    if item.kind is Kind.TABLE:
        rows = value or []
        columns: dict[str, list[Any]] = {}
        for column in reversed(item.columns):
            held = [typed(column, row.get(column.name)) for row in rows]
            columns[_plain(column.label)] = columns[column.name] = held
        return columns
    if value in (None, ""):
        return None
    if item.kind in (Kind.NUMBER, Kind.MONEY):
        return Decimal(value)
    if item.kind is Kind.DATE:
        return date.fromisoformat(value)
    return None


def as_text(value: Decimal | date) -> str:
    """Return a number or a day as JSON holds it: no exponent, no trailing zeros."""
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
