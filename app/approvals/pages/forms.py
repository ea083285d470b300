"""The form behind each button of a case, as data: what is asked, and which verb it calls."""

from typing import Any

from sqlalchemy import or_, select

from app.approvals import operations as verbs
from app.approvals.models import Case, Hearing, Remedy, SuspensionReason
from app.approvals.operations.correction import CORRECTIONS
from app.approvals.operations.third_parties import unheard
from app.approvals.reasons import REFUSAL_REASONS, RETURN_REASONS
from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotFound
from app.kernel.places import Official, Organisation, OrganisationKind, Post, PostHolder
from app.kernel.words import N_
from app.powers.formfields import answers_of, held_answers, item_fields
from app.surfaces.actions import YES_NO, ActForm, Form, a_day, a_number, an_id, field, none, picked, reason, the_day
from app.surfaces.language import translate


def _extension(act: Act, case: Case) -> list[dict[str, Any]]:
    asked = [field("reason", N_("Reason"))]
    if case.power_version.joint:
        asked.append(field("approval", N_("Approval of the government's head"), "text"))
    return asked


def _notice_fields(act: Act, case: Case) -> list[dict[str, Any]]:
    """Ask what is wrong with each paper of the item's list; empty lines are left out of the notice."""
    fields = [
        field(
            f"paper-{row['code']}",
            str(row.get("name", "")),
            "text",
            must=False,
            hint=N_("What is missing or wrong; empty when in order"),
        )
        for row in case.power_version.materials or ()
    ]
    fields.append(field("other", N_("Something else in the form"), "long", must=False))
    fields.append(
        field(
            "unlisted",
            N_("A paper that the item's list does not hold"),
            "text",
            must=False,
            hint=N_("Only where a law demands it; name the law. The inspectors see it (Licensing Law art. 31)."),
        )
    )
    if case.notices:
        fields.append(
            field("again", N_("A notice was given before. Give another all the same?"), "yes_no", choices=YES_NO)
        )
    return fields


def _give_notice(act: Act, case: Case, form: Form, seen: int | None) -> Any:
    asked = [
        verbs.Asked(form.get(f"paper-{row['code']}", ""), str(row["code"]))
        for row in case.power_version.materials or ()
    ]
    asked.append(verbs.Asked(form.get("other", "")))
    asked.append(verbs.Asked(form.get("unlisted", ""), verbs.UNLISTED))
    return verbs.give_notice(act, case, asked, again=form.get("again") == "1", edit_number=seen)


def _condition_fields(act: Act, case: Case) -> list[dict[str, Any]]:
    marked = case.conditions_met or {}
    choices = (("1", N_("met")), ("0", N_("not met")))
    return [
        field(
            f"condition-{row['code']}",
            str(row.get("text", "")),
            "choice",
            must=False,
            choices=choices,
            value={True: "1", False: "0", None: ""}[marked.get(str(row["code"]))],
        )
        for row in case.power_version.conditions or ()
    ]


def _conditions(case: Case, form: Form) -> dict[str, bool | None]:
    answers = {"1": True, "0": False}
    return {
        str(row["code"]): answers.get(form.get(f"condition-{row['code']}", ""))
        for row in case.power_version.conditions or ()
    }


def _people(act: Act, case: Case) -> list[tuple[int, str]]:
    """Return the colleagues of the handling organ with their posts, without the actor himself."""
    statement = (
        select(Official.id, Official.name, Post.name)
        .join(PostHolder, PostHolder.official_id == Official.id)
        .join(Post, Post.id == PostHolder.post_id)
        .where(
            Post.organisation_id == case.organisation_id,
            Official.left_on.is_(None),
            Official.id != (act.actor.official_id or 0),
            PostHolder.from_on <= act.on,
            or_(PostHolder.to_on.is_(None), PostHolder.to_on >= act.on),
        )
        .order_by(Official.name, Official.id)
    )
    posts: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for pk, name, post in act.session.execute(statement):
        names[pk] = name
        posts.setdefault(pk, []).append(post)
    return [(pk, f"{name}（{'、'.join(dict.fromkeys(posts[pk]))}）") for pk, name in names.items()]


def _organs(act: Act, case: Case) -> list[tuple[int, str]]:
    statement = select(Organisation.id, Organisation.name).where(
        Organisation.county == case.county,
        Organisation.body.in_([str(OrganisationKind.ORGAN), str(OrganisationKind.TOWN)]),
        Organisation.id != case.organisation_id,
    )
    return [(row[0], row[1]) for row in act.session.execute(statement.order_by(Organisation.name).limit(200))]


def _open_remedy(act: Act, case: Case) -> Remedy:
    found = act.session.scalar(
        select(Remedy).where(Remedy.case_id == case.id, Remedy.outcome.is_(None)).order_by(Remedy.id)
    )
    if found is None:
        raise NotFound(N_("No remedy is open in this case."))
    return found


