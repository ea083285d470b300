"""What a row of the hall patrol must hold, whether it came by form, sheet or REST."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import or_, select

from app.kernel.act import Act
from app.kernel.errors import Conflict, Incomplete, NotAllowed
from app.kernel.words import N_
from app.patrol.cameras.pictures import read_areas
from app.patrol.hours import at_time, read_time
from app.patrol.models import Camera, Counter, Hall, HallClosure, HallHours, Roster
from app.patrol.words import AT_THE_COUNTER, RosterWord, StillWay

SEALED = "••••••"
"""What stands where a password was typed."""
LATEST = date(9999, 12, 31)


def codes_in(text: str) -> list[str]:
    """Return the codes of a text, divided by 、, commas, semicolons or spaces, each once."""
    return list(dict.fromkeys(part for part in re.split(r"[、,，;；\s]+", text) if part))


def _unique(act: Act, row: Any, sentence: str) -> None:
    model = type(row)
    others = select(model.id).where(model.county == row.county, model.code == row.code)
    if row.id is not None:
        others = others.where(model.id != row.id)
    with act.session.no_autoflush:
        if act.session.scalar(others.limit(1)) is not None:
            raise Conflict(sentence, field="code")


def _hall(act: Act, row: Any) -> Hall:
    """Return the hall that a row names; its row belongs to the organisation of the hall."""
    with act.session.no_autoflush:
        hall = act.session.get(Hall, row.hall_id)
    if hall is None or not act.actor.scope.holds(hall.county, hall.organisation_id):
        raise NotAllowed(N_("This hall is run by another organisation. Ask the one that runs it."), field="hall_id")
    row.organisation_id = hall.organisation_id
    row.county = hall.county
    return hall


def check_hall(act: Act, hall: Hall, changes: Mapping[str, Any]) -> None:
    """Refuse a second hall of one code."""
    _unique(act, hall, N_("Another hall of the county has this code. Choose another."))
    if hall.still_days is not None and not 1 <= hall.still_days <= 365:
        raise Incomplete(N_("Write a number from %(least)d to %(most)d."), field="still_days", least=1, most=365)


def check_counter(act: Act, counter: Counter, changes: Mapping[str, Any]) -> None:
    """Refuse a second counter of one code, and one in another county's hall."""
    with act.session.no_autoflush:
        hall = act.session.get(Hall, counter.hall_id)
    if hall is None or hall.county != counter.county:
        raise Incomplete(N_("Choose a hall of the same county."), field="hall_id")
    _unique(act, counter, N_("Another counter of the county has this code. Choose another."))


def _in_order(row: Any, begins: str, ends: str) -> None:
    """Bring two times of a day into one form and refuse an end that is not later."""
    setattr(row, begins, read_time(getattr(row, begins), begins))
    setattr(row, ends, read_time(getattr(row, ends), ends))
    if getattr(row, ends) <= getattr(row, begins):
        raise Incomplete(N_("The end lies before the beginning."), field=ends)


def check_hours(act: Act, hours: HallHours, changes: Mapping[str, Any]) -> None:
    """Refuse hours that end before they begin or that run into others of the same hall and kind of day."""
    _hall(act, hours)
    _in_order(hours, "opens", "closes")
    if hours.to_on is not None and hours.to_on < hours.from_on:
        raise Incomplete(N_("The last day lies before the first."), field="to_on")
    across = select(HallHours.id).where(
        HallHours.hall_id == hours.hall_id,
        HallHours.day == hours.day,
        HallHours.opens < hours.closes,
        HallHours.closes > hours.opens,
        HallHours.from_on <= (hours.to_on or LATEST),
        or_(HallHours.to_on.is_(None), HallHours.to_on >= hours.from_on),
    )
    if hours.id is not None:
        across = across.where(HallHours.id != hours.id)
    with act.session.no_autoflush:
        if act.session.scalar(across.limit(1)) is not None:
            raise Conflict(
                N_("These hours run into others of the same hall. End those first, or change them."), field="opens"
            )


