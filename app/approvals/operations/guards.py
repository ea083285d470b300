"""What every operation on a case asks first: is it mine, is it fresh, is it possible now."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from app.approvals.flows import APPROVAL, FLOW_ACTIONS
from app.approvals.models import Case
from app.approvals.organs import counts_on
from app.kernel.act import CHINA, Act, Actor
from app.kernel.audit import TrailRow
from app.kernel.errors import Conflict, NotAllowed
from app.kernel.flows.engine import Overrides, move, open_visits
from app.kernel.flows.machine import Move
from app.kernel.flows.models import FlowVersion
from app.kernel.places import Official, posts_held
from app.kernel.roles import Duty, Role
from app.kernel.words import N_, Titled
from app.parties.recusal import keeps_away


def begin(act: Act, case: Case, code: str, edit_number: int | None = None) -> Move:
    """Return the move when the actor may make it now; otherwise refuse in words.

    ``edit_number`` is that of the case as the actor saw it; empty when no person looked at it.
    """
    found = APPROVAL.moves[code]
    check_actor(act, case, found)
    if code != "recuse" and keeps_away(act.session, act.actor.official_id, case.applicant_hash):
        raise self_away()
    check_fresh(act, case, edit_number)
    return APPROVAL.check(case.state, code)


def self_away() -> NotAllowed:
    """Return the refusal of an act by whoever keeps away from the matters of the applicant."""
    return NotAllowed(
        N_("You keep away from the matters of this applicant (Civil Servants Law art. 76). A colleague carries on.")
    )


def check_away(act: Act, case: Case, official_id: int | None) -> None:
    """Refuse an official who keeps away from the matters of the applicant (Civil Servants Law art. 76)."""
    if keeps_away(act.session, official_id, case.applicant_hash):
        raise NotAllowed(
            N_(
                "This official keeps away from the matters of the applicant (Civil Servants Law art. 76). Choose another."
            )
        )


def check_actor(act: Act, case: Case, wanted: Move) -> None:
    """Refuse unless the move belongs to the applicant, the clock, or a duty held at the case's organ.

    Whose duty a step of the flow is, the flow itself checks.
    """
    actor = act.actor
    if actor.is_platform:
        if wanted.by_clock:
            return
    elif Role.PUBLIC in actor.roles:
        if wanted.by_applicant:
            return
    elif wanted.code in FLOW_ACTIONS or wanted.code in ("take", "sign"):
        if actor.duties:
            return
    elif holds(act, case.organisation_id, wanted.duties):
        return
    raise NotAllowed(
        N_("“%(move)s” belongs to another post of the handling organ. Hand the case to its holder."),
        move=Titled(wanted.title),
    )


def holds(act: Act, organisation_id: int, duties: frozenset[Duty]) -> bool:
    """Tell whether the actor holds one of these duties in an organisation."""
    return any((organisation_id, duty) in act.actor.duties for duty in duties)


def check_fresh(act: Act, case: Case, edit_number: int | None) -> None:
    """Refuse a change made on an old view of the case, and tell who changed what and when."""
    if edit_number is None or edit_number == case.edit_number:
        return
    last = act.session.scalars(
        select(TrailRow)
        .where(TrailRow.subject_kind == Case.kind, TrailRow.subject_id == case.id)
        .order_by(TrailRow.place.desc())
        .limit(1)
    ).first()
    if last is None:
        raise Conflict(N_("This case was changed while you were working. Look at it again; your text is kept."))
    raise Conflict(
        N_(
            "While you were working, %(who)s changed this case at %(when)s (%(what)s). Your text is kept: "
            "look at the new state, then try again."
        ),
        who=last.official,
        when=f"{last.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        what=Titled(title_of(last.verb)),
    )


def title_of(verb: str) -> str:
    """Return the title of the move that writes a verb; the verb itself when no move does."""
    return next((known.title for known in APPROVAL.moves.values() if known.verb == verb), verb)


def day_of(act: Act, case: Case, given: date | None = None) -> date:
    """Return the day on which the act counts in a case, never before its receipt.

    Another day that was given with it stands as it is: the caller checks it.

    Every limit of the case is counted from such days, so that they stand in the order of the acts.
    """
    if given is not None and given != act.on:
        return given
    return max(case.received_on, counts_on(act.session, case.organisation, act.at))


def official_of(act: Act) -> int | None:
    """Return the id of the acting official; nothing for the applicant and the clock."""
    return act.actor.official_id


def other_official(act: Act, case: Case, official_id: int, duties: frozenset[Duty]) -> Official:
    """Return an official of the handling organ's county who holds one of the duties today."""
    official = act.session.get(Official, official_id)
    if official is not None and official.left_on is None:
        held = posts_held(act.session, official_id, act.on)
        if any(post.organisation_id == case.organisation_id and post.duty in duties for post in held):
            check_away(act, case, official_id)
            return official
    raise NotAllowed(N_("This person holds no fitting post at the handling organ. Choose another."))


def overrides_of(case: Case) -> Overrides:
    """Return what differs from the template for the power of a case: step code -> limit, duty."""
    return {str(code): own for code, own in (case.power_version.step_overrides or {}).items() if isinstance(own, dict)}


def has_action(act: Act, case: Case, action: str) -> bool:
    """Tell whether an open step of the case's path knows an action."""
    for visit in open_visits(act.session, case):
        if visit.version_id is not None:
            version = act.session.get_one(FlowVersion, visit.version_id)
            if any(t.from_code == visit.step_code and t.action == action for t in version.transitions):
                return True
    return False


def joint_of(case: Case) -> tuple[int, ...]:
    """Return the ids of the organs that handle a case together with the leading one."""
    return tuple(int(home) for home in (case.power_version.step_overrides or {}).get("joint", ()))


def pass_entry(act: Act, case: Case) -> None:
    """Take a case that is born accepted (transferred, reopened) past the window's step.

    The platform does this, not the person who acts: he holds no post at the window.
    """
    if has_action(act, case, "accept"):
        platform = replace(act, actor=Actor.platform())
        move(platform, case, "accept", overrides=overrides_of(case), joint=joint_of(case))