def _remedy_is_open(act: Act, case: Case) -> bool:
    wanted = select(Remedy.id).where(Remedy.case_id == case.id, Remedy.outcome.is_(None))
    return act.session.scalar(wanted.limit(1)) is not None


def _others_correction_waits(act: Act, case: Case) -> bool:
    waiting = CORRECTIONS.waiting(act.session, case)
    return waiting is not None and waiting.proposed_by != act.actor.official_id


def _hearing_was_told(act: Act, case: Case) -> bool:
    told = select(Hearing.id).where(Hearing.case_id == case.id, Hearing.requested_on.is_(None))
    return act.session.scalar(told.limit(1)) is not None


def _still_missing(act: Act, case: Case) -> list[dict[str, Any]]:
    """Ask before an application is accepted whose required papers have not all come (art. 32(5))."""
    names = [paper.name for paper in case.materials if paper.required and paper.state in ("missing", "faulty")]
    if not names:
        return []
    words = translate(N_("These papers are missing or faulty: %(names)s. Accept all the same?"))
    return [field("accept_missing", words % {"names": "、".join(names)}, "yes_no", choices=YES_NO)]


def _accept(act: Act, case: Case, form: Form, seen: int | None) -> Any:
    if _still_missing(act, case) and form.get("accept_missing") != "1":
        raise Incomplete(
            N_("Papers are missing. Give a one-time notice, or confirm that you accept all the same."),
            field="accept_missing",
        )
    return verbs.accept(act, case, seen)


def _correction_fields(act: Act, case: Case) -> list[dict[str, Any]]:
    waiting = CORRECTIONS.waiting(act.session, case)
    if waiting is None:
        return []
    words = (
        f"{translate(CORRECTIONS.labels[waiting.field])}：{waiting.old_value} → {waiting.new_value}（{waiting.reason}）"
    )
    return [field("seen", words, "yes_no", choices=YES_NO[:1])]


def _own_fields(act: Act, case: Case) -> list[dict[str, Any]]:
    """Ask the item's own form again, each field of its own kind, filled in as it was handed in."""
    return item_fields(case.power_version.form, held_answers(case.form), {})