def check_closure(act: Act, closure: HallClosure, changes: Mapping[str, Any]) -> None:
    """Refuse a closure that ends before it begins."""
    _hall(act, closure)
    if closure.to_at <= closure.from_at:
        raise Incomplete(N_("The end lies before the beginning."), field="to_at")


def check_roster(act: Act, line: Roster, changes: Mapping[str, Any]) -> None:
    """Refuse a line for a counter of others; work out begin and end as instants, and ask for whom a replacement stands in."""
    with act.session.no_autoflush:
        counter = act.session.get(Counter, line.counter_id)
    if counter is None or not act.actor.scope.holds(counter.county, counter.organisation_id):
        raise NotAllowed(
            N_("People of another organisation sit at this counter, and that keeps its roster."), field="counter_id"
        )
    line.organisation_id, line.county = counter.organisation_id, counter.county
    _in_order(line, "begins", "ends")
    line.from_at, line.to_at = at_time(line.on, line.begins), at_time(line.on, line.ends)
    if line.what == RosterWord.REPLACEMENT and line.instead_of_id in (None, line.official_id):
        raise Incomplete(N_("Say for whom this person stands in."), field="instead_of_id")
    if line.what not in AT_THE_COUNTER and not (line.note or "").strip():
        raise Incomplete(N_("Say why: the leave or training, and who agreed to it."), field="note")
    twice = select(Roster.id).where(
        Roster.official_id == line.official_id,
        Roster.on == line.on,
        Roster.what.in_([line.what] if line.what not in AT_THE_COUNTER else list(AT_THE_COUNTER)),
        Roster.from_at < line.to_at,
        Roster.to_at > line.from_at,
    )
    if line.id is not None:
        twice = twice.where(Roster.id != line.id)
    with act.session.no_autoflush:
        if act.session.scalar(twice.limit(1)) is not None:
            raise Conflict(N_("This person stands on the roster at that time already."), field="begins")


def check_camera(act: Act, camera: Camera, changes: Mapping[str, Any]) -> None:
    """Refuse addresses that hold a password and counters that are not there; seal the password that was typed."""
    hall = _hall(act, camera)
    _unique(act, camera, N_("Another camera of the county has this code. Choose another."))
    _plain_address(camera.still_address, "still_address", ("http", "https", "rtsp"))
    _plain_address(camera.live_address, "live_address", ("http", "https"))
    if camera.way == StillWay.SNAPSHOT and not camera.still_address:
        raise Incomplete(N_("Write the address of the still, or choose that there is none."), field="still_address")
    try:
        camera.mask = ";".join(",".join(map(str, area)) for area in read_areas(camera.mask or ""))
    except ValueError:
        raise Incomplete(
            N_("Write each area as left, top, width and height in percent, such as 10,20,30,40."), field="mask"
        ) from None
    known = set(
        act.session.scalars(
            select(Counter.code).where(
                Counter.hall_id == hall.id, Counter.code.in_(codes_in(camera.counter_codes or ""))
            )
        )
    )
    if lost := [code for code in codes_in(camera.counter_codes or "") if code not in known]:
        raise Incomplete(
            N_("There is no counter %(code)s in this hall. Enter it first, or correct the code."),
            field="counter_codes",
            code=lost[0],
        )
    _seal(camera)


def _plain_address(address: str, field: str, schemes: tuple[str, ...]) -> None:
    if not address:
        return
    try:
        parts = urlsplit(address)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_one = urlsplit(""), False
    if parts.scheme not in schemes or not parts.hostname or not port_is_one:
        raise Incomplete(N_("Write a whole web address, with http:// or https:// before it."), field=field)
    if parts.username or parts.password:
        raise Incomplete(
            N_("An address must not hold an account. Write account and password into their own fields."), field=field
        )


def _seal(camera: Camera) -> None:
    """Keep a typed password encrypted and show only that there is one; an emptied field forgets it."""
    typed = camera.password or ""
    if typed == SEALED:
        return
    camera.sealed_password = typed or None
    camera.password = SEALED if typed else ""
