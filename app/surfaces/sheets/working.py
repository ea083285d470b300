"""Working on a sheet that was handed in: at once when it is small, by the clock when it is large."""

import io
import json
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.kernel.act import Act, Channel
from app.kernel.errors import NotFound, Refused
from app.kernel.progress import telling
from app.kernel.words import N_
from app.surfaces.acts import actor_of, committing, is_held, now
from app.surfaces.database import db
from app.surfaces.language import translate_refusal
from app.surfaces.scheduling.stopping import told_to_stop
from app.surfaces.sheets.arranging import Answers
from app.surfaces.sheets.checking import Checked, check, open_at, summary, take, unmatched
from app.surfaces.sheets.doors import DOORS
from app.surfaces.sheets.handed import book_of, folder
from app.surfaces.sheets.importing import Choice
from app.surfaces.sheets.models import HandedSheet, SheetState
from app.surfaces.sheets.report import marked_copy
from app.surfaces.sheets.withdrawing import noting_trail, withdraw

LARGE_BYTES = 150_000
LARGE_ROWS = 1_000
"""From here on a sheet is worked on by the clock, outside the request."""
CHECK, TAKE, TAKE_GOOD, WITHDRAW = "check", "take", "take_good", "withdraw"


def is_large(sheet: HandedSheet) -> bool:
    """Tell whether a sheet is too large for one request, by its bytes, else by its rows; once taken over by these alone."""
    most = (DOORS[sheet.door].large if sheet.door in DOORS else 0) or LARGE_ROWS
    if sheet.state == SheetState.TAKEN:
        return int(sheet.result["figures"]["rows"]) > most
    path = folder() / sheet.token
    if path.is_file() and path.stat().st_size > LARGE_BYTES:
        return True
    return any(len(one.rows) > most for one in book_of(sheet).sheets)


def work(act: Act, sheet: HandedSheet, task: str) -> None:
    """Check a sheet or take it over, and note the outcome with it; Refused is the caller's to note."""
    found = DOORS.get(sheet.door)
    if found is None:
        raise NotFound(N_("There is no such sheet."))
    intake = found.open(act, sheet.key)
    if task == WITHDRAW:
        done = withdraw(act, intake, sheet, sheet.answers.get("reason", ""))
        sheet.state, sheet.result = SheetState.WITHDRAWN, {**sheet.result, **done, "error": ""}
        return
    opened = open_at(intake, book_of(sheet), Answers.of(sheet.answers))
    lacking = unmatched(opened)
    if lacking is not None:
        sheet.state, sheet.result = SheetState.HANDED_IN, {"title": intake.title, **lacking}
        return
    if task == CHECK:
        checked = check(act, opened)
        _keep_marked(sheet, checked)
        sheet.state, sheet.result = SheetState.CHECKED, {"title": intake.title, **summary(checked)}
        return
    choice = Choice.GOOD_ROWS if task == TAKE_GOOD else Choice.ALL_OR_NOTHING
    with noting_trail(act) as written:
        checked = take(act, opened, choice)
    sheet.state = SheetState.TAKEN
    sheet.result = {"title": intake.title, **summary(checked)}
    if intake.withdraw:
        sheet.result["written"] = written
    if intake.handout and (slips := intake.handout(checked.plan)):
        sheet.handout = json.dumps(slips)


def marked_file(token: str) -> Path:
    """Return the file of the marked copy of a sheet."""
    return folder() / f"{token}.marked.xlsx"


def _keep_marked(sheet: HandedSheet, checked: Checked) -> None:
    """Write the sheet again with every faulty cell red, when there is one."""
    marked_file(sheet.token).unlink(missing_ok=True)
    plan = checked.plan
    if plan.faulty:
        target = io.BytesIO()
        marked_copy(target, plan.sections)
        marked_file(sheet.token).write_bytes(target.getvalue())


def ask_for(act: Act, sheet: HandedSheet, task: str) -> None:
    """Let the clock do it: whoever handed the sheet in follows how far it is."""
    sheet.state, sheet.task, sheet.waits_since = SheetState.WAITING, task, act.at
    progress_file(sheet.token).unlink(missing_ok=True)


def work_off(act: Act) -> Mapping[str, Any]:
    """Work on the sheets that wait, each in acts of its own in the name of whoever handed it in.

    What stands half done comes from a clock that was killed or stopped: all rows or none were written, so it
    begins again.
    """
    waiting = select(HandedSheet.token).where(HandedSheet.state.in_((SheetState.WAITING, SheetState.AT_WORK)))
    done = 0
    with Session(db.engine) as reading:
        tokens = reading.scalars(waiting.order_by(HandedSheet.waits_since)).all()
    for token in tokens:
        if told_to_stop():
            break
        _work_off(token)
        done += 1
    return {"sheets": done} if done else {}


def _work_off(token: str) -> None:
    """Work on one sheet; when other work holds the database it stays as it is, for the clock's next run."""
    with suppress(_Held):
        _work_on(token)


def _work_on(token: str) -> None:
    with _acting(token) as (_act, sheet):
        sheet.state = SheetState.AT_WORK
        language, task = sheet.language, sheet.task
    with force_locale(language), telling(lambda number, total: _tell(token, task, number, total)):
        try:
            with _acting(token) as (act, sheet):
                work(act, sheet, task)
        except Stopped:
            with _acting(token) as (_act, sheet):
                sheet.state = SheetState.WAITING
        except Refused as fault:
            _note_fault(token, task, fault)
        except _Held:
            raise
        except BaseException:
            _note_fault(token, task, _broken())
            raise
        finally:
            progress_file(token).unlink(missing_ok=True)


def _note_fault(token: str, task: str, fault: Refused) -> None:
    with _acting(token) as (_act, sheet):
        sheet.state = SheetState.TAKEN if task == WITHDRAW else SheetState.REFUSED
        sheet.result = {**sheet.result, "error": translate_refusal(fault)}


def _broken() -> Refused:
    return Refused(
        N_(
            "Something went wrong on our side; nothing was written. Hand the sheet in again, or tell your administrator."
        )
    )


@contextmanager
def _acting(token: str) -> Any:
    """Open an act of whoever handed a sheet in, in a session of its own, and commit it."""
    session = db.session.session_factory()
    try:
        sheet = session.get_one(HandedSheet, token)
        user = db.session.get(User, sheet.user_id)
        at: datetime = now()
        act = Act(session, actor_of(user, at), at, Channel.SHEET, sheet.county)
        for _same in committing(act):
            yield act, sheet
    except OperationalError as fault:
        if not is_held(fault):
            raise
        raise _Held from fault
    finally:
        session.close()


def progress_file(token: str) -> Path:
    """Return the file that says how far the work is; a file, for the database waits for the work itself."""
    return folder() / f"{token}.progress"


class _Held(Exception):  # noqa: N818 - it is no error
    """Other work holds what this one needs."""


class Stopped(Exception):  # noqa: N818 - it is no error
    """The clock was told to stop: nothing was written, and its next run begins this sheet again."""


def _tell(token: str, task: str, number: int, total: int) -> None:
    if told_to_stop():
        raise Stopped
    progress_file(token).write_text(json.dumps({"task": task, "done": number, "total": total}))


def progress(token: str) -> tuple[int, int]:
    """Return how many rows are done, of how many; zeros while that is not known."""
    try:
        held = json.loads(progress_file(token).read_text())
        return int(held["done"]), int(held["total"])
    except (OSError, ValueError, KeyError):
        return 0, 0
