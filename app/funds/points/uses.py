"""F01: payments outside the payee, the class or the use for which the money was given."""

from datetime import datetime

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.funds.models import Account, Appropriation, BudgetLine, Charge, Movement, ProjectContract
from app.funds.points.charged import CHARGED, PERSONS, charged_payment, neither_within
from app.funds.points.shared import YUAN, is_form
from app.funds.words import AccountKind, ChargeWord
from app.kernel.points import Findings, Limits, Nature, Parameter, Point, Severity
from app.kernel.words import N_
from app.parties.words import PartyForm

BASIS = N_("Budget Law, art. 57 and 93 (4) and (5)")


def _payee(now: datetime, limits: Limits) -> Findings:
    """Find payments of a project to a company that none of its contracts names; a project without contracts is not judged."""
    any_, own = aliased(ProjectContract), aliased(ProjectContract)
    return charged_payment(N_("Paid out of a project to a company without a contract of it")).where(
        Charge.what == str(ChargeWord.PAID),
        Movement.amount >= limits["least"],
        is_form(Movement.payee_id, PartyForm.COMPANY),
        exists(select(any_.id).where(any_.project_id == Charge.project_id)),
        ~exists(select(own.id).where(own.project_id == Charge.project_id, own.party_id == Movement.payee_id)),
    )


def _personal(now: datetime, limits: Limits) -> Findings:
    """Find payments of a known class into a person's account, where neither class nor programme is one for persons."""
    held = aliased(Account)
    class_ = case(
        (Movement.economic_class != "", Movement.economic_class), else_=func.coalesce(BudgetLine.economic_class, "")
    )
    personal = or_(
        is_form(Movement.payee_id, PartyForm.PERSON),
        exists(select(held.id).where(held.id == Movement.to_account_id, held.account_kind == str(AccountKind.PERSON))),
    )
    return (
        charged_payment(N_("Paid into the account of a person"), economic_class=class_)
        .outerjoin(BudgetLine, BudgetLine.id == Charge.line_id)
        .outerjoin(Appropriation, Appropriation.id == Charge.appropriation_id)
        .where(
            Movement.amount >= limits["least"],
            personal,
            or_(class_ != "", Charge.project_id.is_not(None)),
            and_(*(~class_.startswith(code) for code in PERSONS)),
            or_(Appropriation.id.is_(None), Appropriation.to_persons.is_(False)),
        )
    )


def _class(now: datetime, limits: Limits) -> Findings:
    """Find payments of another class than what they are charged to; what is classed less closely is not judged."""
    return (
        charged_payment(
            N_("Spent on another class than it was given for"),
            economic_class=Movement.economic_class,
            line_class=BudgetLine.economic_class,
            function_class=Movement.function_class,
            given_class=func.coalesce(BudgetLine.function_class, Appropriation.function_class),
        )
        .outerjoin(BudgetLine, BudgetLine.id == Charge.line_id)
        .outerjoin(Appropriation, Appropriation.id == Charge.appropriation_id)
        .where(
            Charge.what == str(ChargeWord.PAID),
            Movement.amount >= limits["least"],
            or_(
                neither_within(Movement.economic_class, BudgetLine.economic_class),
                neither_within(Movement.function_class, BudgetLine.function_class),
                neither_within(Movement.function_class, Appropriation.function_class),
            ),
        )
    )


USES = (
    Point(
        code="F01.payee",
        title=N_("Project money to a company without a contract"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_payee,
        explanation=N_(
            "Money of a project went to a company that none of the project's contracts names. It may have been spent on something "
            "else, or the contract has not been entered. Ask for the contract, the invoice and who took delivery."
        ),
        honest=N_(
            "A supplier of the project, a refund to a person, and a project of which no contract has been entered."
        ),
        wakes_on=CHARGED,
        parameters=(Parameter("least", 1_000, N_("Amount at the least"), YUAN),),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F01.personal",
        title=N_("Public money into the account of a person"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_personal,
        explanation=N_(
            "A payment that is neither wages, aid, travel nor a fee for work went to a person, out of a budget line, a project or a "
            "programme that is not paid to households. Check who the person is, and whose account it is."
        ),
        honest=N_(
            "Wages, aid to households, compensation for land, travel that an officer had paid in advance; and a payment of no known class."
        ),
        wakes_on=CHARGED,
        parameters=(Parameter("least", 5_000, N_("Amount at the least"), YUAN),),
        nature=Nature.LEAD,
        verified=False,
    ),
    Point(
        code="F01.class",
        title=N_("Spent on another class than it was given for"),
        basis=BASIS,
        severity=Severity.YELLOW,
        find=_class,
        explanation=N_(
            "The payment bears another class of spending than the budget line or special transfer that it is charged to. Money for one "
            "purpose was spent on another, or the voucher was classed wrongly. Compare voucher, invoice and the document of the money."
        ),
        honest=N_(
            "A class within that of the line, a line that allows any, and a payment that is classed less closely than its line."
        ),
        wakes_on=CHARGED,
        parameters=(Parameter("least", 1_000, N_("Amount at the least"), YUAN),),
        nature=Nature.LEAD,
        verified=False,
    ),
)
