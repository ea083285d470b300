"""What every act on a penalty case asks first, of the actor, the officers and the file.

What the law forbids is refused here or in ``readiness`` and ``limits``; what it leaves to the organ passes with
its reasons and is watched by the points (docs/penalty-guards.md says of every point which).
"""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select

from app.kernel.act import Act, start_of_day
from app.kernel.clocks import ClockKind, clock_of
from app.kernel.errors import Conflict, Incomplete, NotAllowed, OutOfOrder
from app.kernel.flows.machine import Move
from app.kernel.places import Organisation
from app.kernel.roles import Duty, Role
from app.kernel.words import N_, Titled
from app.parties.recusal import has_interest, keeps_away
from app.penalties.cases.acts import CaseNote, Evidence, Hearing
from app.penalties.cases.flows import PENALTY
from app.penalties.cases.models import CaseOfficer, OfficerCertificate, PenaltyCase, PenaltyRule

SUMMARY_PERSON, SUMMARY_ORGANISATION = Decimal(200), Decimal(3_000)
"""Highest fines on the spot (art. 51)."""
CASH = Decimal(100)
"""Highest fine taken in cash on the spot without a ground (art. 68)."""
LIGHT_KINDS = frozenset({"警告", "通报批评", "责令改正", "责令限期改正"})
"""Kinds that are neither heavy nor more than a decision on the spot may impose (art. 51, 63); the order to correct is none."""


def begin(act: Act, case: PenaltyCase, code: str, *, reason: str = "", edit_number: int | None = None) -> Move:
    """Return the move when the actor may make it now; otherwise refuse in words."""
    move = PENALTY.moves[code]
    check_duty(act, case.organisation_id, move)
    if code != "keep_away":
        check_away(act, case, [act.actor.official_id])
    if edit_number is not None and edit_number != case.edit_number:
        raise Conflict(N_("This case was changed while you were working. Look at it again; your text is kept."))
    PENALTY.check(case.state, code)
    if move.needs_reason:
        needed(reason)
    return move


def check_duty(act: Act, organisation_id: int, move: Move) -> None:
    """Refuse unless the move belongs to the party, or to a duty held at the organ that handles the case."""
    actor = act.actor
    if actor.is_platform or (move.by_applicant and Role.PUBLIC in actor.roles):
        return
    if holds(act, organisation_id, move.duties):
        return
    raise NotAllowed(
        N_("“%(move)s” belongs to another post of the handling organ. Hand the case to its holder."),
        move=Titled(move.title),
    )


def holds(act: Act, organisation_id: int, duties: Iterable[Duty]) -> bool:
    """Tell whether the actor holds one of these duties in an organisation."""
    return any((organisation_id, duty) in act.actor.duties for duty in duties)


def needed(text: str, field: str = "reason") -> str:
    """Return a text without its blanks, or refuse an empty one."""
    if not text.strip():
        raise Incomplete(N_("Give the reason in words that the person concerned understands."), field=field)
    return text.strip()


def officers_of(case: PenaltyCase) -> list[CaseOfficer]:
    """Return the officers on a case who have not left it."""
    return [officer for officer in case.officers if officer.left_at is None]


def certified(act: Act, organisation_id: int, official_ids: Iterable[int], least: int = 2) -> list[OfficerCertificate]:
    """Return a certificate of each officer that is valid today, or refuse (art. 42).

    At least two officers enforce, unless a law says otherwise.
    """
    wanted = list(dict.fromkeys(official_ids))
    if len(wanted) < least:
        raise Incomplete(N_("At least two officers enforce (Penalty Law art. 42). Add a colleague."), field="officers")
    found: list[OfficerCertificate] = []
    for official_id in wanted:
        certificate = act.session.scalars(
            select(OfficerCertificate)
            .where(
                OfficerCertificate.official_id == official_id,
                OfficerCertificate.organisation_id == organisation_id,
                OfficerCertificate.valid_from <= act.on,
                OfficerCertificate.valid_to >= act.on,
                OfficerCertificate.withdrawn_on.is_(None),
            )
            .order_by(OfficerCertificate.valid_to.desc())
        ).first()
        if certificate is None:
            raise NotAllowed(
                N_("An officer without a valid certificate of this organ does not enforce (Penalty Law art. 42)."),
                field="officers",
            )
        found.append(certificate)
    return found


def check_officers(act: Act, case: PenaltyCase) -> None:
    """Refuse an act of investigation unless two officers are on the case, certified to this day, and one of them acts."""
    ids = [officer.official_id for officer in officers_of(case)]
    certified(act, case.organisation_id, ids)
    check_interests(act, case, ids)
    if not act.actor.is_platform and act.actor.official_id not in ids:
        raise NotAllowed(N_("You are not one of the officers on this case. Ask the head to put you on it."))


def check_away(act: Act, case: PenaltyCase, official_ids: Iterable[int | None]) -> None:
    """Refuse whoever declared that he keeps away from the matters of the party (art. 43)."""
    if any(keeps_away(act.session, official_id, case.party_hash) for official_id in official_ids):
        raise NotAllowed(
            N_("This official keeps away from the matters of the party (Penalty Law art. 43). Somebody else does it."),
            field="officers",
        )


def check_interests(act: Act, case: PenaltyCase, official_ids: Iterable[int]) -> None:
    """Refuse officers who declared an interest in the party, or that they keep away from it (art. 43)."""
    if has_interest(act.session, official_ids, case.party_hash):
        raise NotAllowed(
            N_(
                "An officer has declared an interest in this party and keeps away from the case (Penalty Law art. 43). Put "
                "somebody else in his place."
            ),
            field="officers",
        )


