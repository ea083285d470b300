"""What a case file holds beside its instruments: judgements, reviews, pleas, hearing, minutes, money, evidence.

They are leaves of the archive, in Chinese as the instruments are, in the order in which they came about.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.kernel.act import CHINA, Act, local_day
from app.kernel.audit import canonical
from app.kernel.places import Official
from app.penalties.cases.acts import CaseNote, CauseChange, Discretion, Evidence, Hearing, Payment
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.papers import money
from app.penalties.cases.told import EVIDENCE
from app.penalties.models import ViolationItem

NOTES: Mapping[str, str] = {
    "review": "法制审核意见",
    "plea": "陈述申辩记录",
    "contact": "与当事人接触记录",
    "recheck": "复核意见",
    "discussion": "集体讨论记录",
    "remedy": "复议、诉讼情况",
    "instalments": "延期（分期）缴纳审批",
    "reminder": "催告",
    "court": "申请强制执行",
}
RESULTS: Mapping[str, str] = {
    "passed": "审核通过",
    "back": "退回",
    "withdrawal": "同意撤销立案",
    "kept": "不同意撤销立案",
    "waived": "放弃陈述申辩",
    "gave_up": "放弃听证",
    "reconsideration": "行政复议",
    "suit": "行政诉讼",
    "upheld": "维持",
    "changed": "变更",
    "annulled": "撤销",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: its title, when it came about, and what it says, row by row."""

    title: str
    at: datetime
    rows: tuple[tuple[str, str], ...]
    attachment_id: int | None = None
    """File that belongs to it: a piece of evidence."""
    digest: str = ""

    @property
    def on(self) -> str:
        """Its day in ISO 8601."""
        return local_day(self.at).isoformat()

    def indexed(self) -> dict[str, Any]:
        """Return its line in the index of the archive; the digest is that of the file, or of its text."""
        text = hashlib.sha256(
            canonical({"title": self.title, "on": self.on, "rows": [list(row) for row in self.rows]}).encode()
        ).hexdigest()
        return {"title": self.title, "number": "", "on": self.on, "digest": (self.digest or text)[:16]}


def leaves_of(act: Act, case: PenaltyCase) -> list[Leaf]:
    """Return the leaves of a case, oldest first, the evidence last."""
    people = {row.id: row.name for row in act.session.scalars(select(Official).where(Official.county == case.county))}
    acts = [
        *_judgements(act, case, people),
        *_changes(act, case, people),
        *_notes(act, case, people),
        *_hearings(act, case, people),
        *_payments(act, case, people),
    ]
    return [*sorted(acts, key=lambda leaf: leaf.at), *_evidence(act, case, people)]


def _filled(*pairs: tuple[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(text)) for label, text in pairs if text not in (None, ""))


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at is not None else ""


def _judgements(act: Act, case: PenaltyCase, people: Mapping[int, str]) -> Iterator[Leaf]:
    for row in act.session.scalars(select(Discretion).where(Discretion.case_id == case.id).order_by(Discretion.number)):
        facts = "；".join(f"{name}：{value}" for name, value in sorted((row.facts or {}).items()))
        ends = [
            f"{money(lo)}元至{money(hi)}元" if lo is not None and hi is not None else ""
            for lo, hi in ((row.legal_lo, row.legal_hi), (row.lo, row.hi))
        ]
        yield Leaf(
            f"裁量记录（第{row.number}次）",
            row.at,
            _filled(
                ("裁量阶次", row.grade),
                ("法定幅度", ends[0]),
                ("裁量基准幅度", ends[1]),
                ("拟处罚款", f"{money(row.proposed)}元"),
                ("情节", facts),
                ("说明", row.reason),
                ("承办人", people.get(row.by or 0)),
                ("时间", _moment(row.at)),
            ),
        )