FORMS: dict[str, ActForm[Case]] = {
    "accept": ActForm(
        _still_missing,
        _accept,
        N_("The statutory clock starts on the next working day, and the applicant gets the notice of acceptance."),
        main=True,
    ),
    "give_notice": ActForm(
        _notice_fields,
        _give_notice,
        N_("Name everything at once: a second notice is not allowed (Licensing Law art. 32)."),
    ),
    "fix_on_spot": ActForm(
        _own_fields,
        lambda a, c, f, n: verbs.fix_on_spot(a, c, answers_of(c.power_version.form, f), n),
        N_("Correct what the applicant can correct at once; the acceptance clock goes on (Licensing Law art. 32)."),
    ),
    "refuse_to_accept": ActForm(
        lambda a, c: [field("reason", N_("Reason")), field("competent_organ", N_("Organ that is competent"), "text")],
        lambda a, c, f, n: verbs.refuse_to_accept(a, c, f.get("reason", ""), f.get("competent_organ", ""), n),
        danger=True,
    ),
    "mark_not_needed": ActForm(
        reason, lambda a, c, f, n: verbs.mark_not_needed(a, c, f.get("reason", ""), n), rare=True
    ),
    "hand_in_corrections": ActForm(
        lambda a, c: [
            field(f"paper-{m.code}", m.name, "choice", must=False, choices=(("1", N_("handed in")),))
            for m in c.materials
        ],
        lambda a, c, f, n: verbs.hand_in_corrections(
            a, c, c.form or {}, {m.code: None for m in c.materials if f.get(f"paper-{m.code}") == "1"}, n
        ),
        N_("Mark the papers that the applicant has brought."),
    ),
    "take": ActForm(none, lambda a, c, f, n: verbs.take(a, c, None, n)),
    "assign": ActForm(
        lambda a, c: [field("official", N_("To whom"), "choice", choices=_people(a, c))],
        lambda a, c, f, n: verbs.assign(a, c, an_id(f, "official"), None, n),
    ),
    "recuse": ActForm(
        lambda a, c: [
            field("reason", N_("Reason")),
            field(
                "instead",
                N_("Who carries on"),
                "choice",
                must=False,
                hint=N_("Needed when a step of the case, or the case, is in your hands"),
                choices=_people(a, c),
            ),
        ],
        lambda a, c, f, n: verbs.recuse(
            a, c, f.get("reason", ""), an_id(f, "instead") if f.get("instead") else None, n
        ),
        N_("From now on you do nothing in any matter of this applicant; the declaration is kept in the register."),
        rare=True,
        when=lambda a, c: a.actor.official_id is not None,
    ),
    "sign": ActForm(
        none,
        lambda a, c, f, n: verbs.sign(a, c, None, n),
        N_("You sign that you took part in this step (Licensing Law art. 34)."),
    ),
    "pass_on": ActForm(
        lambda a, c: [*_condition_fields(a, c), field("opinion", N_("Your opinion"))],
        lambda a, c, f, n: verbs.pass_on(a, c, f.get("opinion", ""), _conditions(c, f), edit_number=n),
        main=True,
    ),
    "send_back": ActForm(reason, lambda a, c, f, n: verbs.send_back(a, c, f.get("reason", ""), edit_number=n)),
    "grant": ActForm(
        lambda a, c: [
            field("opinion", N_("Opinion"), "long", must=False),
            field("valid_to", N_("Licence valid until"), "date", must=False),
        ],
        lambda a, c, f, n: verbs.grant(
            a, c, opinion=f.get("opinion", ""), valid_to=a_day(f, "valid_to", must=False), edit_number=n
        ),
        main=True,
    ),
    "refuse": ActForm(
        lambda a, c: [
            field("reason_code", N_("Kind of reason"), "choice", choices=REFUSAL_REASONS),
            field(
                "reason",
                N_("Reasons in full"),
                hint=N_("At least 20 characters; the applicant reads them, with his remedies"),
            ),
        ],
        lambda a, c, f, n: verbs.refuse(a, c, f.get("reason_code", ""), f.get("reason", ""), edit_number=n),
        danger=True,
    ),
    "decide_on_spot": ActForm(
        lambda a, c: [field("valid_to", N_("Licence valid until"), "date", must=False)],
        lambda a, c, f, n: verbs.decide_on_spot(a, c, valid_to=a_day(f, "valid_to", must=False), edit_number=n),
        main=True,
    ),
    "suspend": ActForm(
        lambda a, c: [
            field(
                "reason",
                N_("Ground of article 45"),
                "choice",
                choices=[(w.value, w) for w in SuspensionReason if w is not SuspensionReason.HEARING],
            ),
            field("expected_days", N_("How many working days it will take"), "number"),
            field("reason_text", N_("What is to be done")),
            *(
                [field("approved_by", N_("Approved by"), "choice", choices=_people(a, c))]
                if c.handler_id == a.actor.official_id
                else []
            ),
        ],
        lambda a, c, f, n: verbs.suspend(
            a,
            c,
            f.get("reason", ""),
            a_number(f, "expected_days"),
            reason_text=f.get("reason_text", ""),
            approved_by=an_id(f, "approved_by") if f.get("approved_by") else None,
            edit_number=n,
        ),
        N_("The applicant is told in writing; only the grounds of article 45 stop the clock."),
        rare=True,
    ),
    "resume": ActForm(
        lambda a, c: [field("document", N_("Document that ends the reason"), "text")],
        lambda a, c, f, n: verbs.resume(a, c, f.get("document", ""), edit_number=n),
        main=True,
    ),
    "extend": ActForm(
        _extension,
        lambda a, c, f, n: verbs.extend(a, c, f.get("reason", ""), None, n, approval=f.get("approval", "")),
        N_("Once, before the limit ends; the applicant is told the reason (art. 42)."),
        rare=True,
    ),
    "tell_hearing": ActForm(none, lambda a, c, f, n: verbs.tell_hearing(a, c, n), rare=True),
    "request_hearing": ActForm(
        lambda a, c: [field("requested_on", N_("Asked for on"), "date")],
        lambda a, c, f, n: verbs.request_hearing(a, c, a_day(f, "requested_on", must=False), n),
        when=_hearing_was_told,
        rare=True,
    ),
    "call_hearing": ActForm(
        reason,
        lambda a, c, f, n: verbs.call_hearing(a, c, f.get("reason", ""), n),
        N_("Where the law prescribes a hearing, or a great public interest asks for it; the limits stand still."),
        rare=True,
    ),
    "tell_third_party": ActForm(
        lambda a, c: [
            field("name", N_("Third party"), "text"),
            field("interest", N_("Interest concerned")),
            field("answer_by", N_("May answer until"), "date"),
        ],
        lambda a, c, f, n: verbs.tell_third_party(
            a, c, f.get("name", ""), f.get("interest", ""), the_day(f, "answer_by"), n
        ),
        N_("The limits run on; the case is decided after he was heard, or after that day (Licensing Law art. 36)."),
        rare=True,
    ),
    "hear_third_party": ActForm(
        lambda a, c: [
            field("third_party", N_("Third party"), "choice", choices=[(p.id, p.name) for p in unheard(a, c)]),
            field("statement", N_("What he stated")),
        ],
        lambda a, c, f, n: verbs.hear_third_party(a, c, an_id(f, "third_party"), f.get("statement", ""), n),
        when=lambda a, c: bool(unheard(a, c)),
    ),
    "set_hearing": ActForm(
        lambda a, c: [
            field("held_on", N_("Day of the hearing"), "date", hint=N_("At least seven days ahead")),
            field("place", N_("Place"), "text"),
            field("chair", N_("Chair"), "choice", choices=_people(a, c)),
        ],
        lambda a, c, f, n: verbs.set_hearing(a, c, the_day(f, "held_on"), f.get("place", ""), an_id(f, "chair"), n),
    ),
    "hold_hearing": ActForm(
        lambda a, c: [field("record_text", N_("Record of the hearing"))],
        lambda a, c, f, n: verbs.hold_hearing(a, c, f.get("record_text", ""), n),
        main=True,
    ),
    "return_case": ActForm(
        lambda a, c: [
            field("reason_code", N_("Kind of reason"), "choice", choices=RETURN_REASONS),
            field("reason", N_("Reasons in full")),
            field("approved_by", N_("Approved by"), "choice", must=False, choices=_people(a, c)),
        ],
        lambda a, c, f, n: verbs.return_case(
            a,
            c,
            f.get("reason_code", ""),
            f.get("reason", ""),
            approved_by=an_id(f, "approved_by") if f.get("approved_by") else None,
            edit_number=n,
        ),
        N_("Every return is looked at by the inspectors."),
        danger=True,
        rare=True,
    ),
    "withdraw": ActForm(
        reason,
        lambda a, c, f, n: verbs.withdraw(a, c, f.get("reason", ""), n),
        N_("Only on the applicant's own wish."),
        danger=True,
        rare=True,
    ),
    "transfer": ActForm(
        lambda a, c: [
            field("organisation", N_("To which organ"), "choice", choices=_organs(a, c)),
            field("reason", N_("Reason")),
        ],
        lambda a, c, f, n: verbs.transfer(a, c, picked(a, Organisation, f, "organisation"), f.get("reason", ""), n),
        rare=True,
    ),
    "deliver": ActForm(
        lambda a, c: [
            field("way", N_("How"), "choice", choices=[(w.value, w) for w in verbs.DeliveryWay]),
            field("proof", N_("Proof"), "text", hint=N_("Signature, post number or receipt")),
        ],
        lambda a, c, f, n: verbs.deliver(a, c, f.get("way", ""), f.get("proof", ""), edit_number=n),
        main=True,
    ),
    "file_remedy": ActForm(
        lambda a, c: [
            field("what", N_("Which remedy"), "choice", choices=[(w.value, w) for w in verbs.RemedyKind]),
            field("filed_on", N_("Filed on"), "date"),
            field("remark", N_("Remark"), "long", must=False),
        ],
        lambda a, c, f, n: verbs.file_remedy(a, c, f.get("what", ""), the_day(f, "filed_on"), f.get("remark", ""), n),
        rare=True,
    ),
    "end_remedy": ActForm(
        lambda a, c: [
            field("outcome", N_("Outcome"), "choice", choices=[(w.value, w) for w in verbs.RemedyOutcome]),
            field("reopen", N_("Open the case again?"), "yes_no", choices=YES_NO),
            field("remark", N_("Remark"), "long", must=False),
        ],
        lambda a, c, f, n: verbs.end_remedy(
            a,
            c,
            _open_remedy(a, c),
            f.get("outcome", ""),
            reopen=f.get("reopen") == "1",
            remark=f.get("remark", ""),
            edit_number=n,
        ),
        when=_remedy_is_open,
    ),
    "open_related": ActForm(
        lambda a, c: [
            field(
                "relation",
                N_("What is asked for"),
                "choice",
                choices=[
                    (w.value, w)
                    for w in (verbs.Relation.CHANGE, verbs.Relation.RENEW, verbs.Relation.REVOKE, verbs.Relation.CANCEL)
                ],
            ),
            field("reason", N_("Reason"), "long", must=False),
        ],
        lambda a, c, f, n: verbs.open_related(a, c, f.get("relation", ""), None, f.get("reason", ""), n),
        rare=True,
    ),
    "propose_correction": ActForm(
        lambda a, c: [
            field("field", N_("Which entry"), "choice", choices=CORRECTIONS.choices(c)),
            field("new_value", N_("Right value"), "text"),
            field("reason", N_("Reason")),
        ],
        lambda a, c, f, n: verbs.propose_correction(
            a, c, f.get("field", ""), f.get("new_value", ""), f.get("reason", ""), n
        ),
        N_("Nothing changes until somebody else approves; a moved date is seen by the inspectors."),
        when=lambda a, c: CORRECTIONS.waiting(a.session, c) is None,
        rare=True,
    ),
    "approve_correction": ActForm(
        _correction_fields, lambda a, c, f, n: verbs.approve_correction(a, c, n), when=_others_correction_waits
    ),
}
