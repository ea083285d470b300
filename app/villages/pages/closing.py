"""The close of a month on one page: what is still missing, whose turn it is, and each thing done where it stands."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.kernel.act import Act, local_day
from app.kernel.errors import NotFound, Refused
from app.kernel.places import Organisation
from app.kernel.typed import read_amount
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, now, session
from app.surfaces.language import faults_of, show_day, show_moment, translate
from app.surfaces.pages import allowed
from app.villages import operations as verbs
from app.villages.access import ENTERERS, READERS, village_for
from app.villages.operations.months import PERIOD
from app.villages.pages import PAGES
from app.villages.pages.desk import close_words, home_of, money, month_acts
from app.villages.queries import cash, closing


def _period(village: Organisation) -> str:
    """Return the month that was asked for, else the oldest one that is over and not published, else the last one."""
    this = f"{local_day(now()):%Y-%m}"
    asked = request.values.get("month", "")
    if PERIOD.fullmatch(asked) and asked <= this:
        return asked
    waiting = closing.oldest_open(session(), village.id, this)
    return waiting or closing.month_before(this)


@PAGES.get("/<int:pk>/cash/close")
@allowed(*READERS)
def close(pk: int) -> str:
    """Show what a month still lacks."""
    return _page(home_of(pk), {})


def _page(village: Organisation, errors: dict[str, str]) -> str:
    period = _period(village)
    vouchers = cash.vouchers_of(session(), village.id, period)
    held = closing.closing_for(session(), village.id, period)
    roles = current_actor().roles
    acts = month_acts(village, period, vouchers)
    statement = cash.statement_of(session(), village.id, period)
    return render_template(
        "villages/close.html",
        village=village,
        period=period,
        before=closing.month_before(period),
        after=closing.month_after(period) if period < f"{local_day(now()):%Y-%m}" else "",
        over=period < f"{local_day(now()):%Y-%m}",
        words=close_words(village, period),
        items=closing.checklist(session(), village, period, local_day(now())),
        balances=_balances(village, period, held, errors),
        closing=held,
        handed=show_moment(held.handed_at) if held and held.handed_at else "",
        published=show_day(local_day(statement.published_at)) if statement else "",
        count=len(vouchers),
        may_enter=not roles.isdisjoint(ENTERERS),
        errors=errors,
        typed=request.form,
        **acts,
    )


def _balances(village: Organisation, period: str, held: Any, errors: dict[str, str]) -> list[dict[str, Any]]:
    """Return each account with what the book says, and the fields for what was counted."""
    found = []
    for account, amount in closing.end_balances(session(), village.id, period).items():
        told = (held.counts if held else {}).get(str(account.id), {})
        names = (f"counted-{account.id}", f"reason-{account.id}")
        values = [request.form.get(name) for name in names]
        found.append(
            {
                "name": account.name,
                "book": money(amount),
                "told": told,
                "differs": bool(told) and told["counted"] != f"{amount:.2f}",
                "fields": [
                    {
                        "name": names[0],
                        "label": f"{account.name} · {translate(N_('counted (yuan)'))}",
                        "input": "decimal",
                        "money": True,
                        "value": values[0] if values[0] is not None else told.get("counted", ""),
                        "required": True,
                        "error": errors.get(names[0], ""),
                        "hint": translate(N_("The book says %(amount)s."), amount=money(amount)),
                    },
                    {
                        "name": names[1],
                        "label": translate(N_("Why it differs")),
                        "input": "text",
                        "value": values[1] if values[1] is not None else told.get("reason", ""),
                        "error": errors.get(names[1], ""),
                    },
                ],
            }
        )
    return found


@PAGES.post("/<int:pk>/cash/close/<step>")
@allowed(*ENTERERS)
def take_close(pk: int, step: str) -> Response | tuple[str, int]:
    """Take one step of the close; a refusal keeps what was typed."""
    form = request.form
    period = form.get("month", "")[:7]
    try:
        with acting() as act:
            village = village_for(act.session, act.actor, pk)
            said = _carry_out(act, village, period, step)
    except Refused as fault:
        return _page(home_of(pk), faults_of(fault) | {"step": step}), fault.status
    flash(translate(said), "success")
    return redirect(url_for(".close", pk=pk, month=form.get("shown") or period))  # type: ignore[return-value]


def _carry_out(act: Act, village: Organisation, period: str, step: str) -> str:
    form = request.form
    if step == "count":
        told = {
            account.id: (
                read_amount(form.get(f"counted-{account.id}", ""), f"counted-{account.id}"),
                form.get(f"reason-{account.id}", ""),
            )
            for account in cash.accounts_of(act.session, village.id)
        }
        verbs.count_balances(act, village, period, told)
        return N_("Noted.")
    if step == "hand":
        verbs.hand_month(act, village, period)
        return N_("The township has been told.")
    if step == "remark":
        verbs.remark_on_month(act, village, period, form.get("remark", ""))
        return N_("The village has been told.")
    if step == "answer":
        verbs.answer_remark(act, village, period, form.get("answer", ""))
        return N_("The township has been told.")
    raise NotFound(N_("There is no such act."))
