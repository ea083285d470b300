"""What fires each point of the hall patrol, what does not, and what ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.points import POINTS
from app.patrol.measures import rate_counters
from app.patrol.models import HallHours, Look, PatrolRound, QueueTicket, Roster
from app.patrol.operations import answer_look, commit_days, excuse_round, note_try, open_rounds, withdraw_look
from app.patrol.records.cameras import CAMERA
from app.patrol.records.halls import CLOSURE, HOURS_KIND
from app.patrol.records.rounds import TICKET
from app.patrol.words import Seen, StillOutcome
from app.supervision.models import Alert, FalseAlarm
from app.supervision.operations.alerts import explain, mark_false_alarm
from app.supervision.scanning import sweep
from app.surfaces.records.writing import edit_record
from tests.conftest import NOW
from tests.patrol.building import MONDAY, Halls, at

WEEK_BEFORE = MONDAY - timedelta(days=7)
WEDNESDAY, THURSDAY, FRIDAY = (WEEK_BEFORE + timedelta(days=n) for n in (2, 3, 4))


@dataclass(frozen=True)
class Scenario:
    """Courses of events around one point."""

    fires: Callable[[Halls], object]
    silent: tuple[Callable[[Halls], object], ...]
    ceases: Callable[[Halls], object]
    """Happens after what fires."""


def last_look(halls: Halls) -> Look:
    """Return the look that was made last."""
    found = halls.session.query(Look).filter(Look.at.is_not(None)).order_by(Look.at.desc()).first()
    assert found is not None
    return found


def take_back(halls: Halls) -> None:
    """Take the last look back."""
    withdraw_look(halls.make("inspector", NOW), last_look(halls), "看错窗口")


def at_work(halls: Halls, day: date = FRIDAY, **more: str) -> Roster:
    """Put the window officer on the roster of the first counter for a morning."""
    known = halls.session.query(Roster).filter(Roster.counter_id == halls.first.id, Roster.on == day).first()
    return known or halls.roster(halls.first, "window", on=day, **more)


def absent_twice(halls: Halls, day: date = FRIDAY, apart: int = 12) -> None:
    """Look twice at the first counter and find nobody."""
    at_work(halls, day)
    halls.look(Seen.UNMANNED, at("10:00", day))
    halls.look(Seen.UNMANNED, at("10:00", day) + timedelta(minutes=apart))


def absent_once(halls: Halls, day: date = FRIDAY, *, called: str = "10:25", finished: str = "09:50") -> None:
    """Look once and find nobody; a ticket waits that the counter calls in the end."""
    at_work(halls, day)
    halls.ticket("A001", at("09:40", day), at("09:42", day), finished_at=at(finished, day))
    halls.look(Seen.UNMANNED, at("10:00", day))
    halls.ticket("A002", at("09:55", day), at(called, day))


def on_leave(halls: Halls) -> None:
    """Look twice at a counter whose officer is on leave."""
    at_work(halls)
    halls.roster(halls.first, "window", "10:00", "12:00", "leave", on=FRIDAY, note="病假，周科同意")
    halls.look(Seen.UNMANNED, at("10:05", FRIDAY))
    halls.look(Seen.UNMANNED, at("10:30", FRIDAY))


def without_roster(halls: Halls) -> None:
    """Look twice at a counter of which no roster is kept."""
    halls.look(Seen.UNMANNED, at("10:00", FRIDAY))
    halls.look(Seen.UNMANNED, at("10:30", FRIDAY))


def back_soon(halls: Halls) -> None:
    """Find nobody, then the officer back at the counter, then nobody again an hour later."""
    at_work(halls)
    for seen, clock in ((Seen.UNMANNED, "10:00"), (Seen.MANNED, "10:12"), (Seen.UNMANNED, "11:20")):
        halls.look(seen, at(clock, FRIDAY))


def wait_long(halls: Halls, taken: tuple[str, ...] = ("09:20", "09:22"), finished: str = "09:10") -> None:
    """Let tickets wait for the first counter, which calls nobody from nine to ten."""
    at_work(halls)
    halls.ticket("B000", at("09:01", FRIDAY), at("09:02", FRIDAY), finished_at=at(finished, FRIDAY))
    for place, clock in enumerate(taken):
        halls.ticket(f"B10{place}", at(clock, FRIDAY), at("10:05", FRIDAY) + timedelta(minutes=6 * place))


def wait_while(halls: Halls, happens: Callable[[Halls], object]) -> None:
    """Let tickets wait while something else is so."""
    wait_long(halls)
    happens(halls)


def correct_ticket(halls: Halls) -> None:
    """Correct the machine's file: the first ticket was called at once after all."""
    ticket = halls.session.query(QueueTicket).filter(QueueTicket.number == "B100").one()
    edit_record(halls.make("county_admin"), TICKET, ticket, {"called_at": at("09:25", FRIDAY)})


