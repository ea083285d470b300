"""Forms of the beginning: the clue's fate, filing, evidence, officers, standstill."""

from typing import Any

from flask import current_app, request
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.attachments import Attachment, store_attachment
from app.kernel.errors import NotFound
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import Evidence, EvidenceKind
from app.penalties.cases.guards import officers_of
from app.penalties.cases.models import ClueSource, PauseReason, PenaltyCase
from app.penalties.cases.pages.people import voices, voices_fields
from app.penalties.cases.queries import certified_officers, items_of
from app.penalties.models import ViolationItem
from app.surfaces.actions import YES_NO, ActForm, Form, a_moment, a_word, an_id, field, ids, none, reason, words
from app.surfaces.folders import folder_of

KINDS = [".jpg", ".jpeg", ".png", ".pdf", ".docx", ".xlsx", ".zip"]


def item_for(act: Act, case: PenaltyCase, form: Form) -> ViolationItem:
    """Return the chosen penalty item, of the organ that handles the case."""
    item = act.session.get(ViolationItem, an_id(form, "item"))
    if item is None or item.organisation_id != case.organisation_id:
        raise NotFound(N_("There is no such penalty item in force."), field="item")
    return item


def item_field(act: Act, case: PenaltyCase) -> dict[str, Any]:
    """Ask for the cause of action."""
    choices = items_of(act.session, [case.organisation_id])
    return field("item", N_("Cause of action"), "choice", value=case.item_id or "", choices=choices)


def officers_field(act: Act, case: PenaltyCase) -> dict[str, Any]:
    """Ask for the officers, among those whose certificate is valid today."""
    return field(
        "officers",
        N_("Officers on the case"),
        "many",
        hint=N_("At least two, each with a valid certificate"),
        choices=certified_officers(act.session, case.organisation_id, act),
    )


def _held(act: Act, case: PenaltyCase) -> list[Evidence]:
    held = select(Evidence).where(Evidence.case_id == case.id, Evidence.released_at.is_(None))
    return [one for one in act.session.scalars(held) if one.preserved_at is not None or one.seized_at is not None]


def _seized(act: Act, case: PenaltyCase) -> list[Evidence]:
    return [one for one in _held(act, case) if one.seized_at is not None]


def _evidence(act: Act, case: PenaltyCase, form: Form) -> Evidence:
    found = next((one for one in _held(act, case) if one.id == an_id(form, "evidence")), None)
    if found is None:
        raise NotFound(N_("This evidence is not preserved, or it has been decided upon."), field="evidence")
    return found


def _file(act: Act, case: PenaltyCase) -> Attachment | None:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    folder = folder_of("files")
    largest = int(current_app.config["SUNSHINE_UPLOAD_MB"]) * 1024 * 1024
    return store_attachment(act, folder, case, sent.filename, sent.stream, largest)


def _add_evidence(act: Act, case: PenaltyCase, form: Form, seen: int | None) -> Any:
    held = form.get("held", "")
    return verbs.add_evidence(
        act,
        case,
        a_word(form, "evidence_kind", EvidenceKind),
        form.get("description", ""),
        file=_file(act, case),
        taken_at=a_moment(form, "taken_at"),
        proves_filing=form.get("proves_filing") == "1",
        preserve=held == "preserved",
        seize=held == "seized",
    )


def _evidence_fields(act: Act, case: PenaltyCase) -> list[dict[str, Any]]:
    rows = [
        field("description", N_("What it is and what it proves"), "text"),
        field("evidence_kind", N_("Kind of evidence"), "choice", choices=words(list(EvidenceKind)), value="record"),
        field(
            "file",
            N_("File"),
            "file",
            must=False,
            kinds=KINDS,
            hint=N_("Its digest is kept, so that nobody can exchange it"),
        ),
        field("taken_at", N_("Taken at"), "moment", must=False, hint=N_("As the camera noted it")),
        field("proves_filing", N_("Meets the filing standard by itself"), "yes_no", must=False, choices=YES_NO),
    ]
    if case.filed_at is not None:
        choices = (
            ("preserved", N_("Preserved in advance (7 working days)")),
            ("seized", N_("Seized or sealed (30 days)")),
        )
        rows.append(field("held", N_("Held"), "choice", must=False, choices=choices))
    return rows


def _on_case(case: PenaltyCase) -> list[tuple[int, str]]:
    return [(one.official_id, one.official.name) for one in officers_of(case)]


def _is_on(act: Act, case: PenaltyCase) -> bool:
    return any(one.official_id == act.actor.official_id for one in officers_of(case))


def _spare(act: Act, case: PenaltyCase) -> list[tuple[int, str]]:
    gone = {one.official_id for one in case.officers}
    return [pair for pair in certified_officers(act.session, case.organisation_id, act) if pair[0] not in gone]