def check_apart(case: PenaltyCase, official_ids: Iterable[int | None]) -> None:
    """Refuse who files, reviews or decides a case of which he is or was an officer (art. 57, 58)."""
    if {officer.official_id for officer in case.officers} & set(official_ids):
        raise NotAllowed(
            N_(
                "Who investigates a case neither files nor reviews nor decides it (Penalty Law art. 57, 58). Let somebody "
                "else do it."
            )
        )


def check_joins(act: Act, case: PenaltyCase, officers: Iterable[int]) -> None:
    """Refuse new officers who filed or reviewed the case, or have an interest in its party (art. 43, 57, 58)."""
    reviewers = select(CaseNote.by).where(CaseNote.case_id == case.id, CaseNote.what == "review")
    if {case.filed_by, *act.session.scalars(reviewers)} & set(officers):
        raise NotAllowed(
            N_("Who filed or reviewed a case does not investigate it (Penalty Law art. 57, 58). Name somebody else."),
            field="officers",
        )
    check_interests(act, case, officers)


def has_evidence(act: Act, case: PenaltyCase) -> bool:
    """Tell whether any evidence lies in the file."""
    return act.session.scalars(select(Evidence.id).where(Evidence.case_id == case.id)).first() is not None


def check_evidence(act: Act, case: PenaltyCase) -> None:
    """Refuse to judge what nothing in the file proves (art. 40, 46)."""
    if not has_evidence(act, case):
        raise OutOfOrder(
            N_(
                "There is no evidence in the file, and what is not proved is not punished (Penalty Law art. 40, 46). Add "
                "the evidence first."
            )
        )


def hearing_of(act: Act, case: PenaltyCase) -> Hearing | None:
    """Return the hearing that was asked for since the last notice, held or not."""
    asked = select(Hearing).where(Hearing.case_id == case.id)
    newest = act.session.scalars(asked.order_by(Hearing.id.desc())).first()
    if newest is None or case.noticed_at is None:
        return newest
    told = clock_of(act.session, case, ClockKind.HEARING)
    return newest if told is None or newest.requested_at >= start_of_day(told.started_on) else None


def check_hearing(act: Act, case: PenaltyCase) -> None:
    """Refuse to go on while a hearing that the party asked for is open (art. 63 to 65)."""
    hearing = hearing_of(act, case)
    if hearing is not None and hearing.held_at is None and hearing.waived_at is None:
        raise OutOfOrder(
            N_(
                "A hearing has been asked for and is not over (Penalty Law art. 63, 64). Hold it, or note that the party "
                "gave it up."
            )
        )


def rule_of(act: Act, organisation: Organisation) -> PenaltyRule:
    """Return the organ's own rule, else its county's, else the defaults."""
    rules = act.session.scalars(
        select(PenaltyRule)
        .where(
            PenaltyRule.county == organisation.county,
            (PenaltyRule.organisation_id == organisation.id) | PenaltyRule.organisation_id.is_(None),
        )
        .order_by(PenaltyRule.organisation_id.is_(None))
    )
    found = rules.first()
    if found is not None:
        return found
    return PenaltyRule(
        county=organisation.county,
        clue_days=7,
        report_days=2,
        case_days=90,
        heavy_person=Decimal(5_000),
        heavy_organisation=Decimal(50_000),
        inform_days=5,
        publish_days=7,
        summary_officers=2,
    )


def is_heavy(act: Act, case: PenaltyCase, amount: Decimal | None) -> bool:
    """Tell whether a fine is large: right to a hearing, legal review and collective discussion (art. 57, 58, 63)."""
    rule = rule_of(act, case.organisation)
    limit = rule.heavy_person if case.party_kind == "person" else rule.heavy_organisation
    return (amount is not None and amount >= limit) or not set(case.other_penalties or ()) <= LIGHT_KINDS


def review_is_a_must(act: Act, case: PenaltyCase, amount: Decimal | None) -> bool:
    """Tell whether nothing may be decided without legal review (art. 58)."""
    return case.complex or case.out_of_range or case.reduced or heard(act, case) or is_heavy(act, case, amount)


def discussion_is_a_must(act: Act, case: PenaltyCase, amount: Decimal | None) -> bool:
    """Tell whether the persons in charge discuss the case together (art. 57(2))."""
    return case.complex or case.out_of_range or case.reduced or is_heavy(act, case, amount)


def heard(act: Act, case: PenaltyCase) -> bool:
    """Tell whether a hearing was held."""
    held = select(Hearing.id).where(Hearing.case_id == case.id, Hearing.held_at.is_not(None))
    return act.session.scalars(held).first() is not None


def last_note(act: Act, case: PenaltyCase, what: str) -> CaseNote | None:
    """Return the newest note of a kind."""
    notes = select(CaseNote).where(CaseNote.case_id == case.id, CaseNote.what == what)
    return act.session.scalars(notes.order_by(CaseNote.at.desc(), CaseNote.id.desc())).first()


def note(act: Act, case: PenaltyCase, what: str, text: str, **more: object) -> CaseNote:
    """Write a note into the case."""
    made = CaseNote(
        county=case.county, case_id=case.id, what=what, text=text, at=act.at, by=act.actor.official_id, **more
    )
    act.session.add(made)
    act.session.flush()
    return made
