"""A3 Return (退件): giving a case back must not be a way to refuse it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from app.approvals.models import Case, Return
from app.approvals.points.cases import about_case
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity
from app.kernel.words import N_

RETURNED = frozenset({"approval.returned", "approval.withdrawn", "approval.imported"})


def _returns(fact: str) -> Findings:
    return about_case(
        moment=Return.returned_at,
        fact=fact,
        official=Return.returned_by,
        episode=Return.id,
        reason_code=Return.reason_code,
        reason=Return.reason,
        approved_by=Return.approved_by,
        after_acceptance=Return.after_acceptance,
    ).join(Return, Return.case_id == Case.id)


def _after_acceptance(now: datetime, limits: Limits) -> Findings:
    """Find cases given back after they had been accepted."""
    return _returns(N_("Returned after acceptance")).where(
        Return.after_acceptance.is_(True), Return.by_staff_withdrawal.is_(False)
    )


def _unapproved(now: datetime, limits: Limits) -> Findings:
    """Find cases given back without the section head's approval."""
    return _returns(N_("Returned without approval")).where(
        Return.approved_by.is_(None),
        Return.applicant_silent.is_(False),
        Return.by_staff_withdrawal.is_(False),
        # Logs of other systems do not say who approved.
        Case.source != "import",
    )


def _withdrawn_by_staff(now: datetime, limits: Limits) -> Findings:
    """Find withdrawals that the staff entered in the applicant's name."""
    return _returns(N_("Withdrawal entered by the staff")).where(Return.by_staff_withdrawal.is_(True))


def _returned(now: datetime, limits: Limits) -> Findings:
    """Find every other return."""
    return _returns(N_("Case returned")).where(
        Return.after_acceptance.is_(False),
        Return.by_staff_withdrawal.is_(False),
        (Return.approved_by.is_not(None)) | (Return.applicant_silent.is_(True)) | (Case.source == "import"),
    )


def _repeated(now: datetime, limits: Limits) -> Findings:
    """Find applicants whom the same item has been returned to again within the window before ``now``."""
    since = now - timedelta(days=limits["window"])
    other, other_case = aliased(Return), aliased(Case)
    times = (
        select(func.count())
        .select_from(other)
        .join(other_case, other_case.id == other.case_id)
        .where(
            other_case.applicant_hash == Case.applicant_hash,
            other_case.power_id == Case.power_id,
            other.returned_at >= since,
            other.returned_at <= Return.returned_at,
            # Whom the applicant's own silence sent away, nobody sent away.
            other.applicant_silent.is_(False),
        )
        .correlate(Case, Return)
        .scalar_subquery()
    )
    return _returns(N_("Same applicant and item returned again")).where(
        Return.returned_at >= since,
        Return.returned_at <= now,
        Return.applicant_silent.is_(False),
        # Applicants of other systems' logs are not known apart.
        Case.source != "import",
        times >= limits["times"],
    )


def granted_through_agent(case: Any) -> ColumnElement[bool]:
    """Tell whether a case was granted through an agent after the applicant's own application had been given back."""
    own, back = aliased(Case), aliased(Return)
    given_back = (
        select(back.id)
        .join(own, own.id == back.case_id)
        .where(
            own.applicant_hash == case.applicant_hash,
            own.power_id == case.power_id,
            func.coalesce(own.agent_name, "") == "",
            back.returned_at <= case.received_at,
        )
        .correlate(case)
        .exists()
    )
    return and_(
        case.decision == "grant",
        case.decided_at.is_not(None),
        func.coalesce(case.agent_name, "") != "",
        case.source != "import",
        given_back,
    )


def _agency(now: datetime, limits: Limits) -> Findings:
    """Find licences granted through an agency after the applicant's own application was given back."""
    return about_case(
        moment=Case.decided_at,
        fact=N_("Returned at first, granted through an agency"),
        official=Case.decided_by,
        agent=Case.agent_name,
    ).where(granted_through_agent(Case))


