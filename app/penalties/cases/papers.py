"""The written instruments of a penalty case: which there are, how they are numbered, what each states.

They are written in Chinese whatever the reader's language, and their content is frozen when issued.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.kernel.act import Act, local_day
from app.kernel.documents import Document, issue_document
from app.kernel.numbering import next_number
from app.kernel.organs import customary_word, government_of, sealing_organ
from app.penalties import queries
from app.penalties.cases.models import PenaltyCase

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "penalties" / "papers"


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of instrument: its title and its word in numbers."""

    title: str
    word: str


PAPERS: Mapping[str, Paper] = {
    "filing": Paper("行政处罚立案决定书", "罚立"),
    "preservation": Paper("先行登记保存证据通知书", "罚存"),
    "penalty_notice": Paper("行政处罚事先告知书", "罚告"),
    "hearing_right": Paper("行政处罚听证告知书", "罚听告"),
    "hearing_notice": Paper("行政处罚听证通知书", "罚听"),
    "penalty": Paper("行政处罚决定书", "罚决"),
    "on_spot": Paper("当场行政处罚决定书", "罚当"),
    "no_penalty": Paper("不予行政处罚决定书", "不罚"),
    "transfer": Paper("涉嫌犯罪案件移送书", "罚移"),
    "delivery": Paper("送达回证", "罚送"),
    "deferral": Paper("延期（分期）缴纳罚款通知书", "罚缓"),
    "reminder": Paper("履行行政处罚决定催告书", "罚催"),
    "court": Paper("行政处罚强制执行申请书", "罚执"),
    "archive": Paper("行政处罚案件卷宗", "罚档"),
}


def issue(act: Act, case: PenaltyCase, what: str, **values: Any) -> Document:
    """Issue an instrument of a case: number it in the organ's own series, fill in the values, freeze it."""
    organ = sealing_organ(case.organisation)
    paper = PAPERS[what]
    word = customary_word(act.session, organ) + paper.word
    number = next_number(act, word[:30], case.county)
    body = {
        "organ": organ.name,
        "addressee": case.party_name,
        "case_number": case.number,
        "item": case.item.name if case.item else "",
        "laws": laws_of(act, case),
        "facts": case.facts_text,
        "place": case.place,
        "acted_on": case.acted_on.isoformat(),
        "phone": organ.phone or "",
        "address": organ.address or "",
        **{name: plain(value) for name, value in values.items()},
    }
    return issue_document(
        act,
        case,
        what,
        organisation_id=case.organisation_id,
        number=f"{word}〔{act.on.year}〕{number}号",
        title=paper.title,
        sealed_by=organ.name,
        body=body,
    )


def plain(value: Any) -> Any:
    """Return a value as JSON freezes it: days in ISO 8601, sums of money as they are printed."""
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    return value


def money(amount: Decimal) -> str:
    """Return yuan as a document prints them: whole ones without cents."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def laws_of(act: Act, case: PenaltyCase) -> list[str]:
    """Return the articles behind the cause of action, as documents cite them."""
    version = case.version
    if version is None and case.item is not None:
        version = queries.current_version(act.session, case.item, act.on)
    rows = version.laws if version is not None else None
    return [f"《{str(row.get('law', '')).strip('《》')}》{row.get('article') or ''}" for row in rows or ()]


def named(case: PenaltyCase) -> list[dict[str, str]]:
    """Return the officers on a case with the numbers of their certificates."""
    return [
        {"name": one.official.name, "certificate": one.certificate.number}
        for one in case.officers
        if one.left_at is None
    ]


def ranges_of(case: PenaltyCase) -> dict[str, list[str]]:
    """Return both ranges of a fine, of the law and of the standard, as far as they were judged."""
    pairs = {"law": (case.legal_lowest, case.legal_highest), "standard": (case.lowest, case.highest)}
    return {name: [money(lo), money(hi)] for name, (lo, hi) in pairs.items() if lo is not None and hi is not None}


def remedy_text(case: PenaltyCase) -> str:
    """Return where and until when the party may seek remedy (art. 59; Reconsideration Law art. 20)."""
    government = government_of(sealing_organ(case.organisation))
    return (
        f"如不服本决定，可以自收到本决定书之日起60日内依法向{government}申请行政复议，"
        "也可以自收到本决定书之日起6个月内依法向有管辖权的人民法院提起行政诉讼。"
        "复议、诉讼期间本决定不停止执行，法律另有规定的除外；加处罚款的数额在复议、诉讼期间不予计算。"
    )


def decided_day(case: PenaltyCase) -> str:
    """Return the day of the decision in ISO 8601."""
    return local_day(case.decided_at).isoformat() if case.decided_at else ""
