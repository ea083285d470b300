"""Forms of setting the record right: one proposes, another approves."""

from typing import Any

from app.kernel.act import Act
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.models import PenaltyCase
from app.penalties.cases.operations.correction import CORRECTIONS
from app.surfaces.actions import YES_NO, ActForm, field
from app.surfaces.language import translate


def _asked(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    return [
        field("field", N_("What is to be corrected"), "choice", choices=CORRECTIONS.choices(case)),
        field("new_value", N_("The right value"), "text", hint=N_("Days as 2026-11-23"), longest=120),
        field("reason", N_("What is wrong, and how you know it")),
    ]


def _shown(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    waiting = CORRECTIONS.waiting(act.session, case)
    if waiting is None:
        return []
    words = (
        f"{translate(CORRECTIONS.labels[waiting.field])}：{waiting.old_value} → {waiting.new_value}（{waiting.reason}）"
    )
    return [field("seen", words, "yes_no", choices=YES_NO[:1])]


def _others_waits(act: Act, case: PenaltyCase) -> bool:
    waiting = CORRECTIONS.waiting(act.session, case)
    return waiting is not None and waiting.proposed_by != act.actor.official_id


CORRECTING: dict[str, ActForm[PenaltyCase]] = {
    "propose_correction": ActForm(
        _asked,
        lambda a, c, f, n: verbs.propose_correction(
            a, c, f.get("field", ""), f.get("new_value", ""), f.get("reason", ""), n
        ),
        N_("Nothing changes until somebody else approves; the old value stays for ever."),
        rare=True,
        when=lambda a, c: CORRECTIONS.waiting(a.session, c) is None,
    ),
    "approve_correction": ActForm(
        _shown,
        lambda a, c, f, n: verbs.approve_correction(a, c, n),
        N_("A moved day moves its deadlines, and the inspectors see it."),
        when=_others_waits,
    ),
}
