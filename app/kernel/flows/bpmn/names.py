"""Names of BPMN 2.0 and of our extension, and time limits as ISO 8601 durations."""

import re

from app.kernel.calendar import Unit

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
LINE = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:sunshine:flow"

PREFIXES = {"bpmn": BPMN, "bpmndi": DI, "dc": DC, "di": LINE, "xsi": XSI, "sunshine": OURS}


def duration_of(value: int, unit: str) -> str:
    """Return a limit as a duration; other programs know no working days, the extension keeps the unit."""
    form = {Unit.MONTH: "P%dM", Unit.HOUR: "PT%dH"}.get(Unit(unit), "P%dD")
    return form % value


def limit_of(duration: str) -> tuple[int, str] | None:
    """Return the limit that a duration of days, weeks, months or hours means, or None for any other."""
    found = re.fullmatch(r"P(?:(\d{1,4})([DWM])|T(\d{1,4})H)", duration.strip())
    if found is None:
        return None
    number, unit, hours = found.groups()
    if hours:
        return int(hours), Unit.HOUR.value
    days = int(number) * (7 if unit == "W" else 1)
    return days, (Unit.MONTH if unit == "M" else Unit.CALENDAR_DAY).value