def go_dark(halls: Halls, tries: int = 12) -> None:
    """Let a camera give dark pictures for some minutes."""
    camera = halls.camera()
    for minute in range(tries):
        note_try(halls.make(None, NOW - timedelta(minutes=30 - minute)), camera, StillOutcome.DARK)


def come_back(halls: Halls) -> None:
    """Let the camera give a fresh picture again."""
    note_try(halls.make(None, NOW), halls.camera_of(), StillOutcome.FRESH, "ab" * 32)


def under_repair(halls: Halls) -> None:
    """Mark a dark camera as under repair."""
    go_dark(halls)
    edit_record(halls.make("county_admin"), CAMERA, halls.camera_of(), {"off": True})


def due_rounds(halls: Halls, made: int = 0, excused: int = 0, days: int = 4) -> None:
    """Let a plan draw a round on each of some days of the week before; some are made, some excused."""
    halls.plan(times="10:00", share=100, from_on=WEEK_BEFORE)
    for offset in range(days):
        day = WEEK_BEFORE + timedelta(days=offset)
        commit_days(halls.make(None, at("06:30", day)))
        open_rounds(halls.make(None, at("10:00", day)))
    for place, one in enumerate(halls.session.query(PatrolRound).order_by(PatrolRound.due_at)):
        if place < made:
            halls.finish(one, one.due_at + timedelta(minutes=10))
        elif place < made + excused:
            excuse_round(halls.make("inspector", one.due_at + timedelta(hours=2)), one, "网络中断")


def excuse_all(halls: Halls) -> None:
    """Give the reason of every round that was not made."""
    for one in halls.session.query(PatrolRound).filter(PatrolRound.finished_at.is_(None), PatrolRound.excused == ""):
        excuse_round(halls.make("inspector", NOW), one, "大厅搬迁")


def rounds_at(halls: Halls, *clocks: str, who: str = "inspector", first: date = date(2026, 9, 1)) -> None:
    """Begin a round on each working day from one on, at the hours given."""
    day = first
    for clock in clocks:
        while day.weekday() >= 5:
            day += timedelta(days=1)
        halls.round(at(clock, day), who)
        day += timedelta(days=1)


def another_hour(halls: Halls) -> None:
    """Begin one more round in the afternoon."""
    halls.round(at("15:00", date(2026, 9, 18)))


def short_hall(halls: Halls) -> None:
    """Look at a hall that is open for two hours of the morning alone."""
    halls.session.query(HallHours).delete()
    for weekday in ("monday", "tuesday", "wednesday", "thursday", "friday"):
        halls.enter(
            HOURS_KIND,
            hall_id=halls.hall.id,
            day=weekday,
            opens="09:00",
            closes="11:00",
            from_on=date(2026, 1, 1),
            to_on=None,
        )
    rounds_at(halls, *["10:00"] * 6)


def one_inspector(halls: Halls, *, other: bool = True) -> None:
    """Let one inspector make all rounds of the hall while the other makes rounds elsewhere."""
    rounds_at(halls, *("09:10", "10:20", "11:10", "14:20", "15:30", "16:10", "09:40", "10:50"))
    if other:
        elsewhere = halls.another_hall()
        halls.start(elsewhere, at("09:30", FRIDAY), "second_inspector")