AFTER_ACCEPTANCE = Point(
    code="A3.after_acceptance",
    letter="a",
    title=N_("Returned after acceptance"),
    basis=N_("Administrative Licensing Law, art. 32 and 72(1)"),
    severity=Severity.RED,
    wakes_on=RETURNED,
    find=_after_acceptance,
    explanation=N_(
        "An accepted application must be decided: granted, or refused in writing with reasons."
        " Giving it back avoids both. Ask why it was accepted and then returned."
    ),
    honest=N_("A case given back before it was accepted, because the item belongs to another organ."),
)
UNAPPROVED = Point(
    code="A3.unapproved",
    letter="b",
    title=N_("Returned without approval"),
    basis=N_("Administrative Licensing Law, art. 32 and 72(1)"),
    severity=Severity.RED,
    wakes_on=RETURNED,
    find=_unapproved,
    explanation=N_(
        "A return needs the approval of the section head, so that no single person can turn an"
        " applicant away. Nobody approved this one."
    ),
    honest=N_(
        "Given back because the applicant never supplied the papers within the time told: nobody has to approve that."
    ),
)
STAFF_WITHDRAWAL = Point(
    code="A3.staff_withdrawal",
    letter="c",
    title=N_("Withdrawal entered by the staff"),
    basis=N_("Administrative Licensing Law, art. 32 and 72(1)"),
    severity=Severity.YELLOW,
    wakes_on=RETURNED,
    find=_withdrawn_by_staff,
    nature=Nature.LEAD,
    explanation=N_(
        "A withdrawal is the applicant's own act. This one was entered by the staff; ask the "
        "applicant whether he really wished to withdraw."
    ),
    honest=N_("The applicant withdrew himself through the portal."),
)
RETURNED_ONE = Point(
    code="A3.returned",
    letter="d",
    title=N_("Case returned"),
    basis=N_("Administrative Licensing Law, art. 32"),
    severity=Severity.YELLOW,
    wakes_on=RETURNED,
    find=_returned,
    nature=Nature.LEAD,
    explanation=N_(
        "Every return is shown once, so that an inspector can look at its reason. It is no breach in itself."
    ),
    honest=N_(
        "The applicant's withdrawal was entered at the window; it is shown as a withdrawal and not a second time as a return."
    ),
)
REPEATED = Point(
    code="A3.repeated",
    letter="e",
    title=N_("Same applicant and item returned again"),
    basis=N_("Administrative Licensing Law, art. 32(4) and 72(1)"),
    severity=Severity.RED,
    wakes_on=RETURNED,
    find=_repeated,
    looks_back=True,
    version=2,
    parameters=(
        Parameter("times", 2, N_("Returns from which on it is repeated")),
        Parameter("window", 90, N_("Days in which they are counted"), N_("calendar days")),
    ),
    explanation=N_(
        "The same applicant was sent away with the same item more than once within a short "
        "time. Compare the reasons: were all of them told the first time?"
    ),
    honest=N_("The applicant twice let the time for his papers pass, so both cases ended by his own silence."),
)
AGENCY = Point(
    code="A3.agency",
    letter="f",
    title=N_("Returned at first, granted through an agency"),
    basis=N_("Administrative Licensing Law, art. 72(1); Business Environment Regulations, art. 43"),
    severity=Severity.RED,
    wakes_on=frozenset({"approval.granted"}),
    find=_agency,
    nature=Nature.LEAD,
    explanation=N_(
        "The applicant's own application was given back; the same item was then granted when "
        "an agency applied for him. Look for ties between the agency and the officers, and for"
        " fees."
    ),
    honest=N_("An applicant who used an agency from the beginning and was never given back."),
)

RETURNS = (AFTER_ACCEPTANCE, UNAPPROVED, STAFF_WITHDRAWAL, RETURNED_ONE, REPEATED, AGENCY)