OPENING: dict[str, ActForm[PenaltyCase]] = {
    "file": ActForm(
        lambda a, c: [
            item_field(a, c),
            officers_field(a, c),
            field(
                "complex",
                N_("Complex, or touches great public interests"),
                "yes_no",
                choices=YES_NO,
                value="0",
                hint=N_("Then review and collective discussion are a must"),
            ),
        ],
        lambda a, c, f, n: verbs.file(
            a, c, item_for(a, c, f), ids(f, "officers"), n, is_complex=f.get("complex") == "1"
        ),
        N_("From now on ninety days run until the decision (Penalty Law art. 60)."),
        main=True,
    ),
    "decline": ActForm(
        reason,
        lambda a, c, f, n: verbs.decline(a, c, f.get("reason", ""), n),
        N_("Every clue that is not taken up is seen by the inspectors."),
        danger=True,
    ),
    "leave_unfiled": ActForm(
        reason,
        lambda a, c, f, n: verbs.leave_unfiled(a, c, f.get("reason", ""), n),
        N_("Every case that is not filed is seen by the inspectors."),
        danger=True,
    ),
    "tell_informer": ActForm(
        none,
        lambda a, c, f, n: verbs.tell_informer(a, c),
        when=lambda a, c: c.source == ClueSource.COMPLAINT and c.informer_told_at is None,
    ),
    "begin_investigation": ActForm(
        none,
        lambda a, c, f, n: verbs.begin_investigation(a, c, n),
        N_("Two officers show their certificates (Penalty Law art. 55)."),
        main=True,
    ),
    "add_evidence": ActForm(_evidence_fields, _add_evidence),
    "release_evidence": ActForm(
        lambda a, c: [
            field("evidence", N_("Evidence"), "choice", choices=[(e.id, e.description) for e in _held(a, c)]),
            field("outcome", N_("What becomes of it"), "text"),
        ],
        lambda a, c, f, n: verbs.release_evidence(a, c, _evidence(a, c, f), f.get("outcome", "")),
        when=lambda a, c: bool(_held(a, c)),
    ),
    "extend_seizure": ActForm(
        lambda a, c: [
            field("evidence", N_("Evidence"), "choice", choices=[(e.id, e.description) for e in _seized(a, c)]),
            field("reason", N_("Reason")),
        ],
        lambda a, c, f, n: verbs.extend_seizure(a, c, _evidence(a, c, f), f.get("reason", "")),
        N_("Once, for thirty days (Coercion Law art. 25)."),
        when=lambda a, c: bool(_seized(a, c)),
    ),
    "note_contact": ActForm(
        lambda a, c: [field("text", N_("Who, when, about what"))],
        lambda a, c, f, n: verbs.note_contact(a, c, f.get("text", "")),
        rare=True,
    ),
    "recuse": ActForm(
        lambda a, c: [
            field("officer", N_("Who leaves the case"), "choice", choices=_on_case(c)),
            field("instead", N_("Who takes his place"), "choice", choices=_spare(a, c)),
            field("reason", N_("Reason")),
        ],
        lambda a, c, f, n: verbs.recuse(a, c, an_id(f, "officer"), f.get("reason", ""), an_id(f, "instead"), n),
        rare=True,
        when=lambda a, c: bool(officers_of(c)),
    ),
    "keep_away": ActForm(
        lambda a, c: [
            field("reason", N_("Reason")),
            *([field("instead", N_("Who carries on"), "choice", choices=_spare(a, c))] if _is_on(a, c) else []),
        ],
        lambda a, c, f, n: verbs.keep_away(
            a, c, f.get("reason", ""), an_id(f, "instead") if f.get("instead") else None, n
        ),
        N_("From now on you do nothing in any matter of this party; the declaration is kept in the register."),
        rare=True,
        when=lambda a, c: _is_on(a, c) or bool(c.party_identity),
    ),
    "change_cause": ActForm(
        lambda a, c: [item_field(a, c), field("reason", N_("Reason"))],
        lambda a, c, f, n: verbs.change_cause(a, c, item_for(a, c, f), f.get("reason", ""), n),
        N_("Both ranges are compared and kept; the inspectors see every change."),
        rare=True,
    ),
    "review_withdrawal": ActForm(
        lambda a, c: [
            field("passed", N_("Do you agree to the withdrawal?"), "yes_no", choices=YES_NO),
            field("opinion", N_("Opinion")),
        ],
        lambda a, c, f, n: verbs.review_withdrawal(
            a, c, passed=f.get("passed") == "1", opinion=f.get("opinion", ""), edit_number=n
        ),
        rare=True,
    ),
    "discuss_withdrawal": ActForm(
        voices_fields,
        lambda a, c, f, n: verbs.discuss_withdrawal(a, c, f.get("minutes", ""), voices(a, c, f), n),
        N_("At least two people; each voice is kept (Penalty Law art. 57)."),
        rare=True,
    ),
    "withdraw_filing": ActForm(
        reason,
        lambda a, c, f, n: verbs.withdraw_filing(a, c, f.get("reason", ""), n),
        N_("Every withdrawn filing is seen by the inspectors; legal review and minutes come first."),
        danger=True,
        rare=True,
    ),
    "suspend": ActForm(
        lambda a, c: [
            field("ground", N_("Ground"), "choice", choices=words(list(PauseReason))),
            field("reason", N_("Reason")),
        ],
        lambda a, c, f, n: verbs.suspend(a, c, a_word(f, "ground", PauseReason), f.get("reason", ""), n),
        rare=True,
    ),
    "resume": ActForm(none, lambda a, c, f, n: verbs.resume(a, c, n), main=True),
}
