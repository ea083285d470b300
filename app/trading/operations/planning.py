"""From the project to the published notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import delete

from app.intermediaries.models import Engagement
from app.intermediaries.queries import usable_agencies
from app.intermediaries.words import Category
from app.kernel.act import Act, local_day
from app.kernel.audit import record
from app.kernel.errors import Incomplete, NotAllowed
from app.kernel.numbering import next_number
from app.kernel.places import Organisation
from app.kernel.words import N_, Sentences
from app.trading.flows import CLERKS
from app.trading.guards import begin, finish, holds, needed, notice_of, positive
from app.trading.minima import broken, kept_minima, titles
from app.trading.models import Criterion, KeyHolder, Lot, Notice, NoticeMinimum, Project
from app.trading.operations.answering import screen_project
from app.trading.operations.bonds import release_bonds
from app.trading.publishing import note_phrases
from app.trading.sealing.envelope import HOLDERS, KEY, fingerprint, is_usable
from app.trading.words import HolderRole, TradeCategory, TradeKind

FULL = Decimal(100)
NUMBERED = {TradeKind.WORKS: "GC", TradeKind.PROCUREMENT: "CG"}
"""With what the numbers of each kind begin."""


@dataclass(frozen=True, slots=True)
class LotTold:
    """A lot as it is registered: name, estimate, and the highest price that is taken."""

    name: str
    estimate: Decimal
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CriterionTold:
    """A row of the scoring rule."""

    name: str
    most: Decimal
    by_price: bool = False


@dataclass(frozen=True, slots=True)
class HolderTold:
    """Who holds a key, and its public half as 64 hexadecimal digits."""

    role: HolderRole
    name: str
    public_key: str


def register_project(
    act: Act,
    buyer: Organisation,
    centre: Organisation,
    name: str,
    approval: str,
    lots: Sequence[LotTold],
    *,
    supervisor: Organisation | None = None,
    kind: TradeKind = TradeKind.WORKS,
    category: TradeCategory = TradeCategory.WORKS,
) -> Project:
    """Register a project with its lots; who registers it works for the buyer.

    ``supervisor`` is the department to which complaints go: neither the buyer nor the centre.
    """
    if not holds(act, buyer.id, CLERKS):
        raise NotAllowed(N_("Only the buyer registers its projects."))
    if buyer.id == centre.id:
        raise Incomplete(
            N_("The buyer is not its own trading centre: choose the body that hosts the opening."), field="centre"
        )
    if supervisor is not None and supervisor.id in (buyer.id, centre.id):
        raise Incomplete(
            N_("Buyer and trading centre do not supervise themselves: choose the department that decides complaints."),
            field="supervisor",
        )
    if not lots:
        raise Incomplete(N_("A project has at least one lot."), field="lots")
    project = Project(
        county=buyer.county,
        number=f"{NUMBERED[kind]}{act.on.year}-{buyer.county}-{next_number(act, 'trade', buyer.county):04d}",
        name=needed(name, "name"),
        organisation_id=buyer.id,
        centre_id=centre.id,
        supervisor_id=supervisor.id if supervisor else None,
        trade_kind=str(kind),
        category=str(category),
        approval=needed(approval, "approval"),
        registered_at=act.at,
    )
    for number, told in enumerate(lots, start=1):
        estimate = positive(told.estimate, "estimate")
        ceiling = None if told.ceiling is None else positive(told.ceiling, "ceiling")
        project.lots.append(
            Lot(county=buyer.county, number=number, name=needed(told.name, "name"), estimate=estimate, ceiling=ceiling)
        )
    act.session.add(project)
    record(act, "trade.registered", project, name=project.name, lots=len(lots))
    return project


def engage_agency(act: Act, project: Project, engagement: Engagement) -> None:
    """Let an agency work for the buyer in a trade, by an engagement of the buyer's: listed, qualified, without a bad mark."""
    move = begin(act, project, "engage")
    if engagement.organisation_id != project.organisation_id:
        raise Incomplete(N_("This engagement is another body's. Choose one of your own."), field="engagement")
    usable = usable_agencies(act.session, project.county, str(Category.TENDER), act.at, engagement.agency.uscc)
    if engagement.agency_id not in {one.id for one in usable}:
        raise Incomplete(
            N_("%(agency)s is not listed and qualified as a tender agency, or carries a bad mark. Engage another."),
            field="engagement",
            agency=engagement.agency.name,
        )
    project.engagement = engagement
    finish(act, project, move, agency=engagement.agency.uscc, engagement=engagement.number)


