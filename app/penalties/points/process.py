"""Points of the process of penalties: certificates, review, notice, hearing, recusal, four eyes, publication, gaps."""

from datetime import datetime

from sqlalchemy import and_, distinct, func, or_, select

from app.kernel.clocks import ClockKind
from app.kernel.points import TICK, Findings, Limits, Nature, Parameter, Severity
from app.kernel.words import N_
from app.parties.models import Declaration
from app.penalties.cases.acts import CaseCorrection, CaseNote, Hearing
from app.penalties.cases.models import (
    CaseOfficer,
    CaseState,
    Decision,
    LegalQualification,
    OfficerCertificate,
    PenaltyCase,
)
from app.penalties.cases.readiness import EXAMINATION_FROM
from app.penalties.points.cases import (
    DECIDED,
    RUNNING,
    about_case,
    about_clock,
    about_decision,
    condition,
    has_note,
    late,
)

CLOSED = DECIDED | {"penalty.served", "penalty.paid", "penalty.closed"}


def _certificate(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions behind which fewer officers stood than the law asks for, each with a valid certificate."""
    valid = (
        select(func.count(distinct(CaseOfficer.official_id)))
        .select_from(CaseOfficer)
        .join(
            OfficerCertificate,
            and_(
                OfficerCertificate.official_id == CaseOfficer.official_id,
                OfficerCertificate.organisation_id == PenaltyCase.organisation_id,
            ),
        )
        .where(
            CaseOfficer.case_id == PenaltyCase.id,
            CaseOfficer.left_at.is_(None),
            OfficerCertificate.valid_from <= PenaltyCase.decided_on,
            OfficerCertificate.valid_to >= PenaltyCase.decided_on,
            or_(OfficerCertificate.withdrawn_on.is_(None), OfficerCertificate.withdrawn_on > PenaltyCase.decided_on),
        )
        .correlate(PenaltyCase)
        .scalar_subquery()
    )
    return about_decision(fact, officers=valid).where(
        or_(
            and_(PenaltyCase.summary.is_(False), valid < limits["officers"]),
            and_(PenaltyCase.summary.is_(True), valid < limits["on_spot"]),
        )
    )


def _review(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions that needed a legal review and have none that passed."""
    return about_decision(fact).where(PenaltyCase.review_needed.is_(True), ~has_note("review", "passed"))


def _discussion(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions that needed a collective discussion and have no minutes."""
    return about_decision(fact).where(PenaltyCase.discussion_needed.is_(True), ~has_note("discussion"))


def _notice(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find penalties of which the party was not told before."""
    return about_decision(fact).where(PenaltyCase.summary.is_(False), PenaltyCase.noticed_at.is_(None))


def _hearing(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find penalties decided although a hearing was due and not told, or asked for and not held."""
    asked = select(Hearing.id).where(Hearing.case_id == PenaltyCase.id).correlate(PenaltyCase)
    over = asked.where(or_(Hearing.held_at.is_not(None), Hearing.waived_at.is_not(None)))
    unheld = and_(asked.exists(), ~over.exists())
    untold = and_(PenaltyCase.hearing_due.is_(True), PenaltyCase.hearing_told.is_(False))
    return about_decision(fact, hearing_told=PenaltyCase.hearing_told).where(or_(unheld, untold))


def _recusal(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find officers who stay on a case in whose party they declared an interest, wherever they declared it."""
    return (
        about_case(
            moment=PenaltyCase.filed_at,
            fact=fact,
            official=CaseOfficer.official_id,
            episode=Declaration.id,
            relation=Declaration.text,
            declared_on=Declaration.declared_on,
        )
        .join(CaseOfficer, CaseOfficer.case_id == PenaltyCase.id)
        .join(
            Declaration,
            and_(
                Declaration.official_id == CaseOfficer.official_id,
                Declaration.number_hash == PenaltyCase.party_hash,
                Declaration.ended_on.is_(None),
            ),
        )
        .where(
            CaseOfficer.left_at.is_(None),
            PenaltyCase.filed_at.is_not(None),
            or_(PenaltyCase.decided_on.is_(None), Declaration.declared_on <= PenaltyCase.decided_on),
        )
    )


def _four_eyes(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find cases filed, reviewed or decided by one of their own officers."""
    own = select(CaseOfficer.id).where(CaseOfficer.case_id == PenaltyCase.id).correlate(PenaltyCase)
    reviewed = (
        select(CaseNote.id)
        .join(CaseOfficer, and_(CaseOfficer.case_id == CaseNote.case_id, CaseOfficer.official_id == CaseNote.by))
        .where(CaseNote.case_id == PenaltyCase.id, CaseNote.what == "review")
        .correlate(PenaltyCase)
    )
    return about_decision(fact).where(
        PenaltyCase.summary.is_(False),
        or_(
            own.where(CaseOfficer.official_id == PenaltyCase.decided_by).exists(),
            own.where(CaseOfficer.official_id == PenaltyCase.filed_by).exists(),
            reviewed.exists(),
        ),
    )


def _reviewer(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions whose legal review passed at the hands of somebody without the legal examination."""
    entitled = (
        select(LegalQualification.id)
        .where(
            LegalQualification.official_id == CaseNote.by,
            or_(
                LegalQualification.obtained_on <= PenaltyCase.decided_on,
                LegalQualification.reviewing_since < EXAMINATION_FROM,
            ),
        )
        .correlate(CaseNote, PenaltyCase)
    )
    return (
        about_case(
            moment=CaseNote.at, fact=fact, official=CaseNote.by, episode=CaseNote.id, decided_on=PenaltyCase.decided_on
        )
        .join(CaseNote, and_(CaseNote.case_id == PenaltyCase.id, CaseNote.what == "review"))
        .where(
            PenaltyCase.review_needed.is_(True),
            PenaltyCase.decided_on.is_not(None),
            CaseNote.result == "passed",
            ~entitled.exists(),
        )
    )


def _date_moved(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find records set right by which a day was moved."""
    return (
        about_case(
            moment=CaseCorrection.approved_at,
            fact=fact,
            official=CaseCorrection.proposed_by,
            episode=CaseCorrection.id,
            field=CaseCorrection.field,
            old=CaseCorrection.old_value,
            new=CaseCorrection.new_value,
            approved_by=CaseCorrection.approved_by,
        )
        .join(CaseCorrection, CaseCorrection.case_id == PenaltyCase.id)
        .where(CaseCorrection.moves_date.is_(True), CaseCorrection.approved_at.is_not(None))
    )


def _unpublished(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find decisions that were published too late, or not at all."""
    return about_clock(
        ClockKind.PUBLISH, fact, decided_at=PenaltyCase.decided_at, published_at=PenaltyCase.published_at
    ).where(late(now))


def _still_public(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find changed or annulled decisions that stayed public longer than three working days."""
    return about_clock(
        ClockKind.UNPUBLISH, fact, published_at=PenaltyCase.published_at, unpublished_at=PenaltyCase.unpublished_at
    ).where(late(now))


def _gap(fact: str, now: datetime, limits: Limits) -> Findings:
    """Find cases in whose record an event is missing before a later one."""
    penal = PenaltyCase.decision == str(Decision.PENALISE)
    return about_case(
        moment=PenaltyCase.decided_at,
        fact=fact,
        official=PenaltyCase.decided_by,
        filed_at=PenaltyCase.filed_at,
        decided_at=PenaltyCase.decided_at,
        served_at=PenaltyCase.served_at,
        paid=PenaltyCase.paid,
    ).where(
        PenaltyCase.decided_at.is_not(None),
        or_(
            and_(PenaltyCase.summary.is_(False), PenaltyCase.filed_at.is_(None)),
            and_(penal, PenaltyCase.proposed.is_(None)),
            and_(PenaltyCase.paid > 0, PenaltyCase.served_at.is_(None)),
            and_(
                PenaltyCase.state == str(CaseState.CLOSED),
                PenaltyCase.served_at.is_(None),
                PenaltyCase.decision != str(Decision.TRANSFER),
            ),
        ),
    )


PROCESS = (
    condition(
        "PP.certificate",
        N_("Decided by officers without valid certificates"),
        N_("Administrative Penalty Law, art. 42 and 76"),
        Severity.RED,
        _certificate,
        N_(
            "At least two officers with certificates valid on that day stand behind a penalty. Here one is missing, has run out, or was withdrawn. What they found may not count."
        ),
        honest=N_("The officer's certificate ran out during the case and a new one followed without a gap."),
        wakes_on=DECIDED,
        parameters=(
            Parameter("officers", 2, N_("Officers in ordinary cases")),
            Parameter("on_spot", 1, N_("Officers on the spot")),
        ),
    ),
    condition(
        "PP.review",
        N_("Decided without legal review"),
        N_("Administrative Penalty Law, art. 58 and 76"),
        Severity.RED,
        _review,
        N_(
            "Large, complex and heard cases are reviewed by a lawyer before they are decided; without it there is no decision. This one has none that passed."
        ),
        honest=N_("A small case that needed no legal review."),
        wakes_on=DECIDED,
    ),
    condition(
        "PP.discussion",
        N_("Decided without collective discussion"),
        N_("Administrative Penalty Law, art. 57(2)"),
        Severity.RED,
        _discussion,
        N_(
            "Complex and heavy penalties are decided by the persons in charge together, and the minutes say who said what. There are no minutes."
        ),
        honest=N_("A light penalty that one person in charge may decide."),
        wakes_on=DECIDED,
    ),
    condition(
        "PP.notice",
        N_("Decided without notice"),
        N_("Administrative Penalty Law, art. 44 and 62"),
        Severity.RED,
        _notice,
        N_(
            "Before a penalty the party is told of facts, grounds and rights; without notice no penalty may be decided. None was given."
        ),
        honest=N_("A fine on the spot, told by word of mouth; and a case that ends without a penalty."),
        wakes_on=DECIDED,
    ),
    condition(
        "PP.hearing",
        N_("Hearing missed"),
        N_("Administrative Penalty Law, art. 63 to 65"),
        Severity.RED,
        _hearing,
        N_(
            "A large penalty was decided without telling of the right to a hearing, or although one was asked for and never held."
        ),
        honest=N_("The party was told of its right and did not ask for a hearing."),
        wakes_on=DECIDED,
    ),
    condition(
        "PP.recusal",
        N_("Officer with an interest on the case"),
        N_("Administrative Penalty Law, art. 43"),
        Severity.RED,
        _recusal,
        N_(
            "An officer on this case has declared an interest in its party, and did not leave the case. Put somebody else on it and look at what he did."
        ),
        honest=N_("The officer declared an interest after the case had long been decided."),
        wakes_on=frozenset({"penalty.filed", "penalty.recused", "penalty.decided", "penalty.imported"}),
    ),
    condition(
        "PP.four_eyes",
        N_("Handled and approved by one person"),
        N_("Administrative Penalty Law, art. 57 and 58; rule of four eyes"),
        Severity.RED,
        _four_eyes,
        N_("Who investigates neither files nor reviews nor decides. Here one person did both."),
        honest=N_("Investigated by two officers, reviewed by the lawyer and decided by the head."),
        wakes_on=DECIDED,
    ),
    condition(
        "PP.reviewer",
        N_("Reviewed without the legal examination"),
        N_("Administrative Penalty Law, art. 58(2)"),
        Severity.YELLOW,
        _reviewer,
        N_(
            "Whoever began to review penalties in 2018 or later has passed the national legal examination. The register of reviewers says nothing of the kind about this one: complete it, or have the case reviewed again."
        ),
        honest=N_(
            "The reviewer passed the examination before the decision; and one who has reviewed since before 2018."
        ),
        wakes_on=DECIDED,
    ),
    condition(
        "PP.date_moved",
        N_("A day of a penalty case was moved by a correction"),
        N_("Administrative Penalty Law, art. 47: the record is kept whole"),
        Severity.YELLOW,
        _date_moved,
        N_(
            "A correction changed a day on which deadlines depend. Compare the old and the new value with the papers, and ask whether a deadline would have been missed."
        ),
        honest=N_("A correction of the party's name; and one of a day that was refused."),
        wakes_on=frozenset({"penalty.corrected_record"}),
        nature=Nature.LEAD,
    ),
    condition(
        "PP.unpublished",
        N_("Penalty not published in time"),
        N_("Administrative Penalty Law, art. 48"),
        Severity.YELLOW,
        _unpublished,
        N_(
            "A decision is published within the working days of the county's rule. This one came later, or is not public yet."
        ),
        honest=N_("Published on the last working day of the county's rule."),
        wakes_on=DECIDED | {"penalty.published", TICK},
        tick=RUNNING,
    ),
    condition(
        "PP.still_public",
        N_("Changed decision still public"),
        N_("Administrative Penalty Law, art. 48(2)"),
        Severity.RED,
        _still_public,
        N_(
            "A decision that was changed or annulled leaves the public within three working days, with reasons. It is still there, or went too late."
        ),
        honest=N_("A changed decision taken down on the third working day."),
        wakes_on=frozenset({"penalty.remedy_ended", "penalty.unpublished", "penalty.imported", TICK}),
        tick=RUNNING,
    ),
    condition(
        "PP.gap",
        N_("Gap in the record"),
        N_("Administrative Penalty Law, art. 47"),
        Severity.RED,
        _gap,
        N_(
            "The whole course of enforcement is recorded. Here something later happened without what must come before: a decision without filing, a payment without service."
        ),
        honest=N_("A fine on the spot, for which no filing is needed."),
        wakes_on=CLOSED,
    ),
)
