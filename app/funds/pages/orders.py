"""Payment orders: asked for, approved and paid, each by another person, on one page."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Response, render_template, request, url_for

from app.funds.models import Account, BudgetLine, PaymentOrder, ProjectContract
from app.funds.operations import approve_order, ask_payment, pay_order, refuse_order
from app.funds.operations.orders import APPROVING, ASKING, PAYING
from app.funds.pages import PAGES
from app.funds.queries.orders import accounts_of, contracts_of, latest_orders, lines_open, order_for
from app.funds.words import OrderState
from app.kernel.act import Act
from app.kernel.errors import Incomplete, NotFound
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.parties.known import mark_value
from app.parties.models import Party
from app.parties.operations import know_party
from app.parties.words import MarkWord
from app.surfaces.actions import answered, button, chosen, field, yuan
from app.surfaces.acts import reading_act
from app.surfaces.language import translate
from app.surfaces.pages import allowed

READING = tuple(dict.fromkeys((*ASKING, *APPROVING, *PAYING)))


@PAGES.get("/orders")
@allowed(*READING)
def orders() -> str:
    """Show the orders of one's own body, those that wait first, and the form that asks for one."""
    return _list(reading_act(), "", {})


def _home(act: Act) -> Organisation:
    if act.actor.organisation_id is None:
        raise NotFound(N_("There is no such record, or it lies outside your region."))
    return act.session.get_one(Organisation, act.actor.organisation_id)


def _list(act: Act, failed: str, errors: dict[str, str]) -> str:
    home = _home(act)
    asking = (
        [button("ask", N_("Ask for a payment"), _ask_fields(act, home), main=True, failed=failed, errors=errors)]
        if act.actor.roles.intersection(ASKING)
        else []
    )
    return render_template(
        "funds/orders.html",
        home=home,
        orders=latest_orders(act.session, act.actor.scope),
        states={word.value: translate(word) for word in OrderState},
        buttons=asking,
        failed=errors.get("form", ""),
    )


def _ask_fields(act: Act, home: Organisation) -> list[dict[str, Any]]:
    lines = [(line.id, f"{line.code} {line.name} · {left:,.2f}") for line, left in lines_open(act, home)]
    contracts = [(one.id, f"{one.number} {one.supplier}") for one in contracts_of(act.session, home)]
    return [
        field("line", N_("Budget line"), "choice", choices=lines, hint=N_("With what is left of it")),
        field("amount", N_("Amount (yuan)"), "money"),
        field("purpose", N_("Purpose"), "text"),
        field(
            "contract", N_("Contract"), "choice", choices=contracts, must=False, hint=N_("Then its supplier is paid")
        ),
        field("payee_number", N_("Number of the payee"), "identity", must=False, secret=True),
        field("payee_name", N_("Payee"), "text", must=False, secret=True),
        field(
            "account",
            N_("Account of the payee"),
            "text",
            must=False,
            secret=True,
            hint=N_("Whole; one that is noted already"),
        ),
        field("invoice", N_("Invoice"), "text", must=False),
    ]


@PAGES.post("/orders")
@allowed(*ASKING)
def ask() -> Response | tuple[str, int]:
    """Ask for a payment."""

    def work(act: Act) -> str:
        home, form = _home(act), request.form
        lines = [line for line, _left in lines_open(act, home)]
        line: BudgetLine = chosen(lines, form, "line")
        contract: ProjectContract | None = (
            chosen(contracts_of(act.session, home), form, "contract") if form.get("contract") else None
        )
        payee = contract.party if contract is not None and contract.party is not None else _payee(act)
        made = ask_payment(
            act,
            home,
            payee,
            yuan(form, "amount"),
            form.get("purpose", ""),
            line=line,
            contract=contract,
            to_account=_account(act, payee),
            invoice=form.get("invoice", ""),
        )
        return url_for(".order", pk=made.id)

    return answered(work, lambda act, errors: _list(act, "ask", errors))


def _payee(act: Act) -> Party:
    number, name = request.form.get("payee_number", "").strip(), request.form.get("payee_name", "").strip()
    if not number or not name:
        raise Incomplete(N_("Choose a contract, or enter number and name of the payee."), field="payee_number")
    return know_party(act, number, name, source=translate(N_("Payment order")))


def _account(act: Act, payee: Party) -> Account | None:
    typed = request.form.get("account", "").strip()
    if not typed:
        return None
    hashed, _shown = mark_value(MarkWord.ACCOUNT, typed)
    found = [one for one in accounts_of(act.session, payee) if one.number_hash == hashed]
    if not found:
        raise Incomplete(
            N_("This account of the payee is not noted. Have it entered among the bank accounts first."),
            field="account",
        )
    return found[0]


@PAGES.get("/orders/<int:pk>")
@allowed(*READING)
def order(pk: int) -> str:
    """Show an order with what may be done to it."""
    act = reading_act()
    return _show(act, order_for(act.session, act.actor.scope, pk), "", {})


def _own_accounts(act: Act, found: PaymentOrder) -> Sequence[Account]:
    return accounts_of(act.session, found.organisation)


def _show(act: Act, found: PaymentOrder, failed: str, errors: dict[str, str]) -> str:
    mine = f"official:{act.actor.official_id}"
    offered: list[tuple[str, str, list[dict[str, Any]]]] = []
    if found.state == OrderState.ASKED and found.asked_key != mine and act.actor.roles.intersection(APPROVING):
        offered = [("approve", N_("Approve it"), []), ("refuse", N_("Refuse it"), [field("reason", N_("Reason"))])]
    elif found.state == OrderState.APPROVED and not found.system and found.approved_key != mine:
        accounts = [(one.id, str(one)) for one in _own_accounts(act, found)]
        offered = [("pay", N_("Pay it"), [field("from", N_("From account"), "choice", choices=accounts)])]
    return render_template(
        "funds/order.html",
        order=found,
        state=translate(OrderState(found.state)),
        own=found.asked_key == mine and found.state == OrderState.ASKED,
        rows=_rows(found),
        buttons=[
            button(code, title, fields, main=code != "refuse", danger=code == "refuse", failed=failed, errors=errors)
            for code, title, fields in offered
        ],
        failed=errors.get("form", ""),
    )


def _rows(found: PaymentOrder) -> list[dict[str, str]]:
    ends: tuple[tuple[str, Any], ...] = (
        (N_("Payee"), found.payee_name),
        (N_("Amount (yuan)"), f"{Decimal(found.amount):,.2f}"),
        (N_("Budget line"), found.line),
        (N_("Special transfer"), found.appropriation),
        (N_("Project"), found.project),
        (N_("Contract"), found.contract),
        (N_("Invoice"), found.invoice),
        (N_("To account"), found.to_account),
        (N_("Taken over from"), found.system),
        (N_("Reason"), found.reason),
    )
    return [{"label": translate(label), "text": str(value)} for label, value in ends if value]


@PAGES.post("/orders/<int:pk>/<code>")
@allowed(*READING)
def decide_order(pk: int, code: str) -> Response | tuple[str, int]:
    """Approve, refuse or pay an order."""

    def work(act: Act) -> str:
        found = order_for(act.session, act.actor.scope, pk)
        if code == "approve":
            approve_order(act, found)
        elif code == "refuse":
            refuse_order(act, found, request.form.get("reason", ""))
        elif code == "pay":
            pay_order(act, found, chosen(_own_accounts(act, found), request.form, "from"))
        else:
            raise NotFound(N_("There is no such act."))
        return url_for(".order", pk=pk)

    return answered(work, lambda act, errors: _show(act, order_for(act.session, act.actor.scope, pk), code, errors))
