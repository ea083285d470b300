"""The course of a voucher: stamped by the supervision committee, checked and booked by the township."""

from app.kernel.act import Act
from app.kernel.audit import has_acted, record
from app.kernel.errors import Incomplete, NotAllowed, OutOfOrder
from app.kernel.words import N_
from app.villages.access import CHECKERS, ENTERERS, check_writes
from app.villages.models import VillageOfficer, Voucher
from app.villages.words import SUPERVISING, VoucherState


def _in_state(voucher: Voucher, *states: VoucherState) -> None:
    if voucher.state not in states:
        raise OutOfOrder(
            N_("This is not possible while the voucher is “%(state)s”. Reload the page."),
            state=VoucherState(voucher.state),
        )


def stamp_voucher(act: Act, voucher: Voucher, supervisor: VillageOfficer) -> None:
    """Note the stamp of the supervision committee on the paper (Villagers' Committees Law art. 32).

    The township compares it with the photo. Who handled or approved the payment cannot stamp it.
    """
    check_writes(act, voucher.organisation, *ENTERERS)
    _in_state(voucher, VoucherState.ENTERED)
    if supervisor.organisation_id != voucher.organisation_id or supervisor.post not in SUPERVISING:
        raise NotAllowed(
            N_("Only a member of this village's supervision committee stamps vouchers."), field="supervisor"
        )
    if supervisor.left_on is not None and supervisor.left_on < act.on:
        raise NotAllowed(N_("This member has left the supervision committee."), field="supervisor")
    signed = {officer.person_hash for officer in (voucher.handler, voucher.approver) if officer is not None}
    if supervisor.person_hash in signed:
        raise NotAllowed(N_("Who handled or approved a payment does not stamp it."), field="supervisor")
    voucher.state, voucher.supervised_at, voucher.supervisor_id = (VoucherState.SUPERVISED, act.at, supervisor.id)
    record(act, "village.voucher_stamped", voucher, supervisor=supervisor.id)


def check_voucher(act: Act, voucher: Voucher, paper_seen: str = "") -> None:
    """Confirm as the township that paper, photo and entry agree.

    Without a photo somebody must say where he saw the paper itself. One without the committee's stamp passes
    too; the point V04 then tells.
    """
    check_writes(act, voucher.organisation, *CHECKERS)
    _in_state(voucher, VoucherState.ENTERED, VoucherState.SUPERVISED)
    if voucher.returned_reason:
        raise OutOfOrder(N_("This voucher was given back and has not been corrected yet."))
    if has_acted(act, voucher, "village.voucher_entered", "village.voucher_edited"):
        raise NotAllowed(N_("Who entered or changed a voucher does not check it. Ask a colleague."))
    if not voucher.photos and not paper_seen.strip():
        raise Incomplete(
            N_(
                "There is no photo of the paper of voucher %(number)s. Have it photographed, or write where you saw the paper itself."
            ),
            field="paper_seen",
            number=voucher.number,
        )
    voucher.state, voucher.checked_at = VoucherState.CHECKED, act.at
    voucher.checked_by = act.actor.official_id
    record(
        act,
        "village.voucher_checked",
        voucher,
        stamped=voucher.supervised_at is not None,
        photos=voucher.photos,
        **({"paper_seen": paper_seen.strip()[:200]} if not voucher.photos else {}),
    )


def return_voucher(act: Act, voucher: Voucher, reason: str) -> None:
    """Give a voucher back to the village to be corrected, with reasons."""
    check_writes(act, voucher.organisation, *CHECKERS)
    _in_state(voucher, VoucherState.ENTERED, VoucherState.SUPERVISED, VoucherState.CHECKED)
    if not reason.strip():
        raise Incomplete(N_("Give the reason in words that the person concerned understands."), field="reason")
    voucher.state, voucher.checked_at, voucher.checked_by = VoucherState.ENTERED, None, None
    voucher.supervised_at, voucher.supervisor_id = None, None
    voucher.returned_reason = reason.strip()[:1000]
    record(act, "village.voucher_returned", voucher, reason=voucher.returned_reason)


def book_voucher(act: Act, voucher: Voucher) -> None:
    """Book a checked voucher."""
    check_writes(act, voucher.organisation, *CHECKERS)
    _in_state(voucher, VoucherState.CHECKED)
    voucher.state, voucher.booked_at, voucher.booked_day = VoucherState.BOOKED, act.at, act.on.toordinal()
    record(act, "village.voucher_booked", voucher, lag=voucher.booked_day - voucher.day)
