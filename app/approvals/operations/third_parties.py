"""Third parties with a material interest (art. 36): told of the case, and heard before it is decided."""

from datetime import date

from sqlalchemy import select

from app.approvals.models import Case, ThirdParty
from app.approvals.operations.guards import begin
from app.approvals.papers import issue
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotFound, OutOfOrder
from app.kernel.words import N_


def tell_third_party(
    act: Act, case: Case, name: str, interest: str, answer_by: date, edit_number: int | None = None
) -> ThirdParty:
    """Tell somebody whose material interest the licence concerns that he may state his case, and until when.

    The limits run on: article 45 does not name this. The law sets no term for the answer, so the organ
    does; the case is not decided before he was heard or the term has passed.
    """
    begin(act, case, "tell_third_party", edit_number)
    if not name.strip():
        raise Incomplete(N_("Give the name of the third party."), field="name")
    if not interest.strip():
        raise Incomplete(
            N_("Write which interest of his the licence concerns (Licensing Law art. 36)."), field="interest"
        )
    if answer_by <= act.on:
        raise Incomplete(N_("Leave him time to answer: choose a day after today."), field="answer_by")
    party = ThirdParty(
        county=case.county,
        case_id=case.id,
        name=name.strip()[:120],
        interest=interest.strip(),
        told_on=act.on,
        answer_by=answer_by,
    )
    act.session.add(party)
    act.session.flush()
    document = issue(
        act,
        case,
        "third_party_notice",
        addressee=party.name,
        applicant=case.applicant_name,
        interest=party.interest,
        answer_by=answer_by,
    )
    record(act, "approval.third_party_told", case, third_party=party.id, answer_by=answer_by, document=document.number)
    return party


def hear_third_party(
    act: Act, case: Case, third_party_id: int, statement: str, edit_number: int | None = None
) -> ThirdParty:
    """Keep what a third party stated; the decision takes it into account (art. 36)."""
    begin(act, case, "hear_third_party", edit_number)
    party = act.session.get(ThirdParty, third_party_id)
    if party is None or party.case_id != case.id or party.heard_on is not None:
        raise NotFound(N_("No such third party of this case waits to be heard."))
    if not statement.strip():
        raise Incomplete(N_("Write down what the third party stated."), field="statement")
    party.heard_on, party.statement = act.on, statement.strip()
    record(act, "approval.third_party_heard", case, third_party=party.id)
    return party


def unheard(act: Act, case: Case) -> list[ThirdParty]:
    """Return the third parties who were told and have not stated their case, in the order of telling."""
    waiting = select(ThirdParty).where(ThirdParty.case_id == case.id, ThirdParty.heard_on.is_(None))
    return list(act.session.scalars(waiting.order_by(ThirdParty.id)))


def hear_first(act: Act, case: Case) -> None:
    """Refuse a decision as long as a third party may still state his case (art. 36)."""
    for party in unheard(act, case):
        if act.on <= party.answer_by:
            raise OutOfOrder(
                N_(
                    "%(name)s may state his case until %(day)s (Licensing Law art. 36). Hear him, or decide "
                    "after that day."
                ),
                name=party.name,
                day=party.answer_by.isoformat(),
            )