def take_turns(halls: Halls) -> None:
    """Let the other inspector make a round of the hall as well."""
    halls.round(at("16:30", date(2026, 9, 18)), "second_inspector")


def rate(halls: Halls, counter: str, ratings: list[int], first: int = 0) -> None:
    """Enter rated tickets of a counter."""
    at_counter = halls.first if counter == "first" else halls.second
    for place, rating in enumerate(ratings):
        taken = at("09:00", WEDNESDAY) + timedelta(minutes=place)
        halls.ticket(
            f"R{first + place:03d}", taken, taken + timedelta(minutes=1), counter_id=at_counter.id, rating=rating
        )


def badly_rated(halls: Halls, bad: int = 12, good: int = 24) -> None:
    """Let citizens rate the first counter badly, the second well."""
    rate(halls, "first", [1] * bad + [5] * good)
    rate(halls, "second", [5] * 39 + [2], first=500)
    rate_counters(halls.make(None, NOW))


def rated_again(halls: Halls) -> None:
    """Let many more rate the first counter well."""
    rate(halls, "first", [5] * 200, first=100)
    rate_counters(halls.make(None, NOW))


def twice(halls: Halls, first: date = THURSDAY, *, officer: str = "window") -> None:
    """Find somebody on the telephone on two days."""
    halls.roster(halls.first, officer, on=first)
    halls.look(Seen.TELEPHONE, at("10:00", first))
    at_work(halls)
    halls.look(Seen.EATING, at("10:00", FRIDAY))


def judged_false(halls: Halls, first: date = THURSDAY) -> None:
    """Find an absence twice; the first was judged a false alarm."""
    absent_twice(halls, first)
    act = halls.make("inspector", at("11:00", first))
    sweep(act, [POINTS["H01.unmanned"]], now=at("11:00", first))
    alert = halls.session.query(Alert).one()
    explain(halls.make("organ_head", at("11:05", first)), alert, "陪同群众到档案室取证")
    mark_false_alarm(halls.make("inspector", at("11:10", first)), alert, FalseAlarm.LAWFUL, "陪同群众到档案室取证")
    absent_twice(halls)


def unanswered(halls: Halls) -> None:
    """See somebody on the telephone ten days ago, and get no answer."""
    at_work(halls, date(2026, 9, 8))
    halls.look(Seen.TELEPHONE, at("10:00", date(2026, 9, 8)))


def answered(halls: Halls, when: str = "17:00", day: date = date(2026, 9, 15)) -> None:
    """Answer on the last day."""
    unanswered(halls)
    answer_look(halls.make("window", at(when, day)), last_look(halls), "接听群众咨询电话")


def early_birds(halls: Halls) -> None:
    """Citizens take tickets before eight and wait for nine; then one of them is served for fifty minutes."""
    at_work(halls)
    for place, clock in enumerate(("07:50", "07:55", "08:00")):
        called = at("09:01", FRIDAY) + timedelta(minutes=place * 55)
        halls.ticket(f"E{place}", at(clock, FRIDAY), called, finished_at=called + timedelta(minutes=50))


def brief(halls: Halls) -> None:
    """Find nobody at one look and the officer back at the next; another is on leave."""
    at_work(halls)
    halls.look(Seen.UNMANNED, at("10:00", FRIDAY))
    halls.look(Seen.MANNED, at("10:12", FRIDAY))


def taken_back(halls: Halls) -> None:
    """Find something twice; the first look was at the wrong counter and was taken back."""
    halls.roster(halls.first, "handler", on=THURSDAY)
    halls.look(Seen.TELEPHONE, at("10:00", THURSDAY))
    take_back(halls)
    at_work(halls)
    halls.look(Seen.EATING, at("10:00", FRIDAY))


def slip(halls: Halls) -> None:
    """Press a key by a slip of the finger and take it back."""
    halls.look(Seen.UNMANNED, at("10:00", FRIDAY), took=1)
    take_back(halls)


