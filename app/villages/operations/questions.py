"""What villagers ask and report: taken anonymously if they wish, answered in time, followed by a code."""

from datetime import timedelta

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.codes import new_code
from app.kernel.errors import NotAllowed
from app.kernel.places import Organisation, Region
from app.kernel.roles import Role
from app.kernel.voices import answer_once, if_given, said
from app.kernel.words import N_
from app.villages.access import ENTERERS
from app.villages.models import VillageQuestion
from app.villages.words import QuestionKind

DAYS = {QuestionKind.ASK: 7, QuestionKind.REPORT: 15}
"""Calendar days to the answer."""


def ask(
    act: Act, home: Organisation, region: Region, what: QuestionKind, text: str, *, name: str = "", contact: str = ""
) -> VillageQuestion:
    """Take a question or a report; its code is what the villager follows it by."""
    made = VillageQuestion(
        county=home.county,
        organisation_id=home.id,
        region_code=region.code,
        what=what,
        text=said(text),
        name=if_given(name, 60),
        contact=if_given(contact, 60),
        query_code=new_code(12),
        made_at=act.at,
        due_at=act.at + timedelta(days=DAYS[what]),
    )
    act.session.add(made)
    record(act, "village.asked", made, what=what, region=region.code)
    return made


def answer_question(act: Act, question: VillageQuestion, answer: str, *, shown: bool) -> None:
    """Answer a villager; questions by the village or its township, reports by the inspectors alone."""
    report = question.what == QuestionKind.REPORT
    act.needs(*((Role.INSPECTOR,) if report else ENTERERS))
    if not act.actor.scope.holds(question.county, question.organisation_id):
        raise NotAllowed(N_("You answer only for villages of your own scope."))
    answer_once(act, question, said(answer, "answer"))
    question.shown = shown and not report
    record(act, "village.answered", question, what=question.what, shown=question.shown)
