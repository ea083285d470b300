"""The door of movements: a bank's or treasury's statement handed in on the screen."""

from flask import Response, url_for

from app.funds.pages import PAGES
from app.funds.records import KEEPING
from app.funds.statements.columns import COLUMNS
from app.funds.statements.sheet import plan_statement, refuse_broken_totals, take_statement
from app.kernel.act import Act
from app.kernel.words import N_
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.surfaces.sheets.doors import Ask, Door, Intake, Turn, door
from app.surfaces.sheets.pages import add_door, send_template

TITLE = N_("Statement of a bank or treasury")


def _open(act: Act, _key: str) -> Intake:
    act.needs(*KEEPING)
    return Intake(
        translate(TITLE),
        COLUMNS,
        lambda sheet, **said: plan_statement(act, sheet, **said),
        lambda plan, choice: take_statement(act, plan, choice),
        asks=(
            Ask("account", N_("Own account"), N_("Its whole number, where no column tells it")),
            Ask("home", N_("Code of the body"), N_("Whose matter a line is of which neither party is a body here")),
            Ask("minus", N_("Minus means paid out"), N_("Where no column tells the direction"), switch=True),
        ),
        turn=Turn((), refuse_broken_totals),
        about=N_(
            "Hand in the statement as the bank or the treasury gives it, line of totals included. Lines that are here "
            "already are known again by their serial number; the same file twice changes nothing."
        ),
    )


STATEMENTS = door(
    Door("movements", _open, lambda _key: url_for("FundMovementRecords.list"), lambda _key: url_for("funds.template"))
)
add_door(PAGES, "/statements", STATEMENTS, allowed(*KEEPING))


@PAGES.get("/statements/template.xlsx")
@allowed(*KEEPING)
def template() -> Response:
    """Give the empty sheet."""
    return send_template(translate(TITLE), COLUMNS)
