"""The door through which a workbook brings places to life, and the access slips of who came with it."""

import io
import json
from functools import partial

from flask import Blueprint, Response, current_app, redirect, render_template, send_file, url_for
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from werkzeug.wrappers import Response as WerkzeugResponse

from app.kernel.act import Act, Channel
from app.kernel.errors import NotFound
from app.kernel.roles import Role
from app.kernel.words import N_
from app.surfaces.accounts.models import Account
from app.surfaces.acts import acting, session
from app.surfaces.export import SHEET
from app.surfaces.language import translate
from app.surfaces.pages import allowed
from app.surfaces.people.parts import Access
from app.surfaces.people.rollout import accesses_of, carry_out_rollout, first_sheet, plan_rollout
from app.surfaces.people.slips import login_code
from app.surfaces.platform import platform
from app.surfaces.records.naming import chunks
from app.surfaces.sheets.cells import in_all
from app.surfaces.sheets.doors import Door, Intake, Part, Turn, door
from app.surfaces.sheets.handed import handed
from app.surfaces.sheets.models import HandedSheet
from app.surfaces.sheets.pages import add_door
from app.surfaces.sheets.writing import template_page, write_book

BRINGING = Blueprint("rollout", __name__, url_prefix="/people/rollout")
ADMINS = (Role.COUNTY_ADMIN, Role.CITY_ADMIN)
LARGE = 200
"""Rows from which the clock brings a workbook in: the password of each account takes its time to hash."""


def _open(act: Act, _key: str) -> Intake:
    act.needs(*ADMINS)
    (_title, columns), *further = [sheet for part in platform().set_up for sheet in part.sheets()]
    parts = tuple(Part(in_all(title), used) for title, used in further)
    return Intake(
        translate(N_("Bring in a town")),
        columns,
        lambda book: plan_rollout(act, book, platform().set_up),
        lambda plan, choice: carry_out_rollout(act, plan, choice, platform().set_up),
        tried=False,
        names=in_all(_title),
        parts=parts,
        turn=Turn((), lambda book: first_sheet(book, in_all(_title), columns, parts)),
        about=N_(
            "One workbook for a town or a whole county: places, posts, people with their accounts, ledgers, starting "
            "balances. Leave empty what you do not need. It may be handed in again: what stands already is left as it is."
        ),
        after=N_("The place is live. Print the access slips and hand each to its owner alone."),
        handout=accesses_of,
    )


ROLLOUT = door(
    Door(
        "rollout",
        _open,
        lambda _key: url_for("people.accounts_list"),
        lambda _key: url_for("rollout.template"),
        large=LARGE,
        handout_url=lambda token: url_for("rollout.show_slips", token=token),
    )
)
add_door(BRINGING, "", ROLLOUT, allowed(*ADMINS))


@BRINGING.get("/template.xlsx")
@allowed(*ADMINS)
def template() -> Response:
    """Give the empty workbook: a sheet for each table, with headings, hints and an example row."""
    target = io.BytesIO()
    sheets = [sheet for part in platform().set_up for sheet in part.sheets()]
    write_book(target, [template_page(translate(title), columns) for title, columns in sheets])
    target.seek(0)
    return send_file(target, mimetype=SHEET, as_attachment=True, download_name=f"{translate(N_('New place'))}.xlsx")


@BRINGING.get("/import/<token>/slips")
@allowed(*ADMINS)
def show_slips(token: str) -> str:
    """Show the access slips of a workbook that was brought in, of those who have not chosen their password yet."""
    return render_template(
        "people/slips.html",
        accesses=_unused(_slips(token)),
        token_name=token,
        code_of=partial(login_code, current_app.config["SUNSHINE_ADDRESS"]),
    )


@BRINGING.post("/import/<token>/slips")
@allowed(*ADMINS)
def forget_slips(token: str) -> WerkzeugResponse:
    """Forget the slips once they are printed: their passwords can be read nowhere any more."""
    with acting(Channel.SHEET):
        _slips(token).handout = None
    return redirect(url_for(".show_sheet", token=token))


def _slips(token: str) -> HandedSheet:
    sheet = handed(token, ROLLOUT.name)
    if sheet.handout is None:
        raise NotFound(N_("These slips are gone. Give the person a new first password on the page of the account."))
    return sheet


def _unused(sheet: HandedSheet) -> list[Access]:
    accesses = [Access(**one) for one in json.loads(sheet.handout or "[]")]
    unused: set[str] = set()
    for some in chunks([one.username for one in accesses]):
        waiting = select(User.username).join(Account, Account.user_id == User.id)
        unused.update(session().scalars(waiting.where(User.username.in_(some), Account.must_change)))
    return [one for one in accesses if one.username in unused]
