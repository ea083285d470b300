"""What is counted of disclosure."""

from app.disclosure.models import DisclosureDuty, DisclosureTask
from app.kernel.figures import Better, Figure, Rows, Unit
from app.kernel.words import N_

DUTY = (DisclosureDuty, DisclosureDuty.id == DisclosureTask.duty_id)
MET = (DisclosureTask.met_at.is_not(None), DisclosureTask.met_late.is_(False))
ACCOUNTS = DisclosureDuty.source == "village_book"


def _tasks(*where: object) -> Rows:
    return Rows(DisclosureTask, DisclosureTask.due_at, tuple(where), (DUTY,), item=DisclosureTask.duty_id)  # type: ignore[arg-type]


FIGURES = (
    Figure(
        "disclosure.due",
        N_("Disclosures due"),
        _tasks(),
        N_("What had to be disclosed, by the month in which it fell due."),
    ),
    Figure(
        "disclosure.in_time",
        N_("Disclosed in time"),
        _tasks(*MET),
        N_("Of what had to be disclosed by a day of the month, what was disclosed by that day."),
        Unit.SHARE,
        _tasks(),
        Better.UP,
    ),
    Figure(
        "disclosure.accounts_in_time",
        N_("Village accounts disclosed in time"),
        _tasks(ACCOUNTS, *MET),
        N_("Of the monthly accounts that villages had to disclose by a day of the month, those disclosed by that day."),
        Unit.SHARE,
        _tasks(ACCOUNTS),
        Better.UP,
    ),
)
