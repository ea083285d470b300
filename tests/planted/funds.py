"""One row of each kind of funds."""

from sqlalchemy.orm import Session

from app.funds.models import (
    Account,
    Appropriation,
    BudgetChange,
    BudgetLine,
    Charge,
    ExpenseCap,
    Milestone,
    MonthPaid,
    Movement,
    PaymentOrder,
    ProjectContract,
    ProjectMonth,
    PublicProject,
    RoundPaid,
    Shape,
    ShapeStep,
    Statement,
    StatementAccount,
)
from app.kernel.places import Organisation
from app.parties.models import Party
from tests.planted.words import AT, SECRET


def plant_funds(session: Session, home: Organisation, payer: Party, payee: Party) -> dict[str, int]:
    """Put an account, a movement and a shape there."""
    account = Account(
        county=home.county,
        number=SECRET,
        number_hash="a",
        bank=SECRET,
        account_kind="basic",
        owner_number="*",
        owner_hash="tj2",
        owner_name=SECRET,
        party_id=payee.id,
    )
    moved = Movement(
        county=home.county,
        key=SECRET,
        organisation_id=home.id,
        payer_id=payer.id,
        payee_id=payee.id,
        amount=1,
        at=AT,
        booked_on=AT.date(),
        purpose=SECRET,
        source=SECRET,
    )
    session.add_all([account, moved])
    session.flush()
    shape = Shape(
        county=home.county,
        what="round_trip",
        key=SECRET,
        organisation_id=home.id,
        payer_id=payer.id,
        payee_id=payee.id,
        steps=2,
        amount=1,
        total=2,
        percent=0,
        payments=SECRET,
        first_at=AT,
        last_at=AT,
        found_at=AT,
    )
    session.add(shape)
    session.flush()
    file = Statement(county=home.county, name=SECRET, digest="a", first_on=AT.date(), last_on=AT.date(), imported_at=AT)
    session.add_all([ShapeStep(county=home.county, shape_id=shape.id, place=1, movement_id=moved.id), file])
    session.flush()
    session.add(
        StatementAccount(
            county=home.county, statement_id=file.id, account_id=account.id, first_on=AT.date(), last_on=AT.date()
        )
    )
    session.flush()
    return {row.kind: row.id for row in (account, moved, shape, file)} | plant_budget(session, home, moved)


def plant_budget(session: Session, home: Organisation, moved: Movement) -> dict[str, int]:
    """Put a budget, a transfer, a project and a payment order there."""
    day, here = AT.date(), {"county": home.county, "organisation_id": home.id}
    project = PublicProject(
        **here, code=SECRET, name=SECRET, budget=2, document=SECRET, starts_on=day, ends_on=day, accepted_on=day
    )
    session.add(project)
    session.flush()
    of = {**here, "project_id": project.id}
    line = BudgetLine(
        **of,
        year=2026,
        code=SECRET,
        name=SECRET,
        function_class="201",
        amount=5,
        adopted_on=day,
        document=SECRET,
        from_on=day,
        to_on=day,
    )
    contract = ProjectContract(
        **of, number=SECRET, supplier_code="91350103MA00000012", supplier=SECRET, amount=1, signed_on=day
    )
    month = ProjectMonth(**of, month=202611, planned=1, so_far=1, until_on=day, ends_at=AT)
    milestone = Milestone(**of, name=SECRET, percent=50, due_on=day, reported_on=day)
    cap = ExpenseCap(**here, year=2026, what="abroad", amount=1, from_on=day, to_on=day)
    step = Appropriation(
        **here,
        sender=SECRET,
        programme=SECRET,
        document=SECRET,
        function_class="201",
        amount=1,
        received_on=day,
        due_on=day,
        received_at=AT,
        due_at=AT,
        use_from=day,
        movement_id=moved.id,
    )
    session.add_all([line, contract, month, milestone, cap, step])
    session.flush()
    change = BudgetChange(**here, line_id=line.id, amount=1, decided_on=day, document=SECRET, reason=SECRET)
    order = PaymentOrder(
        **here,
        number=SECRET,
        system=SECRET,
        state="paid",
        line_id=line.id,
        payee_name=SECRET,
        amount=1,
        purpose=SECRET,
        asked_by=SECRET,
        asked_key=SECRET,
        asked_at=AT,
        asked_hour=9,
        movement_id=moved.id,
    )
    session.add_all([change, order])
    session.flush()
    charge = Charge(**here, movement_id=moved.id, what="paid", line_id=line.id, order_id=order.id, noted_at=AT)
    month_paid = MonthPaid(**here, month=202611, paid=1, months=24, middle=1, spread=1, deviation=0, same=1, last_at=AT)
    whole = RoundPaid(**here, year=2026, payments=1, whole=1, share=1, peers=1, peer_share=1, probability=1, last_at=AT)
    session.add_all([charge, month_paid, whole])
    session.flush()
    rows = (project, line, contract, month, milestone, cap, step, change, order, charge)
    return {row.kind: row.id for row in rows}
