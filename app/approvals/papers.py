"""The written documents of an approval: which there are, how they are numbered, what each states.

They are written in Chinese whatever the reader's language: a document has legal force in the
language in which it was issued, and its content is frozen then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.approvals.models import Case
from app.approvals.organs import government_of, organ_word, sealing_organ
from app.kernel.act import Act, local_day
from app.kernel.documents import Document, issue_document
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.powers.models import PowerType, PowerVersion

TEMPLATES = Path(__file__).resolve().parent / "templates" / "approvals" / "papers"


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of document: its title (``{act}`` is 行政许可 or another power) and its word in numbers."""

    title: str
    word: str


PAPERS: Mapping[str, Paper] = {
    "receipt": Paper("{act}申请材料接收凭证", "收"),
    "acceptance": Paper("{act}申请受理通知书", "受"),
    "deemed_acceptance": Paper("{act}申请视为受理告知书", "受"),
    "not_accepted": Paper("{act}申请不予受理决定书", "不受"),
    "not_needed": Paper("不需要取得{act}告知书", "告"),
    "one_time_notice": Paper("{act}申请材料补正一次性告知书", "补"),
    "return": Paper("{act}申请退件通知书", "退"),
    "withdrawal": Paper("{act}申请撤回确认书", "撤"),
    "transfer": Paper("{act}申请移送告知书", "移"),
    "suspension": Paper("{act}特别程序所需时间告知书", "停"),
    "extension": Paper("{act}决定延期通知书", "延"),
    "hearing_right": Paper("{act}听证权利告知书", "听告"),
    "hearing_announcement": Paper("{act}听证公告", "听公"),
    "third_party_notice": Paper("{act}利害关系人告知书", "利"),
    "hearing_notice": Paper("{act}听证通知书", "听"),
    "grant": Paper("准予{act}决定书", "准"),
    "refusal": Paper("不予{act}决定书", "不准"),
    "delivery": Paper("{act}文书送达回证", "送"),
}

ACTS = {
    PowerType.LICENCE: "行政许可",
    PowerType.LEVY: "行政征收",
    PowerType.PAYMENT: "行政给付",
    PowerType.CONFIRMATION: "行政确认",
    PowerType.REWARD: "行政奖励",
    PowerType.RULING: "行政裁决",
}


def act_word(power_type: str) -> str:
    """Return how documents call the exercise of a power: 行政许可, or 政务服务 for those without a name."""
    return {str(known): word for known, word in ACTS.items()}.get(power_type, "政务服务事项")


def issue(act: Act, case: Case, what: str, **values: Any) -> Document:
    """Issue a document in a case: number it in the organ's own series, fill in the values, freeze it.

    ``values`` are plain JSON values; days are given as ``date`` and frozen in ISO 8601.
    """
    organ = sealing_organ(act.session.get_one(Organisation, case.organisation_id))
    kind, paper = act_word(case.power.power_type), PAPERS[what]
    licence = case.power.power_type == PowerType.LICENCE
    word = organ_word(act.session, organ) + ("许" if licence else "办") + paper.word
    number = next_number(act, word[:30], case.county)
    body = {
        "organ": organ.name,
        "act": kind,
        "licence": licence,
        "addressee": case.applicant_name,
        "item": case.power_version.name,
        "power_code": case.power.code,
        "case_number": case.number,
        "received_on": case.received_on.isoformat(),
        "phone": case.power_version.phone or organ.phone or "",
        "place": case.power_version.place or organ.address or "",
        **{name: _plain(value) for name, value in values.items()},
    }
    return issue_document(
        act,
        case,
        what,
        organisation_id=case.organisation_id,
        number=f"{word}〔{act.on.year}〕{number}号",
        title=paper.title.format(act=kind),
        sealed_by=organ.name,
        body=body,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    return value


def basis_of(version: PowerVersion) -> list[str]:
    """Return the legal basis of an item as documents cite it: ``《某法》第三条``."""
    cited = []
    for row in version.legal_basis or ():
        law = str(row.get("law", "")).strip("《》")
        if law:
            cited.append(f"《{law}》{row.get('article', '') or ''}")
    return cited


def remedy_text(version: PowerVersion, organisation: Organisation, what: str = "本决定") -> str:
    """Return where and until when the applicant may seek remedy (Licensing Law art. 38)."""
    remedies = version.remedies or {}
    government = remedies.get("reconsideration") or government_of(sealing_organ(organisation))
    court = remedies.get("court") or "有管辖权的人民法院"
    return (
        f"如不服{what}，可以自收到本文书之日起60日内依法向{government}申请行政复议，"
        f"也可以自收到本文书之日起6个月内依法向{court}提起行政诉讼。"
    )


def case_values(case: Case) -> dict[str, Any]:
    """Return the days of a case as its documents state them."""
    return {
        "accepted_on": case.accepted_on.isoformat() if case.accepted_on else None,
        "decided_on": local_day(case.decided_at).isoformat() if case.decided_at else None,
    }