def draft_notice(
    act: Act,
    project: Project,
    text: str,
    sale: tuple[date, date],
    deadline: datetime,
    criteria: Sequence[CriterionTold],
    holders: Sequence[HolderTold],
    bond: Decimal = Decimal(0),
    *,
    blind: bool = False,
) -> Notice:
    """Write the notice with its scoring rule and the holders of the keys; a draft that came back is written again.

    ``blind``: experts score without knowing whose bid it is.
    """
    move = begin(act, project, "draft")
    if sale[1] < sale[0]:
        raise Incomplete(N_("The last day lies before the first."), field="sale_to")
    if local_day(deadline) < sale[1]:
        raise Incomplete(
            N_("The deadline lies before the last day on which documents are given out."), field="deadline"
        )
    _check_rule(criteria)
    notice = project.notice or Notice(county=project.county, project=project)
    notice.text, notice.deadline = needed(text, "text"), deadline
    notice.sale_from, notice.sale_to = sale
    notice.bond = positive(bond, "bond") if bond else Decimal(0)
    notice.blind, notice.drafted_by = blind, act.actor.official_id
    notice.broken, notice.broken_reason = [], ""
    act.session.add(notice)
    act.session.flush()
    act.session.execute(delete(Criterion).where(Criterion.notice_id == notice.id))
    act.session.execute(delete(KeyHolder).where(KeyHolder.project_id == project.id))
    act.session.add_all(
        Criterion(
            county=project.county,
            notice_id=notice.id,
            place=place,
            name=told.name.strip(),
            most=told.most,
            by_price=told.by_price,
        )
        for place, told in enumerate(criteria, start=1)
    )
    act.session.add_all(_holders(project, holders))
    act.session.flush()
    act.session.expire(notice, ["criteria"])
    act.session.expire(project, ["holders"])
    finish(act, project, move)
    return notice


def _check_rule(criteria: Sequence[CriterionTold]) -> None:
    if sum(told.most for told in criteria) != FULL or any(told.most <= 0 or not told.name.strip() for told in criteria):
        raise Incomplete(
            N_("The rows of the scoring rule have a name and points each, and sum to 100."), field="criteria"
        )
    if sum(told.by_price for told in criteria) != 1:
        raise Incomplete(N_("Exactly one row of the scoring rule is the price."), field="criteria")


def _holders(project: Project, holders: Sequence[HolderTold]) -> list[KeyHolder]:
    """Return the five holders; each stands for another body, and so does each key."""
    made = []
    for place, told in enumerate(holders, start=1):
        try:
            public = bytes.fromhex(told.public_key)
        except ValueError:
            public = b""
        if len(public) != KEY or not is_usable(public):
            raise Incomplete(
                N_("A public key has 64 hexadecimal digits. Take it from the holder's file."), field="holders"
            )
        made.append(
            KeyHolder(
                county=project.county,
                project_id=project.id,
                place=place,
                role=str(told.role),
                name=needed(told.name, "holders"),
                public_key=public.hex(),
                fingerprint=fingerprint(public),
            )
        )
    different = [{getattr(one, name) for one in made} for name in ("role", "name", "fingerprint")]
    if len(made) != HOLDERS or any(len(held) != HOLDERS for held in different):
        raise Incomplete(
            N_(
                "Five different bodies hold five different keys: buyer or agency, supervisor, notary, audit, association."
            ),
            field="holders",
        )
    return made


def return_notice(act: Act, project: Project, reason: str) -> None:
    """Send a draft back to whoever drafted it."""
    move = begin(act, project, "return", reason)
    finish(act, project, move, reason=needed(reason))
    screen_project(act, project)


def publish_notice(act: Act, project: Project, reason: str = "") -> Notice:
    """Publish the notice, by another official than who drafted it; what falls short of the law needs its reason."""
    move = begin(act, project, "publish")
    notice = notice_of(project)
    if act.actor.official_id is not None and act.actor.official_id == notice.drafted_by:
        raise NotAllowed(N_("Who drafted the notice does not publish it. Let the head of another section look at it."))
    if notice.sale_from < act.on or notice.deadline <= act.at:
        raise Incomplete(
            N_("Documents are given out from today on at the earliest. Send the draft back."), field="sale_from"
        )
    short = broken(notice, act.on)
    if short and not reason.strip():
        raise Incomplete(
            N_(
                "The notice falls short of the law: %(list)s. Send it back, or give the reason that is published with it."
            ),
            field="reason",
            list=Sentences(titles(short)),
        )
    notice.published_at, notice.published_by = act.at, act.actor.official_id
    notice.broken, notice.broken_reason = [one.code for one in short], reason.strip() if short else ""
    note_minima(act, notice)
    note_phrases(act, notice)
    finish(
        act,
        project,
        move,
        deadline=notice.deadline,
        broken=notice.broken,
        reason=notice.broken_reason,
        holders=[holder.fingerprint for holder in project.holders],
    )
    return notice


def note_minima(act: Act, notice: Notice) -> None:
    """Keep what a published notice gives for each legal minimum, by the law of its day."""
    assert notice.published_at is not None
    act.session.execute(delete(NoticeMinimum).where(NoticeMinimum.notice_id == notice.id))
    act.session.add_all(kept_minima(notice, local_day(notice.published_at)))


def stop_tender(act: Act, project: Project, reason: str) -> None:
    """Stop a tender before the award; bids that have not been opened stay sealed for ever."""
    move = begin(act, project, "stop", reason)
    finish(act, project, move, reason=needed(reason))
    release_bonds(act, project)
    screen_project(act, project)
