"""Who is told what upon which event: the applicant by text message and portal, the staff at the desk.

The texts are Chinese, as the documents are: they tell a citizen his rights and belong to the record.
A text message names no identity and no reason, only where to read on.
"""

from collections.abc import Iterable, Mapping

from app.approvals.models import Case
from app.kernel.act import Act
from app.kernel.codes import grouped
from app.kernel.notices import Medium, Message, queue_once, queued
from app.kernel.places import holders_of
from app.kernel.roles import Duty
from app.kernel.wording import fill

TEXTS: Mapping[str, tuple[str, str]] = {
    "submitted": (
        "申请已提交",
        "您申请的“{item}”已收到，办件编号{number}，查询码{code}。我们将在5个工作日内告知是否受理。",
    ),
    "accepted": ("申请已受理", "您申请的“{item}”（{number}）已受理，承诺于{due}前办结。"),
    "deemed_accepted": ("申请视为受理", "您申请的“{item}”（{number}）逾期未告知补正，依法自收到之日起视为受理。"),
    "not_accepted": (
        "申请不予受理",
        "您申请的“{item}”（{number}）不予受理，理由及应当申请的机关见决定书，请凭查询码查看。",
    ),
    "not_needed": ("无需取得许可", "您申请的“{item}”（{number}）依法不需要办理，详见告知书，请凭查询码查看。"),
    "noticed": ("材料需要补正", "您申请的“{item}”（{number}）需要补正材料，请于{due}前凭查询码查看清单并补交。"),
    "corrected": ("补正材料已收到", "您申请的“{item}”（{number}）补正材料已收到，我们将在5个工作日内告知是否受理。"),
    "remind": ("请尽快补正材料", "您申请的“{item}”（{number}）补正期限将于{due}届满，逾期未补正的，申请材料将退回。"),
    "returned": ("申请已退件", "您申请的“{item}”（{number}）已退件，理由见通知书，请凭查询码查看；您可以重新申请。"),
    "suspended": (
        "办理计时暂停",
        "您申请的“{item}”（{number}）需要{reason}，预计{days}个工作日，该时间依法不计入办理期限。",
    ),
    "resumed": ("办理继续", "您申请的“{item}”（{number}）已恢复办理，办理期限顺延至{due}。"),
    "extended": (
        "办理期限延长",
        "您申请的“{item}”（{number}）经批准延长{days}个工作日，理由见通知书，请凭查询码查看。",
    ),
    "hearing_told": ("听证权利告知", "您申请的“{item}”（{number}）：您有权要求听证，请于{due}前提出。"),
    "hearing_called": (
        "依法举行听证",
        "您申请的“{item}”（{number}）依法举行听证，时间、地点另行通知，听证所需时间不计入办理期限。",
    ),
    "hearing_set": ("听证安排", "您申请的“{item}”（{number}）定于{due}举行听证，地点：{place}。"),
    "transferred": ("申请已移送", "您申请的“{item}”（{number}）已移送{organ}办理，新办件编号见告知书。"),
    "granted": ("准予决定", "您申请的“{item}”（{number}）已作出准予决定，请凭查询码查看并领取文书。"),
    "refused": ("不予决定", "您申请的“{item}”（{number}）已作出不予决定，理由和救济途径见决定书，请凭查询码查看。"),
    "delivered": ("文书已送达", "您申请的“{item}”（{number}）决定文书已送达。欢迎凭查询码对本次服务作出评价。"),
    "withdrawn": ("申请已撤回", "您申请的“{item}”（{number}）已撤回。如非本人意愿，请立即凭查询码投诉。"),
    "answered": ("投诉答复", "您就“{item}”（{number}）提出的投诉已有答复，请凭查询码查看。"),
}

DESK_TEXTS: Mapping[str, tuple[str, str]] = {
    "submitted": ("新申请待受理", "{number} {item}：须于{due}前受理或者一次性告知。"),
    "corrected": ("补正材料待审", "{number} {item}：补正材料已交，须于{due}前受理。"),
    "assigned": ("有办件分配给您", "{number} {item}"),
    "sent_back": ("办件被退回重审", "{number} {item}：{reason}"),
    "withdrawn": ("申请人撤回申请", "{number} {item}"),
    "hearing_requested": ("申请人要求听证", "{number} {item}：须于{due}前举行听证。"),
}


def tell_applicant(act: Act, case: Case, event: str, key: str = "", **values: object) -> None:
    """Queue the applicant's message about an event, by text message and in the portal.

    ``key`` tells apart several messages about the same event; the same one is never queued twice.
    """
    title, text = TEXTS[event]
    filled = fill(text, item=case.power_version.name, number=case.number, code=grouped(case.query_code), **values)
    for medium, address in ((Medium.SMS, case.applicant_phone), (Medium.PORTAL, case.query_code)):
        queue_once(act, medium, address, title, filled, case, f"{event}:{case.id}:{key}")


def tell_duty(act: Act, case: Case, event: str, duty: Duty, key: str = "", **values: object) -> None:
    """Queue a desk message to everybody who holds a duty at the handling organ today."""
    holders = holders_of(act.session, case.organisation_id, duty, act.on)
    tell_officials(act, case, event, holders, key, **values)


def tell_officials(
    act: Act, case: Case, event: str, officials: Iterable[int | None], key: str = "", **values: object
) -> None:
    """Queue a desk message to certain officials; not to the one who acts."""
    title, text = DESK_TEXTS[event]
    filled = fill(text, item=case.power_version.name, number=case.number, **values)
    for official in officials:
        if official is not None and official != act.actor.official_id:
            queue_once(act, Medium.DESK, str(official), title, filled, case, f"{event}:{case.id}:{key}")


def was_told(act: Act, case: Case, event: str, key: str = "") -> Message | None:
    """Return the text message that was queued for the applicant about an event, if any."""
    return queued(act, Medium.SMS, case.applicant_phone, case, f"{event}:{case.id}:{key}")
