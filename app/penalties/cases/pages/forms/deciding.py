"""Forms of the middle: review, notice, plea, hearing, recheck, discussion, decision, service."""

from typing import Any

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.errors import NotFound
from app.kernel.places import Official, Post, PostHolder
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.guards import review_is_a_must
from app.penalties.cases.models import CaseState, Decision, PenaltyCase
from app.penalties.cases.pages.fields import (
    YES_NO,
    ActForm,
    Form,
    a_day,
    a_number,
    a_word,
    field,
    none,
    the_day,
    words,
    yuan,
)


def people(act: Act, case: PenaltyCase) -> list[tuple[int, str]]:
    """Return the officials of the handling organ who hold a post today and are not on the case."""
    rows = act.session.execute(
        select(Official.id, Official.name)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(
            Post.organisation_id == case.organisation_id, PostHolder.from_on <= act.on,
            or_(PostHolder.to_on.is_(None), PostHolder.to_on >= act.on),
        )
        .distinct()
        .order_by(Official.name, Official.id)
    )  # fmt: skip
    on_it = {one.official_id for one in case.officers}
    return [(row[0], row[1]) for row in rows if row[0] not in on_it]


def _chair(act: Act, form: Form) -> Official:
    chair = act.session.get(Official, a_number(form, "chair"))
    if chair is None:
        raise NotFound(N_("Choose one from the list."), field="chair")
    return chair


def _hearing(act: Act, case: PenaltyCase, *, asked: bool, dated: bool = False) -> bool:
    found = verbs.hearing_of(act, case)
    if not asked:
        return case.hearing_told and found is None
    return found is not None and found.held_at is None and (found.set_for is not None) == dated


def _review_fields(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    return [field("passed", N_("Does it pass?"), "yes_no", choices=YES_NO), field("opinion", N_("Opinion"))]


def _voices(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    asked = [field("minutes", N_("Minutes"))]
    for pk, name in people(act, case)[:12]:
        asked.append(
            field(f"voice-{pk}", name, "text", must=False, hint=N_("What he said; empty when absent"))
        )
    return asked


def _discuss(act: Act, case: PenaltyCase, form: Form, seen: int | None) -> Any:
    voices = {pk: form.get(f"voice-{pk}", "") for pk, _ in people(act, case)}
    return verbs.discuss(act, case, form.get("minutes", ""), voices, seen)


def _decision_fields(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    ready = case.state in (CaseState.RECHECKED, CaseState.DISCUSSED)
    kinds = [word for word in Decision if ready or word != Decision.PENALISE]
    asked = [
        field("decision", N_("Decision"), "choice", choices=words(kinds), value="penalise" if ready else ""),
        field("opinion", N_("Reasons")),
    ]
    if ready:
        hint = N_("At most what the party was told")
        asked.insert(
            1,
            field(
                "fine", N_("Fine (yuan)"), "number", must=False, value=case.proposed, step="0.01", hint=hint
            ),
        )
    return asked


def _decide(act: Act, case: PenaltyCase, form: Form, seen: int | None) -> Any:
    decision = a_word(form, "decision", Decision)
    fine = yuan(form, "fine") if form.get("fine", "").strip() else None
    return verbs.decide(act, case, decision, form.get("opinion", ""), fine=fine, edit_number=seen)


DECIDING: dict[str, ActForm] = {
    "review": ActForm(_review_fields, lambda a, c, f, n: verbs.review(a, c, passed=f.get("passed") == "1", opinion=f.get("opinion", ""), edit_number=n), N_("What does not pass goes back to the officers."), main=True),
    "review_again": ActForm(_review_fields, lambda a, c, f, n: verbs.review_again(a, c, passed=f.get("passed") == "1", opinion=f.get("opinion", ""), edit_number=n)),
    "give_notice": ActForm(
        none, lambda a, c, f, n: verbs.give_notice(a, c, n),
        N_("The party is told of the fine, its grounds and its rights; what it was told cannot be changed any more."),
        main=True, when=lambda a, c: c.state == CaseState.REVIEWED or not review_is_a_must(a, c, c.proposed),
    ),
    "plead": ActForm(
        lambda a, c: [field("text", N_("What the party says")), field("waives", N_("The party waives plea and hearing"), "yes_no", choices=YES_NO, value="0")],
        lambda a, c, f, n: verbs.plead(a, c, f.get("text", ""), waives=f.get("waives") == "1", edit_number=n),
    ),
    "request_hearing": ActForm(
        lambda a, c: [field("requested_on", N_("Asked for on"), "date", value=a.on.isoformat())],
        lambda a, c, f, n: verbs.request_hearing(a, c, a_day(f, "requested_on", must=False), n),
        when=lambda a, c: _hearing(a, c, asked=False),
    ),
    "set_hearing": ActForm(
        lambda a, c: [field("set_for", N_("Day of the hearing"), "date", hint=N_("At least seven working days ahead")), field("place", N_("Place"), "text"), field("chair", N_("Chair"), "choice", choices=people(a, c))],
        lambda a, c, f, n: verbs.set_hearing(a, c, the_day(f, "set_for"), _chair(a, f), f.get("place", ""), n),
        when=lambda a, c: _hearing(a, c, asked=True),
    ),
    "hold_hearing": ActForm(
        lambda a, c: [field("text", N_("Record of the hearing"))],
        lambda a, c, f, n: verbs.hold_hearing(a, c, f.get("text", ""), n),
        when=lambda a, c: _hearing(a, c, asked=True, dated=True),
    ),
    "recheck": ActForm(
        lambda a, c: [field("amount", N_("Fine (yuan)"), "number", value=c.noticed, step="0.01", hint=N_("Never more than the party was told (art. 45)")), field("opinion", N_("Opinion"))],
        lambda a, c, f, n: verbs.recheck(a, c, yuan(f, "amount"), f.get("opinion", ""), n), main=True,
    ),
    "discuss": ActForm(_voices, _discuss, N_("At least two people; each voice is kept (Penalty Law art. 57).")),
    "decide": ActForm(_decision_fields, _decide, main=True),
    "report_summary": ActForm(none, lambda a, c, f, n: verbs.report_summary(a, c, n), main=True, when=lambda a, c: c.summary and c.reported_at is None),
    "serve": ActForm(
        lambda a, c: [field("way", N_("How"), "choice", choices=words(list(verbs.ServeWay))), field("proof", N_("Proof"), "text", hint=N_("Signature, post number or receipt")), field("on", N_("Served on"), "date", value=a.on.isoformat())],
        lambda a, c, f, n: verbs.serve(a, c, a_word(f, "way", verbs.ServeWay), f.get("proof", ""), a_day(f, "on", must=False), n), main=True,
    ),
}  # fmt: skip
