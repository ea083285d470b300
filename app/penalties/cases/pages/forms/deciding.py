"""Forms of the middle: review, notice, plea, hearing, recheck, discussion, decision, service."""

from typing import Any

from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.places import Official
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.guards import heard, review_is_a_must
from app.penalties.cases.models import CaseState, Decision, PenaltyCase
from app.penalties.cases.pages.people import people, voices, voices_fields
from app.penalties.cases.readiness import READY, lacks, reviewed
from app.penalties.cases.told import SpareGround
from app.surfaces.actions import YES_NO, ActForm, Form, a_day, a_word, an_id, field, none, the_day, words, yuan


def _chair(act: Act, form: Form) -> Official:
    chair = act.session.get(Official, an_id(form, "chair"))
    if chair is None:
        raise NotFound(N_("Choose one from the list."), field="chair")
    return chair


def _hearing(act: Act, case: PenaltyCase, *, asked: bool, dated: bool = False) -> bool:
    found = verbs.hearing_of(act, case)
    if not asked:
        return case.hearing_told and found is None
    open_one = found is not None and found.held_at is None and found.waived_at is None
    return open_one and found is not None and (found.set_for is not None) == dated


def _open_hearing(act: Act, case: PenaltyCase) -> bool:
    return _hearing(act, case, asked=True) or _hearing(act, case, asked=True, dated=True)


def _review_again(act: Act, case: PenaltyCase) -> bool:
    """Tell whether a review is due before the decision: after a hearing, or because none passed the proposal."""
    due = heard(act, case) or review_is_a_must(act, case, case.proposed)
    return due and not reviewed(act, case)


def _review_fields(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    return [field("passed", N_("Does it pass?"), "yes_no", choices=YES_NO), field("opinion", N_("Opinion"))]


def _decision_fields(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    ready = case.state in READY and not lacks(act, case, case.proposed)
    kinds = [word for word in Decision if ready or word != Decision.PENALISE]
    asked = [
        field("decision", N_("Decision"), "choice", choices=words(kinds), value="penalise" if ready else ""),
        field(
            "opinion", N_("Reasons"), hint=N_("Printed in the decision word for word; you see it before it is sealed")
        ),
        field(
            "ground",
            N_("Ground of no penalty"),
            "choice",
            must=False,
            choices=words(list(SpareGround)),
            hint=N_("Only where no penalty is imposed (art. 30 to 36); printed in the decision"),
        ),
    ]
    if ready:
        hint = N_("At most what the party was told")
        asked.insert(1, field("fine", N_("Fine (yuan)"), "money", must=False, value=case.proposed, hint=hint))
    return asked


def _decide(act: Act, case: PenaltyCase, form: Form, seen: int | None) -> Any:
    decision = a_word(form, "decision", Decision)
    fine = yuan(form, "fine") if form.get("fine", "").strip() else None
    ground = a_word(form, "ground", SpareGround) if form.get("ground") else None
    return verbs.decide(act, case, decision, form.get("opinion", ""), fine=fine, ground=ground, edit_number=seen)


DECIDING: dict[str, ActForm[PenaltyCase]] = {
    "review": ActForm(
        _review_fields,
        lambda a, c, f, n: verbs.review(
            a, c, passed=f.get("passed") == "1", opinion=f.get("opinion", ""), edit_number=n
        ),
        N_("What does not pass goes back to the officers."),
        main=True,
    ),
    "review_again": ActForm(
        _review_fields,
        lambda a, c, f, n: verbs.review_again(
            a, c, passed=f.get("passed") == "1", opinion=f.get("opinion", ""), edit_number=n
        ),
        when=_review_again,
        main=True,
    ),
    "give_notice": ActForm(
        none,
        lambda a, c, f, n: verbs.give_notice(a, c, n),
        N_("The party is told of the fine, its grounds and its rights; what it was told cannot be changed any more."),
        main=True,
        sealed=True,
        when=lambda a, c: c.state == CaseState.REVIEWED or not review_is_a_must(a, c, c.proposed),
    ),
    "plead": ActForm(
        lambda a, c: [
            field("text", N_("What the party says")),
            field("waives", N_("The party waives plea and hearing"), "yes_no", choices=YES_NO, value="0"),
        ],
        lambda a, c, f, n: verbs.plead(a, c, f.get("text", ""), waives=f.get("waives") == "1", edit_number=n),
    ),
    "request_hearing": ActForm(
        lambda a, c: [field("requested_on", N_("Asked for on"), "date", value=a.on.isoformat())],
        lambda a, c, f, n: verbs.request_hearing(a, c, a_day(f, "requested_on", must=False), n),
        when=lambda a, c: _hearing(a, c, asked=False),
    ),
    "set_hearing": ActForm(
        lambda a, c: [
            field("set_for", N_("Day of the hearing"), "date", hint=N_("At least seven working days ahead")),
            field("begins", N_("Begins at"), "text", example="09:30"),
            field("place", N_("Place"), "text"),
            field("chair", N_("Chair"), "choice", choices=people(a, c)),
        ],
        lambda a, c, f, n: verbs.set_hearing(
            a, c, the_day(f, "set_for"), _chair(a, f), f.get("place", ""), f.get("begins", ""), n
        ),
        when=lambda a, c: _hearing(a, c, asked=True),
    ),
    "hold_hearing": ActForm(
        lambda a, c: [field("text", N_("Record of the hearing"))],
        lambda a, c, f, n: verbs.hold_hearing(a, c, f.get("text", ""), n),
        when=lambda a, c: _hearing(a, c, asked=True, dated=True),
    ),
    "waive_hearing": ActForm(
        lambda a, c: [
            field(
                "reason",
                N_("How the party gave it up"),
                hint=N_("It withdrew its request, or stayed away without good reason (art. 64)"),
            )
        ],
        lambda a, c, f, n: verbs.waive_hearing(a, c, f.get("reason", ""), n),
        when=_open_hearing,
        rare=True,
    ),
    "recheck": ActForm(
        lambda a, c: [
            field(
                "amount",
                N_("Fine (yuan)"),
                "number",
                value=c.noticed,
                step="0.01",
                hint=N_("Never more than the party was told (art. 45)"),
            ),
            field("opinion", N_("Opinion")),
        ],
        lambda a, c, f, n: verbs.recheck(a, c, yuan(f, "amount"), f.get("opinion", ""), n),
        main=True,
    ),
    "discuss": ActForm(
        voices_fields,
        lambda a, c, f, n: verbs.discuss(a, c, f.get("minutes", ""), voices(a, c, f), n),
        N_("At least two people; each voice is kept (Penalty Law art. 57)."),
    ),
    "decide": ActForm(_decision_fields, _decide, main=True, sealed=True),
    "report_summary": ActForm(
        none,
        lambda a, c, f, n: verbs.report_summary(a, c, n),
        main=True,
        when=lambda a, c: c.summary and c.reported_at is None,
    ),
    "serve": ActForm(
        lambda a, c: [
            field("way", N_("How"), "choice", choices=words(list(verbs.ServeWay))),
            field("proof", N_("Proof"), "text", hint=N_("Signature, post number or receipt")),
            field("on", N_("Served on"), "date", value=a.on.isoformat()),
        ],
        lambda a, c, f, n: verbs.serve(
            a, c, a_word(f, "way", verbs.ServeWay), f.get("proof", ""), a_day(f, "on", must=False), n
        ),
        main=True,
    ),
}
