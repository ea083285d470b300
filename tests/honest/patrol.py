"""Honest courses of the hall patrol."""

from tests.honest.registry import Courses
from tests.patrol import scenarios
from tests.patrol.building import Halls

PATROL = Courses(Halls)
PATROL.note(
    {
        "H01.unmanned": scenarios.brief,
        "H02.waiting": lambda halls: scenarios.wait_long(halls, ("09:20",)),
        "H03.camera": scenarios.under_repair,
        "H04.plan": lambda halls: scenarios.due_rounds(halls, made=3, excused=2, days=5),
        "H04.hour": scenarios.short_hall,
        "H04.person": lambda halls: scenarios.one_inspector(halls, other=False),
        "H05.ratings": lambda halls: scenarios.badly_rated(halls, 25, 0),
        "H06.person": scenarios.judged_false,
        "H06.counter": scenarios.taken_back,
        "H07.unanswered": scenarios.answered,
        "H08.quick": scenarios.slip,
        "H08.unseen": lambda halls: scenarios.seen_from_desk(halls, on_foot=True),
    }
)
