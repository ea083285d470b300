"""Street trees: a whole domain in one file, the example of the tutorial “Your first domain”."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.db import CountyRow, Id, UtcDateTime
from app.kernel.domain import Domain
from app.kernel.evidence import Evidence
from app.kernel.flows.machine import Machine, Move
from app.kernel.places import Organisation
from app.kernel.points import TICK, Findings, Limits, Parameter, Point, Severity, Tick, findings
from app.kernel.records import Access, Field, RecordKind
from app.kernel.roles import Role
from app.kernel.search import Text, TextSource, forget_text, index_text
from app.kernel.subjects import SubjectKind
from app.kernel.words import N_, Word


class TreeState(Word):
    """How a tree is doing."""

    SOUND = "sound", N_("Sound")
    ILL = "ill", N_("Ill")
    FELLED = "felled", N_("Felled")


class StreetTree(CountyRow):
    """One tree on a street."""

    __tablename__ = "street_tree"
    kind = "street_tree"

    number: Mapped[str] = mapped_column(String(20), unique=True)
    street: Mapped[str] = mapped_column(String(60))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=TreeState.SOUND)
    ill_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.number} {self.street}"


COURSE = Machine(
    "street_tree",
    TreeState,
    {TreeState.SOUND},
    (
        Move(
            "fall_ill",
            N_("Report ill"),
            frozenset({"sound"}),
            "ill",
            "tree.reported_ill",
            N_("Regulations on Urban Greening, art. 20"),
        ),
        Move(
            "cure",
            N_("Report cured"),
            frozenset({"ill"}),
            "sound",
            "tree.cured",
            N_("Regulations on Urban Greening, art. 20"),
        ),
        Move(
            "fell",
            N_("Fell"),
            frozenset({"ill"}),
            "felled",
            "tree.felled",
            N_("Regulations on Urban Greening, art. 20"),
            needs_reason=True,
        ),
    ),
)


def move_tree(act: Act, tree: StreetTree, code: str, reason: str = "") -> StreetTree:
    """Move a tree along its course, and write the step into the trail."""
    move = COURSE.check(tree.state, code)
    tree.state = str(move.target)
    tree.ill_at = act.at if tree.state == TreeState.ILL else None
    record(act, move.verb, tree, reason=reason)
    if tree.state == TreeState.ILL:
        index_text(act, _text(tree))
    else:
        forget_text(act, TREE.name, tree.id)
    return tree


TREE = RecordKind(
    name="street_tree",
    model=StreetTree,
    title=N_("Street trees"),
    menu=N_("Work"),
    key=("number",),
    order=("number", "asc"),
    fields=(
        Field("number", N_("Number"), example="GL-0001", listed=True, public=True, searchable=True),
        Field("street", N_("Street"), example="津泰路", listed=True, public=True, searchable=True),
        Field("organisation_id", N_("Kept by"), picks="organisation", listed=True, public=True),
        Field("state", N_("State"), choices=TreeState, editable=False, listed=True, public=True),
        Field("note", N_("Internal note")),
    ),
    access={Role.COUNTY_ADMIN: Access.ALL, Role.HANDLER: Access.WRITE, Role.INSPECTOR: Access.READ},
    public=lambda _on: StreetTree.state != TreeState.FELLED,
)


def _left_ill(now: datetime, limits: Limits) -> Findings:
    """Find trees that have been ill for longer than they may be left so."""
    return findings(
        kind=StreetTree.kind,
        subject=StreetTree.id,
        county=StreetTree.county,
        organisation=StreetTree.organisation_id,
        moment=StreetTree.ill_at,
        fact=N_("A sick tree was left alone"),
        street=StreetTree.street,
        ill_at=StreetTree.ill_at,
    ).where(StreetTree.state == TreeState.ILL, StreetTree.ill_at < limits["days_ago"])


LEFT_ILL = Point(
    code="T01.ill",
    title=N_("Sick tree left alone"),
    basis=N_("Regulations on Urban Greening, art. 20"),
    severity=Severity.YELLOW,
    find=_left_ill,
    explanation=N_(
        "A tree was reported ill and neither cured nor felled for longer than it may be left so. Ask who looks after it."
    ),
    honest=N_("The tree was cured in time, and the cure was entered."),
    wakes_on=frozenset({"tree.reported_ill", "tree.cured", "tree.felled", TICK}),
    parameters=(Parameter("days", 30, N_("Longest time without a cure"), N_("Working days")),),
    tick=Tick(StreetTree.ill_at, where=StreetTree.state == "ill", shift="days"),
)


def _text(tree: StreetTree) -> Text:
    """Return a sick tree as the search of the portal finds it."""
    assert tree.ill_at is not None
    region = f"{tree.county}000000"
    return Text(TREE.name, tree.id, tree.county, region, "", str(tree), tree.street, tree.ill_at, tree.organisation_id)


def _sick_trees(session: Session) -> Iterator[Text]:
    """Yield every text that is public now, for an index that is filled again."""
    yield from map(_text, session.scalars(select(StreetTree).where(StreetTree.state == TreeState.ILL)))


TREES = Domain(
    name="trees",
    title=N_("Street trees"),
    verbs={
        "tree.reported_ill": N_("Tree reported ill"),
        "tree.cured": N_("Tree cured"),
        "tree.felled": N_("Tree felled"),
    },
    subjects=(SubjectKind(StreetTree, select(StreetTree.id, StreetTree.number + " · " + StreetTree.street)),),
    records=(TREE,),
    points=(LEFT_ILL,),
    groups={"T01": N_("Street trees")},
    evidence={"street": Evidence(N_("Street")), "ill_at": Evidence(N_("Ill since"))},
    texts=(
        TextSource(
            TREE.name,
            N_("Street trees"),
            _sick_trees,
            "portal.open_row",
            lambda found: {"name": TREE.name, "pk": found.subject_id},
        ),
    ),
)
