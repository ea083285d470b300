"""The door of the hall patrol."""

from sqlalchemy import select

from app.kernel.domain import Domain, MenuItem
from app.kernel.roles import Role
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.patrol.evidence import EVIDENCE
from app.patrol.figures import FIGURES
from app.patrol.jobs import JOBS
from app.patrol.models import (
    Camera,
    CameraView,
    Counter,
    CounterRating,
    Hall,
    HallClosure,
    HallHours,
    Look,
    PatrolDay,
    PatrolPlan,
    PatrolRound,
    QueueTicket,
    Roster,
    Still,
)
from app.patrol.pages import PAGES
from app.patrol.points import GROUPS, PATROL_POINTS
from app.patrol.queries.looking import count_open_rounds
from app.patrol.records import KINDS
from app.patrol.records.access import KEEPING, MENU, STAFF, WATCHING

VERBS = {
    "patrol.still_kept": N_("A picture of the hall was kept"),
    "patrol.still_forgotten": N_("A picture was removed after its time"),
    "patrol.camera_faulty": N_("A camera gives no fresh picture"),
    "patrol.camera_well": N_("The camera gives fresh pictures again"),
    "patrol.wall_opened": N_("The wall of a hall was opened"),
    "patrol.view_set": N_("What the camera should show was set"),
    "patrol.committed": N_("The draw of the day was committed to"),
    "patrol.revealed": N_("The draw of the day was revealed"),
    "patrol.round_opened": N_("A round fell due"),
    "patrol.begun": N_("Round begun"),
    "patrol.looked": N_("A counter was looked at"),
    "patrol.finished": N_("Round finished"),
    "patrol.excused": N_("Said why the round was not made"),
    "patrol.look_withdrawn": N_("Look taken back"),
    "patrol.answered": N_("The organisation answered what was seen"),
}

SUBJECTS = (
    SubjectKind(Hall, select(Hall.id, Hall.name), N_("Open the hall")),
    SubjectKind(Counter, select(Counter.id, Counter.code + " " + Counter.name), N_("Open the counter")),
    SubjectKind(
        Camera,
        select(Camera.id, Camera.code + " " + Camera.name),
        N_("Open the hall"),
        "HallRecords.show",  # its addresses are for those who patrol alone
        Camera.hall_id,
    ),
    SubjectKind(PatrolPlan, select(PatrolPlan.id, PatrolPlan.name), N_("Open the plan")),
    SubjectKind(
        PatrolRound,
        select(PatrolRound.id, Hall.name).join(Hall, Hall.id == PatrolRound.hall_id),
        N_("Open the round"),
        "patrol.round_page",
    ),
    SubjectKind(
        Look,
        select(Look.id, Counter.code + " " + Counter.name).join(Counter, Counter.id == Look.counter_id),
        N_("Open the look"),
        "patrol.look_page",
        woken_by=((Look, select(Look.stretch_id, Look.id)),),
    ),
    *tables(CameraView, CounterRating, HallClosure, HallHours, PatrolDay, QueueTicket, Roster, Still),
)

MENU_ITEMS = (
    MenuItem(
        N_("Patrol rounds"),
        MENU,
        "patrol.desk",
        frozenset(WATCHING),
        "eye",
        5,
        count_open_rounds,
        N_("Look at the counters of the halls, one after the other"),
    ),
    MenuItem(
        N_("Wall"),
        MENU,
        "patrol.walls",
        frozenset((*WATCHING, *KEEPING)),
        "camera",
        6,
        None,
        N_("What the cameras of a hall show now"),
    ),
    MenuItem(
        N_("Seen at our counters"),
        MENU,
        "patrol.seen",
        frozenset((*STAFF, *WATCHING)),
        "desk",
        7,
        None,
        N_("What inspectors saw, to be answered"),
    ),
    MenuItem(
        N_("Figures of halls"),
        MENU,
        "patrol.figures",
        frozenset((*STAFF, *WATCHING, Role.LEADER)),
        "chart",
        9,
        None,
        N_("Who was there, how long citizens waited, which rounds were made"),
    ),
)

PATROL = Domain(
    name="patrol",
    title=N_("Hall patrol"),
    manual={**dict.fromkeys(WATCHING, "inspector"), **dict.fromkeys(KEEPING, "administrator")},
    verbs=VERBS,
    subjects=SUBJECTS,
    records=KINDS,
    points=PATROL_POINTS,
    groups=GROUPS,
    evidence=EVIDENCE,
    figures=FIGURES,
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU_ITEMS,
)
