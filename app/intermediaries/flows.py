"""The course of an agency through the register, and of a mark from its proposal to its end."""

from app.intermediaries.words import AgencyState, MarkState
from app.kernel.flows.machine import Machine, Move
from app.kernel.roles import Duty
from app.kernel.words import N_, Word

WORKERS = frozenset({Duty.HANDLER, Duty.SECTION_HEAD, Duty.ORGAN_HEAD, Duty.LEGAL_REVIEWER, Duty.ENFORCEMENT})
HEADS = frozenset({Duty.SECTION_HEAD, Duty.ORGAN_HEAD, Duty.LEGAL_REVIEWER})
SUPERMARKET = N_("Provincial measures on the intermediary supermarket (text to be verified)")
CREDIT = N_("Measures on the repair of credit information (text to be verified)")


def _move(
    code: str,
    title: str,
    sources: tuple[Word, ...],
    target: Word,
    verb: str,
    basis: str,
    duties: frozenset[Duty] = HEADS,
    *,
    reason: bool = False,
    clock: bool = False,
) -> Move:
    return Move(
        code,
        title,
        frozenset(str(state) for state in sources),
        str(target),
        verb,
        basis,
        duties,
        needs_reason=reason,
        by_clock=clock,
    )


A, M = AgencyState, MarkState

REGISTER = Machine(
    "agency",
    AgencyState,
    (A.APPLIED,),
    (
        _move("check", N_("Papers are in order"), (A.APPLIED,), A.CHECKED, "agency.checked", SUPERMARKET, WORKERS),
        _move("list", N_("List the agency"), (A.CHECKED,), A.LISTED, "agency.listed", SUPERMARKET),
        _move("warn", N_("Warn the agency"), (A.LISTED,), A.WARNED, "agency.warned", SUPERMARKET, reason=True),
        _move(
            "bar",
            N_("Suspend from business"),
            (A.LISTED, A.WARNED),
            A.BARRED,
            "agency.barred",
            SUPERMARKET,
            reason=True,
        ),
        _move(
            "restore",
            N_("Restore the agency"),
            (A.WARNED, A.BARRED),
            A.LISTED,
            "agency.restored",
            SUPERMARKET,
            reason=True,
        ),
        _move(
            "remove",
            N_("Remove from the register"),
            (A.APPLIED, A.CHECKED, A.LISTED, A.WARNED, A.BARRED),
            A.REMOVED,
            "agency.removed",
            SUPERMARKET,
            reason=True,
        ),
    ),
)
"""Between application and removal; each step that burdens the agency needs its reason and can be appealed against."""

BURDENS = frozenset({"warn", "bar", "remove"})

MARKS = Machine(
    "mark",
    MarkState,
    (M.PROPOSED,),
    (
        _move("notice", N_("Tell the agency"), (M.PROPOSED,), M.NOTICED, "mark.noticed", CREDIT, WORKERS),
        _move("object", N_("Enter the agency's objection"), (M.NOTICED,), M.OBJECTED, "mark.objected", CREDIT, WORKERS),
        _move("uphold", N_("Uphold the mark"), (M.OBJECTED,), M.PUBLIC, "mark.published", CREDIT, reason=True),
        _move(
            "drop",
            N_("Do not take the mark up"),
            (M.PROPOSED, M.NOTICED, M.OBJECTED),
            M.DROPPED,
            "mark.dropped",
            CREDIT,
            reason=True,
        ),
        _move(
            "publish", N_("Publish the mark"), (M.PROPOSED, M.NOTICED), M.PUBLIC, "mark.published", CREDIT, clock=True
        ),
        _move(
            "ask_repair",
            N_("Enter the request for repair"),
            (M.PUBLIC,),
            M.REPAIR,
            "mark.repair_asked",
            CREDIT,
            WORKERS,
        ),
        _move("repair", N_("Grant the repair"), (M.REPAIR,), M.REPAIRED, "mark.repaired", CREDIT, reason=True),
        _move(
            "refuse_repair", N_("Refuse the repair"), (M.REPAIR,), M.PUBLIC, "mark.repair_refused", CREDIT, reason=True
        ),
        _move(
            "expire",
            N_("Mark expires"),
            (M.PUBLIC, M.REPAIR),
            M.EXPIRED,
            "mark.expired",
            CREDIT,
            frozenset(),
            clock=True,
        ),
    ),
)

VERBS = {
    "agency.checked": N_("The papers of the agency were found in order"),
    "agency.listed": N_("The agency was listed"),
    "agency.warned": N_("The agency was warned"),
    "agency.barred": N_("The agency was suspended from business"),
    "agency.restored": N_("The agency was restored"),
    "agency.removed": N_("The agency was removed from the register"),
    "agency.appealed": N_("The agency appealed"),
    "agency.appeal_decided": N_("The appeal of the agency was decided"),
    "agency.wrote": N_("An agency wrote a letter"),
    "agency.letter_answered": N_("The letter of an agency was answered"),
    "agency.entered": N_("What an agency asked for was entered"),
    "agency.reported": N_("A citizen reported an agency"),
    "agency.report_answered": N_("The report about an agency was answered"),
    "agency.in_case": N_("An agency took part in a case"),
    "mark.proposed": N_("A mark was proposed"),
    "mark.noticed": N_("The agency was told of the mark"),
    "mark.objected": N_("The agency objected to the mark"),
    "mark.published": N_("The mark was published"),
    "mark.dropped": N_("The mark was not taken up"),
    "mark.repair_asked": N_("The agency asked for repair"),
    "mark.repaired": N_("The credit was repaired"),
    "mark.repair_refused": N_("The repair was refused"),
    "mark.expired": N_("The mark expired"),
    "engagement.rated": N_("The client rated the agency"),
    "engagement.delivered": N_("The agency delivered"),
    "engagement.candidates": N_("The candidates of a selection were entered"),
}
