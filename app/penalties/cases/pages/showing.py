"""What the page of a case shows besides its buttons: facts, clocks, evidence, judgements, money, notes, papers."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.clocks import Clock, ClockKind, running_clocks
from app.kernel.clocks.lights import light_of
from app.kernel.documents import documents_of
from app.kernel.places import Official
from app.kernel.sealing import masked
from app.kernel.words import N_
from app.penalties.cases import operations as verbs
from app.penalties.cases.acts import CaseNote, CauseChange, Discretion, Evidence, EvidenceKind, Hearing
from app.penalties.cases.models import CaseState, ClueSource, Decision, PenaltyCase
from app.penalties.cases.queries import files_of
from app.penalties.cases.records import PartyKind
from app.penalties.cases.waiting import waits_for
from app.surfaces.acts import now, session
from app.surfaces.language import show_day, show_due, show_moment, translate
from app.surfaces.records.showing import timeline

NOTES = {
    "review": N_("Legal review"),
    "plea": N_("Plea of the party"),
    "contact": N_("Contact with the party"),
    "recheck": N_("Recheck"),
    "discussion": N_("Collective discussion"),
    "remedy": N_("Remedy"),
    "instalments": N_("Deferral or instalments"),
    "reminder": N_("Reminder"),
    "court": N_("Application to the court"),
}


def shown(act: Act, case: PenaltyCase) -> dict[str, Any]:
    """Return everything that the template shows of a case."""
    evidence = list(session().scalars(select(Evidence).where(Evidence.case_id == case.id).order_by(Evidence.id)))
    clocks = [*running_clocks(session(), case)]
    for one in evidence:
        clocks += running_clocks(session(), one) if (one.preserved_at or one.seized_at) and not one.released_at else []
    names = _names(act, case)
    return {
        "facts": _facts(case),
        "clocks": [_clock(clock) for clock in clocks],
        "officers": [_officer(one) for one in case.officers],
        "evidence": _evidence(case, evidence),
        "judgements": list(
            session().scalars(select(Discretion).where(Discretion.case_id == case.id).order_by(Discretion.number))
        ),
        "money": _money(act, case),
        "payments": verbs.payments_of(act, case),
        "happened": _happened(case, names),
        "papers": documents_of(session(), case),
        "closed": case.state == CaseState.CLOSED,
        "waiting": _waiting(act, case),
        "trail": timeline(case.kind, case.id),
    }


def _waiting(act: Act, case: PenaltyCase) -> str:
    """Return for what the case waits and for whom, as one line."""
    found = waits_for(act, case)
    if found is None:
        return ""
    names = "、".join(found.names)
    return f"{translate(found.what)}（{names}）" if names else translate(found.what)


def _clock(clock: Clock) -> dict[str, str]:
    light = light_of(clock.due_at, clock.warn_at, now())
    stands = clock.suspended_on is not None
    due = show_due(clock.due_at) or translate(
        N_("stands still") if stands else N_("not known yet: the calendar of that year is missing")
    )
    return {
        "title": translate(ClockKind(clock.what)),
        "due": due,
        "light": light.value,
        "words": translate(light if clock.due_at or stands else N_("No deadline")),
    }


def _facts(case: PenaltyCase) -> list[dict[str, str]]:
    identity = case.party_identity or ""
    rows = (
        (N_("Cause of action"), case.item.name if case.item else ""),
        (N_("Party"), case.party_name),
        (N_("Kind of party"), translate(PartyKind(case.party_kind))),
        (N_("Identity number or credit code"), masked(identity) if identity else ""),
        (N_("Handling organ"), case.organisation.name),
        (N_("Source of the clue"), translate(ClueSource(case.source))),
        (N_("Place"), case.place),
        (N_("Day of the act"), show_day(case.acted_on)),
        (N_("What was found"), case.facts_text),
        (N_("Filed at"), show_moment(case.filed_at)),
        (N_("Decision"), translate(Decision(case.decision)) if case.decision else ""),
        (N_("Decided at"), show_moment(case.decided_at)),
        (N_("Further penalties"), "、".join(case.other_penalties or ())),
        (N_("Reason"), case.reason or ""),
        (N_("Served at"), show_moment(case.served_at)),
        (N_("Proof of delivery"), case.serve_proof or ""),
        (N_("Made public at"), show_moment(case.published_at)),
    )
    made = [{"label": translate(label), "text": text} for label, text in rows]
    if case.item is not None:
        made[0]["url"] = url_for("violations.show", pk=case.item.id)
    return made


def _officer(one: Any) -> dict[str, str]:
    note = f"{show_day(one.certificate.valid_to)}"
    return {
        "name": one.official.name,
        "certificate": one.certificate.number,
        "until": note,
        "recused": one.recused_for or "",
    }


def _evidence(case: PenaltyCase, rows: list[Evidence]) -> list[dict[str, Any]]:
    files = files_of(session(), case)
    made = []
    for one in rows:
        held = ""
        if one.released_at is None and (one.preserved_at or one.seized_at):
            held = translate(N_("preserved in advance") if one.preserved_at else N_("seized"))
        file = files.get(one.attachment_id) if one.attachment_id else None
        made.append(
            {
                "what": one.description,
                "kind": translate(EvidenceKind(one.evidence_kind)),
                "taken": show_moment(one.taken_at),
                "added": show_moment(one.added_at),
                "digest": (one.digest or "")[:16],
                "held": held,
                "proves": one.proves_filing,
                "name": file.name if file else "",
                "url": url_for(".attachment", pk=case.id, attachment_id=file.id) if file else "",
            }
        )
    return made


def _money(act: Act, case: PenaltyCase) -> list[dict[str, str]]:
    if not case.fine:
        return []
    added = verbs.surcharge_on(act, case, act.on)
    rows = (
        (N_("Fine (yuan)"), f"{case.fine:,.2f}"),
        (N_("To be paid until"), show_day(case.pay_until)),
        (N_("Paid (yuan)"), f"{case.paid:,.2f}"),
        (N_("Surcharge until today (yuan)"), f"{added:,.2f}" if added else ""),
        (N_("Still owed (yuan)"), f"{verbs.owed_on(act, case, act.on):,.2f}"),
    )
    return [{"label": translate(label), "text": text} for label, text in rows]


def _names(act: Act, case: PenaltyCase) -> dict[int, str]:
    rows = session().execute(select(Official.id, Official.name).where(Official.organisation_id == case.organisation_id))
    return {row[0]: row[1] for row in rows}


def _happened(case: PenaltyCase, names: dict[int, str]) -> list[dict[str, str]]:
    """Return reviews, pleas, hearings, discussions, changes of cause and remedies, oldest first."""
    rows: list[tuple[Any, dict[str, str]]] = []
    for one in session().scalars(select(CaseNote).where(CaseNote.case_id == case.id)):
        text = one.text
        if one.what == "discussion" and one.details:
            voices = "；".join(f"{names.get(int(pk), pk)}：{said}" for pk, said in one.details.items())
            text = f"{text}（{voices}）"
        if one.what == "review":
            verdict = N_("passed") if one.result == "passed" else N_("sent back")
            text = f"{translate(verdict)}：{text}"
        rows.append((one.at, {"what": translate(NOTES[one.what]), "note": text, "who": names.get(one.by or 0, "")}))
    for hearing in session().scalars(select(Hearing).where(Hearing.case_id == case.id)):
        note = hearing.record or (
            show_day(hearing.set_for) if hearing.set_for else translate(N_("asked for, not yet set"))
        )
        who = names.get(hearing.chair_id or 0, "")
        rows.append((hearing.requested_at, {"what": translate(N_("Hearing")), "note": note, "who": who}))
    for change in session().scalars(select(CauseChange).where(CauseChange.case_id == case.id)):
        who = names.get(change.approved_by or 0, "")
        rows.append(
            (change.at, {"what": translate(N_("Change of the cause of action")), "note": change.reason, "who": who})
        )
    return [{"at": show_moment(at), **row} for at, row in sorted(rows, key=lambda pair: pair[0])]
