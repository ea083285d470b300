"""What the file of a case holds, for its instruments: nothing is asserted that does not lie in it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.kernel.act import Act, local_day
from app.kernel.documents import documents_of
from app.kernel.words import N_, Word
from app.penalties.cases.acts import CaseNote, Evidence, EvidenceKind
from app.penalties.cases.guards import hearing_of
from app.penalties.cases.models import PenaltyCase

EVIDENCE: Mapping[str, str] = {
    EvidenceKind.DOCUMENT: "书证",
    EvidenceKind.OBJECT: "物证",
    EvidenceKind.AUDIO_VISUAL: "视听资料",
    EvidenceKind.ELECTRONIC: "电子数据",
    EvidenceKind.WITNESS: "证人证言",
    EvidenceKind.PARTY: "当事人的陈述",
    EvidenceKind.EXPERT: "鉴定意见",
    EvidenceKind.RECORD: "勘验笔录、现场笔录",
}
"""Kinds of evidence as article 46 names them; instruments are in Chinese."""


class SpareGround(Word):
    """Why the law spares a penalty."""

    MINOR = "minor", N_("Minor, put right in time, no harm done")
    FIRST = "first", N_("First time, slight harm, put right in time")
    NO_FAULT = "no_fault", N_("No fault, as sufficient evidence shows")
    UNDER_14 = "under_14", N_("Younger than fourteen")
    INCAPABLE = "incapable", N_("Ill in mind and unable to understand or control the act")
    LAPSED = "lapsed", N_("Past the limitation")


SPARED: Mapping[str, tuple[str, str]] = {
    SpareGround.MINOR: ("第三十三条第一款", "违法行为轻微并及时改正，没有造成危害后果"),
    SpareGround.FIRST: ("第三十三条第一款", "初次违法且危害后果轻微并及时改正"),
    SpareGround.NO_FAULT: ("第三十三条第二款", "有证据足以证明没有主观过错"),
    SpareGround.UNDER_14: ("第三十条", "实施违法行为时不满十四周岁"),
    SpareGround.INCAPABLE: ("第三十一条", "在不能辨认或者不能控制自己行为时实施违法行为"),
    SpareGround.LAPSED: ("第三十六条", "违法行为在法定期限内未被发现"),
}
"""Article and words of each ground, as the decision cites them."""


def proofs_of(act: Act, case: PenaltyCase) -> list[dict[str, str]]:
    """Return the evidence in the file, each with its kind."""
    rows = act.session.scalars(select(Evidence).where(Evidence.case_id == case.id).order_by(Evidence.id))
    return [{"kind": EVIDENCE[row.evidence_kind], "what": row.description} for row in rows]


def heard_of(act: Act, case: PenaltyCase) -> dict[str, Any]:
    """Return how the party was told and heard since the last notice: what it said, what the recheck says of it."""
    notice = next(
        (one for one in reversed(documents_of(act.session, case)) if one.what in ("penalty_notice", "hearing_right")),
        None,
    )
    notes = select(CaseNote).where(CaseNote.case_id == case.id, CaseNote.at >= case.noticed_at)
    said = list(act.session.scalars(notes.order_by(CaseNote.at, CaseNote.id)))
    pleas = [one for one in said if one.what == "plea"]
    checked = [one for one in said if one.what == "recheck"]
    hearing = hearing_of(act, case)
    return {
        "on": notice.issued_on.isoformat() if notice else "",
        "notice": notice.number if notice else "",
        "pleas": [one.text for one in pleas if not one.result],
        "waived": any(one.result == "waived" for one in pleas),
        "gave_up": hearing is not None and hearing.waived_at is not None,
        "hearing_on": local_day(hearing.held_at).isoformat() if hearing and hearing.held_at else "",
        "recheck": checked[-1].text if checked else "",
    }


REMEDIES = {"reconsideration": "申请行政复议", "suit": "提起行政诉讼"}
"""By the fourteen signs that a note keeps of its result."""
OUTCOMES = {"upheld": "维持", "changed": "变更", "annulled": "撤销", "withdrawn": "撤回"}


def remedies_of(act: Act, case: PenaltyCase) -> list[dict[str, str]]:
    """Return the remedies that the party took, each with its day and outcome."""
    rows = select(CaseNote).where(CaseNote.case_id == case.id, CaseNote.what == "remedy").order_by(CaseNote.at)
    return [
        {
            "on": local_day(row.at).isoformat(),
            "what": REMEDIES.get(row.result, ""),
            "outcome": OUTCOMES.get(str((row.details or {}).get("outcome", "")), ""),
        }
        for row in act.session.scalars(rows)
    ]