def seen_from_desk(halls: Halls, **more: object) -> None:
    """Say from a desk that a counter is manned, though its camera gave no picture."""
    at_work(halls)
    halls.camera()
    halls.look(Seen.MANNED, at("10:00", FRIDAY), **more)


def live_alone(halls: Halls) -> None:
    """Look through a camera that gives a live picture alone."""
    at_work(halls)
    halls.camera(way="none", still_address="")
    halls.look(Seen.MANNED, at("10:00", FRIDAY))


SCENARIOS = {
    "H04.hour": Scenario(
        lambda halls: rounds_at(halls, "10:00", "10:20", "10:40", "10:05", "10:50"),
        (
            lambda halls: rounds_at(halls, "10:00", "10:20", "10:40", "10:05"),
            lambda halls: rounds_at(halls, "10:00", "10:20", "10:40", "10:05", "15:00"),
            short_hall,
        ),
        another_hour,
    ),
    "H01.unmanned": Scenario(
        absent_twice,
        (
            lambda halls: absent_twice(halls, apart=9),
            on_leave,
            without_roster,
            back_soon,
            lambda halls: absent_once(halls, called="10:05"),
            lambda halls: absent_once(halls, finished="10:20"),
        ),
        take_back,
    ),
    "H02.waiting": Scenario(
        wait_long,
        (
            lambda halls: wait_long(halls, ("09:20",)),
            early_birds,
            lambda halls: wait_long(halls, finished="09:30"),
            lambda halls: wait_long(halls, ("09:40", "09:50")),
            lambda halls: wait_while(
                halls, lambda h: h.roster(h.first, "window", "09:15", "09:50", "training", on=FRIDAY, note="业务培训")
            ),
            lambda halls: wait_while(
                halls,
                lambda h: h.enter(
                    CLOSURE, hall_id=h.hall.id, from_at=at("09:10", FRIDAY), to_at=at("09:55", FRIDAY), reason="停电"
                ),
            ),
        ),
        correct_ticket,
    ),
    "H03.camera": Scenario(go_dark, (lambda halls: go_dark(halls, 9), under_repair), come_back),
    "H04.plan": Scenario(
        due_rounds,
        (
            lambda halls: due_rounds(halls, made=4, days=5),
            lambda halls: due_rounds(halls, made=3, excused=2, days=5),
            lambda halls: due_rounds(halls, days=2),
        ),
        excuse_all,
    ),
    "H04.person": Scenario(
        one_inspector,
        (lambda halls: one_inspector(halls, other=False), lambda halls: rounds_at(halls, "10:00")),
        take_turns,
    ),
    "H05.ratings": Scenario(
        badly_rated, (lambda halls: badly_rated(halls, 1, 40), lambda halls: badly_rated(halls, 25, 0)), rated_again
    ),
    "H06.person": Scenario(
        twice,
        (
            judged_false,
            lambda halls: twice(halls, FRIDAY - timedelta(days=31)),
            lambda halls: twice(halls, officer="handler"),
        ),
        take_back,
    ),
    "H06.counter": Scenario(
        lambda halls: twice(halls, officer="handler"),
        (twice, lambda halls: twice(halls, FRIDAY - timedelta(days=31), officer="handler")),
        take_back,
    ),
    "H07.unanswered": Scenario(
        unanswered, (answered, lambda halls: halls.look(Seen.TELEPHONE, at("10:00", FRIDAY))), take_back
    ),
    "H08.quick": Scenario(
        lambda halls: halls.look(Seen.UNMANNED, at("10:00", FRIDAY), took=2),
        (lambda halls: halls.look(Seen.UNMANNED, at("10:00", FRIDAY), took=3),),
        take_back,
    ),
    "H08.unseen": Scenario(
        seen_from_desk,
        (
            lambda halls: seen_from_desk(halls, on_foot=True),
            live_alone,
            lambda halls: seen_from_desk(halls, folder=halls.folder()),
        ),
        take_back,
    ),
}