def _changes(act: Act, case: PenaltyCase, people: Mapping[int, str]) -> Iterator[Leaf]:
    for row in act.session.scalars(select(CauseChange).where(CauseChange.case_id == case.id).order_by(CauseChange.id)):
        names = [
            item.name if (item := act.session.get(ViolationItem, pk)) else ""
            for pk in (row.from_item_id, row.to_item_id)
        ]
        yield Leaf(
            f"案由变更（第{row.number}次）",
            row.at,
            _filled(
                ("原案由", names[0]),
                ("新案由", names[1]),
                ("理由", row.reason),
                ("批准人", people.get(row.approved_by or 0)),
                ("时间", _moment(row.at)),
            ),
        )


def _notes(act: Act, case: PenaltyCase, people: Mapping[int, str]) -> Iterator[Leaf]:
    for row in act.session.scalars(select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id)):
        voices = row.details if row.what == "discussion" and isinstance(row.details, Mapping) else {}
        ended = row.details if row.what == "remedy" and isinstance(row.details, Mapping) else {}
        plan = row.details if isinstance(row.details, list) else []
        yield Leaf(
            NOTES[row.what],
            row.at,
            _filled(
                ("结果", RESULTS.get(row.result, row.result)),
                ("内容", row.text),
                *((people.get(int(pk), "参加人"), said) for pk, said in voices.items()),
                ("金额", f"{money(row.amount)}元" if row.amount is not None else ""),
                ("期限", row.until),
                ("分期", "；".join(f"{day} {amount}元" for day, amount in plan)),
                ("结案", RESULTS.get(str(ended.get("outcome", "")), "")),
                ("结案理由", ended.get("text", "")),
                ("记录人", people.get(row.by or 0)),
                ("时间", _moment(row.at)),
                ("终结时间", _moment(row.ended_at)),
            ),
        )


def _hearings(act: Act, case: PenaltyCase, people: Mapping[int, str]) -> Iterator[Leaf]:
    for row in act.session.scalars(select(Hearing).where(Hearing.case_id == case.id).order_by(Hearing.id)):
        yield Leaf(
            "听证笔录",
            row.held_at or row.waived_at or row.requested_at,
            _filled(
                ("要求听证", _moment(row.requested_at)),
                ("听证时间", f"{row.set_for or ''} {row.begins or ''}".strip()),
                ("主持人", people.get(row.chair_id or 0)),
                ("笔录", row.record),
                ("记录时间", _moment(row.held_at)),
                ("放弃听证", _moment(row.waived_at)),
            ),
        )


def _payments(act: Act, case: PenaltyCase, people: Mapping[int, str]) -> Iterator[Leaf]:
    for row in act.session.scalars(
        select(Payment).where(Payment.case_id == case.id).order_by(Payment.paid_on, Payment.id)
    ):
        yield Leaf(
            "缴款凭证",
            row.at,
            _filled(
                ("回单号", row.receipt),
                ("金额", f"{money(row.amount)}元"),
                ("其中加处罚款", f"{money(row.surcharge)}元" if row.surcharge else ""),
                ("缴款日期", row.paid_on),
                ("方式", "当场收缴现金" if row.cash else "银行或者电子支付"),
                ("当场收缴理由", row.ground),
                ("登记人", people.get(row.by or 0)),
            ),
        )


def _evidence(act: Act, case: PenaltyCase, people: Mapping[int, str]) -> Iterator[Leaf]:
    for number, row in enumerate(
        act.session.scalars(select(Evidence).where(Evidence.case_id == case.id).order_by(Evidence.id)), start=1
    ):
        yield Leaf(
            f"证据{number}：{row.description}",
            row.added_at,
            _filled(
                ("证据种类", EVIDENCE[row.evidence_kind]),
                ("拍摄时间", _moment(row.taken_at)),
                ("提交时间", _moment(row.added_at)),
                ("提交人", people.get(row.added_by or 0)),
                ("先行登记保存", _moment(row.preserved_at)),
                ("查封扣押", _moment(row.seized_at)),
                ("解除", _moment(row.released_at)),
                ("文件摘要（SHA-256）", row.digest or ""),
            ),
            row.attachment_id,
            row.digest or "",
        )
