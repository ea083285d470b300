"""Letters of citizens that nobody answered: who must answer is reminded on the last day, and once it has passed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import select

from app.kernel.act import Act, local_day, start_of_day
from app.kernel.calendar import ONE_DAY
from app.kernel.duties import Letters
from app.kernel.notices import Medium, queue_once
from app.kernel.places import holders_of
from app.kernel.wording import fill

TITLES = ("群众来信即将到期", "群众来信逾期未答复")
TEXTS = (
    "有一件群众来信须于{day}前答复，请及时办理。",
    "有一件群众来信应于{day}前答复，现已逾期，请立即答复并说明原因。",
)
SINCE = timedelta(days=30)
"""How long after its day a letter is still looked at; it stands on the desk anyway."""


def remind_letters(act: Act, kinds: Iterable[Letters]) -> Mapping[str, int]:
    """Queue a desk message for each post that must answer a letter by the end of today, or should have; once a stage."""
    told = {"reminded": 0}
    tomorrow = start_of_day(act.on + ONE_DAY)
    for letters in kinds:
        if not letters.owed:
            continue
        model = letters.model
        rows = act.session.execute(
            select(model, letters.due_at.label("due"))
            .where(letters.unanswered, letters.due_at <= tomorrow, letters.due_at > act.at - SINCE)
            .order_by(model.id)
        ).all()
        for row, due in rows:
            stage = int(due <= act.at)
            text = fill(TEXTS[stage], day=local_day(due - timedelta(microseconds=1)))
            people = {
                one for duty in letters.duties for one in holders_of(act.session, row.organisation_id, duty, act.on)
            }
            for official in sorted(one for one in people if one is not None):
                queue_once(
                    act, Medium.DESK, str(official), TITLES[stage], text, row, f"letter:{row.kind}:{row.id}:{stage}"
                )
                told["reminded"] += 1
    return told
